"""How often the app may call: windows per conversation, one stream update a second, so many calls per tenant."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from botbridge.testing.teams import limits

Windows = tuple[tuple[float, int], ...]

_READS: Final = frozenset({"members", "member"})
_UPDATES: Final = frozenset({"stream.informative", "stream.start", "stream.chunk"})
_WRITES: Final = frozenset({"send", "update", "delete", "typing", "stream.final", "create"})


class Rates:
    """Counts calls; times in seconds of the fake's clock."""

    def __init__(self) -> None:
        self._calls: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def wait(self, method: str, conversation: str, tenant: str, now: float) -> float:
        """Count a call; return the seconds by which it came too early, 0 if it did not."""
        waits = [_over(self._count("tenant", tenant, now, 1.0), ((1.0, limits.TENANT_PER_SECOND),), now)]
        if method in _UPDATES:
            calls = self._count("stream", conversation, now, limits.STREAM_INTERVAL)
            early = limits.STREAM_INTERVAL - limits.STREAM_SLACK
            waits.append(_over(calls, ((early, 1),), now))
        for kind, methods, windows in (
            ("write", _WRITES, limits.SEND_WINDOWS),
            ("read", _READS, limits.READ_WINDOWS),
        ):
            if method in methods:
                waits.append(_over(self._count(kind, conversation, now, windows[-1][0]), windows, now))
        return max(waits)

    def _count(self, kind: str, key: str, now: float, longest: float) -> list[float]:
        calls = self._calls[kind, key]
        calls[:] = [at for at in calls if at > now - longest]
        calls.append(now)
        return calls


def _over(calls: list[float], windows: Windows, now: float) -> float:
    """How long it takes until the last of these calls fits into every window."""
    waits = [0.0]
    for seconds, most in windows:
        recent = [at for at in calls if at > now - seconds]
        if len(recent) > most:
            waits.append(recent[-most - 1] + seconds - now)
    return max(waits)
