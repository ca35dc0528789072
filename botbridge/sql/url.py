"""`DATABASE_URL` in all the forms people write it, as the one form that the drivers take."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from botbridge.errors import DatabaseError

_DRIVERS = {
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
_WANTED = "use postgresql://user:password@host/name or sqlite:///file.db"

# Options of libpq, which hosters put into their URLs, under the name that asyncpg has for them.
_RENAMED = {"sslmode": "ssl", "connect_timeout": "timeout"}
# Options of libpq that asyncpg has no word for and that change nothing for us.
_DROPPED = {"application_name", "channel_binding", "gssencmode", "keepalives"}
_KNOWN = {
    "host",
    "port",
    "user",
    "password",
    "database",
    "ssl",
    "timeout",
    "command_timeout",
    "direct_tls",
    "passfile",
    "krbsrvname",
    "target_session_attrs",
    "statement_cache_size",
    "prepared_statement_cache_size",
}
_CERTIFICATES = {"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "sslcrl": "PGSSLCRL"}


def database_url(text: str | None, default_file: Path) -> URL:
    """The database that `DATABASE_URL` names, or SQLite at `default_file` if it names none.

    A relative SQLite path is relative to the app's folder, which is two above `default_file`
    (`.botbridge/botbridge.db`). Raises DatabaseError with one line that never holds the password.
    """
    if text is None or not text.strip():
        return URL.create("sqlite+aiosqlite", database=str(default_file))
    url = _parsed(text.strip())
    if url.drivername.startswith("sqlite"):
        return _sqlite(url, default_file.parent.parent)
    return _postgres(url)


def shown(url: URL) -> str:
    """The URL as it may be shown: without its password, wherever it stood."""
    hidden = {name: "***" for name in ("password", "passfile") if name in url.query}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The cause quotes the text with its password, so it is not passed on.
        raise DatabaseError(f"DATABASE_URL is not a database URL; {_WANTED}") from None
    driver = _DRIVERS.get(url.drivername.lower())
    if driver is None:
        raise DatabaseError(f"DATABASE_URL begins with {url.drivername}://, which is not supported; {_WANTED}")
    return url.set(drivername=driver)


def _sqlite(url: URL, folder: Path) -> URL:
    name = url.database
    if name in (None, "", ":memory:") or name.startswith("file:"):
        return url
    return url.set(database=str(folder / Path(name).expanduser()))


def _postgres(url: URL) -> URL:
    query = {_RENAMED.get(name, name): value for name, value in url.query.items() if name not in _DROPPED}
    for name in query.keys() - _KNOWN:
        hint = f"; set {_CERTIFICATES[name]} instead" if name in _CERTIFICATES else "; take it out"
        raise DatabaseError(f"DATABASE_URL has the option {name}, which asyncpg does not know{hint}")
    return url.set(query=query)
