"""Budgets: when the next call may go out. Pure arithmetic, times in seconds on any one clock."""

import math


class Budget:
    """A token bucket that believes the server more than itself.

    `rate` calls per second in the long run, `burst` at once after a pause. What a server says
    (`Retry-After`, `X-RateLimit-*`) only ever slows it down.

    :raises ValueError: if `rate` is not positive or `burst` is below one.
    """

    def __init__(self, rate: float, burst: float = 1.0) -> None:
        if not (rate > 0 and burst >= 1):
            raise ValueError(f"a budget must allow something: rate={rate!r}, burst={burst!r}")
        self.rate = rate
        self.burst = burst
        self._tokens = burst
        self._at = -math.inf  # when the tokens were counted
        self._blocked_until = -math.inf
        self._remaining: float = math.inf  # calls left in the server's window
        self._reset_at = -math.inf

    def ready_at(self, now: float) -> float:
        """The earliest time, not before `now`, at which a call may go out."""
        self._refill(now)
        refilled = now if self._tokens >= 1 else self._at + (1 - self._tokens) / self.rate
        window = self._reset_at if self._remaining < 1 else now
        return max(now, refilled, window, self._blocked_until)

    def take(self, now: float) -> None:
        """Count a call that goes out now; one sent too early delays the next."""
        self._refill(now)
        self._tokens -= 1
        self._remaining -= 1

    def block_until(self, t: float) -> None:
        """Let nothing go out before `t`: the server sent Retry-After."""
        self._blocked_until = max(self._blocked_until, t)

    def learn(self, remaining: float, reset_at: float, now: float) -> None:
        """Take over the server's count: so many calls until the window ends at `reset_at`."""
        self._refill(now)
        if reset_at <= now:
            return
        same_window = abs(reset_at - self._reset_at) < 0.5  # headers are rounded, answers overtake each other
        self._remaining = min(self._remaining, remaining) if same_window else remaining
        self._reset_at = reset_at

    def _refill(self, now: float) -> None:
        if now >= self._reset_at:
            self._remaining = math.inf
        if now > self._at:
            if self._at > -math.inf:
                self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
            self._at = now
