"""Rate budgets: a bucket per method and workspace, per channel for posts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botbridge.testing.slack import limits
from botbridge.testing.slack.clock import Clock

if TYPE_CHECKING:
    from botbridge.testing.slack.call import Call


@dataclass
class Bucket:
    """A bucket that refills by `rate` calls a second up to `most`."""

    rate: float
    most: float
    level: float
    seen: float

    def draw(self, now: float) -> float:
        """Take one call out; return the seconds to wait when there is none left, else 0."""
        self.level = min(self.most, self.level + (now - self.seen) * self.rate)
        self.seen = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


@dataclass
class Tiers:
    """Counts calls against Slack's budgets, on the fake's clock (`Clock(speed=60)`: a minute is a second)."""

    clock: Clock
    budgets: dict[str, int] = field(default_factory=lambda: dict(limits.TIERS))
    posts_per_second: float = limits.POSTS_PER_SECOND
    post_burst: int = limits.POST_BURST
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def wait(self, call: Call, tier: str) -> int:
        """Draw one call; return 0, or the real seconds that `Retry-After` must name."""
        rate, most, key = self._budget(call, tier)
        if not rate:
            return 0
        now = self.clock.now()
        bucket = self.buckets.setdefault(key, Bucket(rate, most, most, now))
        return math.ceil(bucket.draw(now) / self.clock.speed)

    def _budget(self, call: Call, tier: str) -> tuple[float, float, tuple[str, str]]:
        if call.method == "chat.postMessage":
            return self.posts_per_second, self.post_burst, (call.method, str(call.arguments.get("channel")))
        per_minute = self.budgets.get(tier, 0)
        return per_minute / 60, per_minute, (call.method, call.team_id)
