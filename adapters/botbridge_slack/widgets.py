"""What hangs on a message → blocks, links and notes."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from botbridge.model import mention
from botbridge.model.element import ElementData
from botbridge.render.escape import escape
from botbridge_slack import capabilities, text

Block = dict[str, Any]

# What an address may hold as it is; `%` because it may be quoted already, parentheses would end the link.
_URL_SAFE: Final = "%:/?#[]@!$&'*+,;=~-._"


def markdown_blocks(markdown: str) -> list[Block]:
    """The text as one markdown block; Slack makes of it as many as it needs."""
    return [{"type": "markdown", "text": text.dialect(markdown)}]


def plain_blocks(markdown: str) -> list[Block]:
    """The Markdown source as plain sections, which Slack cannot find anything wrong with."""
    source = mention.readable(markdown)
    size = capabilities.SECTION_CHARS
    pieces = [source[start : start + size] for start in range(0, len(source), size)]
    return [{"type": "section", "text": {"type": "plain_text", "text": piece}} for piece in pieces]


def is_link(element: ElementData) -> bool:
    """Whether an element's bytes are elsewhere, so that people get a link to them."""
    return element.path is None and element.content is None and element.url is not None


def link(element: ElementData) -> str:
    """The Markdown for an element that is elsewhere.

    Without `<…>` around the address: Slack gives those a meaning of its own.
    """
    target = quote(element.url or "", safe=_URL_SAFE)
    return f"[{escape(element.name) or 'link'}]({target})"


def not_sent(name: str, reason: str) -> str:
    """The note that stands for a file that could not be sent."""
    return f"_{escape(name)} could not be sent ({escape(reason)})_"


def names(elements: Iterable[ElementData]) -> str:
    """What a message says that has files and no words."""
    return ", ".join(escape(element.name) for element in elements)


def file_name(element: ElementData) -> str:
    """A name that lets Slack show the file: with the ending of its type where it has none."""
    name = " ".join(element.name.split()) or "file"
    return name if PurePath(name).suffix else name + (mimetypes.guess_extension(element.mime) or "")


def alt_text(element: ElementData) -> str | None:
    """What a screen reader says of an image; None for other files."""
    return element.name[: capabilities.ALT_CHARS] or None if element.type == "image" else None
