"""What can be made to go wrong in Teams."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from botbridge.testing.fake.faults import EVERY, CallFaults, Fault
from botbridge.testing.teams.streams import StreamLimits

__all__ = ["EVERY", "Fault", "Faults"]


@dataclass(eq=False)
class Faults(CallFaults):
    """The faults that are switched on. `clear` switches them off.

    `enforce_rates`: answer 429 to calls that come too often. `no_streams`: refuse to begin streams.
    `duplicate_deliveries`: that many of the next activities arrive twice. `redirect_downloads`: where file
    downloads are sent instead, if set. `no_token`: the authority refuses the app's secret.
    """

    enforce_rates: bool = False
    no_streams: bool = False
    duplicate_deliveries: int = 0
    redirect_downloads: str = ""
    no_token: bool = False
    stream_limits: StreamLimits = field(default_factory=StreamLimits)
    _next_streams: list[StreamLimits] = field(default_factory=list)

    def error(
        self, status: int, code: str, method: str = EVERY, *, times: int | None = 1, after: bool = False
    ) -> Fault:
        """Answer with this status and error code, such as 403 `BotNotInConversationRoster`."""
        return self._add(Fault(method, "error", times, after, status=status, error=code))

    def stream_dies(self, *, chunks: int | None = None, seconds: float | None = None, times: int | None = None) -> None:
        """End streams after so many chunks or seconds, as if their time were over.

        `times`: only the next so many streams; None: every stream from now on.
        """
        usual = self.stream_limits
        doomed = StreamLimits(usual.seconds if seconds is None else seconds, chunks)
        if times is None:
            self.stream_limits = doomed
        else:
            self._next_streams += [replace(doomed) for _ in range(times)]

    def limits_of_next_stream(self) -> StreamLimits:
        """Return the limits for a stream that begins now."""
        return self._next_streams.pop(0) if self._next_streams else replace(self.stream_limits)

    def clear(self) -> None:
        """Switch everything off."""
        self.active.clear()
        self._next_streams.clear()
        self.stream_limits = StreamLimits()
        self.enforce_rates = self.no_streams = self.no_token = False
        self.duplicate_deliveries, self.redirect_downloads = 0, ""
