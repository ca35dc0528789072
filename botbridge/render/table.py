"""A table of data as text: its first rows for a message, all of it as CSV, any of it by lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botbridge.render.escape import escape

PAGE = 50  # rows that go out with the element itself; the others are asked for
_ROWS, _COLUMNS, _CELL = 10, 8, 60  # of a table in Markdown: what a chat window shows without scrolling

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The first page of a table, and how many rows there are in all."""

    columns: tuple[str, ...]
    rows: Rows
    total: int

    @classmethod
    def of(cls, props: Mapping[str, Any]) -> Frame:
        """The frame in a table element's properties."""
        return cls(tuple(props.get("columns") or ()), tuple(props.get("rows") or ()), int(props.get("total") or 0))

    @property
    def is_cut(self) -> bool:
        """Whether the Markdown shows less than all."""
        return not self.fits(_ROWS, _COLUMNS)

    def fits(self, rows: int | None, columns: int | None) -> bool:
        """Whether so many rows and columns show all of it."""
        return (rows is None or self.total <= rows) and (columns is None or len(self.columns) <= columns)

    def as_markdown(self) -> str:
        """The first rows and columns as a Markdown table, with a line that says what is missing."""
        head = self.columns[:_COLUMNS]
        lines = [_row(_cell(name) for name in head), _row(["---"] * len(head))]
        lines += [_row([_cell(value) for value in row[:_COLUMNS]]) for row in self.rows[:_ROWS]]
        missing = [
            f"{self.total - _ROWS} more rows" if self.total > _ROWS else "",
            f"{len(self.columns) - _COLUMNS} more columns" if len(self.columns) > _COLUMNS else "",
        ]
        note = ", ".join(part for part in missing if part)
        return "\n".join(lines) + (f"\n\n*{note}*" if note else "") if head else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    text = " ".join(as_text(value).split())
    return escape(text if len(text) <= _CELL else f"{text[: _CELL - 1]}…") or " "


def as_text(value: Any) -> str:
    """A cell as people read it."""
    return "" if value is None else str(value)


def dump(columns: Sequence[str], index: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """The whole table as JSON (`columns`, `index`, `data`) in which each row is a line that can be read alone."""
    lines = [f'{{"columns":{_json(list(columns))},"index":{_json(list(index))},"data":[']
    lines += [f"{_json(list(row))}," for row in rows]
    if len(lines) > 1:
        lines[-1] = lines[-1][:-1]
    return "\n".join([*lines, "]}"]).encode(errors="replace")  # halves of pairs are no text


def read(lines: Iterator[str], offset: int, limit: int) -> list[list[Any]]:
    """So many rows of what `dump` wrote, from row `offset` on; `lines` are its lines."""
    rows: list[list[Any]] = []
    for number, line in enumerate(lines, -1):  # the first line is the head
        if number >= offset + limit or line.startswith("]"):
            break
        if number >= max(offset, 0):
            rows.append(json.loads(line.rstrip().rstrip(",")))
    return rows


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The table as CSV; a cell that a spreadsheet would take for a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(harmless(columns))
    writer.writerows(harmless(row) for row in rows)
    return out.getvalue()


def harmless(row: Iterable[Any]) -> list[Any]:
    """A row for a spreadsheet, which runs nothing that is in it."""
    return [_harmless(value) for value in row]


def _harmless(value: Any) -> Any:
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Any) -> str:
    return _encode(value)
