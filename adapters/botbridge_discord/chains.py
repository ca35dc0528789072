"""Work that is done one after the other for each key, and side by side for different ones."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]


class Chains:
    """Tasks that own their work: `close` lets it end for a while, then cuts it off."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, key: str, work: Work) -> None:
        """Do this after everything that was added under the same key."""
        if key in self._waiting:
            self._waiting[key].append(work)
            return
        self._waiting[key] = deque([work])
        task = asyncio.create_task(self._run(key), name=f"discord {key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, key: str) -> None:
        waiting = self._waiting[key]
        try:
            while waiting:
                try:
                    await waiting[0]()
                except Exception:
                    # What comes after it is somebody else's; it must not be lost with it.
                    log.exception("an event of %s could not be taken", key)
                waiting.popleft()
        finally:
            del self._waiting[key]

    async def close(self, patience: float) -> None:
        """Let everything end within so many seconds; cancel what has not by then."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        for task in set(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))
