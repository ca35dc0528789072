"""The gateway: who may come, what they are told, and what happens to lost connections."""

from __future__ import annotations

import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from botbridge.testing.discord import FakeDiscord, User
from discord_fake.conftest import Socket, identify

Connect = Callable[..., Awaitable[Socket]]


async def greeted(fake: FakeDiscord, connect: Connect, **changes: Any) -> tuple[Socket, dict[str, Any]]:
    """A connection that is identified, and its READY."""
    socket = await connect()
    assert (await socket.next())["op"] == 10
    await socket.send(2, identify(fake, **changes))
    return socket, await socket.event("READY")


async def test_ready_then_the_guilds(fake: FakeDiscord, connect: Connect) -> None:
    socket, ready = await greeted(fake, connect)
    assert ready["user"]["id"] == fake.world.bot.id
    assert ready["guilds"] == [{"id": fake.guild().id, "unavailable": True}]
    assert ready["resume_gateway_url"] == fake.gateway.url
    guild = await socket.event("GUILD_CREATE")
    assert [channel["name"] for channel in guild["channels"]] == ["C1"]
    assert [member["user"]["id"] for member in guild["members"]] == [fake.world.bot.id]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "x"}, 4004),
        ({"intents": 1 << 30}, 4013),
        ({"intents": "all"}, 4013),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 8}, 4014),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_who_may_not_come(fake: FakeDiscord, connect: Connect, changes: dict[str, Any], code: int) -> None:
    socket = await connect()
    await socket.send(2, identify(fake, **changes))
    assert await socket.closed() == code


async def test_the_content_intent_must_be_granted(connect: Connect, http: aiohttp.ClientSession) -> None:
    async with FakeDiscord(content_intent=False) as fake:
        socket = Socket(await http.ws_connect(f"{fake.gateway.url}?v=10&encoding=json", autoclose=False))
        await socket.send(2, identify(fake))
        assert await socket.closed() == 4014


async def test_too_many_guilds_need_shards(fake: FakeDiscord, connect: Connect) -> None:
    fake.gateway.guilds_per_shard = 1
    fake.guild("G2")
    socket = await connect()
    await socket.send(2, identify(fake))
    assert await socket.closed() == 4011


async def test_each_shard_has_its_guilds_and_the_first_the_direct_messages(fake: FakeDiscord, connect: Connect) -> None:
    fake.gateway.max_concurrency = 2
    own = fake.guild().shard(2)
    sockets = {}
    for number in (0, 1):
        sockets[number], ready = await greeted(fake, connect, shard=[number, 2])
        assert len(ready["guilds"]) == (number == own)
    user = fake.user("U1")
    said, direct = await user.say("hello"), await user.dm("hi")
    assert (await sockets[own].event("MESSAGE_CREATE"))["id"] == said.id
    assert (await sockets[0].event("MESSAGE_CREATE"))["id"] == direct.id


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", 4002), ('{"d": 1}', 4002), ('{"op": 99}', 4001), ('{"op": 3, "d": {}}', 4003), ("x" * 5000, 4002)],
)
async def test_what_cannot_be_understood(connect: Connect, text: str, code: int) -> None:
    socket = await connect()
    await socket.text(text)
    assert await socket.closed() == code


async def test_nobody_identifies_twice(fake: FakeDiscord, connect: Connect) -> None:
    socket, _ = await greeted(fake, connect)
    await socket.send(2, identify(fake))
    assert await socket.closed() == 4005


async def test_an_older_version_is_not_served(connect: Connect) -> None:
    assert await (await connect("v=6&encoding=json")).closed() == 4012
    assert await (await connect("v=10&encoding=etf")).closed() == 4012


async def test_one_session_begins_in_five_seconds(fake: FakeDiscord, connect: Connect) -> None:
    await greeted(fake, connect)
    second = await connect()
    await second.next()
    await second.send(2, identify(fake))
    assert await second.next() == {"op": 9, "d": False, "s": None, "t": None}
    fake.clock.advance(5)
    await second.send(2, identify(fake))
    assert await second.event("READY")


async def test_a_talkative_app_is_thrown_out(fake: FakeDiscord, connect: Connect) -> None:
    socket, _ = await greeted(fake, connect)
    for _ in range(125):
        await socket.send(1, None)
    assert await socket.closed() == 4008


async def test_heartbeats_are_answered(fake: FakeDiscord, connect: Connect) -> None:
    socket, _ = await greeted(fake, connect)
    await socket.event("GUILD_CREATE")
    await socket.send(1, 2)
    assert (await socket.next())["op"] == 11
    fake.gateway.ask_for_heartbeat()
    assert (await socket.next())["op"] == 1


async def test_who_does_not_beat_is_dead(http: aiohttp.ClientSession) -> None:
    async with FakeDiscord(heartbeat=0.05) as fake:
        socket = Socket(await http.ws_connect(f"{fake.gateway.url}?v=10&encoding=json", autoclose=False))
        assert (await socket.next())["d"]["heartbeat_interval"] == 50
        assert await socket.closed() == 1001


