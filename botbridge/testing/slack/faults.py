"""What can be made to go wrong."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from botbridge.testing.fake.faults import EVERY, CallFaults, Fault
from botbridge.testing.slack.streams import StreamLimits
from botbridge.testing.slack.workspace import Workspace

__all__ = ["EVERY", "Fault", "Faults"]


@dataclass(eq=False)
class Faults(CallFaults):
    """The faults that are switched on. `clear` switches them off.

    `enforce_tiers`: answer 429 to calls over the rate budget. `duplicate_deliveries`: that many of the next
    events arrive twice, with the same `event_id`. `retry_marks`: that many of the next events arrive marked as
    retries (`X-Slack-Retry-Num: 1`). `redirect_downloads`: where file downloads are sent instead, if set.
    """

    workspace: Workspace = field(kw_only=True, repr=False)
    enforce_tiers: bool = False
    duplicate_deliveries: int = 0
    retry_marks: int = 0
    redirect_downloads: str = ""

    def error(self, method: str, error: str, *, times: int | None = 1, after: bool = False) -> Fault:
        """Answer `{"ok": false, "error": error}`."""
        return self._add(Fault(method, "error", times, after, error=error))

    def unknown_method(self, method: str) -> Fault:
        """Answer `unknown_method` from now on, as a workspace without that feature does."""
        return self._add(Fault(method, "error", None, error="unknown_method"))

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
