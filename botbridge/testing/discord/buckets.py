"""Rate limits: a window per route and major parameter, and one for the whole bot."""

from __future__ import annotations

import hashlib
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from botbridge.testing.discord import limits
from botbridge.testing.discord.clock import Clock

_OTHERS: Final = "*"


@dataclass
class Window:
    """So many calls may be made until `resets_at` (the fake's time)."""

    limit: int
    left: int
    resets_at: float


@dataclass(frozen=True)
class Verdict:
    """What the buckets say to one call: headers, and the real seconds to wait if it is one too many."""

    headers: dict[str, str]
    retry_after: float | None = None
    is_global: bool = False


@dataclass
class Buckets:
    """Counts calls against Discord's limits, on the fake's clock (`Clock(speed=60)`: a minute is a second).

    `sizes` holds requests and seconds by route; `enforce=False` only tells.
    """

    clock: Clock
    enforce: bool = True
    sizes: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(limits.BUCKETS))
    per_second: int = limits.GLOBAL_PER_SECOND
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def draw(self, name: str, major: str) -> Verdict:
        """Count one call of a route for its major parameter (a channel, a guild, a webhook)."""
        if (wait := self._global_wait()) > 0 and self.enforce:
            real = round(wait / self.clock.speed, 3)
            return Verdict({"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", **_retry(real)}, real, True)
        now = self.clock.now()
        window = self._window(name, major, now)
        over = window.left < 1 and self.enforce
        window.left = max(0, window.left - 1)
        headers = self._headers(name, window, now)
        if not over:
            return Verdict(headers)
        real = round((window.resets_at - now) / self.clock.speed, 3)
        return Verdict({**headers, "X-RateLimit-Scope": "user", **_retry(real)}, real)

    def _window(self, name: str, major: str, now: float) -> Window:
        limit, seconds = self.sizes.get(name) or self.sizes[_OTHERS]
        window = self.windows.get((name, major))
        if window is None or window.resets_at <= now:
            window = self.windows[name, major] = Window(limit, limit, now + seconds)
        return window

    def _headers(self, name: str, window: Window, now: float) -> dict[str, str]:
        real = (window.resets_at - now) / self.clock.speed
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{time.time() + real:.3f}",
            "X-RateLimit-Reset-After": f"{real:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:32],
        }

    def _global_wait(self) -> float:
        now = self.clock.now()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            return self._recent[0] + 1 - now
        self._recent.append(now)
        return 0.0


def _retry(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, math.ceil(seconds)))}
