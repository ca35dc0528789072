"""What Discord says of its rate limits in every answer, handed to the outbox.

A route's bucket has a name of Discord's own, and several routes may share one: once it is known it names the budget,
so that they share that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from botbridge.adapter import Host
from botbridge.capability import Rate
from botbridge_discord import capabilities

_PACED: Final = frozenset({"create_message", "edit_message", "delete_message"})


class Budgets:
    """The budgets of this bot, by route and channel; `pace` is how many times faster than usual it may be."""

    def __init__(self, host: Host, pace: float = 1.0) -> None:
        self._host = host
        self._pace = pace
        self._buckets: dict[str, str] = {}  # Discord's name of a route's bucket

    def rates(self, route: str | None, channel_id: str) -> Sequence[Rate]:
        """What a call of this route counts against."""
        if route is None:
            return ()
        return (self._rate(route, channel_id), capabilities.bot_rate(self._pace))

    def _rate(self, route: str, channel_id: str) -> Rate:
        return capabilities.channel_rate(route, self._buckets.get(route, route), channel_id, self._pace)

    def used_up(self, route: str, channel_id: str, headers: Mapping[str, str]) -> str:
        """The key of the budget that a 429 is about: the bot's, or the route's in this channel."""
        if headers.get("X-RateLimit-Global"):
            return capabilities.bot_rate(self._pace).key
        return self._rate(route, channel_id).key if route in _PACED else f"discord:{route}"

    def learn(self, route: str, channel_id: str, headers: Mapping[str, str]) -> None:
        """Take over what the headers of an answer say; nothing where they say nothing that can be read."""
        if route not in _PACED:
            return
        try:
            remaining = int(headers["X-RateLimit-Remaining"])
            reset_after = float(headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return
        if bucket := headers.get("X-RateLimit-Bucket"):
            self._buckets[route] = bucket
        self._host.learn(self._rate(route, channel_id), remaining=remaining, reset_after=reset_after)
