"""What a fake brings to the app over HTTP: how it went, and who carries it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Generic, TypeVar

import aiohttp


class Tried:
    """One try: `status` is the HTTP status, 0 without an answer; `latency` is in seconds."""

    status: int
    latency: float

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it."""
        return 200 <= self.status < 300


A = TypeVar("A", bound=Tried)


class Brought(Generic[A]):
    """One thing that is brought to the app, in as many attempts as it takes; `done` when there are no more."""

    attempts: list[A]
    done: asyncio.Event

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it at last."""
        return bool(self.attempts) and self.attempts[-1].acknowledged

    @property
    def status(self) -> int:
        """The HTTP status of the last attempt; 0 before any answer."""
        return self.attempts[-1].status if self.attempts else 0

    @property
    def latency(self) -> float:
        """How long the last attempt took, in seconds."""
        return self.attempts[-1].latency if self.attempts else 0.0

    @property
    def retries(self) -> int:
        """How many attempts came after the first."""
        return max(0, len(self.attempts) - 1)


class Carrier:
    """Owns a task for each thing that is on its way, and the connections to the app."""

    deliveries: Sequence[Brought[Any]]

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def close(self) -> None:
        """Give up what is under way; what the app still causes is not delivered any more."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def settled(self, timeout: float = 10.0) -> None:
        """Wait until no delivery is under way. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            for delivery in list(self.deliveries):
                await delivery.done.wait()

    def _carry(self, delivery: Brought[Any], work: Coroutine[Any, Any, None]) -> None:
        if self._closed:
            work.close()
            delivery.done.set()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session
