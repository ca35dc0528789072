"""The fake's time, and the timestamps that Slack makes of it."""

from __future__ import annotations

from botbridge.testing.fake import clock


class Clock(clock.Clock):
    """Tells the fake's time, also as Slack's `ts`; `advance` moves it forward without waiting."""

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(speed)
        self._last_micros = 0

    def timestamp(self) -> str:
        """Return a new Slack `ts`: strictly greater than every one before."""
        self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        seconds, micros = divmod(self._last_micros, 1_000_000)
        return f"{seconds}.{micros:06d}"