async def test_a_lost_connection_is_resumed_with_what_was_missed(
    fake: FakeDiscord, connect: Connect, user: User
) -> None:
    socket, ready = await greeted(fake, connect)
    await socket.event("GUILD_CREATE")
    fake.gateway.drop()
    await fake.until(lambda: not fake.gateway.connected)
    said = [await user.say(f"{number}") for number in range(3)]
    again = await connect()
    await again.next()
    told = {"token": fake.env()["DISCORD_BOT_TOKEN"], "session_id": ready["session_id"], "seq": socket.sequence}
    await again.send(6, told)
    assert [(await again.next())["d"]["id"] for _ in said] == [one.id for one in said]
    assert (await again.next())["t"] == "RESUMED"
    await user.say("live")
    assert (await again.event("MESSAGE_CREATE"))["content"] == "live"


@pytest.mark.parametrize("why", ["unknown", "too late", "said goodbye", "invalidated"])
async def test_what_cannot_be_resumed(fake: FakeDiscord, connect: Connect, why: str) -> None:
    socket, ready = await greeted(fake, connect)
    await socket.event("GUILD_CREATE")
    if why == "invalidated":
        fake.gateway.invalidate()
    await socket.close(1000 if why == "said goodbye" else 4000)
    await fake.until(lambda: not fake.gateway.connected)
    if why == "too late":
        fake.clock.advance(181)
    again = await connect()
    await again.next()
    session = "x" if why == "unknown" else ready["session_id"]
    token = fake.env()["DISCORD_BOT_TOKEN"]
    await again.send(6, {"token": token, "session_id": session, "seq": socket.sequence})
    assert await again.next() == {"op": 9, "d": False, "s": None, "t": None}


async def test_a_resume_with_an_event_that_never_was(fake: FakeDiscord, connect: Connect) -> None:
    _, ready = await greeted(fake, connect)
    again = await connect()
    token = fake.env()["DISCORD_BOT_TOKEN"]
    await again.send(6, {"token": token, "session_id": ready["session_id"], "seq": 99})
    assert await again.closed() == 4007


async def test_what_the_gateway_asks_for(fake: FakeDiscord, connect: Connect) -> None:
    socket, _ = await greeted(fake, connect)
    await socket.event("GUILD_CREATE")
    fake.gateway.ask_to_reconnect()
    assert (await socket.next())["op"] == 7
    fake.gateway.invalidate(resumable=True)
    assert await socket.next() == {"op": 9, "d": True, "s": None, "t": None}
    fake.gateway.drop(4009)
    assert await socket.closed() == 4009


async def test_a_zombie_says_nothing(fake: FakeDiscord, connect: Connect, user: User) -> None:
    socket, _ = await greeted(fake, connect)
    await socket.event("GUILD_CREATE")
    fake.gateway.turn_into_zombies()
    await socket.send(1, None)
    await user.say("hello")
    with pytest.raises(TimeoutError):
        await socket._socket.receive(timeout=0.2)


async def test_connections_can_be_refused(fake: FakeDiscord, connect: Connect) -> None:
    fake.faults.refuse_connections()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect()
    assert await connect()


async def test_without_the_intent_others_words_are_kept_back(fake: FakeDiscord, connect: Connect, user: User) -> None:
    socket, _ = await greeted(fake, connect, intents=1 | 1 << 9 | 1 << 12)
    await user.say("secret", files=[("a.txt", b"a", "")])
    shown = await socket.event("MESSAGE_CREATE")
    assert (shown["content"], shown["attachments"]) == ("", [])
    await user.mention("to you")
    assert (await socket.event("MESSAGE_CREATE"))["content"].endswith("to you")
    await user.dm("between us")
    assert (await socket.event("MESSAGE_CREATE"))["content"] == "between us"


async def test_events_come_by_intent(fake: FakeDiscord, connect: Connect, user: User) -> None:
    socket, _ = await greeted(fake, connect, intents=1 << 12)
    await user.say("in the guild")
    await user.react(fake.messages[-1], "👍")
    await user.dm("directly")
    assert (await socket.next())["d"]["content"] == "directly"


async def test_what_the_app_cannot_see_it_does_not_hear(fake: FakeDiscord, connect: Connect, user: User) -> None:
    socket, _ = await greeted(fake, connect)
    fake.faults.missing_permission("VIEW_CHANNEL", channel=fake.channel("C1"))
    await user.say("behind its back")
    fake.channel("C2")
    await user.say("before its eyes", "C2")
    assert (await socket.event("MESSAGE_CREATE"))["content"] == "before its eyes"


async def test_a_compressed_stream(fake: FakeDiscord, http: aiohttp.ClientSession) -> None:
    url = f"{fake.gateway.url}?v=10&encoding=json&compress=zlib-stream"
    async with http.ws_connect(url) as socket:
        stream = zlib.decompressobj()
        assert json.loads(stream.decompress((await socket.receive()).data))["op"] == 10
        await socket.send_json({"op": 2, "d": identify(fake)})
        assert json.loads(stream.decompress((await socket.receive()).data))["t"] == "READY"


async def test_where_to_connect(fake: FakeDiscord, call: Any) -> None:
    status, told = await call("GET", "/gateway/bot")
    assert (status, told["url"], told["shards"]) == (200, fake.gateway.url, 1)
    assert told["session_start_limit"]["max_concurrency"] == 1
    assert (await call("GET", "/gateway"))[1] == {"url": fake.gateway.url}
