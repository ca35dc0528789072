from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from botbridge.errors import DatabaseError
from botbridge.sql.url import database_url, shown

FILE = Path("/app/.botbridge/botbridge.db")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, "sqlite+aiosqlite:////app/.botbridge/botbridge.db"),
        ("  ", "sqlite+aiosqlite:////app/.botbridge/botbridge.db"),
        ("sqlite:///data/my.db", "sqlite+aiosqlite:////app/data/my.db"),
        ("sqlite+aiosqlite:///my.db", "sqlite+aiosqlite:////app/my.db"),
        ("sqlite:////var/lib/my.db", "sqlite+aiosqlite:////var/lib/my.db"),
        ("sqlite://", "sqlite+aiosqlite://"),
        ("sqlite:///:memory:", "sqlite+aiosqlite:///:memory:"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg://u:p@h:5433/d"),
        ("POSTGRESQL://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d?ssl=require", "postgresql+asyncpg://u:p@h/d?ssl=require"),
        ("postgresql://u:p@h/d?sslmode=verify-full", "postgresql+asyncpg://u:p@h/d?ssl=verify-full"),
        ("postgres://h/d?sslmode=require&channel_binding=require", "postgresql+asyncpg://h/d?ssl=require"),
        ("postgresql://postgres:@/postgres?host=/tmp/x", "postgresql+asyncpg://postgres:@/postgres?host=%2Ftmp%2Fx"),
    ],
)
def test_every_form_becomes_the_drivers(text: str | None, wanted: str) -> None:
    assert database_url(text, FILE) == make_url(wanted)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mysql://u:hunter2@h/d", "mysql://, which is not supported"),
        ("postgresql+psycopg://u:hunter2@h/d", "postgresql+psycopg://, which is not supported"),
        ("hunter2", "not a database URL"),
        ("postgresql://u:hunter2@h:port/d", "not a database URL"),
        ("postgresql://u:hunter2@h/d?wat=1", "option wat"),
        ("postgresql://u:hunter2@h/d?sslrootcert=/x", "set PGSSLROOTCERT instead"),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_line_without_the_password(text: str, says: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        database_url(text, FILE)
    message = str(caught.value)
    assert says in message
    assert "\n" not in message
    assert "hunter2" not in message
    assert caught.value.__cause__ is None


def test_a_url_is_shown_without_its_passwords() -> None:
    url = database_url("postgresql://u:hunter2@h/d?password=hunter2", FILE)
    assert "hunter2" not in shown(url)
