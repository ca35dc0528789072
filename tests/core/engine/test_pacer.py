"""Budgets that several share: the urgent first, nobody kept back by what is not theirs, servers believed."""

from __future__ import annotations

import asyncio
import time

import pytest

from botbridge.capability import Rate
from botbridge.outbox.pacer import Pacer, Priority

SLOW = Rate(key="slow", per_second=0.01)
QUICK = Rate(key="quick", per_second=50.0)
ALL = Rate(key="all", per_second=1000.0, burst=1000)


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(time.monotonic)


async def test_who_waits_for_one_place_keeps_nobody_else_back(pacer: Pacer) -> None:
    await pacer.turn([SLOW, ALL], Priority.FINAL)
    waiting = asyncio.create_task(pacer.turn([SLOW, ALL], Priority.FINAL))
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        for _ in range(5):
            await pacer.turn([QUICK, ALL], Priority.TOKEN)
    assert not waiting.done()
    waiting.cancel()


async def test_the_more_urgent_go_first_and_the_earlier_among_equals(pacer: Pacer) -> None:
    done: list[str] = []

    async def go(name: str, priority: Priority) -> None:
        await pacer.turn([QUICK, ALL], priority)
        done.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(go("first", Priority.TOKEN))
        await asyncio.sleep(0)
        for name, priority in (
            ("c", Priority.TOKEN),
            ("d", Priority.TOKEN),
            ("b", Priority.STEP),
            ("a", Priority.FINAL),
        ):
            group.create_task(go(name, priority))
    assert done == ["first", "a", "b", "c", "d"]


async def test_the_rate_is_kept(pacer: Pacer) -> None:
    began = time.monotonic()
    await asyncio.gather(*(pacer.turn([QUICK], Priority.FINAL) for _ in range(6)))
    assert time.monotonic() - began >= 5 / 50


async def test_who_gives_up_leaves_the_queue(pacer: Pacer) -> None:
    await pacer.turn([QUICK], Priority.FINAL)
    impatient = asyncio.create_task(pacer.turn([QUICK], Priority.FINAL))
    patient = asyncio.create_task(pacer.turn([QUICK], Priority.TOKEN))
    await asyncio.sleep(0)
    impatient.cancel()
    async with asyncio.timeout(1):
        await patient


async def test_what_the_server_says_slows_it_down(pacer: Pacer) -> None:
    began = time.monotonic()
    pacer.learn(ALL, 1, 0.1)
    await pacer.turn([ALL], Priority.FINAL)
    assert time.monotonic() - began < 0.05
    await pacer.turn([ALL], Priority.FINAL)
    assert time.monotonic() - began >= 0.1
    pacer.block([ALL], 0.1)
    await pacer.turn([ALL], Priority.FINAL)
    assert time.monotonic() - began >= 0.2


async def test_what_nobody_uses_is_forgotten() -> None:
    now = 0.0
    pacer = Pacer(lambda: now)
    await pacer.turn([QUICK], Priority.FINAL)
    now = 601.0
    pacer.forget_unused()
    assert pacer._budgets == {}
