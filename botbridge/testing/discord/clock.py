"""The fake's time, and the ids that are made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from botbridge.testing.fake import clock

_EPOCH: Final = 1_420_070_400_000  # milliseconds: the first second of 2015, from which Discord counts


class Clock(clock.Clock):
    """Tells the fake's time, also as Discord's ids; `advance` moves it forward without waiting."""

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(speed)
        self._last = 0

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
