"""What in the app's messages notifies people: mentions that are declared and whose tag stands in the text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from botbridge.testing.teams import plain

JSON = dict[str, Any]

_CARD: Final = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class Ping:
    """`who` (an id) is notified by the message `message` in `conversation`."""

    conversation: str
    message: str
    who: str


def active(activity: JSON) -> list[str]:
    """Return the ids that an activity mentions, in order."""
    said = [(str(activity.get("text") or ""), activity.get("entities") or [])]
    for one in activity.get("attachments") or []:
        if isinstance(one, dict) and one.get("contentType") == _CARD:
            shown = json.dumps(one["content"].get("body") or [], ensure_ascii=False)
            said.append((shown, plain.entities(one["content"])))
    return [who for text, entities in said for who in _mentioned(text, entities)]


def _mentioned(text: str, entities: list[JSON]) -> list[str]:
    mentions = [one for one in entities if isinstance(one, dict) and one.get("type") == "mention"]
    return [str((one.get("mentioned") or {}).get("id", "")) for one in mentions if _stands(one.get("text"), text)]


def _stands(tag: Any, text: str) -> bool:
    return isinstance(tag, str) and bool(tag) and (tag in text or json.dumps(tag, ensure_ascii=False)[1:-1] in text)
