"""A fake's time: real time, which tests may speed up or move forward."""

from __future__ import annotations

import time


class Clock:
    """Tells the fake's time in seconds since the epoch; `advance` moves it forward without waiting."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._epoch = time.time()
        self._started = time.monotonic()
        self._ahead = 0.0

    def now(self) -> float:
        """Return the present in seconds since the epoch."""
        return self._epoch + self._ahead + (time.monotonic() - self._started) * self.speed

    def advance(self, seconds: float) -> None:
        """Move the time forward: streams expire, statuses clear, rate budgets refill."""
        self._ahead += seconds
