"""The store: what is written per second, beside sqlite3 that does the same rows with as many in each commit."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import bindparam, update

from benchmarks.table import Figure, run
from botbridge.model.event import MessageReceived
from botbridge.model.ids import ThreadKey
from botbridge.sql.database import Database
from botbridge.sql.schema import check
from botbridge.sql.sqlite import PRAGMAS
from botbridge.sql.url import database_url
from botbridge.state.sql_store import SqlStore
from botbridge.state.tables import conversations

_CALLERS = 50
_CHANGE = (
    update(conversations).where(conversations.c.thread_id == bindparam("b_thread")).values(memory=bindparam("b_memory"))
)
_CHANGE_SQL = "UPDATE bb_conversations SET memory = ? WHERE thread_id = ?"
_CONVERSATION_SQL = (
    "INSERT INTO bb_conversations (thread_id, key, platform, created_at, touched_at) VALUES (?, ?, 'bench', 1.0, 1.0)"
)
_EVENT_SQL = (
    "INSERT INTO bb_inbox (key, thread_id, kind, payload, status, attempts, received_at)"
    " VALUES (?, ?, 'message', ?, 'waiting', 1, 1.0)"
)
_PAYLOAD = '{"text":"' + "x" * 250 + '"}'  # as long as the event below is when it is stored

_numbers = itertools.count()

Call = Callable[[], Awaitable[object]]


def measure(quick: bool) -> Sequence[Figure]:
    rounds, seconds = (2, 0.25) if quick else (5, 1.0)
    names = ("writes, one caller", f"writes, {_CALLERS} callers", "put(), one caller", f"put(), {_CALLERS} callers")
    ours: list[list[float]] = [[] for _ in names]
    floor: list[list[float]] = [[] for _ in names]
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.db"
            _collect(ours, asyncio.run(_ours(path, seconds)))
            _collect(floor, _floor(path, seconds))
    return [
        Figure(name=name, unit="/s", ours=statistics.median(mine), floor=statistics.median(bare))
        for name, mine, bare in zip(names, ours, floor, strict=True)
    ]


def _collect(values: list[list[float]], new: Sequence[float]) -> None:
    for list_, value in zip(values, new, strict=True):
        list_.append(value)


async def _ours(path: Path, seconds: float) -> Sequence[float]:
    async with Database(database_url(None, path)) as database:
        await check(database)
        store = SqlStore(database, "bench", alone=True)
        await store.open()
        await store.put(_event(0))
        thread = _event(0).thread.thread_id

        async def write() -> None:
            await database.writer.enqueue(_CHANGE, {"b_thread": thread, "b_memory": str(next(_numbers))})

        async def put() -> None:
            await store.put(_event(next(_numbers) + 1))

        rates = [await _rate(call, callers, seconds) for call in (write, put) for callers in (1, _CALLERS)]
        await store.close()
        return rates


async def _rate(call: Call, callers: int, seconds: float) -> float:
    """Calls per second by so many callers, each of whom waits for its answer."""
    done = 0
    end = time.perf_counter() + seconds

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await call()
            done += 1

    await asyncio.gather(*(caller() for _ in range(callers)))
    return done / seconds


def _event(number: int) -> MessageReceived:
    """A message in a conversation of its own."""
    return MessageReceived(
        key=f"bench:{number}", thread=ThreadKey("bench", (f"C{number}", "1")), text=f"{number} {'x' * 100}"
    )


def _floor(path: Path, seconds: float) -> Sequence[float]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(PRAGMAS)
        works = (_change, _put)
        return [_bare_rate(connection, work, rows, seconds) for work in works for rows in (1, _CALLERS)]


def _bare_rate(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection, int], None], rows: int, seconds: float
) -> float:
    """Rows per second with so many of them in each transaction."""
    done = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.execute("BEGIN IMMEDIATE")
        work(connection, rows)
        connection.execute("COMMIT")
        done += rows
    return done / seconds


def _change(connection: sqlite3.Connection, rows: int) -> None:
    connection.executemany(_CHANGE_SQL, [(str(number), _thread()) for number in _some(rows)])


def _put(connection: sqlite3.Connection, rows: int) -> None:
    keys = [(f"floor:{number}", f"floor-{number:030}") for number in _some(rows)]
    connection.executemany(_CONVERSATION_SQL, [(thread, key) for key, thread in keys])
    connection.executemany(_EVENT_SQL, [(key, thread, _PAYLOAD) for key, thread in keys])


def _thread() -> str:
    return _event(0).thread.thread_id


def _some(rows: int) -> Iterator[int]:
    return itertools.islice(_numbers, rows)


if __name__ == "__main__":
    run("Store", measure)
