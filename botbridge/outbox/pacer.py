"""Budgets that several lanes share: who may call the platform next, and when."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Sequence
from enum import IntEnum

from botbridge.capability import Rate
from botbridge.render.pace import Budget

# A budget that nobody asked for is full again after its burst has refilled; forget it then.
_FORGET_AFTER = 600.0


class Priority(IntEnum):
    """Who goes first when a budget is short: an answer's end matters more than its growing."""

    FINAL = 0
    ASK = 1
    STEP = 2
    TOKEN = 3


class _Waiter:
    __slots__ = ("order", "turn")

    def __init__(self, priority: Priority, number: int) -> None:
        self.order = (int(priority), number)
        self.turn = asyncio.Event()

    def __lt__(self, other: _Waiter) -> bool:
        return self.order < other.order


class Pacer:
    """Lets effects pass as their budgets allow, the more urgent first, the earlier first among equals."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._budgets: dict[str, Budget] = {}
        self._used: dict[str, float] = {}
        self._queues: dict[str, list[_Waiter]] = {}
        self._numbers = itertools.count()

    async def turn(self, rates: Sequence[Rate], priority: Priority) -> None:
        """Return when every budget has allowed one more call; that call is counted.

        The budgets are asked one after the other: whoever waits for the first (a channel's) must not stand in the
        queue of the next (everybody's) before those who could go.
        """
        for rate in rates:
            await self._turn(rate, priority)

    def block(self, rates: Sequence[Rate], seconds: float) -> None:
        """The server said when to come back: no call on these budgets before."""
        until = self._clock() + seconds
        for rate in rates:
            self._budget(rate).block_until(until)

    def learn(self, rate: Rate, remaining: float, reset_after: float) -> None:
        """The server said how many calls are left of this budget until it is renewed, in so many seconds."""
        now = self._clock()
        self._budget(rate).learn(remaining, now + reset_after, now)

    def forget_unused(self) -> None:
        """Drop budgets that nobody used for a while."""
        oldest = self._clock() - _FORGET_AFTER
        for key in [key for key, at in self._used.items() if at < oldest and key not in self._queues]:
            del self._budgets[key], self._used[key]

    async def _turn(self, rate: Rate, priority: Priority) -> None:
        if rate.key in self._queues or self._delay(rate) > 0:
            await self._wait(rate, priority)
        self._budget(rate).take(self._clock())

    def _delay(self, rate: Rate) -> float:
        now = self._clock()
        return self._budget(rate).ready_at(now) - now

    def _budget(self, rate: Rate) -> Budget:
        budget = self._budgets.get(rate.key)
        if budget is None:
            budget = self._budgets[rate.key] = Budget(rate.per_second, rate.burst)
        self._used[rate.key] = self._clock()
        return budget

    async def _wait(self, rate: Rate, priority: Priority) -> None:
        waiter = _Waiter(priority, next(self._numbers))
        queue = self._queues.setdefault(rate.key, [])
        heapq.heappush(queue, waiter)
        try:
            while True:
                waiter.turn.clear()
                delay = self._delay(rate)
                first = queue[0] is waiter
                if first and delay <= 0:
                    return
                await self._until_turn(waiter, delay if first else None)
        finally:
            self._leave(waiter, rate.key)

    async def _until_turn(self, waiter: _Waiter, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await waiter.turn.wait()
        except TimeoutError:
            return

    def _leave(self, waiter: _Waiter, key: str) -> None:
        queue = self._queues[key]
        queue.remove(waiter)
        heapq.heapify(queue)
        if queue:
            queue[0].turn.set()
        else:
            del self._queues[key]
