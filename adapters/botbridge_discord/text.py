"""Markdown ↔ Discord's dialect.

Out: Discord reads most of CommonMark as it is. What it does not read is written in its own words: tables as aligned
code blocks, headings below the third level as such of the third, underlined headings with `#`, images as links, `~~~`
and long fences as ```, entities as the letters that they are. All of that only if it fits: the text as the app wrote
it always does, and loses nothing either.

Nothing is done against mentions here: `allowed_mentions` lets only those ping that the app asked for.

In: Discord's entities (`<@1>`, `<:wave:2>`, `<t:3>`) become words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from botbridge.model import mention
from botbridge.render import markdown
from botbridge_discord import tables
from botbridge_discord.capabilities import TEXT_CHARS, TITLE_CHARS
from botbridge_discord.writer import Writer

_SNOWFLAKE: Final = re.compile(r"\d{1,20}")
# What Discord may have to be told in other words: fences, tables, images, entities, headings.
_SPECIAL: Final = re.compile(r"[`~|!&]|^[ \t>]*(?:####|[=-]+[ \t]*$)", re.MULTILINE)


def measure(text: str) -> int:
    """The room that a text needs: its length, and some for the columns of its tables."""
    return len(_native(text)) + 4 * text.count("|")


def dialect(text: str, room: int = TEXT_CHARS) -> str:
    """Neutral Markdown as Discord shows it, at most `room` characters where the source is not longer."""
    native = _native(text)
    if not _SPECIAL.search(native):
        return native  # most messages are words
    for widest in tables.WIDTHS if "|" in native else tables.WIDTHS[-1:]:
        written = Writer(widest).write(native)
        if len(written) <= room:
            return written
    return native


def short(text: str) -> str:
    """The dialect of a text that must be one message: what does not fit is cut off."""
    shown = dialect(text)
    return shown if len(shown) <= TEXT_CHARS else f"{shown[: TEXT_CHARS - 1]}…"


def mentioned(text: str) -> list[str]:
    """The ids of those whom the app mentions on purpose, each once."""
    found: dict[str, None] = {}

    def note(native_id: str, _name: str) -> str:
        if _SNOWFLAKE.fullmatch(native_id):
            found[native_id] = None
        return ""

    mention.replace(text, note)
    return list(found)


def _native(text: str) -> str:
    return mention.replace(text, lambda who, name: f"<@{who}>" if _SNOWFLAKE.fullmatch(who) else f"@{name}")


def title(words: str, fallback: str, most: int = TITLE_CHARS) -> str:
    """The name of a thread or form that these words begin: one line without markup, at most so many characters."""
    plain = " ".join(markdown.plain(words[: 4 * TITLE_CHARS]).split()) or " ".join(fallback.split()) or "…"
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


_NATIVE: Final = re.compile(
    r"<(?P<sign>@!?|@&|#)(?P<id>\d{1,20})>|<a?:(?P<emoji>\w{1,32}):\d{1,20}>"
    r"|<t:(?P<moment>-?\d{1,12})(?::[tTdDfFsSR])?>|</(?P<command>[^:<>\n]{1,100}):\d{1,20}>"
)
_BLOCKS: Final = re.compile(r"(```.*?```|``.+?``|`[^`\n]+`)", re.DOTALL)


def to_markdown(text: str, names: Mapping[str, str], own: frozenset[str]) -> str:
    """What somebody wrote as Markdown, without the bot's own mentions; others as `@name`.

    `names` are those of users, roles and channels by id, `own` the ids that mean the bot: its account and its role.
    """
    addressed = _without(text, own)
    parts = _BLOCKS.split(addressed)
    shown = [
        part if number % 2 else _NATIVE.sub(lambda m: _readable(m, names), part) for number, part in enumerate(parts)
    ]
    return mention.strip("".join(shown)).strip()


def entities(text: str) -> list[str]:
    """The ids of channels and roles that a text names."""
    return [found["id"] for found in _NATIVE.finditer(text) if found["sign"] in ("#", "@&")]


def _without(text: str, own: frozenset[str]) -> str:
    ids = "|".join(sorted(own))
    if not ids or not re.search(rf"<@[!&]?(?:{ids})>", text):
        return text
    mark = rf"<@[!&]?(?:{ids})>"
    return re.sub(rf"[ \t]*{mark}", "", re.sub(rf"^\s*{mark}[ \t]*[,:]?", "", text))


def _readable(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found["sign"]:
        return ("#" if found["sign"] == "#" else "@") + names.get(found["id"], found["id"])
    if found["emoji"]:
        return f":{found['emoji']}:"
    if found["command"]:
        return f"/{found['command']}"
    try:
        return datetime.fromtimestamp(int(found["moment"]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return found[0]
