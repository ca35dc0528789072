"""What hangs on a message → blocks, links and notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from botbridge.model import mention
from botbridge.model.element import ElementData
from botbridge.render.escape import escape
from botbridge_slack import capabilities, text

Block = dict[str, Any]


def markdown_blocks(markdown: str) -> list[Block]:
    """The text as one markdown block; Slack makes of it as many as it needs."""
    return [{"type": "markdown", "text": text.dialect(markdown)}]


def plain_blocks(markdown: str) -> list[Block]:
    """The Markdown source as plain sections, which Slack cannot find anything wrong with."""
    source = mention.readable(markdown)
    size = capabilities.SECTION_CHARS
    pieces = [source[start : start + size] for start in range(0, len(source), size)]
    return [{"type": "section", "text": {"type": "plain_text", "text": piece}} for piece in pieces]


def names(elements: Iterable[ElementData]) -> str:
    """What a message says that has files and no words."""
    return ", ".join(escape(element.name) for element in elements)


def alt_text(element: ElementData) -> str | None:
    """What a screen reader says of an image; None for other files."""
    return element.name[: capabilities.ALT_CHARS] or None if element.type == "image" else None
