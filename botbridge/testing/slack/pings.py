"""What in the app's messages would notify people.

Everything that is not escaped counts in mrkdwn, also inside backticks: Slack resolves `<...>` before it looks at
the styling. In Markdown, code is literal and does not count; a backslash before `<` is not trusted and counts.
`plain_text` objects never count. The `text` beside blocks counts: notifications are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from botbridge.testing.slack.markdown import without_code

_ENTITY: Final = re.compile(r"<(?:!(?:channel|here|everyone|subteam\^[^|>]+)|@[UW][A-Z0-9]+|#C[A-Z0-9]+)(?:\|[^>]*)?>")
# With `link_names` or `parse=full` bare names are linked too.
_BARE: Final = re.compile(r"(?<![\w@])@(?:channel|here|everyone)\b")


@dataclass(frozen=True)
class Ping:
    """`what` notifies somebody from the message `ts` in `channel`."""

    channel: str
    ts: str
    what: str


def active(raw: dict[str, Any], *, link_names: bool = False) -> list[str]:
    """Return what notifies in a message, in order."""
    found = [what for text in _texts(raw) for what in _ENTITY.findall(text)]
    if link_names:
        found += _BARE.findall(raw.get("text") or "")
    return found + [what for block in raw.get("blocks", []) for what in _rich(block)]


def _texts(raw: dict[str, Any]) -> Iterator[str]:
    yield raw.get("text") or ""
    yield from _values(raw.get("blocks", []))
    yield from _values(raw.get("attachments", []))


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _values(item)
    elif isinstance(value, dict):
        yield from _object(value)


def _object(value: dict[str, Any]) -> Iterator[str]:
    kind, text = value.get("type"), value.get("text")
    if kind in ("plain_text", "rich_text"):
        return
    if isinstance(text, str):
        yield without_code(text) if kind == "markdown" else text
    for child in value.values():
        yield from _values(child)


def _rich(value: Any) -> Iterator[str]:
    children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, dict) and value.get("type") in _RICH:
        yield _RICH[value["type"]].format(**value)
    for child in children:
        yield from _rich(child)


_RICH: Final = {
    "user": "<@{user_id}>",
    "channel": "<#{channel_id}>",
    "broadcast": "<!{range}>",
    "usergroup": "<!subteam^{usergroup_id}>",
}
