"""Both databases, the real ones: every test gets an empty one."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from botbridge.sql.database import Database
from botbridge.sql.url import database_url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """One PostgreSQL server for all tests, in a folder that goes away with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which pgserver does not need
        import pgserver  # noqa: PLC0415

    # Not below pytest's own folder: as root the server runs as another user, and every pytest that starts takes
    # the others' permission to enter that folder away.
    server = pgserver.get_server(tempfile.mkdtemp(prefix="botbridge-postgres-"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();\nCREATE DATABASE test;")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    """The URL of an empty PostgreSQL database; connections that an earlier test left are cut."""
    postgres_server.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test';\n"
        "\\connect test\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;"
    )
    return str(postgres_server.get_uri("test"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
async def database(any_url: str) -> AsyncIterator[Database]:
    """An open database without tables, once of each kind."""
    async with Database(database_url(any_url, Path("unused/unused/unused"))) as opened:
        yield opened
