"""reactions.*"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack.message import Message
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]

_NAME: Final = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


def _target(desk: Desk) -> Message:
    if not (desk.call["channel"] and desk.call["timestamp"]):
        raise Refusal("no_item_specified")
    return desk.message(desk.channel(member=True), "timestamp")


def _name(desk: Desk) -> str:
    name = desk.call["name"].strip(":")
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name")
    return name


def add(desk: Desk) -> JSON:
    """reactions.add."""
    message, name = _target(desk), _name(desk)
    if not desk.workspace.react(message, desk.team.bot_user_id, name):
        raise Refusal("already_reacted")
    return {}


def remove(desk: Desk) -> JSON:
    """reactions.remove."""
    message, name = _target(desk), _name(desk)
    if not desk.workspace.unreact(message, desk.team.bot_user_id, name):
        raise Refusal("no_reaction")
    return {}


def get(desk: Desk) -> JSON:
    """reactions.get."""
    message = _target(desk)
    return {"type": "message", "message": message.raw, "channel": message.channel.id}


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "reactions.add": add,
    "reactions.remove": remove,
    "reactions.get": get,
}
