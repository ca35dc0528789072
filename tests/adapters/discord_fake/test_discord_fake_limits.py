"""Rate limits and faults: what the headers say, and what comes of too many calls."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from botbridge.testing.discord import FakeDiscord
from discord_fake.conftest import Caller


async def test_each_answer_tells_what_is_left(fake: FakeDiscord, call: Caller) -> None:
    channel, other = fake.channel("C1").id, fake.channel("C2").id
    left = []
    for _ in range(5):
        assert (await call.post(channel, content="x"))[0] == 200
        left.append(call.headers["X-RateLimit-Remaining"])
    assert left == ["4", "3", "2", "1", "0"]
    bucket = call.headers["X-RateLimit-Bucket"]
    status, told = await call.post(channel, content="x")
    assert status == 429
    assert told["global"] is False
    assert 0 < told["retry_after"] <= 5
    assert call.headers["X-RateLimit-Scope"] == "user"
    assert [one.name for one in fake.over_budget] == ["create_message"]
    assert (await call.post(other, content="x"))[0] == 200  # each channel has its own
    assert call.headers["X-RateLimit-Bucket"] == bucket
    fake.clock.advance(5)
    assert (await call.post(channel, content="x"))[0] == 200


async def test_a_faster_clock_has_shorter_windows(http: aiohttp.ClientSession) -> None:
    async with FakeDiscord(clock_speed=50) as fake:
        call, channel = Caller(fake, http), fake.channel("C1").id
        for _ in range(5):
            await call.post(channel, content="x")
        assert float(call.headers["X-RateLimit-Reset-After"]) <= 0.1
        status, told = await call.post(channel, content="x")
        assert status == 429
        await asyncio.sleep(told["retry_after"])
        assert (await call.post(channel, content="x"))[0] == 200


async def test_the_whole_bot_has_fifty_calls_a_second(fake: FakeDiscord, call: Caller) -> None:
    fake.buckets.sizes = {"*": (1000, 1.0)}
    fake.buckets.per_second = 5
    statuses = [(await call("GET", "/users/@me"))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert call.headers["X-RateLimit-Global"] == "true"
    status, _ = await call("POST", "/interactions/1/token/callback", {"type": 5})
    assert status == 404  # what answers interactions is not counted, and finds that there is none


async def test_limits_that_only_tell(fake: FakeDiscord, call: Caller) -> None:
    fake.buckets.enforce = False
    for _ in range(8):
        assert (await call.post(fake.channel("C1").id, content="x"))[0] == 200
    assert call.headers["X-RateLimit-Remaining"] == "0"


async def test_a_failure_before_or_after_it_happened(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    fake.faults.status(503, "create_message")
    assert (await call.post(channel, content="one"))[0] == 503
    fake.faults.status(502, "create_message", after=True)
    assert (await call.post(channel, content="two"))[0] == 502
    assert (await call.post(channel, content="three"))[0] == 200
    assert [one.text for one in fake.messages] == ["two", "three"]


async def test_a_lost_answer_and_a_nonce(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    fake.faults.drop("create_message", after=True)
    with pytest.raises(aiohttp.ClientError):
        await call.post(channel, content="once", nonce="n1", enforce_nonce=True)
    status, told = await call.post(channel, content="once", nonce="n1", enforce_nonce=True)
    assert status == 200
    assert [one.id for one in fake.messages] == [told["id"]]
    await call.post(channel, content="again", nonce="n1")  # not enforced
    fake.clock.advance(301)
    await call.post(channel, content="later", nonce="n1", enforce_nonce=True)
    assert [one.text for one in fake.messages] == ["once", "again", "later"]


async def test_the_other_faults(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    fake.faults.rate_limit("create_message", retry_after=3, scope="shared", times=2)
    for _ in range(2):
        status, told = await call.post(channel, content="x")
        assert (status, told["retry_after"], call.headers["X-RateLimit-Scope"]) == (429, 3, "shared")
        assert call.headers["Via"]  # discord.py takes one without it for a ban
    fake.faults.rate_limit(retry_after=1, scope="global")
    assert (await call.post(channel, content="x"))[1]["global"] is True
    fake.faults.error("create_message", 50013)
    assert await call.post(channel, content="x") == (403, {"message": "Missing Permissions", "code": 50013})
    fake.faults.drop("create_message")
    with pytest.raises(aiohttp.ClientError):
        await call.post(channel, content="x")
    fake.faults.slow(0.05, times=1)
    began = asyncio.get_running_loop().time()
    assert (await call.post(channel, content="x"))[0] == 200
    assert asyncio.get_running_loop().time() - began >= 0.05
    fake.faults.status(503, times=None)
    fake.faults.clear()
    assert (await call.post(channel, content="x"))[0] == 200


async def test_permissions_that_are_taken_and_given_back(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1")
    fake.faults.stale_permission("SEND_MESSAGES", channel=channel)
    assert (await call.post(channel.id, content="x"))[1]["code"] == 50013
    fake.faults.clear()
    assert (await call.post(channel.id, content="x"))[0] == 200
    with pytest.raises(KeyError):
        fake.faults.missing_permission("FLY", channel=channel)
