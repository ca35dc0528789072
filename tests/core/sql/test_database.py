from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.errors import DatabaseError
from botbridge.sql import schema
from botbridge.sql.database import Database
from botbridge.sql.url import database_url


def sqlite_url(file: Path) -> Database:
    return Database(database_url(f"sqlite:///{file}", Path("a/b/c")))


async def test_a_new_sqlite_file_gets_a_folder_that_git_ignores(tmp_path: Path) -> None:
    async with sqlite_url(tmp_path / ".botbridge" / "x.db"):
        pass
    assert (tmp_path / ".botbridge" / ".gitignore").read_text() == "*\n"
    assert (tmp_path / ".botbridge" / "x.db").is_file()


async def test_a_folder_of_the_user_gets_no_gitignore(tmp_path: Path) -> None:
    async with sqlite_url(tmp_path / "x.db"):
        pass
    assert not (tmp_path / ".gitignore").exists()


async def test_many_may_open_and_close_a_new_file_at_once(tmp_path: Path) -> None:
    async def one() -> None:
        for _ in range(10):  # the last one to close takes the log away, which no one else may have open
            async with sqlite_url(tmp_path / "x.db") as database, database.read() as connection:
                assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"

    await asyncio.gather(*(one() for _ in range(6)))


async def test_reading_connections_cannot_write(database: Database) -> None:
    async with database.read() as connection:
        with pytest.raises(DBAPIError, match=r"read.?only"):
            await connection.execute(text("CREATE TABLE t (a INTEGER)"))


async def test_a_reader_of_sqlite_sees_one_state_while_others_write(tmp_path: Path) -> None:
    async with sqlite_url(tmp_path / "x.db") as database:
        await database.writer.run(_script("CREATE TABLE t (a INTEGER)"))
        async with database.read() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM t")) == 0
            await database.writer.run(_script("INSERT INTO t VALUES (1)"))
            assert await connection.scalar(text("SELECT count(*) FROM t")) == 0
        assert await _count(database) == 1


async def test_many_read_at_once(database: Database) -> None:
    async def read(number: int) -> object:
        async with database.read() as connection:
            return await connection.scalar(text("SELECT :n + 0").bindparams(n=number))

    assert await asyncio.gather(*(read(number) for number in range(100))) == list(range(100))


async def test_a_reader_that_is_cancelled_leaves_a_usable_database(database: Database) -> None:
    async def read() -> None:
        async with database.read() as connection:
            while True:
                await connection.execute(text("SELECT 1"))

    tasks = [asyncio.create_task(read()) for _ in range(3)]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("text_url", ["sqlite://", "sqlite:///:memory:"])
async def test_in_memory_is_one_database_for_readers_and_the_writer(text_url: str) -> None:
    async with (
        Database(database_url(text_url, Path("a/b/c"))) as one,
        Database(database_url(text_url, Path("a/b/c"))) as other,
    ):
        await one.writer.run(_script("CREATE TABLE t (a INTEGER)"))
        writes = [one.writer.run(_script("INSERT INTO t VALUES (1)")) for _ in range(20)]
        await asyncio.gather(*writes, *(_count(one) for _ in range(20)))
        assert await _count(one) == 20
        with pytest.raises(DBAPIError):  # it is nobody else's
            await _count(other)


async def test_a_commit_survives_a_kill(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from sqlalchemy import text
from botbridge.sql import schema
from botbridge.sql.database import Database
from botbridge.sql.url import database_url

async def main():
    async with Database(database_url(sys.argv[1], Path("a/b/c"))) as database:
        async def make(connection):
            await connection.execute(text("CREATE TABLE t (a INTEGER)"))
            await connection.execute(text("INSERT INTO t VALUES (7)"))
        await database.writer.run(make)
        print("written", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
    file = tmp_path / "x.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, f"sqlite:///{file}", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"written\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    async with sqlite_url(file) as database, database.read() as connection:
        assert await connection.scalar(text("SELECT a FROM t")) == 7


@pytest.mark.parametrize("content", [b"this is no database, whatever its name says" * 50])
async def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(content)
    message = await _refusal(f"sqlite:///{file}")
    assert str(file) in message
    assert "file is not a database" in message
    assert file.read_bytes() == content


async def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "DATABASE_URL" in await _refusal(f"sqlite:///{tmp_path}/file/x.db")


async def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    with socket.socket() as taken:  # bound but not listening: refuses
        taken.bind(("127.0.0.1", 0))
        message = await _refusal(f"postgresql://bob:hunter2@127.0.0.1:{taken.getsockname()[1]}/d")
    assert "bob:***@127.0.0.1" in message
    assert "check that the server runs" in message
    assert "hunter2" not in message


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_one_line(postgres_url: str) -> None:
    missing = make_url(postgres_url).set(database="missing", password="hunter2")
    message = await _refusal(missing.render_as_string(hide_password=False))
    assert 'database "missing" does not exist' in message
    assert "hunter2" not in message


@pytest.mark.postgres
async def test_the_options_of_a_hosters_url_reach_the_driver(postgres_url: str) -> None:
    options = "sslmode=disable&connect_timeout=5&application_name=x&statement_cache_size=0&command_timeout=0.2"
    async with Database(database_url(f"{postgres_url}&{options}", Path("a/b/c"))) as database:
        with pytest.raises(TimeoutError):
            async with database.read() as connection:
                await connection.execute(text("SELECT pg_sleep(5)"))
    assert "'soon'" in await _refusal(f"{postgres_url}&connect_timeout=soon")


async def test_values_stay_out_of_error_texts(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.read() as connection:
            await connection.execute(text("SELECT * FROM missing WHERE a = :secret"), {"secret": "hunter2"})
    assert "hunter2" not in str(caught.value)


async def test_a_failing_statement_leaves_the_sqlite_file_unlocked(tmp_path: Path) -> None:
    async with sqlite_url(tmp_path / "x.db") as database:
        with pytest.raises(DBAPIError):
            await database.writer.run(_script("INSERT INTO missing VALUES (1)"))
        with sqlite3.connect(tmp_path / "x.db", timeout=0) as other:
            other.execute("CREATE TABLE t (a INTEGER)")
        other.close()


def _script(statement: str):  # type: ignore[no-untyped-def]
    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text(statement))

    return work


async def _count(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM t")) or 0)


async def _refusal(url: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        async with Database(database_url(url, Path("a/b/c"))):
            pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_database_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with Database(database_url("sqlite://", tmp_path / "unused.db")) as database:
        await schema.check(database)
        async with database.read() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM bb_inbox")) == 0
    assert list(tmp_path.iterdir()) == []
