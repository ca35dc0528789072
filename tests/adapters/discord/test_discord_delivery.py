"""Effects become calls: what people see, what is said once, and what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from discord_kit import MemoryHost, running
from outgoing import element, message
from sending import edit, post, posted, shown

from botbridge.errors import Denied, Gone, RateLimited, StreamLost, Unavailable
from botbridge.model.effect import (
    Delete,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.ids import MessageRef
from botbridge.model.mention import mention
from botbridge.model.task import TaskData, TaskListData
from botbridge.testing.discord import FakeDiscord, User
from botbridge_discord import address
from botbridge_discord.adapter import DiscordAdapter


async def test_a_message_is_posted_edited_and_taken_away(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    ref = await posted(adapter, dm, "**one**", streaming=True)
    (message_,) = shown(fake, dm)
    assert (message_.content, message_.buttons) == ("**one**", ["Stop"])
    await adapter.deliver(edit(ref, "two"))
    assert (message_.content, message_.buttons) == ("two", [])
    gone = Delete(thread=address.thread_key(dm), ref=ref, message_id=message().id)
    await adapter.deliver(gone)
    await adapter.deliver(gone)
    assert shown(fake, dm) == []


async def test_parts_are_messages_of_their_own_with_the_files_on_the_last(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    effect = post(dm, "one", element("a.txt", b"a"))
    await adapter.deliver(replace(effect, last=False))
    await adapter.deliver(replace(effect, text="two", part=1))
    assert [(one.content, one.files) for one in shown(fake, dm)] == [("one", []), ("two", ["a.txt"])]


async def test_what_is_posted_twice_is_there_once(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    first = await posted(adapter, dm, "once", element("a.txt", b"a"))
    assert await posted(adapter, dm, "once", element("a.txt", b"a")) == first
    assert len(shown(fake, dm)) == 1


async def test_a_lost_answer_is_found_or_repeated_with_its_nonce(
    fake: FakeDiscord, dm: str, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    effect = post(dm, "hello")
    fake.faults.status(502, "create_message", after=True)
    with pytest.raises(Unavailable) as raised:
        await adapter.deliver(effect)
    assert raised.value.ambiguous
    found = await fake.until(lambda: None if not shown(fake, dm) else shown(fake, dm)[0])
    async with running(MemoryHost(fake.env())) as another:  # it never heard of the message
        assert await another.find(effect) is None
        ref = await another.deliver(effect)
    assert ref == address.message_ref(dm, found.id)
    assert len(shown(fake, dm)) == 1
    await heard(adapter, effect)
    assert await adapter.find(effect) == ref


async def heard(adapter: DiscordAdapter, effect: Post) -> None:
    """The gateway's echo comes on its own time."""
    async with asyncio.timeout(5):
        while await adapter.find(effect) is None:
            await asyncio.sleep(0.005)


async def test_nothing_is_found_for_what_was_never_sent(dm: str, adapter: DiscordAdapter) -> None:
    assert await adapter.find(post(dm, "never")) is None
    assert await adapter.find(post(dm, "never", element("a.txt", b"a"))) is None


