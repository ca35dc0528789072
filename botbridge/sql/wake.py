"""How one process tells another on the same PostgreSQL that there is work; elsewhere nobody is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import URL

from botbridge.sql.database import Database

log = logging.getLogger(__name__)

_CHANNEL = "bb_wake"
_NOTIFY = select(func.pg_notify(_CHANNEL, bindparam("text")))


class Wake:
    """Hears what other processes announce, for as long as the `async with` lasts.

    `heard` is called with the text of each announcement. A connection that is lost is opened again by the next
    `check`; what was announced meanwhile is found by whoever looks into the tables, so nothing depends on it.
    """

    def __init__(self, database: Database, heard: Callable[[str], None]) -> None:
        self._database = database
        self._heard = heard
        self._connection: Any = None

    async def __aenter__(self) -> Self:
        await self.check()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._connection.close(timeout=1)

    async def announce(self, text: str) -> None:
        """Tell every other process on this database."""
        if self._database.dialect == "postgresql":
            await self._database.writer.run(lambda connection: connection.execute(_NOTIFY, {"text": text}))

    async def check(self) -> None:
        """Listen again if the connection was lost."""
        if self._database.dialect != "postgresql" or (self._connection and not self._connection.is_closed()):
            return
        import asyncpg  # noqa: PLC0415 - only PostgreSQL needs it

        try:
            self._connection = await asyncpg.connect(_dsn(self._database.url), timeout=10)
            await self._connection.add_listener(_CHANNEL, self._on_notify)
        except (TimeoutError, OSError, asyncpg.PostgresError) as error:
            log.warning("cannot listen for other processes, work of theirs is found more slowly: %s", error)

    def _on_notify(self, _connection: Any, _pid: int, _channel: str, text: str) -> None:
        self._heard(text)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
