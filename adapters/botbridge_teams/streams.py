"""Native streams that are open now: at most one in each personal chat, with the number of its last call."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from botbridge.model.ids import ThreadKey

_MOST: Final = 10_000  # conversations of which it is remembered that they take no streams
_REFUSED_FOR: Final = 600.0  # seconds after which a stream is tried there again


@dataclass(slots=True)
class Open:
    """A stream: `id` is its message's, `sequence` its last call's number.

    As `progress` it has no text yet, and says what is `said`.
    """

    id: str
    sequence: int = 1
    progress: bool = False
    said: str = ""
    called_at: float = 0.0
    ending: bool = False  # its final message was sent, but no answer came

    def next(self, now: float) -> dict[str, Any]:
        """What the next call says of the stream."""
        self.sequence += 1
        self.called_at = now
        return {"streamId": self.id, "streamSequence": self.sequence}


class Streams:
    """The open streams by conversation, and where none can be opened."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = clock
        self._open: dict[ThreadKey, Open] = {}
        self._refused: OrderedDict[ThreadKey, float] = OrderedDict()
        self._turns: WeakValueDictionary[ThreadKey, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, key: ThreadKey) -> AsyncIterator[None]:
        """One call after the other: Teams wants its answer to one before the next comes."""
        lock = self._turns.setdefault(key, asyncio.Lock())
        async with lock:
            yield

    def get(self, key: ThreadKey) -> Open | None:
        """The stream that is open there."""
        return self._open.get(key)

    def began(self, key: ThreadKey, stream_id: str, *, progress: str = "") -> None:
        """A stream was opened, as a progress bar that says `progress` if that is told."""
        self._open[key] = Open(stream_id, progress=bool(progress), said=progress, called_at=self.now())

    def ended(self, key: ThreadKey) -> None:
        """The stream is over, or lost."""
        self._open.pop(key, None)

    def refuse(self, key: ThreadKey) -> None:
        """Streams are not allowed there; for a while none is tried."""
        self._refused[key] = self.now() + _REFUSED_FOR
        if len(self._refused) > _MOST:
            self._refused.popitem(last=False)

    def are_refused(self, key: ThreadKey) -> bool:
        """Whether streams are not allowed there, as far as is known."""
        return self._refused.get(key, 0.0) > self.now()
