"""GFM tables as aligned code blocks, for a dialect that has no tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_PIPE: Final = re.compile(r"(?<!\\)\|")
_FENCE: Final = "```"
# In a code block nothing has to be made harmless: a backslash would be shown, but for one that is code itself.
_ESCAPED: Final = re.compile(r"(?P<code>(`+)(?!`).*?(?<!`)\2(?!`))|\\(?P<mark>[!-/:-@\[-`{-~])|\u2060")
# How wide a column may become for the sake of alignment, tried in this order until the whole text fits; 0 aligns
# nothing. A cell that is wider stands out of its column, complete.
WIDTHS: Final = (80, 40, 20, 0)


def cells(row: str) -> list[str]:
    """The cells of a table's row."""
    found = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(row.strip())]
    return found[not found[0] : len(found) - (len(found) > 1 and not found[-1])]


def as_code(header: str, delimiter: str, rows: Sequence[str], widest: int) -> list[str]:
    """The lines of a code block that shows the table; columns are aligned up to `widest` letters."""
    count = len(cells(delimiter))
    table = [[_as_it_is(cell) for cell in _fitted(cells(row), count)] for row in (header, *rows)]
    widths = [min(widest, max(width(row[column]) for row in table)) for column in range(count)]
    right = [cell.endswith(":") and not cell.startswith(":") for cell in cells(delimiter)]
    lines = [_line(row, widths, right) for row in table]
    # Three backticks inside would end the block.
    lines = [line.replace(_FENCE, "`\u200b``") for line in lines]
    return [_FENCE, lines[0], "-+-".join("-" * max(size, 3) for size in widths), *lines[1:], _FENCE]


def _as_it_is(cell: str) -> str:
    return _ESCAPED.sub(lambda found: found["code"] or found["mark"] or "", cell)


def _fitted(row: list[str], count: int) -> list[str]:
    """A row with as many cells as the table has columns: what is missing is empty, what is too much is joined."""
    if len(row) > count:
        return [*row[: count - 1], " | ".join(row[count - 1 :])]
    return row + [""] * (count - len(row))


def _line(row: list[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, size, to_the_right in zip(row, widths, right, strict=True):
        room = " " * max(0, max(size, 3) - width(cell)) if size else ""
        padded.append(room + cell if to_the_right else cell + room)
    return " | ".join(padded).rstrip()


def width(text: str) -> int:
    """How many columns of a monospaced font a text takes."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
