"""The fake's time, and the ids that are made of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

_EPOCH: Final = 1_420_070_400_000  # milliseconds: the first second of 2015, from which Discord counts


class Clock:
    """Tells the fake's time in seconds since the epoch; `speed` lets minutes pass in seconds."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._epoch = time.time()
        self._started = time.monotonic()
        self._ahead = 0.0
        self._last = 0

    def now(self) -> float:
        """Return the present in seconds since the epoch."""
        return self._epoch + self._ahead + (time.monotonic() - self._started) * self.speed

    def advance(self, seconds: float) -> None:
        """Move the time forward without waiting: tokens and addresses expire, budgets refill."""
        self._ahead += seconds

    def snowflake(self, moment: float | None = None) -> str:
        """Return a new id: its upper bits are the time, and it is greater than every one before.

        With a `moment` (seconds since the epoch) it is an id of that time, which orders with the others.
        """
        if moment is not None:
            return str(int(moment * 1000 - _EPOCH) << 22)
        self._last = max(int(self.now() * 1000 - _EPOCH) << 22, self._last + 1)
        return str(self._last)

    def iso(self, moment: float | None = None) -> str:
        """Return a time as Discord writes it; the present without a `moment`."""
        return datetime.fromtimestamp(self.now() if moment is None else moment, UTC).isoformat()


def moment_of(snowflake: str) -> float:
    """Return when an id was made, in seconds since the epoch."""
    return ((int(snowflake) >> 22) + _EPOCH) / 1000
