"""How a waiting test learns that a fake platform changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# A stream or a status may expire without a call: waiters look again after this many seconds.
_LOOK_AGAIN = 0.2


class Changes:
    """Wakes everyone who waits for something to be true, at every change."""

    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.last = time.monotonic()

    def touch(self) -> None:
        """Say that something changed."""
        self.last = time.monotonic()
        self._next.set()
        self._next = asyncio.Event()

    def idle(self) -> float:
        """Return the seconds since the last change."""
        return time.monotonic() - self.last

    async def until(self, look: Callable[[], T | None], timeout: float, what: str) -> T:
        """Return the first result of `look` that is not None or False.

        Raises TimeoutError, naming `what`, after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            upcoming = self._next
            if found := look():
                return found
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no {what} within {timeout} s")
            await _wait(upcoming, min(left, _LOOK_AGAIN))


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
