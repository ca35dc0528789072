"""Whether the database's tables are those of this version, and making them so.

Alembic is imported only when there is something to do: it costs 0.1 s, and most starts have nothing to do.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.errors import DatabaseError
from botbridge.sql.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"  # the newest of migrations/versions; a test keeps it so
_KNOWN = tuple(f"{number:04}" for number in range(1, int(HEAD) + 1))
_VERSION_TABLE = "bb_version"  # not alembic's own name: the app may use alembic in the same database
# Alembic keeps the migration that runs in globals, so each event loop runs one at a time.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
_LOCK = 0x626F7462  # "botb": any number that nobody else locks
_THERE = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'bb_version'",
    "postgresql": "SELECT count(*) FROM pg_class WHERE oid = to_regclass('bb_version')",
}


async def version(database: Database) -> str | None:
    """The database's schema version, or None if nothing of ours is in it."""
    async with database.read() as connection:
        return await _version(connection)


async def upgrade(database: Database) -> None:
    """Bring the tables to this version; several processes may try at once.

    Raises DatabaseError when the database is of a later version, or holds other tables of these names.
    """
    if await _known(database) == HEAD:
        return
    try:
        await database.writer.run(_upgrade)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise DatabaseError(
            f"the database's tables cannot be brought to version {HEAD}: {reason}; nothing was changed"
        ) from error


async def check(database: Database) -> None:
    """Make sure that the tables are of this version: SQLite is upgraded, elsewhere the operator decides.

    Raises DatabaseError that says `run: botbridge db upgrade`, or that the database is of a later version.
    """
    if database.dialect == "sqlite":
        await upgrade(database)
    elif (found := await _known(database)) != HEAD:
        was = f"of version {found}" if found else "empty"
        raise DatabaseError(f"the database is {was}, this botbridge needs {HEAD}; run: botbridge db upgrade")


async def _known(database: Database) -> str | None:
    found = await version(database)
    if found is not None and found not in _KNOWN:
        raise DatabaseError(
            f"the database was upgraded by a later botbridge (schema {found}, this one knows {HEAD}); "
            "install that version, or set DATABASE_URL to another database"
        )
    return found


async def _version(connection: AsyncConnection) -> str | None:
    there = await connection.scalar(text(_THERE[connection.dialect.name]))
    found = await connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}")) if there else None  # noqa: S608
    return None if found is None else str(found)


async def _upgrade(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if await _version(connection) != HEAD:
        async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            await connection.run_sync(_migrate)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for our migrations on this connection."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=_VERSION_TABLE)
    return config
