"""The life of the connection: what is missed comes again once and in order, and what is refused is one line."""

from __future__ import annotations

import asyncio
import logging
import threading

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord_kit import MemoryHost, QuickAdapter, running, settings, unlimited

from botbridge.errors import AdapterError
from botbridge.testing.discord import FakeDiscord, User
from botbridge_discord.adapter import DiscordAdapter


@pytest.fixture
def eager(fake: FakeDiscord) -> FakeDiscord:
    """The fake with heartbeats that come often."""
    fake.gateway.heartbeat = 0.2
    return fake


class Watchful(QuickAdapter):
    """The adapter that leaves a silent connection soon."""

    heartbeat_timeout = 0.5


async def said(user: User, *words: str) -> None:
    for word in words:
        await user.dm(word)


async def back(fake: FakeDiscord, adapter: DiscordAdapter) -> None:
    await fake.connected(20)
    await fake.until(lambda: adapter.ready, 20)


@pytest.mark.parametrize("code", [None, 4000, 1001])
async def test_what_was_missed_comes_once_and_in_order(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, code: int | None
) -> None:
    await said(user, "0")
    await host.has(1)
    fake.faults.refuse_connections(1)
    fake.gateway.drop(code)
    await fake.until(lambda: not fake.gateway.connected)
    await fake.until(lambda: not adapter.ready)
    await said(user, *map(str, range(1, 200)))
    await back(fake, adapter)
    await host.has(200)
    await said(user, "last")
    await host.has(201)
    assert host.texts == [*map(str, range(200)), "last"]
    assert (fake.gateway.resumed, fake.gateway.identified) == (1, 1)


