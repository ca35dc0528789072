"""Recognising a message of ours in the history, after an answer that never came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from botbridge.model import mention
from botbridge.model.effect import Post, StreamOpen
from botbridge.shape import JSON, objects, string
from botbridge_slack import outbound
from botbridge_slack.identity import Identity

_CLOCK_SKEW: Final = 60.0  # seconds that our clock may be ahead of Slack's
_NO_LETTER: Final = re.compile(r"\W+")


def since(effect: Post | StreamOpen) -> float:
    """The earliest moment (seconds since the epoch) at which the message can have been made."""
    try:
        return datetime.fromisoformat(effect.message.created_at).timestamp() - _CLOCK_SKEW
    except ValueError:
        return 0.0


def find(effect: Post | StreamOpen, messages: Iterable[dict[str, Any]], identity: Identity) -> dict[str, Any] | None:
    """The newest of our messages that the effect made: marked as it, or for a stream (unmarked) by its words."""
    ours = [message for message in messages if message.get("bot_id") == identity.bot_id]
    matches = _is_marked if isinstance(effect, Post) else _begins_alike
    return next((message for message in reversed(ours) if matches(effect, message)), None)


def _is_marked(effect: Post | StreamOpen, message: JSON) -> bool:
    wanted = outbound.metadata(effect.message.id, effect.part)
    told = message.get("metadata")
    if not isinstance(told, dict) or told.get("event_type") != wanted["event_type"]:
        return False
    payload = told.get("event_payload")
    # Slack may hand numbers back as text.
    return isinstance(payload, dict) and {name: str(payload.get(name)) for name in ("id", "part")} == {
        name: str(value) for name, value in wanted["event_payload"].items()
    }


def _begins_alike(effect: Post | StreamOpen, message: JSON) -> bool:
    if isinstance(effect, StreamOpen) and effect.tasks:
        return any(part.get("task_id") == effect.tasks[0].id for part in objects(message.get("blocks")))
    opened = _letters(mention.readable(effect.text))
    shown = _letters(
        "".join(string(part, "text") for part in objects(message.get("blocks"))) or string(message, "text")
    )
    return not message.get("metadata") and bool(opened) and opened in shown


def _letters(text: str) -> str:
    """What Markdown, mrkdwn and rich text write alike."""
    return _NO_LETTER.sub("", text)
