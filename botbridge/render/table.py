"""A table of data as text: its first rows for a message, all of it as CSV, any of it by lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from botbridge.capability import TableLimits
from botbridge.render.escape import escape

PAGE = 50  # rows that go out with the element itself; the others are asked for
IN_MARKDOWN = TableLimits(rows=10, columns=8, cell=60)  # what a chat window shows without scrolling

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

    def within(self, limits: TableLimits) -> Frame:
        """The first columns and rows that a native table shows; cells that are too long end with an ellipsis."""
        columns = self.columns[: limits.columns]
        cells = [[_short(value, limits.cell) for value in row[: len(columns)]] for row in self.rows[: limits.rows]]
        if limits.chars is None:
            return Frame(columns, cells, self.total)
        left = limits.chars - sum(map(len, columns))
        sizes = accumulate(sum(len(as_text(value)) for value in row) for row in cells)
        return Frame(columns, cells[: sum(size <= left for size in sizes)], self.total)

    def fits(self, limits: TableLimits) -> bool:
        """Whether a native table shows all of it."""
        if limits == TableLimits():
            return True
        shown = self.within(limits)
        whole = len(shown.rows) == self.total and shown.columns == self.columns
        return whole and all(list(one) == list(other) for one, other in zip(shown.rows, self.rows, strict=False))

    def as_markdown(self) -> str:
        """The first rows and columns as a Markdown table, with a line that says what is missing."""
        shown = self.within(IN_MARKDOWN)
        head = [_cell(column) for column in shown.columns]
        lines = [_row(head), _row(["---"] * len(head))]
        lines += [_row([_cell(value) for value in row]) for row in shown.rows]
        rows, columns = self.total - len(shown.rows), len(self.columns) - len(head)
        missing = [f"{rows} more rows" if rows > 0 else "", f"{columns} more columns" if columns > 0 else ""]
        note = ", ".join(part for part in missing if part)
        return "\n".join(lines) + (f"\n\n*{note}*" if note else "") if head else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    return escape(" ".join(as_text(value).split())) or " "


def _short(value: Any, most: int | None) -> Any:
    text = as_text(value)
    return value if most is None or len(text) <= most else f"{text[: most - 1]}…"


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
