"""A whole transaction of plain statements in one visit to SQLite's thread.

Each visit costs more than the statements in it: two switches between threads, and SQLAlchemy's own bridge for
each. So the statements are compiled once and kept as text, and BEGIN, all of them and COMMIT go over together.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from botbridge.sql.compiled import Bound, Compiled, Values

_REMEMBERED = 256  # compiled statements


@dataclass(frozen=True, slots=True)
class Call:
    """One statement with the rows it is to be run for.

    It may answer with a row for each, in which the column `key` tells to which of them it belongs.
    """

    statement: Any
    rows: Sequence[Values]
    key: str | None


class Hop:
    """Runs transactions on the one connection that an engine for writing has."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._compiled: OrderedDict[Any, Compiled] = OrderedDict()

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
            found: list[list[Any]] = await raw._execute(_transact, raw._conn, plan)  # noqa: SLF001
        except BaseException:
            self._connection = None
            raise
        return [_matched(call, rows) for call, rows in zip(calls, found, strict=True)]

    async def _raw(self) -> Any:
        if self._connection is None:
            async with self._engine.connect() as connection:
                self._connection = (await connection.get_raw_connection()).driver_connection
        return self._connection

    def _compile(self, call: Call) -> Compiled:
        key = (id(call.statement), frozenset(call.rows[0]))
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = Compiled(call.statement, self._engine.dialect, list(call.rows[0]))
            if len(self._compiled) > _REMEMBERED:
                self._compiled.popitem(last=False)
        return found


def _transact(connection: sqlite3.Connection, plan: Sequence[tuple[Compiled, list[Bound]]]) -> list[list[Any]]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = [compiled.run(connection, rows) for compiled, rows in plan]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return found


def _matched(call: Call, found: Sequence[Any]) -> list[Any]:
    """For each of the call's rows its answer or None; of two that bring the same key, the first gets it."""
    if call.key is None:
        return [None] * len(call.rows)
    answers = {getattr(row, call.key): row for row in found}
    return [answers.pop(row[call.key], None) for row in call.rows]
