"""Text as an Adaptive Card (schema 1.5): what messages cannot show, and everything around it in its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from botbridge.model import mention
from botbridge.render import markdown
from botbridge.render.markdown import Block
from botbridge_teams import capabilities
from botbridge_teams.code import code_block
from botbridge_teams.text import Native, inert

Element = dict[str, Any]

CARD: Final = "application/vnd.microsoft.card.adaptive"
VERSION: Final = "1.5"

_DEEPEST: Final = 4  # quotes in quotes; what is deeper stays as it is written
_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$", re.DOTALL)
_SETEXT: Final = re.compile(r"\n {0,3}(=+|-+)[ \t]*$")
_SIZES: Final = ("ExtraLarge", "Large", "Medium", "Default", "Default", "Default")
_FENCE: Final = re.compile(r" {0,3}(?:`{3,}|~{3,})[ \t]*([^\n`]*)")
_QUOTE: Final = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_PIPE: Final = re.compile(r"(?<!\\)\|")
_ALIGNMENTS: Final = {(True, True): "center", (False, True): "right", (True, False): "left"}
# Teams fills these in with a date in the reader's language.
_TEMPLATE: Final = re.compile(r"\{\{(?=(?:DATE|TIME)\()")


def needs_card(blocks: Sequence[Block]) -> bool:
    """Whether a text holds what messages cannot show: headings, tables, code in a language."""
    return any(block.kind in ("heading", "table") or _language(block) for block in blocks)


def _language(block: Block) -> str:
    found = _FENCE.match(block.text) if block.kind == "fence" else None
    return found[1].strip() if found else ""


def card(text: str, blocks: Sequence[Block], native: Native) -> Element:
    """The attachment that shows the whole text."""
    body = [element for block in _whole(text, blocks) for element in _elements(block, native, 0)]
    content: Element = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }
    return {"contentType": CARD, "content": content}


def summary(text: str) -> str:
    """What a notification says of a card."""
    words = " ".join(markdown.plain(mention.readable(text)).split())
    most = capabilities.SUMMARY_CHARS
    return words if len(words) <= most else f"{words[: most - 1]}…"


def note(text: str) -> Element:
    """A quiet line of the adapter's own at the end of a card."""
    return {"type": "TextBlock", "text": text, "isSubtle": True}


def _whole(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, and between them the lines that belong to none (definitions of links), so that nothing is lost."""
    source, at = re.split(r"\r\n|\r|\n", text), 0
    for block in blocks:
        yield from _between(source, at, block.start)
        yield block
        at = block.end
    yield from _between(source, at, len(source))


def _between(source: list[str], start: int, end: int) -> Iterator[Block]:
    lost = "\n".join(source[start:end]).strip("\n")
    if lost.strip():
        yield Block("paragraph", start, end, lost)


def _elements(block: Block, native: Native, depth: int) -> list[Element]:
    return _KINDS.get(block.kind, _paragraph)(block.text, native, depth)


def _paragraph(text: str, native: Native, _depth: int) -> list[Element]:
    return [{"type": "TextBlock", "text": _words(text, native), "wrap": True}]


def _heading(text: str, native: Native, depth: int) -> list[Element]:
    found = _ATX.match(text)
    if found is not None:
        level, words = len(found[1]), found[2].strip()
    else:
        underline = _SETEXT.search(text)
        level = 1 if underline is None or underline[1][0] == "=" else 2
        words = _SETEXT.sub("", text).strip()
    if not words:
        return _paragraph(text, native, depth)
    style = {"size": _SIZES[level - 1], "weight": "Bolder", "style": "heading"}
    return [{"type": "TextBlock", "text": _words(words, native), "wrap": True, **style}]


def _code(text: str, _native: Native, _depth: int) -> list[Element]:
    return code_block(text)


def _quote(text: str, native: Native, depth: int) -> list[Element]:
    if depth >= _DEEPEST:
        return _paragraph(text, native, depth)
    inner = _QUOTE.sub("", text)
    items = [
        element for block in _whole(inner, markdown.parse(inner)) for element in _elements(block, native, depth + 1)
    ]
    return [{"type": "Container", "style": "emphasis", "items": items}] if items else []


def _rule(_text: str, _native: Native, _depth: int) -> list[Element]:
    return [{"type": "Container", "separator": True, "items": []}]


def _table(text: str, native: Native, _depth: int) -> list[Element]:
    header, delimiter, *rest = text.split("\n")
    alignments = [_ALIGNMENTS.get((cell.startswith(":"), cell.endswith(":"))) for cell in _cells(delimiter)]
    columns = [{"width": 1, **_aligned(alignment)} for alignment in alignments]
    rows = [_row(line, native) for line in (header, *rest) if line.strip()]
    return [{"type": "Table", "firstRowAsHeaders": True, "gridStyle": "default", "columns": columns, "rows": rows}]


def _aligned(alignment: str | None) -> Element:
    return {"horizontalCellContentAlignment": alignment} if alignment else {}


def _row(line: str, native: Native) -> Element:
    cells = [
        {"type": "TableCell", "items": [{"type": "TextBlock", "text": _words(cell, native), "wrap": True}]}
        for cell in _cells(line)
    ]
    return {"type": "TableRow", "cells": cells}


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line.strip())]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def _words(text: str, native: Native) -> str:
    shown = _TEMPLATE.sub("{\u200b{", inert(text))
    return mention.replace(shown, native)


_KINDS: Final[dict[str, Callable[[str, Native, int], list[Element]]]] = {
    "heading": _heading,
    "fence": _code,
    "table": _table,
    "quote": _quote,
    "rule": _rule,
}
