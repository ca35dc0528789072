"""What Discord says of its rate limits in every answer, handed to the outbox.

Several routes may share one bucket, which Discord tells by its name: then they share a budget from then on, the one of
the route that was seen first (whoever waits for that goes on waiting for the right one).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final

from botbridge.adapter import Host
from botbridge.capability import Rate
from botbridge.render.pace import Budget
from botbridge_discord import capabilities
from botbridge_discord.memory import Memory

_REMEMBERED: Final = 10_000  # channels


class Budgets:
    """The budgets of this bot, by route and channel; `pace` is how many times faster than usual it may be."""

    def __init__(self, host: Host, pace: float = 1.0) -> None:
        self._host = host
        self._pace = pace
        self._names: dict[str, str] = {}  # what the budget of a route is called
        self._owners: dict[str, str] = {}  # Discord's name of a bucket → the route that names its budget
        self._openings: Memory[str, Budget] = Memory(_REMEMBERED)  # by channel: see `may_open`

    def rates(self, route: str | None, channel_id: str, opens_in: str = "") -> Sequence[Rate]:
        """What a call of this route counts against; before it a thread may have to be opened in a channel."""
        opening = (self._rate(capabilities.OPENING, opens_in),) if opens_in else ()
        if route is None:
            return opening
        return (*opening, self._rate(route, channel_id), capabilities.bot_rate(self._pace))

    def may_open(self, channel_id: str) -> bool:
        """Whether a thread may be opened there at once, which is counted; else it waits for its turn in the outbox."""
        now, budget = time.monotonic(), self._opening(channel_id)
        if budget.ready_at(now) > now:
            return False
        budget.take(now)
        return True

    def _opening(self, channel_id: str) -> Budget:
        budget = self._openings.get(channel_id)
        if budget is None:
            rate = self._rate(capabilities.OPENING, channel_id)
            budget = Budget(rate.per_second, rate.burst)
            self._openings.put(channel_id, budget)
        return budget

    def _rate(self, route: str, channel_id: str) -> Rate:
        return capabilities.channel_rate(route, self._names.get(route, route), channel_id, self._pace)

    def used_up(self, route: str, channel_id: str, headers: Mapping[str, str]) -> str:
        """The key of the budget that a 429 is about: the bot's, or the route's in this channel."""
        if headers.get("X-RateLimit-Global"):
            return capabilities.bot_rate(self._pace).key
        return self._rate(route, channel_id).key if route in capabilities.PACED else f"discord:{route}"

    def learn(self, route: str, channel_id: str, headers: Mapping[str, str]) -> None:
        """Take over what the headers of an answer say; nothing where they say nothing that can be read."""
        if route not in capabilities.PACED:
            return
        try:
            remaining = int(headers["X-RateLimit-Remaining"])
            reset_after = float(headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return
        if bucket := headers.get("X-RateLimit-Bucket"):
            self._names[route] = self._owners.setdefault(bucket, route)
        if route == capabilities.OPENING:
            now = time.monotonic()
            self._opening(channel_id).learn(remaining, now + reset_after, now)
        self._host.learn(self._rate(route, channel_id), remaining=remaining, reset_after=reset_after)
