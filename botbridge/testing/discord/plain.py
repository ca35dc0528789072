"""What a person reads of a message, written as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from botbridge.testing.discord import components

JSON = dict[str, Any]
Names = Mapping[str, str]

_CODE: Final = re.compile(r"(```.*?```|``[^`](?:.*?[^`])?``|`[^`\n]+`)", re.DOTALL)
_ENTITY: Final = re.compile(r"<(@!?|@&|#)(\d+)>|<a?:(\w+):\d+>|<t:(-?\d{1,12})(?::[tTdDfFsSR])?>|</([^:<>]+):\d+>")


def text(content: str, names: Names) -> str:
    """Return the content with mentions by name, times and emoji readable; code stays as it is."""
    parts = _CODE.split(content)
    return "".join(
        part if number % 2 else _ENTITY.sub(lambda m: _shown(m, names), part) for number, part in enumerate(parts)
    )


def _shown(found: re.Match[str], names: Names) -> str:
    sign, target, emoji, moment, command = found.groups()
    if sign:
        return ("#" if sign == "#" else "@") + names.get(target, target)
    if emoji:
        return f":{emoji}:"
    if command:
        return f"/{command}"
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%d %H:%M")


def message_text(raw: JSON, names: Names) -> str:
    """Return what a person reads: the content, or the texts of Components V2, then the embeds."""
    texts = [text(raw.get("content") or "", names)]
    texts += [
        text(one["content"], names) for one in components.walk(raw.get("components")) if one["type"] == components.TEXT
    ]
    texts += [_embed(one, names) for one in raw.get("embeds") or []]
    return "\n\n".join(part for part in texts if part)


def _embed(embed: JSON, names: Names) -> str:
    fields = [f"**{one['name']}**\n{one['value']}" for one in embed.get("fields") or []]
    title = f"**{embed['title']}**" if embed.get("title") else ""
    return "\n".join(text(part, names) for part in (title, embed.get("description") or "", *fields) if part)


def label(component: JSON) -> str:
    """Return what a person calls a component: its label, else its placeholder, else its custom_id."""
    emoji = (component.get("emoji") or {}).get("name", "")
    return str(component.get("label") or component.get("placeholder") or emoji or component.get("custom_id", ""))


def outside_code(content: str, change: Callable[[str], str]) -> str:
    """Return the content with everything but code changed."""
    parts = _CODE.split(content)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))
