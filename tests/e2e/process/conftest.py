"""Apps as processes, a Slack in front of them, and a PostgreSQL behind them."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from botbridge.testing.slack import FakeSlack, User
from process.command import App

Builder = Callable[..., App]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Builder]:
    """Makes apps: `build(source, *options, env={…}, name="app")`; none outlives the test."""
    made: list[App] = []

    def make(source: str, *options: str, env: dict[str, str] | None = None, name: str = "app") -> App:
        made.append(App(tmp_path / name, source, *options, env=env))
        return made[-1]

    yield make
    for app in made:
        app.close()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack that tries again soon, and for long, when the app is away."""
    async with FakeSlack(retry_delays=(0.1,) * 200) as slack:
        slack.channel("C1")
        yield slack


@pytest.fixture
def user(slack: FakeSlack) -> User:
    return slack.user("U1", name="alice")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """One PostgreSQL server for all tests, in a folder that goes away with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which pgserver does not need
        import pgserver  # noqa: PLC0415

    # Not below pytest's own folder: as root the server runs as another user, and every pytest that starts takes
    # the others' permission to enter that folder away.
    server = pgserver.get_server(tempfile.mkdtemp(prefix="botbridge-postgres-"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();\nCREATE DATABASE process;")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    """The URL of an empty PostgreSQL database."""
    postgres_server.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'process';\n"
        "\\connect process\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;"
    )
    return str(postgres_server.get_uri("process"))
