"""A whole transaction of plain statements in one visit to SQLite's thread.

Each visit costs more than the statements in it: two switches between threads, and SQLAlchemy's own bridge for
each. So the statements are compiled once and kept as text, and BEGIN, all of them and COMMIT go over together.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

Values = Mapping[str, Any]

_REMEMBERED = 256  # compiled statements


@dataclass(frozen=True, slots=True)
class Call:
    """One statement with the rows it is to be run for; `answers` says that each run may answer with a row."""

    statement: Any
    rows: Sequence[Values]
    answers: bool


@dataclass(frozen=True, slots=True)
class _Compiled:
    statement: Any  # kept, so that its id stays its own
    text: str
    parameters: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    constants: Values
    row: Callable[..., Any] | None

    def bind(self, values: Values) -> list[Any]:
        bound = []
        for name, convert in self.parameters:
            value = values[name] if name in values else self.constants[name]
            bound.append(value if convert is None else convert(value))
        return bound


class Hop:
    """Runs transactions on the one connection that an engine for writing has."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._compiled: OrderedDict[Any, _Compiled] = OrderedDict()

    async def write(self, calls: Sequence[Call]) -> list[list[Any]]:
        """Run all of them in one transaction; for each call, for each of its rows, the answer or None.

        Raises sqlite3.Error, or ValueError when the connection is gone; nothing was written then.
        """
        plan = [
            (compiled, [compiled.bind(row) for row in call.rows])
            for call in calls
            for compiled in [self._compile(call)]
        ]
        raw = await self._raw()
        try:
            answers: list[list[Any]] = await raw._execute(_transact, raw._conn, plan)  # noqa: SLF001
        except BaseException:
            self._connection = None
            raise
        return answers

    async def _raw(self) -> Any:
        if self._connection is None:
            async with self._engine.connect() as connection:
                self._connection = (await connection.get_raw_connection()).driver_connection
        return self._connection

    def _compile(self, call: Call) -> _Compiled:
        key = (id(call.statement), frozenset(call.rows[0]))
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compiled_now(call)
            if len(self._compiled) > _REMEMBERED:
                self._compiled.popitem(last=False)
        return found

    def _compiled_now(self, call: Call) -> _Compiled:
        compiled = call.statement.compile(dialect=self._engine.dialect, column_keys=list(call.rows[0]))
        convert = compiled._bind_processors  # noqa: SLF001
        columns = [column.name for column in call.statement._returning] if call.answers else []  # noqa: SLF001
        return _Compiled(
            statement=call.statement,
            text=str(compiled),
            parameters=tuple((name, convert.get(name)) for name in compiled.positiontup or ()),
            constants={name: value for name, value in compiled.params.items() if name not in call.rows[0]},
            row=namedtuple("Row", columns) if columns else None,
        )


def _transact(connection: sqlite3.Connection, plan: Sequence[tuple[_Compiled, list[list[Any]]]]) -> list[Any]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        answers = [_run(connection, compiled, rows) for compiled, rows in plan]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return answers


def _run(connection: sqlite3.Connection, compiled: _Compiled, rows: list[list[Any]]) -> list[Any]:
    if compiled.row is None:
        connection.executemany(compiled.text, rows)
        return [None] * len(rows)
    found = [connection.execute(compiled.text, row).fetchall() for row in rows]
    return [compiled.row(*one[0]) if one else None for one in found]
