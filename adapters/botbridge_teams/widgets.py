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


def _named(_native_id: str, name: str) -> str:
    return f"@{name}"


def needs_card(blocks: Sequence[Block]) -> bool:
    """Whether a text holds what messages cannot show: headings, tables, code in a language."""
    return any(block.kind in ("heading", "table") or _language(block) for block in blocks)


def _language(block: Block) -> str:
    found = _FENCE.match(block.text) if block.kind == "fence" else None
    return found[1].strip() if found else ""


def elements(text: str, blocks: Sequence[Block], native: Native) -> list[Element]:
    """The elements that show the whole text."""
    return [element for block in _whole(text, blocks) for element in _elements(block, native, 0)]


def attachment(body: list[Element]) -> Element:
    """The card that consists of these elements, as a message bears it."""
    return {"contentType": CARD, "content": content(body)}


def content(body: list[Element]) -> Element:
    """The card by itself."""
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }


def summary(text: str) -> str:
    """What a notification says of a card."""
    said = " ".join(markdown.plain(mention.readable(text)).split())
    most = capabilities.SUMMARY_CHARS
    return said if len(said) <= most else f"{said[: most - 1]}…"


def note(text: str) -> Element:
    """A quiet line in a card."""
    return {"type": "TextBlock", "text": words(text), "isSubtle": True, "wrap": True}


def title(text: str) -> Element:
    """A bold line at the head of a card."""
    return {"type": "TextBlock", "text": words(text), "weight": "Bolder", "wrap": True}


def table(rows: Sequence[Sequence[str]], alignments: Sequence[str | None], native: Native = _named) -> Element:
    """A table of these cells, of which the first row is the head."""
    columns = [{"width": 1, **_aligned(alignment)} for alignment in alignments]
    shown = [_row(cells, native) for cells in rows]
    return {"type": "Table", "gridStyle": "default", "columns": columns, "rows": shown}


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
    return [{"type": "TextBlock", "text": words(text, native), "wrap": True}]


def _heading(text: str, native: Native, depth: int) -> list[Element]:
    found = _ATX.match(text)
    if found is not None:
        level, said = len(found[1]), found[2].strip()
    else:
        underline = _SETEXT.search(text)
        level = 1 if underline is None or underline[1][0] == "=" else 2
        said = _SETEXT.sub("", text).strip()
    if not said:
        return _paragraph(text, native, depth)
    style = {"size": _SIZES[level - 1], "weight": "Bolder", "style": "heading"}
    return [{"type": "TextBlock", "text": words(said, native), "wrap": True, **style}]


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
    return [table([_cells(line) for line in (header, *rest) if line.strip()], alignments, native)]


def _aligned(alignment: str | None) -> Element:
    return {"horizontalCellContentAlignment": alignment} if alignment else {}


def _row(cells: Sequence[str], native: Native) -> Element:
    shown = [
        {"type": "TableCell", "items": [{"type": "TextBlock", "text": words(cell, native), "wrap": True}]}
        for cell in cells
    ]
    return {"type": "TableRow", "cells": shown}


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line.strip())]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def words(text: str, native: Native = _named) -> str:
    """Neutral Markdown as an element of a card says it."""
    shown = _TEMPLATE.sub("{\u200b{", inert(text))
    return mention.replace(shown, native)


_KINDS: Final[dict[str, Callable[[str, Native, int], list[Element]]]] = {
    "heading": _heading,
    "fence": _code,
    "table": _table,
    "quote": _quote,
    "rule": _rule,
}
