"""Markdown as the app writes it: CommonMark, GFM tables and strikethrough; HTML is text like any other."""

import re
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from botbridge.render import scan

Kind = Literal["paragraph", "heading", "fence", "table", "list", "quote", "rule", "html"]

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_BLOCKS = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["inline"])
_KINDS: dict[str, Kind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "fence": "fence",
    "code_block": "fence",
    "table_open": "table",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "hr": "rule",
}
_HTML = re.compile(r" {0,3}<(?:!--|[!?]|/?[A-Za-z][A-Za-z0-9-]*(?:[\s/>]|$))")


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block: its kind and source lines `[start, end)`.

    Indented code counts as a fence. `html` is a paragraph that looks like HTML: to be shown, not trusted.
    """

    kind: Kind
    start: int
    end: int
    text: str


def parse(text: str) -> list[Block]:
    """The top-level blocks of a text, in order."""
    source = re.split(r"\r\n|\r|\n", text)
    blocks = []
    for token in _BLOCKS.parse(text):
        if token.level or token.map is None or token.type not in _KINDS:
            continue
        start, end = token.map
        blocks.append(_block(_KINDS[token.type], source, start, end))
    return blocks


def _block(kind: Kind, source: list[str], start: int, end: int) -> Block:
    while end > start + 1 and kind != "fence" and not source[end - 1].strip():
        end -= 1  # a list's range takes in the blank lines after it
    if kind == "paragraph" and _HTML.match(source[start]):
        kind = "html"
    return Block(kind, start, end, "\n".join(source[start:end]))


def count_blocks(text: str) -> int:
    """How many blocks a platform may make of this text; never less than its top-level blocks.

    Every list item, and every block inside a quote or an item, counts as one.
    """
    return scan.count(text)


def plain(text: str) -> str:
    """The text as a notification shows it: no markup, links and images by their words, code as it is."""
    out: list[str] = []
    for token in _PARSER.parse(text):
        _PLAIN.get(token.type, _plain_nothing)(token, out)
    return "".join(out).strip()


def _plain_nothing(token: Token, out: list[str]) -> None:
    """Containers have no text of their own."""


def _plain_code(token: Token, out: list[str]) -> None:
    out.append(token.content.rstrip("\n") + "\n")


def _plain_end(token: Token, out: list[str]) -> None:
    if out and not out[-1].endswith("\n"):
        out.append("\n")


def _plain_item(token: Token, out: list[str]) -> None:
    out.append(f"{token.info}{token.markup} " if token.info else "• ")


def _plain_cell_end(token: Token, out: list[str]) -> None:
    out.append(" | ")


def _plain_row_end(token: Token, out: list[str]) -> None:
    if out and out[-1] == " | ":
        out.pop()
    out.append("\n")


def _plain_inline(token: Token, out: list[str]) -> None:
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            out.append("\n")
        elif child.type == "image":
            _plain_inline(child, out)
        else:
            out.append(child.content)


_PLAIN = {
    "inline": _plain_inline,
    "fence": _plain_code,
    "code_block": _plain_code,
    "list_item_open": _plain_item,
    "paragraph_close": _plain_end,
    "heading_close": _plain_end,
    "list_item_close": _plain_end,
    "th_close": _plain_cell_end,
    "td_close": _plain_cell_end,
    "tr_close": _plain_row_end,
}
