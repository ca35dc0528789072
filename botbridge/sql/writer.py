"""Group commit: what waits to be written is written together and committed once.

A commit costs more than the write in it. One task owns the writing: it takes everything that waits, runs it in
one transaction, commits, and then answers everybody. A lone caller waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, Row, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from botbridge.errors import DatabaseError
from botbridge.sql.hop import Call, Hop
from botbridge.sql.upsert import insert_new

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]
Values = Mapping[str, Any]

# So many are taken at once at most: one transaction then lasts some 20 ms, and a failure repeats no more than that.
_MOST = 500
# What makes every transaction fail, so that repeating them one by one would only take longer.
_EVERYBODYS = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    """One thing to do, and who waits for it. `statement` and `row` are set where equal ones go together."""

    answer: asyncio.Future[T]
    work: Work[T] | None = None
    statement: Any = None
    row: Values | None = None
    key: str | None = None  # of an insert that answers with its row: the column that tells the rows apart


class Writer:
    """The only way to write into a database; made and closed by it.

    Everything that is written must be safe to run twice: if one of a batch fails, the batch is rolled back and
    each is run again by itself, and only those that fail get their exception. A caller that is cancelled before
    its turn is dropped; after that its write is completed. Nobody else notices.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._hop = Hop(engine) if engine.dialect.name == "sqlite" else None
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Job[Any]] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task = self._loop.create_task(self._serve(), name="botbridge-writer")

    async def run(self, work: Work[T]) -> T:
        """Run this in a transaction and answer with its result once that is committed.

        `work` gets the connection, neither commits nor rolls back, and awaits nothing but the connection: others
        wait for it. Raises what `work` raises, DatabaseError when the database is closed.
        """
        return await self._put(_Job(self._loop.create_future(), work=work))

    def enqueue(self, statement: Executable, row: Values) -> Awaitable[None]:
        """Put a statement with these parameters into the queue now; the answer comes once it is committed.

        It is written even if whoever waits for the answer is cancelled.

        The same statement object (made once, with `bindparam`), waiting several times, goes to the database as
        one call, so different ones may change places: where the order matters, await one before the next.
        """
        return self._put(_Job(self._loop.create_future(), statement=statement, row=row))

    def insert_new(self, table: Table, row: Values, *, key: str = "key") -> Awaitable[Row[Any] | None]:
        """Insert a row unless there is one with the same `key`; the answer is its primary key and key, or None.

        It is put into the queue now. All such rows that wait go to the database as one call, before whatever
        else waits.
        """
        statement = insert_new(self._engine.dialect.name, table, key)
        return self._put(_Job(self._loop.create_future(), statement=statement, row=row, key=key))

    async def close(self) -> None:
        """Write what waits, then stop; from now on everything is refused."""
        self._closing = True
        self._wake.set()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()  # a defect of the writer itself is not to be missed

    def _put(self, job: _Job[T]) -> Awaitable[T]:
        if self._closing:
            raise DatabaseError("the database is closed")
        self._waiting.append(job)
        self._wake.set()
        return job.answer

    async def _serve(self) -> None:
        try:
            while self._waiting or not self._closing:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._write(self._take())
        finally:
            self._closing = True
            _refuse(self._waiting, DatabaseError("the database was closed before this was written"))

    def _take(self) -> list[_Job[Any]]:
        taken = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
        # A row may be about what has happened already, so it is written though nobody waits for it any more.
        return [job for job in taken if job.row is not None or not job.answer.done()]

    async def _write(self, jobs: list[_Job[Any]]) -> None:
        try:
            for job in await self._attempt(jobs):
                await self._attempt([job], last=True)
        except BaseException:
            _refuse(jobs, DatabaseError("the database was closed before this was written"))
            raise

    async def _attempt(self, jobs: list[_Job[Any]], *, last: bool = False) -> list[_Job[Any]]:
        """Write these in one transaction and answer them; returns those to be tried again, one by one."""
        if self._hop is not None and not last and (plain := [job for job in jobs if job.row is not None]):
            answered = await self._at_once(self._hop, plain)
            jobs = [job for job in jobs if job.row is None] if answered else jobs
        return await self._by_steps(jobs, last=last) if jobs else []

    async def _at_once(self, hop: Hop, jobs: list[_Job[Any]]) -> bool:
        """Write plain statements in one visit to the database; False if that failed, and nothing was written."""
        groups = _groups(jobs)
        try:
            answers = await hop.write([Call(group[0].statement, _rows(group), group[0].key) for group in groups])
        except (sqlite3.Error, ValueError, TypeError) as error:
            _log.debug("a batch of %d is written step by step: %s", len(jobs), type(error).__name__)
            return False
        for group, found in zip(groups, answers, strict=True):
            _tell(zip(group, found, strict=True))
        return True

    async def _by_steps(self, jobs: list[_Job[Any]], *, last: bool) -> list[_Job[Any]]:
        committing = False
        try:
            async with self._engine.connect() as connection:
                answers = [answer for group in _groups(jobs) for answer in await _run(connection, group)]
                committing = True
                await connection.commit()
        except Exception as error:  # noqa: BLE001 - it is raised where the work came from
            if not last and _worth_repeating(error, many=len(jobs) > 1, committing=committing):
                return jobs
            _refuse(jobs, error)
            return []
        _tell(answers)
        return []


def _rows(group: list[_Job[Any]]) -> list[Values]:
    return [job.row or {} for job in group]


def _tell(answers: Iterable[tuple[_Job[Any], Any]]) -> None:
    for job, answer in answers:
        if not job.answer.done():
            job.answer.set_result(answer)


def _groups(jobs: list[_Job[Any]]) -> list[list[_Job[Any]]]:
    """What can be one call each: new rows first, because the rest may be about them."""
    groups: dict[Any, list[_Job[Any]]] = {}
    for job in jobs:
        groups.setdefault(_kind(job), []).append(job)
    return sorted(groups.values(), key=lambda group: group[0].key is None)


def _kind(job: _Job[Any]) -> Any:
    # The parameters' names too: one call has those of its first row.
    return id(job) if job.row is None else (id(job.statement), tuple(job.row))


async def _run(connection: AsyncConnection, group: list[_Job[Any]]) -> list[tuple[_Job[Any], Any]]:
    first = group[0]
    if first.work is not None:
        return [(first, await _answer(first.work, connection))]
    result = await connection.execute(first.statement, [dict(job.row or {}) for job in group])
    if first.key is None:
        return [(job, None) for job in group]
    # Of two that bring the same key, the first gets the row.
    rows = {getattr(row, first.key): row for row in result}
    return [(job, rows.pop((job.row or {})[job.key or ""], None)) for job in group]


async def _answer(work: Work[T], connection: AsyncConnection) -> T:
    try:
        return await work(connection)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise RuntimeError("a work of the writer was cancelled from within") from error


def _worth_repeating(error: Exception, *, many: bool, committing: bool) -> bool:
    """Whether each by itself may succeed. After a lost COMMIT nobody knows whether it happened: no."""
    if not isinstance(error, DBAPIError):
        return many
    if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _EVERYBODYS:  # the low byte; above it are the details
        return False
    return not committing if error.connection_invalidated else many


def _refuse(jobs: Iterable[_Job[Any]], error: Exception) -> None:
    for job in jobs:
        if not job.answer.done():
            job.answer.set_exception(error)
