"""A database that is opened when it is first needed."""

from __future__ import annotations

import asyncio

from botbridge.sql import schema
from botbridge.sql.database import Database


class LazyDatabase:
    """Opens its database at the first `get` and makes sure of its tables; `close` undoes just that."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = False
        self._lock = asyncio.Lock()

    async def get(self) -> Database:
        """The open database. Raises DatabaseError when it cannot be opened; the next call tries again."""
        if not self._open:
            async with self._lock:
                if not self._open:
                    await self._start()
        return self._database

    async def close(self) -> None:
        async with self._lock:
            if self._open:
                self._open = False
                await self._database.__aexit__(None, None, None)

    async def _start(self) -> None:
        await self._database.__aenter__()
        try:
            await schema.check(self._database)
        except BaseException:
            await self._database.__aexit__(None, None, None)
            raise
        self._open = True


class OpenDatabase:
    """The same for a database that is somebody else's and is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self) -> Database:
        return self._database

    async def close(self) -> None:
        """It stays open: who opened it closes it."""
