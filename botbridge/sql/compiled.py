"""A statement of SQLAlchemy's as plain text for SQLite, for one row or for many at a time.

sqlite3 lets go of the interpreter around each step of a statement, and while the event loop is busy it gets it back
only after a wait. A transaction of a hundred rows took three times as long for that as for its work, so here rows
that are inserted or changed in the same way take one step together.
"""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect

Values = Mapping[str, Any]
Bound = Sequence[Any]

# Rows that one statement takes: few sizes, so that few statements have to be prepared and kept.
_SIZES = (64, 32, 16, 8, 4, 2, 1)
_INSERT = re.compile(r"(INSERT INTO (\w+) .+? VALUES )(\([?, ]+\))([^?]*?)(?: RETURNING (.+))?", re.DOTALL)
_UPDATE = re.compile(r"UPDATE (?:(?! WHERE ).)+ WHERE ((?:(?! WHERE | RETURNING ).)+)", re.DOTALL)


class Compiled:
    """One statement; `columns` are the parameters that its rows bring, the rest is constant.

    One that inserts unless there is such a row tells what it inserted, if it says which columns (`RETURNING`).
    """

    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        convert = compiled._bind_processors  # noqa: SLF001
        self.statement = statement  # kept, so that its id stays its own
        self._text = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._constants = {name: value for name, value in compiled.params.items() if name not in columns}
        self._take = _taker(self._names)
        self._converters = [(place, convert[name]) for place, name in enumerate(self._names) if name in convert]
        self._texts: dict[int, str] = {}
        self._insert, self._update = _INSERT.fullmatch(self._text), _UPDATE.fullmatch(self._text)
        self._returned = [column.name for column in getattr(statement, "_returning", ())]
        self._row = _row_of(self._returned)

    def bind(self, values: Values) -> Bound:
        """The parameters of one row, in their order and as SQLite stores them."""
        taken = self._take({**self._constants, **values} if self._constants else values)
        if not self._converters:
            return taken
        bound = list(taken)
        for place, convert in self._converters:
            bound[place] = convert(bound[place])
        return bound

    def run(self, connection: sqlite3.Connection, rows: Sequence[Bound]) -> list[Any]:
        """Run it for all of these rows; what it tells of them."""
        if self._insert is not None:
            return [told for part in _parts(rows) for told in self._inserted(connection, self._insert, part)]
        if self._update is not None and _differ(rows, self._update[1].count("?")):
            for part in _parts(rows):
                self._at_once(connection, part)
        else:
            connection.executemany(self._text, rows)
        return []

    def _inserted(self, connection: sqlite3.Connection, insert: re.Match[str], rows: Sequence[Bound]) -> list[Any]:
        cursor = self._at_once(connection, rows)
        if not self._returned or not cursor.rowcount:
            return []
        # What one statement inserts, SQLite numbers one after the other. To let it tell them is a step for each.
        before = (cursor.lastrowid or 0) - cursor.rowcount
        if cursor.rowcount == len(rows):
            return [self._told(row, number) for number, row in enumerate(rows, before + 1)]
        new = f"SELECT {', '.join(self._returned)} FROM {insert[2]} WHERE rowid > ?"  # noqa: S608 - our own names
        return [self._row(*found) for found in connection.execute(new, (before,))]

    def _told(self, row: Bound, number: int) -> Any:
        values = dict(zip(self._names, row, strict=True))
        return self._row(*(values.get(name, number) for name in self._returned))

    def _at_once(self, connection: sqlite3.Connection, rows: Sequence[Bound]) -> sqlite3.Cursor:
        return connection.execute(self._text_for(len(rows)), list(chain.from_iterable(rows)))

    def _text_for(self, count: int) -> str:
        text = self._texts.get(count)
        if text is None:
            text = self._texts[count] = self._written(count)
        return text

    def _written(self, count: int) -> str:
        if self._insert is not None:
            before, _, row, after, _ = self._insert.groups()
            return f"{before}{', '.join([row] * count)}{after}"
        # A change takes its parameters from a table of them, which is joined where it looks for its row.
        names = [f"p{number}" for number in range(len(self._names))]
        columns = iter(names)
        change, _, where = re.sub(r"\?", lambda _: f"new.{next(columns)}", self._text).partition(" WHERE ")
        rows = ", ".join([f"({', '.join('?' * len(names))})"] * count)
        return f"WITH new({', '.join(names)}) AS (VALUES {rows}) {change} FROM new WHERE {where}"


def _row_of(columns: list[str]) -> Callable[..., Any]:
    return namedtuple("Row", columns)


def _differ(rows: Sequence[Bound], count: int) -> bool:
    """Whether the last `count` parameters, which name the rows, differ: of one row only one change would count."""
    return len({tuple(row[-count:]) for row in rows}) == len(rows)


def _taker(names: tuple[str, ...]) -> Callable[[Values], Bound]:
    if len(names) > 1:
        return itemgetter(*names)  # with one name it would answer with the value itself
    return lambda values: [values[name] for name in names]


def _parts(rows: Sequence[Bound]) -> Iterator[Sequence[Bound]]:
    start = 0
    while left := len(rows) - start:
        size = next(size for size in _SIZES if size <= left)
        yield rows[start : start + size]
        start += size