async def test_only_whom_the_app_names_is_pinged(
    fake: FakeDiscord, dm: str, user: User, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1").id
    other = fake.user("U2")
    await posted(adapter, channel, f"@everyone <@{other.id}> {mention(user.id, 'ada')}")
    assert [ping.what for ping in fake.pings] == [user.id]


async def test_who_is_named_only_by_an_edit_is_pinged_once_when_it_is_done(
    fake: FakeDiscord, user: User, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1").id
    ref = await posted(adapter, channel, "look", streaming=True)
    named = f"look, {mention(user.id, 'ada')}"
    await adapter.deliver(edit(ref, named, streaming=True))
    assert fake.pings == []
    for _ in range(2):
        await adapter.deliver(edit(ref, named))
    assert [ping.what for ping in fake.pings] == [user.id]
    assert [one.content for one in shown(fake, channel)] == [f"look, <@{user.id}>", f"-# <@{user.id}>"]
    await adapter.deliver(Delete(thread=address.thread_key(channel), ref=ref, message_id=message().id))
    assert shown(fake, channel) == []


def tasks(*given: TaskData, ref: MessageRef | None = None, channel: str) -> ShowTasks:
    shown_ = TaskListData(id="list-1", thread_id="t", title="Plan", tasks=given)
    return ShowTasks(thread=address.thread_key(channel), list=shown_, ref=ref)


async def test_tasks_are_a_box_that_changes_in_place(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    ref = await adapter.deliver(tasks(TaskData(id="1", title="Dig", state="running"), channel=dm))
    assert isinstance(ref, MessageRef)
    (box,) = shown(fake, dm)
    assert (box.text, box.buttons) == ("**Plan**\n⏳ Dig", ["Stop"])
    assert box.raw["flags"] & 1 << 12  # the answer notifies people, not what leads to it
    done = tasks(TaskData(id="1", title="Dig", state="done"), ref=ref, channel=dm)
    assert await adapter.deliver(done) is None
    assert (box.text, box.buttons) == ("**Plan**\n✅ Dig", [])
    assert await adapter.deliver(edit(ref, "- ⏳ Dig\n\n*(interrupted)*")) is None  # as after a kill
    assert box.text == "- ⏳ Dig\n\n*(interrupted)*"
    await adapter.deliver(Delete(thread=address.thread_key(dm), ref=ref, message_id="list-1"))
    assert shown(fake, dm) == []


async def test_an_archived_thread_is_opened_for_an_edit(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    said = await user.mention("hi")
    await said.thread.opened()
    ref = await posted(adapter, said.id, "one")
    await user.archive(said.thread)
    await adapter.deliver(edit(ref, "two"))
    assert said.thread.answers[0].content == "two"
    assert not said.thread.archived


async def test_a_message_in_an_archived_thread_opens_it(fake: FakeDiscord, user: User, adapter: DiscordAdapter) -> None:
    said = await user.mention("hi")
    await said.thread.opened()
    await user.archive(said.thread)
    await posted(adapter, said.id, "one")
    assert not said.thread.archived


async def test_a_locked_thread_refuses_in_words(fake: FakeDiscord, user: User, adapter: DiscordAdapter) -> None:
    said = await user.mention("hi")
    await said.thread.opened()
    await user.archive(said.thread, locked=True)
    fake.faults.missing_permission("MANAGE_THREADS", channel=fake.channel("C1"))
    with pytest.raises(Denied, match="create_message"):
        await posted(adapter, said.id, "one")


async def test_a_deleted_channel_or_message_is_gone(fake: FakeDiscord, user: User, adapter: DiscordAdapter) -> None:
    channel = fake.channel("C3")
    ref = await posted(adapter, channel.id, "one")
    fake.world.delete(shown(fake, channel.id)[0])
    with pytest.raises(Gone, match="10008"):
        await adapter.deliver(edit(ref, "two"))
    await user.delete_channel(channel)
    with pytest.raises(Gone, match="10003"):
        await adapter.deliver(post(channel.id, "three", id="another"))


async def test_a_person_who_takes_no_direct_messages_is_denied(user: User, dm: str, adapter: DiscordAdapter) -> None:
    user.close_dms()
    with pytest.raises(Denied, match="50007"):
        await adapter.deliver(post(dm, "hello"))


async def test_a_channel_that_the_bot_may_not_write_in_is_denied(fake: FakeDiscord, adapter: DiscordAdapter) -> None:
    channel = fake.channel("C1")
    fake.faults.missing_permission("SEND_MESSAGES", channel=channel)
    with pytest.raises(Denied, match=r"50013.*docs/discord\.md"):
        await adapter.deliver(post(channel.id, "hello"))


async def test_a_rate_limit_is_told_at_once_and_slept_out_by_nobody(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    fake.faults.rate_limit("create_message", retry_after=20)
    with pytest.raises(RateLimited) as raised:
        await adapter.deliver(post(dm, "hello"))
    assert (raised.value.retry_after, raised.value.budget) == (20.0, adapter.rates(post(dm, "hello"))[0].key)
    fake.faults.rate_limit("create_message", retry_after=3, scope="global")
    with pytest.raises(RateLimited) as raised:
        await adapter.deliver(post(dm, "hello"))
    assert raised.value.budget == "discord:global"
    assert len(fake.calls_of("create_message")) == 2


async def test_typing_is_shown(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    key = address.thread_key(dm)
    await adapter.deliver(Working(thread=key, on=False))
    assert not fake.conversation(fake.place(dm)).typing
    await adapter.deliver(Working(thread=key, on=True))
    assert fake.conversation(fake.place(dm)).typing


async def test_there_are_no_native_streams(dm: str, adapter: DiscordAdapter) -> None:
    key, ref, words = address.thread_key(dm), address.message_ref(dm, "1"), message("x")
    for effect in (
        StreamOpen(thread=key, message=words, text="x"),
        StreamAppend(thread=key, ref=ref, message=words, text="x"),
        StreamClose(thread=key, ref=ref, message=words, text="x"),
    ):
        with pytest.raises(StreamLost):
            await adapter.deliver(effect)


async def test_nothing_is_delivered_when_it_does_not_run(fake: FakeDiscord, dm: str, host: MemoryHost) -> None:
    async with running(host) as adapter:
        assert adapter.ready
    assert not adapter.ready
    with pytest.raises(Unavailable, match="not connected"):
        await adapter.deliver(post(dm, "hello"))
    assert adapter.rates(post(dm, "hello"))  # pacing goes on, as everything that waits does


async def test_secrets_stay_out_of_the_log(
    fake: FakeDiscord, dm: str, host: MemoryHost, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with running(host) as adapter:
        fake.faults.status(500, "create_message")
        with pytest.raises(Unavailable) as raised:
            await adapter.deliver(post(dm, "private words"))
    for secret in (fake.env()["DISCORD_BOT_TOKEN"], "private words"):
        assert secret not in caplog.text + str(raised.value)
