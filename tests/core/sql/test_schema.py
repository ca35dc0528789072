from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

import botbridge.data.tables
import botbridge.state.tables  # noqa: F401 - the whole schema
from botbridge.errors import DatabaseError
from botbridge.sql import schema
from botbridge.sql.database import Database
from botbridge.sql.metadata import metadata
from botbridge.sql.url import database_url


async def on(database: Database, statement: str) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text(statement))

    await database.writer.run(work)


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


def test_the_newest_migration_is_the_one_the_code_wants() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert scripts.get_heads() == [schema.HEAD]
    assert sorted(script.revision for script in scripts.walk_revisions()) == list(schema._KNOWN)


async def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    await schema.upgrade(database)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "version_table": "bb_version"}
        )
        return list(compare_metadata(context, metadata))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_tables_of_the_app_are_left_alone(database: Database) -> None:
    await on(database, "CREATE TABLE alembic_version (version_num TEXT)")
    await on(database, "INSERT INTO alembic_version VALUES ('the-apps')")
    await schema.upgrade(database)
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "the-apps"


async def test_an_upgrade_is_done_once(database: Database) -> None:
    assert await schema.version(database) is None
    await schema.upgrade(database)
    await schema.upgrade(database)
    await schema.check(database)
    assert await schema.version(database) == schema.HEAD


async def test_several_processes_may_upgrade_at_once(any_url: str) -> None:
    async def one() -> None:
        async with Database(database_url(any_url, Path("a/b/c"))) as database:
            await schema.upgrade(database)

    await asyncio.gather(*(one() for _ in range(5)))
    async with Database(database_url(any_url, Path("a/b/c"))) as database:
        assert await schema.version(database) == schema.HEAD


async def test_several_databases_may_be_upgraded_at_once(tmp_path: Path) -> None:
    async def one(number: int) -> set[str]:
        async with Database(database_url(f"sqlite:///{tmp_path}/{number}.db", Path("a/b/c"))) as database:
            await schema.upgrade(database)
            return await names(database)

    assert await asyncio.gather(*(one(number) for number in range(5))) == [{*metadata.tables, "bb_version"}] * 5


async def test_an_upgrade_that_fails_changes_nothing(database: Database) -> None:
    await on(database, "CREATE TABLE threads (id INTEGER)")  # somebody else's; the upgrade meets it half-way
    before = await names(database)
    with pytest.raises(DatabaseError, match=r"threads.* already exists.*nothing was changed") as caught:
        await schema.upgrade(database)
    assert "\n" not in str(caught.value)
    assert await names(database) == before
    assert await schema.version(database) is None


async def test_sqlite_upgrades_itself(tmp_path: Path) -> None:
    async with Database(database_url(f"sqlite:///{tmp_path}/100%.db", Path("a/b/c"))) as database:
        await schema.check(database)
        assert await schema.version(database) == schema.HEAD


@pytest.mark.postgres
@pytest.mark.parametrize("found", [None, "0000"])
async def test_postgresql_waits_for_the_operator(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, found: str | None
) -> None:
    monkeypatch.setattr(schema, "_KNOWN", ("0000", *schema._KNOWN))
    async with Database(database_url(postgres_url, Path("a/b/c"))) as database:
        if found:
            await on(database, "CREATE TABLE bb_version (version_num TEXT)")
            await on(database, f"INSERT INTO bb_version VALUES ('{found}')")
        with pytest.raises(DatabaseError, match="run: botbridge db upgrade"):
            await schema.check(database)


@pytest.mark.parametrize("ask", [schema.check, schema.upgrade])
async def test_a_later_schema_is_refused(database: Database, ask: Any) -> None:
    await schema.upgrade(database)
    await on(database, "UPDATE bb_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match=r"by a later botbridge .schema 9999"):
        await ask(database)


async def test_a_start_with_nothing_to_do_does_not_import_alembic(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from botbridge.sql import schema
from botbridge.sql.database import Database
from botbridge.sql.url import database_url

async def main():
    async with Database(database_url(sys.argv[1], Path("a/b/c"))) as database:
        await schema.check(database)

asyncio.run(main())
print("alembic" in sys.modules, "asyncpg" in sys.modules)
"""
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/x.db"]
    ran = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert ran == ["True False\n", "False False\n"]
