from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.errors import DatabaseError
from botbridge.sql.database import Database
from botbridge.sql.hop import Call
from botbridge.sql.url import database_url

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("value", Integer),
)
SET = update(things).where(things.c.key == bindparam("of")).values(value=bindparam("to"))
ADD = insert(things)


@pytest.fixture
async def store(database: Database) -> Database:
    await database.writer.run(lambda connection: connection.run_sync(metadata.create_all))
    return database


class Statements:
    """What really went to the database, seen at the engine."""

    def __init__(self, database: Database) -> None:
        self.commits = 0
        self.executed: list[str] = []
        engine = database._writing.sync_engine
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "before_cursor_execute", self._execute)
        if (hop := database.writer._hop) is not None:
            write = hop.write

            async def seen(calls: Sequence[Call]) -> list[list[Any]]:
                self.commits += 1
                self.executed += [str(call.statement) for call in calls]
                return await write(calls)

            hop.write = seen

    def _commit(self, connection: Any) -> None:
        self.commits += 1

    def _execute(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        self.executed.append(statement)


async def rows(database: Database) -> dict[str, int | None]:
    async with database.read() as connection:
        found = await connection.execute(select(things.c.key, things.c.value))
        return {row.key: row.value for row in found}


def adding(key: str, value: int = 0) -> Callable[[AsyncConnection], Awaitable[str]]:
    async def work(connection: AsyncConnection) -> str:
        await connection.execute(ADD, {"key": key, "value": value})
        return key

    return work


async def test_a_work_answers_with_its_result_once_it_is_committed(store: Database) -> None:
    assert await store.writer.run(adding("a", 1)) == "a"
    assert await rows(store) == {"a": 1}


async def test_two_hundred_writers_at_once_share_a_few_commits(store: Database) -> None:
    seen = Statements(store)
    assert await asyncio.gather(*(store.writer.run(adding(f"k{n}", n)) for n in range(200))) == [
        f"k{n}" for n in range(200)
    ]
    assert await rows(store) == {f"k{n}": n for n in range(200)}
    assert seen.commits <= 3


async def test_two_hundred_callers_that_keep_writing_lose_nothing(store: Database) -> None:
    async def caller(number: int) -> None:
        for turn in range(5):
            row = await store.writer.insert_new(things, {"key": f"{number}.{turn}", "value": 0})
            assert row is not None
            await store.writer.enqueue(SET, {"of": row.key, "to": turn})

    await asyncio.gather(*(caller(number) for number in range(200)))
    assert await rows(store) == {f"{number}.{turn}": turn for number in range(200) for turn in range(5)}


async def test_a_lone_caller_waits_for_nobody(store: Database) -> None:
    seen = Statements(store)
    for number in range(5):
        await store.writer.run(adding(f"k{number}"))
    assert seen.commits == 5


async def test_equal_statements_go_together(store: Database) -> None:
    await asyncio.gather(*(store.writer.insert_new(things, {"key": f"k{n}", "value": 0}) for n in range(50)))
    seen = Statements(store)
    await asyncio.gather(*(store.writer.enqueue(SET, {"of": f"k{n}", "to": n}) for n in range(50)))
    assert len(seen.executed) == 1
    assert await rows(store) == {f"k{n}": n for n in range(50)}


async def test_the_queue_keeps_its_order(store: Database) -> None:
    writer = store.writer
    await writer.insert_new(things, {"key": "a", "value": 0})
    waiting = [writer.enqueue(SET, {"of": "a", "to": 1}), writer.enqueue(SET, {"of": "a", "to": 2})]
    doubling = update(things).values(value=things.c.value * bindparam("by"))
    waiting += [writer.enqueue(doubling, {"by": 10}), writer.enqueue(SET, {"of": "b", "to": 0})]
    await asyncio.gather(*waiting)
    assert await rows(store) == {"a": 20}


async def test_new_rows_come_first_and_are_one_statement(store: Database) -> None:
    seen = Statements(store)
    writer = store.writer
    answers: list[Awaitable[Any]] = []
    for number in range(20):
        answers.append(writer.enqueue(SET, {"of": f"k{number}", "to": number}))
        answers.append(writer.insert_new(things, {"key": f"k{number}", "value": None}))
    await asyncio.gather(*answers)
    assert len(seen.executed) == 2
    assert await rows(store) == {f"k{number}": number for number in range(20)}


async def test_a_row_is_new_only_once(store: Database) -> None:
    first = await store.writer.insert_new(things, {"key": "a", "value": 1})
    assert first is not None
    assert (first.seq, first.key) == (1, "a")
    assert await store.writer.insert_new(things, {"key": "a", "value": 2}) is None
    assert await rows(store) == {"a": 1}


async def test_of_the_same_key_at_once_one_is_new(store: Database) -> None:
    answers = await asyncio.gather(
        *(store.writer.insert_new(things, {"key": key, "value": n}) for n, key in enumerate("abacab"))
    )
    assert [answer.key if answer else None for answer in answers] == ["a", "b", None, "c", None, None]
    assert await rows(store) == {"a": 0, "b": 1, "c": 3}


async def test_rows_of_different_columns_go_along(store: Database) -> None:
    answers = await asyncio.gather(
        store.writer.insert_new(things, {"key": "a"}), store.writer.insert_new(things, {"key": "b", "value": 1})
    )
    assert all(answers)
    assert await rows(store) == {"a": None, "b": 1}


async def test_equal_statements_of_different_parameters_lose_none(store: Database) -> None:
    await asyncio.gather(store.writer.enqueue(ADD, {"key": "a"}), store.writer.enqueue(ADD, {"key": "b", "value": 7}))
    assert await rows(store) == {"a": None, "b": 7}


async def test_a_work_that_is_cancelled_from_within_stops_nobody_else(store: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        raise asyncio.CancelledError

    odd, fine = await asyncio.gather(store.writer.run(work), store.writer.run(adding("a")), return_exceptions=True)
    assert (type(odd), fine) == (RuntimeError, "a")
    assert await rows(store) == {"a": 0}


async def test_only_what_fails_fails(store: Database) -> None:
    await store.writer.run(adding("taken"))
    tries = [store.writer.run(adding(key)) for key in ("a", "taken", "b")]
    tries += [store.writer.enqueue(ADD, {"key": key, "value": 0}) for key in ("c", "taken", "d")]  # type: ignore[misc]
    tries += [store.writer.insert_new(things, {"key": None, "value": 1})]  # type: ignore[list-item]
    a, taken, b, c, taken_too, d, no_key = await asyncio.gather(*tries, return_exceptions=True)
    assert (a, b, c, d) == ("a", "b", None, None)
    assert isinstance(taken, IntegrityError)
    assert isinstance(taken_too, IntegrityError)
    assert isinstance(no_key, IntegrityError)
    assert await rows(store) == dict.fromkeys(("taken", "a", "b", "c", "d"), 0)


async def test_what_a_work_did_before_it_failed_is_undone(store: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute(ADD, {"key": "a", "value": 0})
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        await store.writer.run(work)
    assert await rows(store) == {}
    await store.writer.run(adding("a"))


async def test_a_caller_that_is_cancelled_leaves_the_others_alone(store: Database) -> None:
    entered = asyncio.Event()
    go = asyncio.Event()

    async def slow(connection: AsyncConnection) -> None:
        await connection.execute(ADD, {"key": "slow", "value": 0})
        entered.set()
        await go.wait()

    running = asyncio.create_task(store.writer.run(slow))
    await entered.wait()
    waiting = [asyncio.create_task(store.writer.run(adding(key))) for key in "abc"]
    await asyncio.sleep(0)
    running.cancel()  # in the middle of its transaction
    waiting[1].cancel()  # before its turn
    go.set()
    assert await asyncio.gather(waiting[0], waiting[2]) == ["a", "c"]
    for task in (running, waiting[1]):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await rows(store) == {"slow": 0, "a": 0, "c": 0}


async def test_a_row_is_written_though_nobody_waits_for_it_any_more(store: Database) -> None:
    waiting = asyncio.ensure_future(store.writer.enqueue(ADD, {"key": "a", "value": 1}))
    waiting.cancel()
    await store.writer.run(adding("b"))
    assert await rows(store) == {"a": 1, "b": 0}


async def test_close_writes_what_waits_and_refuses_what_comes(any_url: str) -> None:
    async with Database(database_url(any_url, Path("a/b/c"))) as database:
        await database.writer.run(lambda connection: connection.run_sync(metadata.create_all))
        waiting = [database.writer.enqueue(ADD, {"key": f"k{n}", "value": n}) for n in range(1200)]
    await asyncio.gather(*waiting)
    with pytest.raises(DatabaseError, match="closed"):
        await database.writer.run(adding("late"))
    async with Database(database_url(any_url, Path("a/b/c"))) as again:
        assert len(await rows(again)) == 1200


async def test_a_writer_whose_task_is_cancelled_leaves_nobody_waiting(tmp_path: Path) -> None:
    async with Database(database_url(f"sqlite:///{tmp_path}/x.db", Path("a/b/c"))) as database:
        started = asyncio.Event()

        async def forever(connection: AsyncConnection) -> None:
            await connection.execute(text("SELECT 1"))
            started.set()
            await asyncio.Event().wait()

        first = asyncio.create_task(database.writer.run(forever))
        await started.wait()
        second = asyncio.create_task(database.writer.run(adding("a")))
        await asyncio.sleep(0)
        database.writer._task.cancel()
        for task in (first, second):
            with pytest.raises(DatabaseError, match="closed before"):
                await task
        with pytest.raises(DatabaseError, match="closed"):
            await database.writer.run(adding("late"))


async def test_a_locked_file_is_told_to_everybody_after_one_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botbridge.sql.database.PRAGMAS", "PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 200;")
    async with Database(database_url(f"sqlite:///{tmp_path}/x.db", Path("a/b/c"))) as database:
        await database.writer.run(lambda connection: connection.run_sync(metadata.create_all))
        other = sqlite3.connect(tmp_path / "x.db")
        other.execute("BEGIN IMMEDIATE")
        began = asyncio.get_running_loop().time()
        answers = await asyncio.gather(
            *(database.writer.run(adding(f"k{n}")) for n in range(50)), return_exceptions=True
        )
        assert asyncio.get_running_loop().time() - began < 5  # and not 50 times 0.2 s
        assert all(isinstance(answer, OperationalError) for answer in answers)
        other.rollback()
        other.close()
        await database.writer.run(adding("a"))


@pytest.mark.postgres
async def test_a_lost_connection_costs_no_write(postgres_url: str, postgres_server: Any) -> None:
    async with Database(database_url(postgres_url, Path("a/b/c"))) as database:
        await database.writer.run(lambda connection: connection.run_sync(metadata.create_all))
        runs = 0

        async def work(connection: AsyncConnection) -> None:
            nonlocal runs
            runs += 1
            await connection.execute(ADD, {"key": "a", "value": runs})
            if runs == 1:
                pid = await connection.scalar(select(func.pg_backend_pid()))
                await asyncio.to_thread(postgres_server.psql, f"SELECT pg_terminate_backend({pid});")
            await connection.execute(text("SELECT 1"))

        await database.writer.run(work)
        assert await rows(database) == {"a": 2}
