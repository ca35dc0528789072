"""Markdown ↔ Teams' dialect.

Out: the text of a message is Markdown of which all clients show bold, italic, code, quotes and links. HTML in it
would be swallowed, so a zero-width space after a `<` that begins a tag keeps it text; inside of fences everything
stays as it is. What was said once stays the beginning of what is said later, which streams need: whether a line
stands in a fence is known from the lines before it, and an unfinished `<` or mention is held back by the core.

In: plain text in which mentions are `<at>` tags.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Final

from botbridge.model import mention
from botbridge.render import scan
from botbridge.shape import JSON, record, records, string

Native = Callable[[str, str], str]  # of an id and a name: the mention, or `@name`

_ZERO_WIDTH: Final = "\u200b"
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_AT: Final = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL)
_ADDRESSED: Final = re.compile(r"^\s*[,:]\s*")

# What one character may cost beyond itself when a text becomes a card: the JSON around a paragraph or heading, a
# table's cell, a quote, code; and a mention's entity. In UTF-16 units, never less than it is.
_COSTS: Final = {"\n": 60, "|": 90, "#": 60, ">": 60, "`": 40, "~": 40, "<": 1, "&": 10, "\ue0b0": 320}


def dialect(text: str, native: Native) -> str:
    """Neutral Markdown for a message: mentions that the app asked for are real, all tags inert."""
    if "<" not in text:
        return mention.replace(text, native)
    return mention.replace("".join(_inert(text)), native)


def _inert(text: str) -> list[str]:
    state, shown = scan.START, []
    for line in scan.lines(text):
        after = scan.read(state, line).after
        code = state.fence is not None and after.fence is not None
        shown.append(line if code else inert(line))
        state = after
    return shown


def inert(text: str) -> str:
    """The text with all tags shown as they stand."""
    return _TAG.sub("<" + _ZERO_WIDTH, text)


def bare(name: str) -> str:
    """A name as it was before its surroundings were made inert."""
    return name.replace(_ZERO_WIDTH, "")


def measure(text: str) -> int:
    """The most UTF-16 units that the text may take, as a message or as a card.

    A card may hold code twice, once for clients that cannot colour it.
    """
    written = json.dumps(text, ensure_ascii=False)
    units = len(written) if written.isascii() else len(written.encode("utf-16-le", "surrogatepass")) // 2
    return 2 * (units - 2) + sum(cost * text.count(char) for char, cost in _COSTS.items() if char in text)


def tag(name: str) -> str:
    """How a message writes a mention; its entity must say exactly the same."""
    return f"<at>{html.escape(name)}</at>"


def to_markdown(activity: JSON) -> str:
    """What a person wrote, without the app's own mention; other mentions as `@name`."""
    text, own = string(activity, "text").replace("\u00a0", " "), string(record(activity, "recipient"), "id")
    for one in _mentions(activity):
        mentioned = record(one, "mentioned")
        name = string(mentioned, "name")
        written = string(one, "text") or f"<at>{name}</at>"
        if string(mentioned, "id") == own:
            text = _without(text, written)
        elif name:
            text = text.replace(written, f"@{html.unescape(name)}")
    return mention.strip(_AT.sub(r"@\1", text)).strip()


def _without(text: str, written: str) -> str:
    begins = text.lstrip().startswith(written)
    rest = re.sub(rf"[ \t]*{re.escape(written)}", "", text)
    return _ADDRESSED.sub("", rest, count=1) if begins else rest


def mentions_bot(activity: JSON) -> bool:
    """Whether a message mentions the app."""
    own = string(record(activity, "recipient"), "id")
    return any(string(record(one, "mentioned"), "id") == own for one in _mentions(activity))


def _mentions(activity: JSON) -> list[JSON]:
    return [one for one in records(activity, "entities") if string(one, "type").lower() == "mention"]