async def test_a_replay_of_what_came_already_is_nothing_new(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    await said(user, *map(str, range(20)))
    await host.has(20)
    for message in fake.messages:
        fake.redeliver(message)
    await said(user, "last")
    await host.has(21)
    assert host.texts == [*map(str, range(20)), "last"]


async def test_asked_to_reconnect_it_resumes(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.gateway.ask_to_reconnect()
    await fake.until(lambda: fake.gateway.resumed == 1, 20)
    await back(fake, adapter)
    await said(user, "here")
    await host.has(1)


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_begun_anew(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, resumable: bool
) -> None:
    fake.gateway.invalidate(resumable=resumable)
    await fake.until(lambda: fake.gateway.resumed + fake.gateway.identified == 2, 20)
    await back(fake, adapter)
    await said(user, "here")
    await host.has(1)
    assert fake.gateway.resumed == int(resumable)


async def test_a_session_that_is_too_old_to_resume_is_begun_anew(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.gateway.drop()
    await fake.until(lambda: not fake.gateway.connected)
    fake.clock.advance(3600)
    await fake.until(lambda: fake.gateway.identified == 2, 20)
    await back(fake, adapter)
    await said(user, "here")
    await host.has(1)


async def test_a_silent_connection_is_left(eager: FakeDiscord, user: User, host: MemoryHost) -> None:
    async with running(host, Watchful) as adapter:
        eager.gateway.turn_into_zombies()
        await said(user, "into the void")
        await eager.until(lambda: eager.gateway.resumed == 1, 20)
        await back(eager, adapter)
        await host.has(1)
    assert host.texts == ["into the void"]


async def test_heartbeats_are_sent_and_asked_for(eager: FakeDiscord, host: MemoryHost) -> None:
    async with running(host):
        await eager.until(lambda: sum(op == 1 for op, _ in eager.gateway.received) >= 2)
    async with FakeDiscord() as slow, running(MemoryHost(slow.env())):
        slow.gateway.ask_for_heartbeat()
        await slow.until(lambda: any(op == 1 for op, _ in slow.gateway.received))


async def test_every_shard_is_connected_before_it_is_ready() -> None:
    async with FakeDiscord() as fake:
        unlimited(fake).gateway.shards = 2
        fake.gateway.max_concurrency = 2
        fake.guild("G1")
        fake.guild("G2")
        host = MemoryHost(fake.env())
        async with running(host) as adapter:
            assert adapter.ready
            assert sorted(one.shard for one in fake.gateway.sessions.values()) == [(0, 2), (1, 2)]
            fake.channel("A", guild="G1")
            fake.channel("B", guild="G2")
            await fake.user("U1").mention("one", "A")
            await fake.user("U1").mention("two", "B")
            await fake.user("U1").dm("three")
            await host.has(3)
        assert sorted(host.texts) == ["one", "three", "two"]


async def test_a_wrong_token_is_one_line(fake: FakeDiscord) -> None:
    host = MemoryHost({**fake.env(), "DISCORD_BOT_TOKEN": "wrong.token"})
    with pytest.raises(AdapterError, match=r"DISCORD_BOT_TOKEN.*discord\.com/developers") as caught:
        async with running(host):
            pytest.fail("it must not run")
    assert "\n" not in str(caught.value)
    assert "wrong.token" not in str(caught.value)


async def test_a_refused_intent_is_one_line() -> None:
    async with FakeDiscord(content_intent=False) as fake:
        host = MemoryHost(fake.env(), settings(intents="content"))
        with pytest.raises(AdapterError, match=r"message content intent.*intents = \"mentions\"") as caught:
            async with running(host):
                pytest.fail("it must not run")
        assert "\n" not in str(caught.value)


async def test_more_shards_than_there_are_is_one_line(fake: FakeDiscord) -> None:
    fake.gateway.guilds_per_shard = 0
    with pytest.raises(AdapterError, match="more shards"):
        async with running(MemoryHost(fake.env())):
            pytest.fail("it must not run")


async def test_a_discord_that_is_not_there_is_one_line(fake: FakeDiscord) -> None:
    env = {**fake.env(), "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    with pytest.raises(AdapterError, match=r"cannot be reached at http://127\.0\.0\.1:9/api/v10"):
        async with running(MemoryHost(env)):
            pytest.fail("it must not run")


async def test_something_else_at_that_address_is_one_line(fake: FakeDiscord) -> None:
    env = {**fake.env(), "DISCORD_API_URL": f"{fake.url}/elsewhere"}
    with pytest.raises(AdapterError):
        async with running(MemoryHost(env)):
            pytest.fail("it must not run")


async def test_a_gateway_that_does_not_come_up_is_one_line(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("botbridge_discord.gateway._OPENS_WITHIN", 0.2)
    monkeypatch.setattr("botbridge_discord.gateway._PER_SHARD", 0.0)
    fake.faults.refuse_connections(1000)
    with pytest.raises(AdapterError, match="cannot be reached within"):
        async with running(MemoryHost(fake.env())):
            pytest.fail("it must not run")
    assert "Traceback" not in caplog.text


async def test_a_token_that_is_taken_back_ends_the_process_in_one_line(fake: FakeDiscord, host: MemoryHost) -> None:
    async def run() -> None:
        async with running(host) as adapter:
            assert adapter.ready
            fake.gateway.drop(4004)
            await asyncio.Event().wait()

    with pytest.raises(AdapterError, match="DISCORD_BOT_TOKEN") as caught:
        await run()
    assert "\n" not in str(caught.value)
    assert (current := asyncio.current_task()) is not None
    assert current.cancelling() == 0


async def test_an_error_of_the_body_stays_what_it_is(host: MemoryHost) -> None:
    with pytest.raises(ValueError, match="mine"):
        async with running(host):
            raise ValueError("mine")


async def test_a_cancelled_start_leaves_nothing(fake: FakeDiscord, host: MemoryHost) -> None:
    before = asyncio.all_tasks()
    fake.faults.slow(5, "get_bot_gateway")

    async def start() -> None:
        async with running(host):
            pytest.fail("it must not run")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await start()
    assert left(before) == set()


async def test_an_end_while_it_connects_leaves_nothing(fake: FakeDiscord, host: MemoryHost) -> None:
    class Slow(QuickAdapter):
        """The adapter that waits long before it begins a session."""

        identify_pause = 60.0

    before, threads = asyncio.all_tasks(), set(threading.enumerate())
    async with running(host, Slow) as adapter:
        fake.gateway.invalidate()
        await fake.until(lambda: not adapter.ready)
        await fake.until(lambda: sum(op == 1 for op, _ in fake.gateway.received) == 2)  # each connection begins so
    await fake.until(lambda: not (set(threading.enumerate()) - threads))
    assert left(before) == set()


async def test_nothing_is_left_behind(fake: FakeDiscord, user: User, host: MemoryHost) -> None:
    before = asyncio.all_tasks()
    async with running(host):
        await user.mention("hello")
        await host.has(1)
    await fake.until(lambda: not fake.gateway.connected)
    assert left(before) == set()


def left(before: set[asyncio.Task[None]]) -> set[str]:
    """The names of the tasks that were not there before, but for the fake's."""
    new = asyncio.all_tasks() - before
    return {repr(task) for task in new if "web_protocol" not in repr(task) and "botbridge/testing" not in repr(task)}


async def test_discord_py_is_as_it_was(fake: FakeDiscord, host: MemoryHost) -> None:
    def globals_() -> tuple[object, ...]:
        logger = logging.getLogger("discord")
        filters = [len(logging.getLogger(f"discord.{name}").filters) for name in ("client", "gateway", "shard")]
        voice = discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave
        return Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, logger.level, filters, voice

    before = globals_()
    async with running(host):
        assert fake.api_url == Route.BASE
        assert str(DiscordWebSocket.DEFAULT_GATEWAY).startswith(fake.url.replace("http", "ws"))
    assert globals_() == before
    with pytest.raises(AdapterError):
        async with running(MemoryHost({**fake.env(), "DISCORD_BOT_TOKEN": "x"})):
            pytest.fail("it must not run")
    assert globals_() == before


async def test_lost_connections_are_single_lines_in_the_log(
    fake: FakeDiscord, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    fake.faults.refuse_connections(2)
    fake.gateway.drop()
    await fake.until(lambda: not fake.gateway.connected)
    await back(fake, adapter)
    assert "Traceback" not in caplog.text


async def test_interactions_that_go_elsewhere_are_told(
    fake: FakeDiscord, host: MemoryHost, caplog: pytest.LogCaptureFixture
) -> None:
    fake.world.interactions_url = "https://bot.example.com/interactions"
    async with running(host):
        assert "Interactions Endpoint URL" in caplog.text
