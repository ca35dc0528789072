"""What can be made to go wrong on any platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

EVERY: Final = "*"


@dataclass(eq=False)
class Fault:
    """Something that goes wrong the next `times` times (None: always) that `method` is called.

    `method` may be several, separated by commas: then any of them counts. `after` means: the call takes effect
    first, then it fails.
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
        if not {method, EVERY} & set(self.method.split(",")) or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


@dataclass(eq=False)
class CallFaults:
    """The faults of calls that are switched on."""

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
        """Answer 429 with `Retry-After: retry_after` (seconds)."""
        return self._add(Fault(method, "rate_limit", times, after, status=429, seconds=retry_after))

    def drop(self, method: str = EVERY, *, times: int | None = 1, after: bool = False) -> Fault:
        """Close the connection without an answer."""
        return self._add(Fault(method, "drop", times, after))

    def slow(self, seconds: float, method: str = EVERY, *, times: int | None = None) -> Fault:
        """Answer only after `seconds` of real time."""
        return self._add(Fault(method, "slow", times, seconds=seconds))

    def due(self, method: str) -> list[Fault]:
        """Return the faults for this call, each counted as a hit; at most one besides slowness."""
        found: list[Fault] = []
        for fault in self.active:
            decided = any(f.kind != "slow" for f in found)
            if (fault.kind == "slow" or not decided) and fault.take(method):
                found.append(fault)
        return found
