"""The live objects that a handler finds, made of what was stored."""

from __future__ import annotations

from dataclasses import replace

import discord
import pytest
from discord_kit import MemoryHost

from botbridge.model.event import MessageReceived, dump, load
from botbridge.testing.discord import FakeDiscord, User
from botbridge_discord.adapter import DiscordAdapter


async def heard(host: MemoryHost) -> MessageReceived:
    await host.has(1)
    return host.messages[0]


async def test_a_thread_and_its_first_message(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.mention("hello", files=[("a.txt", b"a", "")])
    await said.thread.opened()
    found = await adapter.extras(load(dump(await heard(host))))
    assert dict(found).keys() == {"discord_channel", "discord_message"}
    channel, message = found["discord_channel"], found["discord_message"]
    assert isinstance(message, discord.Message)
    assert (str(message.id), message.author.id, message.attachments[0].filename) == (said.id, int(user.id), "a.txt")
    assert message is found["discord_message"]
    assert str(channel.id) == said.id
    await fake.until(lambda: isinstance(adapter._running().client.get_channel(int(said.id)), discord.Thread))


async def test_a_direct_message(user: User, host: MemoryHost, adapter: DiscordAdapter) -> None:
    await user.dm("psst")
    found = await adapter.extras(await heard(host))
    assert str(found["discord_channel"].id) == user.dm_channel.id
    assert found["discord_message"].guild is None


async def test_a_command_has_no_message(user: User, host: MemoryHost, adapter: DiscordAdapter) -> None:
    await user.command("/chat", text="hi")
    assert (await adapter.extras(await heard(host)))["discord_message"] is None


async def test_an_event_that_discord_py_cannot_read_has_none(
    user: User, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    await user.dm("private words")
    broken = replace(await heard(host), raw={"event": "MESSAGE_CREATE", "data": {"content": "private words"}})
    assert (await adapter.extras(broken))["discord_message"] is None
    assert "cannot read the stored event" in caplog.text
    assert "private words" not in caplog.text
