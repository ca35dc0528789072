"""One database: an engine that reads, an engine that writes, and the one writer."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from botbridge.errors import DatabaseError
from botbridge.sql.sqlite import PRAGMAS, READ_ONLY, Driver
from botbridge.sql.url import shown
from botbridge.sql.writer import Writer

_READERS = 4  # SQLite connections, each with a thread; more do not read faster
# What asyncpg wants as numbers, which a URL cannot hold.
_NUMBERS: dict[str, Any] = {"timeout": float, "command_timeout": float, "statement_cache_size": int}
_POSTGRES = {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True}


class Database:
    """An open database, for as long as the `async with` lasts.

    `dialect` is `sqlite` or `postgresql`. Everything is written through `writer`; `read()` lends a connection
    for reading. An SQLite file is made with its folder if there is none.
    Entering raises DatabaseError with one line that says what to do and never holds the password.
    """

    writer: Writer

    def __init__(self, url: URL, *, connect_args: Mapping[str, Any] | None = None, echo: bool = False) -> None:
        self.url = url
        self.dialect = url.get_backend_name()
        self._connect_args = dict(connect_args or {})
        self._echo = echo  # statements go to the log, without their values
        self._keeper: sqlite3.Connection | None = None

    async def __aenter__(self) -> Self:
        try:
            self._reading, self._writing = self._engines()
            async with self._writing.connect():
                pass
        except Exception as error:  # whatever a driver raises
            await self._dispose()
            raise DatabaseError(self._why(error)) from error
        except BaseException:
            await self._dispose()
            raise
        self.writer = Writer(self._writing)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.writer.close()
        finally:
            await self._dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the database; it cannot write.

        Not to be used inside of a work of the writer, which has its own connection.
        """
        async with self._reading.connect() as connection:
            yield connection

    def _engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        if self.dialect == "postgresql":
            self._connect_args |= {
                name: kind(self.url.query[name]) for name, kind in _NUMBERS.items() if name in self.url.query
            }
            engine = self._engine(self.url.difference_update_query(_NUMBERS), **_POSTGRES)
            reading = engine.execution_options(postgresql_readonly=True)
            return reading, engine
        name = self.url.database
        if name in (None, "", ":memory:"):
            return self._in_memory()
        if not name.startswith("file:"):
            _make_folder(Path(name))
        writing = self._sqlite(self.url, "BEGIN IMMEDIATE", PRAGMAS, pool_size=1)
        return self._sqlite(self.url, "BEGIN", READ_ONLY, pool_size=_READERS), writing

    def _in_memory(self) -> tuple[AsyncEngine, AsyncEngine]:
        """One connection for both, in turns: SQLite does not let them wait for each other in memory."""
        name = f"file:botbridge-{uuid.uuid4().hex}"
        shared = {"mode": "memory", "cache": "shared"}
        # The database lives as long as this connection.
        self._keeper = sqlite3.connect(f"{name}?{urlencode(shared)}", uri=True, check_same_thread=False)
        url = self.url.set(database=name).update_query_dict({**shared, "uri": "true"})
        engine = self._sqlite(url, "BEGIN IMMEDIATE", PRAGMAS, pool_size=1)
        return engine, engine

    def _sqlite(self, url: URL, begin: str, pragmas: str, **options: Any) -> AsyncEngine:
        driver = Driver(begin=begin, pragmas=pragmas)
        return self._engine(url, module=driver, poolclass=AsyncAdaptedQueuePool, max_overflow=0, **options)

    def _engine(self, url: URL, **options: Any) -> AsyncEngine:
        # What people wrote stays out of logs and error texts.
        options |= {"connect_args": dict(self._connect_args), "hide_parameters": True, "echo": self._echo}
        return create_async_engine(url, **options)

    async def _dispose(self) -> None:
        engines = {id(engine): engine for name in ("_reading", "_writing") if (engine := getattr(self, name, None))}
        for engine in engines.values():
            await engine.dispose()
        if self._keeper is not None:
            self._keeper.close()

    def _why(self, error: Exception) -> str:
        if isinstance(error, ImportError):
            return 'PostgreSQL needs its driver: pip install "botbridge[postgres]"'
        text = " ".join(str(getattr(error, "orig", None) or error).split()) or type(error).__name__
        if self.url.password:
            text = text.replace(str(self.url.password), "***")
        return f"the database {shown(self.url)} cannot be opened: {text}; {_ADVICE[self.dialect]}"


_ADVICE = {
    "sqlite": "check that the file is a botbridge database in a folder that can be written, or set DATABASE_URL",
    "postgresql": "check that the server runs and that DATABASE_URL is right",
}


def _make_folder(file: Path) -> None:
    """The folder that SQLite does not make. It is kept out of git if it is ours."""
    ours = not file.parent.exists() or file.parent.name == ".botbridge"
    file.parent.mkdir(parents=True, exist_ok=True)
    ignore = file.parent / ".gitignore"
    if ours and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
