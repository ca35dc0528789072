"""What can be made to go wrong."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Final

from botbridge.testing.slack.streams import StreamLimits
from botbridge.testing.slack.workspace import Workspace

EVERY: Final = "*"


@dataclass(eq=False)
class Fault:
    """Something that goes wrong the next `times` times (None: always) that `method` is called.

    `after` means: the call takes effect first, then it fails.
    """

    method: str
    kind: str
    times: int | None = 1
    after: bool = False
    status: int = 200
    error: str = ""
    seconds: float = 0.0
    hits: int = 0

    def take(self, method: str) -> bool:
        """Count a hit if this fault is due for a call of `method`."""
        if self.method not in (method, EVERY) or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


@dataclass(eq=False)
class Faults:
    """The faults that are switched on. `clear` switches them off.

    `enforce_tiers`: answer 429 to calls over the rate budget. `duplicate_deliveries`: that many of the next
    events arrive twice, with the same `event_id`. `retry_marks`: that many of the next events arrive marked as
    retries (`X-Slack-Retry-Num: 1`). `redirect_downloads`: where file downloads are sent instead, if set.
    """

    workspace: Workspace = field(repr=False)
    enforce_tiers: bool = False
    duplicate_deliveries: int = 0
    retry_marks: int = 0
    redirect_downloads: str = ""
    active: list[Fault] = field(default_factory=list)

    def _add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def status(self, status: int = 503, method: str = EVERY, *, times: int | None = 1, after: bool = False) -> Fault:
        """Answer with an HTTP status and no JSON; `after=True`: the call has taken effect all the same."""
        return self._add(Fault(method, "status", times, after, status=status))

    def rate_limit(
        self, method: str = EVERY, *, retry_after: int = 1, times: int | None = 1, after: bool = False
    ) -> Fault:
        """Answer 429 with `Retry-After: retry_after` (seconds) and the error `ratelimited`."""
        return self._add(Fault(method, "rate_limit", times, after, status=429, seconds=retry_after))

    def error(self, method: str, error: str, *, times: int | None = 1, after: bool = False) -> Fault:
        """Answer `{"ok": false, "error": error}`."""
        return self._add(Fault(method, "error", times, after, error=error))

    def unknown_method(self, method: str) -> Fault:
        """Answer `unknown_method` from now on, as a workspace without that feature does."""
        return self._add(Fault(method, "error", None, error="unknown_method"))

    def drop(self, method: str = EVERY, *, times: int | None = 1, after: bool = False) -> Fault:
        """Close the connection without an answer."""
        return self._add(Fault(method, "drop", times, after))

    def slow(self, seconds: float, method: str = EVERY, *, times: int | None = None) -> Fault:
        """Answer only after `seconds` of real time."""
        return self._add(Fault(method, "slow", times, seconds=seconds))

    def stream_dies(
        self,
        *,
        appends: int | None = None,
        seconds: float | None = None,
        chars: int | None = None,
        times: int | None = None,
    ) -> None:
        """End streams after so many appends, seconds or characters: then `message_not_in_streaming_state`.

        `times`: only the next so many streams; None: every stream from now on.
        """
        usual = self.workspace.stream_limits
        doomed = dataclasses.replace(usual, appends=appends, dies_at_chars=chars)
        doomed.seconds = usual.seconds if seconds is None else seconds
        if times is None:
            self.workspace.stream_limits = doomed
        else:
            self.workspace.next_streams += [dataclasses.replace(doomed) for _ in range(times)]

    def missing_scope(self, scope: str) -> None:
        """Take a scope away: methods answer `missing_scope`, events stop, downloads show the login page."""
        self.workspace.missing_scopes.add(scope)

    def clear(self) -> None:
        """Switch everything off."""
        self.workspace.stream_limits = StreamLimits()
        self.workspace.next_streams.clear()
        self.workspace.missing_scopes.clear()
        self.active.clear()
        self.enforce_tiers, self.duplicate_deliveries, self.retry_marks = False, 0, 0
        self.redirect_downloads = ""

    def due(self, method: str) -> list[Fault]:
        """Return the faults for this call, each counted as a hit; at most one besides slowness."""
        found: list[Fault] = []
        for fault in self.active:
            decided = any(f.kind != "slow" for f in found)
            if (fault.kind == "slow" or not decided) and fault.take(method):
                found.append(fault)
        return found
