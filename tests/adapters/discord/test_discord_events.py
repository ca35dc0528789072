"""From the gateway to the inbox: once, in order, kept when it cannot be stored, interactions in time."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from discord_kit import MemoryHost, running, settings

from botbridge.errors import Unavailable
from botbridge.model.event import ChatClosed, StopRequested
from botbridge.testing.discord import FakeDiscord, User
from botbridge_discord import address, buttons, intake
from botbridge_discord.adapter import DiscordAdapter
from botbridge_discord.chains import Chains


async def test_a_mention_is_stored_and_its_thread_opens(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.mention("**What** is love?")
    await said.thread.opened()
    assert (said.thread.title, said.thread.id) == ("What is love?", said.id)
    (event,) = await host.has(1)
    assert (str(event.thread), host.texts) == (f"discord:{said.id}", ["**What** is love?"])
    await user.say("more", said.thread)
    await host.has(2)
    assert host.events[1].thread == event.thread


async def test_a_thread_that_somebody_opened_before_is_used(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    async def first_somebody_else() -> None:
        await user.open_thread(said, "mine")
        host.before_storing = None

    host.before_storing = first_somebody_else
    said = await user.mention("hello")
    await host.has(1)
    await user.say("in it", said.thread)
    await host.has(2)
    assert said.thread.title == "mine"
    assert {str(event.thread) for event in host.events} == {f"discord:{said.id}"}


async def test_direct_messages_and_forum_posts(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    await user.dm("psst")
    forum = fake.channel("F1", kind="forum")
    post = await user.post_in_forum("A question", "how?", "F1")
    await host.has(2)
    assert host.texts == ["psst", "how?"]
    assert [str(one.thread) for one in host.events] == [f"discord:{user.dm_channel.id}", f"discord:{post.channel.id}"]
    assert post.channel.parent is forum
    await user.say("and so?", post.thread)
    await host.has(3)
    assert host.events[2].thread == host.events[1].thread


async def test_one_conversation_is_stored_in_order(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    async def slow() -> None:
        await asyncio.sleep(0.02 if not host.events else 0)

    host.before_storing = slow
    for number in range(20):
        await user.dm(str(number))
    await host.has(20)
    assert host.texts == [str(number) for number in range(20)]


async def test_conversations_do_not_wait_for_each_other(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    gate = asyncio.Event()

    async def wait_once() -> None:
        host.before_storing = None
        await gate.wait()

    host.before_storing = wait_once
    await user.dm("first")
    await asyncio.sleep(0.05)
    await fake.user("U2").dm("second")
    await host.has(1)
    assert host.texts == ["second"]
    gate.set()
    await host.has(2)


async def test_what_cannot_be_stored_is_tried_until_it_can(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_FIRST_PAUSE", 0.01)
    host.full = True
    await user.dm("one")
    await user.dm("two")
    await asyncio.sleep(0.1)
    assert host.events == []
    host.full = False
    await host.has(2)
    assert host.texts == ["one", "two"]


async def test_what_comes_while_the_process_stops_is_told(
    user: User, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    async def stopping() -> None:
        raise Unavailable("the process is stopping")

    host.before_storing = stopping
    await user.dm("a secret")
    async with asyncio.timeout(5):
        while "is lost" not in caplog.text:
            await asyncio.sleep(0.01)
    assert "a secret" not in caplog.text
    assert host.events == []


async def test_an_event_that_comes_again_is_one(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.dm("once")
    await host.has(1)
    fake.redeliver(said)
    await user.dm("twice")
    await host.has(2)
    assert host.texts == ["once", "twice"]


async def test_what_is_not_answered(fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter) -> None:
    await user.say("nobody in particular")
    await fake.bot("B2").say("from a bot", "C1", mention=True)
    await fake.bot("B3").say("from a webhook", "C1", mention=True, webhook=True)
    thread = await user.open_thread(fake.messages[0], "theirs")
    await user.say("in somebody's thread", thread)
    await user.dm("to you")
    await host.has(1)
    assert host.texts == ["to you"]


async def test_archiving_deleting_and_removing_end_conversations(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    threads = []
    for word in ("one", "two", "three"):
        said = await user.mention(word, {"three": "C2"}.get(word, "C1"))
        await said.thread.opened()
        threads.append(said.thread)
    await host.has(3)
    await user.archive(threads[0])
    await host.has(4)
    await user.say("again", threads[0])
    await host.has(5)
    await user.delete_channel("C1")
    await host.has(7)
    await user.remove_app()
    await host.has(8)
    closed = [str(event.thread) for event in host.events if isinstance(event, ChatClosed)]
    first, second, third = (f"discord:{one.id}" for one in threads)
    assert (closed[0], sorted(closed[1:3]), closed[3]) == (first, sorted([first, second]), third)


async def test_chat_shows_the_words_and_opens_a_thread_on_them(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    begun = await user.command("/chat", "C1", text="hello *there*")
    assert begun.answered == 5
    (event,) = await host.has(1)
    assert begun.original is not None
    await fake.until(lambda: begun.original.id in fake.world.channels)  # type: ignore[union-attr]
    assert begun.original.text == "**ada**: hello *there*"
    assert (str(event.thread), host.texts) == (f"discord:{begun.original.id}", ["hello *there*"])
    assert fake.conversation(begun.original.id).title == "hello there"


async def test_chat_in_a_thread_or_a_direct_message_goes_on_there(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    begun = await user.command("/chat", text="in private")
    await host.has(1)
    assert str(host.events[0].thread) == f"discord:{user.dm_channel.id}"
    await fake.until(lambda: begun.original is not None and not begun.original.growing)
    said = await user.mention("hi")
    await said.thread.opened()
    await user.command("/chat", said.thread.channel, text="in the thread")
    await host.has(3)
    assert str(host.events[2].thread) == f"discord:{said.id}"


async def test_an_interaction_is_answered_in_time_though_storing_is_slow(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    gate = asyncio.Event()
    host.before_storing = gate.wait
    begun = await user.command("/chat", text="hello")
    assert not begun.failed
    assert host.events == []
    gate.set()
    await host.has(1)


async def test_what_cannot_be_shown_is_answered_all_the_same(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    fake.faults.status(503, "edit_original")
    await user.command("/chat", "C1", text="hello")
    await host.has(1)
    assert str(host.events[0].thread) == f"discord:{fake.channel('C1').id}"
    assert "an interaction was not answered" in caplog.text


async def test_stop_is_stored_then_acknowledged(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.dm("go")
    await host.has(1)
    row = buttons.stop(address.thread_key(user.dm_channel.id))
    shown = fake.world.post(user.dm_channel, fake.world.bot, {"content": "…", "components": [row]})
    begun = await user.click(shown, "Stop")
    assert begun.answered == 6
    assert isinstance(host.events[1], StopRequested)
    assert host.events[1].thread == host.events[0].thread
    assert said.thread.id == user.dm_channel.id


async def test_components_of_somebody_else_are_left_to_them(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Mine", "custom_id": "mine"}]}
    shown = fake.world.post(user.dm_channel, fake.world.bot, {"content": "x", "components": [row]})
    fake.clock.speed = 30  # nobody will answer
    assert (await user.click(shown, "Mine")).failed
    assert host.events == []


async def test_a_broken_event_does_not_end_the_connection(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("a defect")

    client = adapter._running().client
    hear, client.state._hear = client.state._hear, broken
    await user.dm("lost")
    await fake.until(lambda: "could not be taken" in caplog.text)
    client.state._hear = hear
    await user.dm("heard")
    await host.has(1)
    assert host.texts == ["heard"]


async def test_chains_do_one_after_the_other_and_end() -> None:
    done: list[str] = []
    chains = Chains()

    async def work(name: str, seconds: float = 0.0) -> None:
        await asyncio.sleep(seconds)
        if name == "fails":
            raise ValueError(name)
        done.append(name)

    for name, seconds in (("a", 0.02), ("fails", 0.0), ("b", 0.0)):
        chains.add("x", lambda name=name, seconds=seconds: work(name, seconds))  # type: ignore[misc]
    chains.add("y", lambda: work("c"))
    chains.add("z", lambda: work("never", 60))
    await chains.close(0.2)
    assert done == ["c", "a", "b"]


async def test_without_the_intent_it_is_said_and_chat_is_the_way_in(
    user: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with FakeDiscord(content_intent=False) as fake:
        host = MemoryHost(fake.env())
        async with running(host):
            assert "message content intent" in caplog.text
            assert "discord.com/developers" in caplog.text
            ada = fake.user("U1")
            said = await ada.mention("hello")
            await said.thread.opened()
            await ada.say("not to be read", said.thread)
            await ada.dm("readable")
            await host.has(2)
            assert host.texts == ["hello", "readable"]


async def test_the_intent_is_not_asked_for_if_that_is_not_wanted(fake: FakeDiscord) -> None:
    async with running(MemoryHost(fake.env(), settings(intents="mentions"))):
        (session,) = fake.gateway.sessions.values()
        assert not session.intents & 1 << 15


async def test_chat_is_registered_once_and_not_at_all_if_that_is_not_wanted(fake: FakeDiscord) -> None:
    async with running(MemoryHost(fake.env(), settings(chat_command=False))):
        assert fake.commands.known == {}
    for _ in range(2):
        async with running(MemoryHost(fake.env())):
            assert [one["name"] for one in fake.commands.listed()] == ["chat"]
            fake.clock.advance(5)
    assert len(fake.calls_of("put_command")) == 1


async def test_a_command_that_cannot_be_registered_is_no_reason_not_to_start(
    fake: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    fake.faults.error("put_command", 30034)
    async with running(MemoryHost(fake.env())) as adapter:
        assert adapter.ready
    assert "/chat could not be registered" in caplog.text
