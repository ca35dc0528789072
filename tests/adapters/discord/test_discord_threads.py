"""Where answers go: a thread on the question, opened once; where it cannot be, the channel, with one word about it."""

from __future__ import annotations

import asyncio

import pytest
from discord_kit import MemoryHost, running
from outgoing import message

from botbridge.errors import Gone, Unavailable
from botbridge.model.effect import Post, Working
from botbridge.model.event import MessageReceived
from botbridge.testing.discord import FakeDiscord, Message, User
from botbridge_discord.adapter import DiscordAdapter

NOTE = "I cannot open a thread here"


def answer(heard: MessageReceived, text: str) -> Post:
    return Post(thread=heard.thread, cause=heard, message=message(text, id=text), text=text)


async def heard(host: MemoryHost, count: int = 1) -> MessageReceived:
    await host.has(count)
    return host.messages[count - 1]


def shown(fake: FakeDiscord, channel: str) -> list[Message]:
    return [one for one in fake.conversation(channel).messages if one.by_app]


async def test_a_thread_that_could_not_be_opened_is_opened_with_the_answer(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.status(503, "start_thread")
    said = await user.mention("hello")
    first = await heard(host)
    await fake.until(lambda: fake.calls_of("start_thread"))
    ref = await adapter.deliver(answer(first, "hi"))
    assert ref is not None
    assert [one.text for one in said.thread.answers] == ["hi"]
    assert len(fake.calls_of("start_thread")) == 2


async def test_many_threads_at_once_wait_for_their_turn_in_the_outbox(
    fake: FakeDiscord, user: User, host: MemoryHost
) -> None:
    async with running(host, DiscordAdapter) as adapter:
        for number in range(5):
            await user.mention(str(number))
        last = await heard(host, 5)
        await fake.until(lambda: len(fake.calls_of("start_thread")) == 3)
        assert len(adapter.rates(answer(last, "hi"))) == 3
        await adapter.deliver(answer(last, "hi"))
        assert len(fake.calls_of("start_thread")) == 4
        fourth = await heard(host, 4)
        await adapter.deliver(Working(thread=fourth.thread, cause=fourth, on=True))  # there is nowhere to show it
        assert (len(fake.calls_of("start_thread")), fake.calls_of("typing")) == (4, [])
        assert len(adapter.rates(answer(last, "more"))) == 2


async def test_all_who_ask_at_once_get_the_one_thread(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.slow(0.1, "start_thread")
    said = await user.mention("hello")
    first = await heard(host)
    await asyncio.gather(
        *(adapter.deliver(answer(first, str(number))) for number in range(5)),
        adapter.deliver(Working(thread=first.thread, cause=first, on=True)),
    )
    assert len(fake.calls_of("start_thread")) == 1
    assert len(said.thread.answers) == 5


async def test_an_answer_that_waits_for_a_thread_survives_that_another_gives_up(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.status(503, "start_thread")
    said = await user.mention("hello")
    first = await heard(host)
    await fake.until(lambda: fake.calls_of("start_thread"))
    fake.faults.slow(0.2, "start_thread")
    impatient = asyncio.create_task(adapter.deliver(answer(first, "never")))
    await asyncio.sleep(0.05)
    patient = asyncio.create_task(adapter.deliver(answer(first, "hi")))
    await asyncio.sleep(0.02)
    impatient.cancel()
    await patient
    assert [one.text for one in said.thread.answers] == ["hi"]


async def test_without_the_permission_the_answer_is_in_place_with_one_word_about_it(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1")
    fake.faults.missing_permission("CREATE_PUBLIC_THREADS", channel=channel)
    for number in range(2):
        said = await user.mention(f"question {number}")
        question = await heard(host, number + 1)
        assert str(question.thread) == f"discord:{channel.id}"
        await adapter.deliver(answer(question, f"answer {number}"))
        assert shown(fake, "C1")[-1].raw["message_reference"]["message_id"] == said.id
    texts = [one.text for one in shown(fake, "C1")]
    assert [NOTE in text for text in texts] == [True, False, False]
    assert fake.calls_of("start_thread") == []
    assert [ping for ping in fake.pings if ping.what == user.id] == []


async def test_a_permission_that_discord_knows_better_is_learnt(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    channel = fake.channel("C1")
    fake.faults.stale_permission("CREATE_PUBLIC_THREADS", channel=channel)
    said = await user.mention("one")
    first = await heard(host)
    await fake.until(lambda: "is answered in its channel" in caplog.text)
    await adapter.deliver(answer(first, "answer"))
    assert [NOTE in one.text for one in shown(fake, "C1")] == [True, False]
    assert shown(fake, "C1")[1].raw["message_reference"]["message_id"] == said.id
    await user.mention("two")
    second = await heard(host, 2)
    assert str(second.thread) == f"discord:{channel.id}"
    await adapter.deliver(answer(second, "another"))
    assert len(fake.calls_of("start_thread")) == 1
    assert [NOTE in one.text for one in shown(fake, "C1")] == [True, False, False]


async def test_too_many_threads_are_no_reason_to_open_none_later(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.error("start_thread", 160006)
    await user.mention("one")
    await adapter.deliver(answer(await heard(host), "here"))
    assert ["too many" in one.text for one in shown(fake, "C1")] == [True, False]
    said = await user.mention("two")
    await adapter.deliver(answer(await heard(host, 2), "there"))
    assert [one.text for one in said.thread.answers] == ["there"]


async def test_a_channel_that_knows_no_threads_is_answered_in_place_without_a_word(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    voice = fake.channel("V1", kind="voice")
    await user.mention("hello", "V1")
    first = await heard(host)
    await adapter.deliver(answer(first, "hi"))
    assert str(first.thread) == f"discord:{voice.id}"
    assert [one.text for one in shown(fake, "V1")] == ["hi"]


async def test_a_note_that_cannot_be_told_keeps_no_answer_back(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.missing_permission("CREATE_PUBLIC_THREADS", channel=fake.channel("C1"))
    await user.mention("hello")
    first = await heard(host)
    fake.faults.status(500, "create_message")
    await adapter.deliver(answer(first, "hi"))
    assert [one.text for one in shown(fake, "C1")] == ["hi"]


async def test_a_question_that_is_gone_has_no_thread(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.status(503, "start_thread")
    said = await user.mention("hello")
    first = await heard(host)
    await fake.until(lambda: fake.calls_of("start_thread"))
    await user.delete(said)
    with pytest.raises(Gone, match="start_thread"):
        await adapter.deliver(answer(first, "hi"))


async def test_failures_of_the_thread_are_told_as_those_of_the_answer(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    fake.faults.status(503, "start_thread", times=2)
    await user.mention("hello")
    first = await heard(host)
    await fake.until(lambda: fake.calls_of("start_thread"))
    with pytest.raises(Unavailable, match="start_thread"):
        await adapter.deliver(answer(first, "hi"))


async def test_after_a_restart_the_thread_is_used_as_it_is(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.mention("hello")
    first = await heard(host)
    await said.thread.opened()
    async with running(MemoryHost(fake.env())) as another:
        await another.deliver(answer(first, "hi"))
    assert [one.text for one in said.thread.answers] == ["hi"]


async def test_a_title_is_made_of_what_was_said(fake: FakeDiscord, user: User, adapter: DiscordAdapter) -> None:
    for words, title in (
        ("# A *title* with <@!1> and\n more", "A title with @1 and more"),
        ("x" * 150, "x" * 99 + "…"),
        ("", "ada"),
    ):
        said = await user.mention(words, "C1", files=[("a.txt", b"a", "")])
        await said.thread.opened()
        assert said.thread.title == title
