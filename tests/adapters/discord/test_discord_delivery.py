"""Effects become calls: what people see, what is said once, and what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from discord_kit import MemoryHost, running
from outgoing import element, message

from botbridge.adapter import Placed
from botbridge.errors import Denied, Gone, RateLimited, Refused, StreamLost, Unavailable
from botbridge.model.effect import (
    Delete,
    Edit,
    HideElement,
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
from botbridge.testing.discord import FakeDiscord, Message, User
from botbridge_discord import address
from botbridge_discord.adapter import DiscordAdapter
from botbridge_discord.attachments import Shown


@pytest.fixture
async def dm(user: User) -> str:
    """A direct message channel."""
    return user.dm_channel.id


def post(channel: str, text: str, *elements: Any, **fields: Any) -> Post:
    return Post(thread=address.thread_key(channel), message=message(text, *elements, **fields), text=text)


def edit(ref: MessageRef, text: str, *elements: Any, shown: Shown | None = None, **fields: Any) -> Edit:
    thread = address.thread_key(address.channel(ref))
    return Edit(thread=thread, ref=ref, message=message(text, *elements, **fields), text=text, shown=shown or {})


async def placed(adapter: DiscordAdapter, effect: Post | Edit) -> Placed:
    """Where a message and its files went."""
    answer = await adapter.deliver(effect)
    return answer if isinstance(answer, Placed) else Placed(ref=answer)


async def posted(adapter: DiscordAdapter, channel: str, text: str, *elements: Any, **fields: Any) -> MessageRef:
    ref = (await placed(adapter, post(channel, text, *elements, **fields))).ref
    assert ref is not None
    return ref


def shown(fake: FakeDiscord, channel: str) -> list[Message]:
    return fake.conversation(fake.place(channel)).messages


def read(message_: Message) -> str:
    """What is read, without what makes letters harmless."""
    return message_.content.replace("\\", "").replace("\u2060", "")


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


async def test_files_have_their_names_and_images_an_alternative_text(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    image = element('a "cat"', b"\x89PNG", type="image", mime="image/png")
    await posted(adapter, dm, "see", image, element("b.bin", b"\x00\r\n--x"))
    (message_,) = shown(fake, dm)
    assert [(one.name, one.description, one.content) for one in message_.stored] == [
        ('a "cat".png', 'a "cat"', b"\x89PNG"),
        ("b.bin", None, b"\x00\r\n--x"),
    ]


async def test_files_alone_are_a_message(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "", element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert (message_.content, message_.files) == ("", ["a.txt"])


async def test_more_files_than_a_message_takes_come_in_messages_below(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    files = [element(f"{number}.txt", b"x") for number in range(23)]
    ref = await posted(adapter, dm, "all", *files)
    await posted(adapter, dm, "all", *files)
    assert [(one.content, len(one.files)) for one in shown(fake, dm)] == [("all", 10), ("", 10), ("", 3)]
    await adapter.deliver(Delete(thread=address.thread_key(dm), ref=ref, message_id=message().id))
    assert shown(fake, dm) == []


async def test_large_files_come_in_requests_that_are_small_enough(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    nine = bytes(9 * 1024 * 1024)
    await posted(adapter, dm, "all", *(element(f"{number}.bin", nine) for number in range(3)))
    assert [one.files for one in shown(fake, dm)] == [["0.bin", "1.bin"], ["2.bin"]]


async def test_a_file_that_is_too_large_is_named_in_a_note(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "see", element("big_one.bin", bytes(10 * 1024 * 1024 + 1)), element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert message_.files == ["a.txt"]
    assert read(message_).startswith("see\n\n_big_one.bin could not be sent")


async def test_notes_that_do_not_fit_under_a_text_stand_below_it(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    missing = [element(f"file-{number}.txt") for number in range(60)]
    await posted(adapter, dm, "x" * 2000, *missing)
    first, *others = shown(fake, dm)
    assert first.content == "x" * 2000
    assert sum(one.content.count("could not be sent") for one in others) == 60


async def test_files_elsewhere_are_links(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "see", element("a (1)", url="https://example.org/a (1).png"))
    assert read(shown(fake, dm)[0]) == "see\n\n[a (1)](https://example.org/a%20%281%29.png)"


@pytest.mark.parametrize("code", [40005, 50045])
async def test_files_that_this_server_does_not_take_are_named_in_notes(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter, code: int
) -> None:
    fake.faults.error("create_message", code)
    await posted(adapter, dm, "see", element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert message_.files == []
    assert read(message_) == "see\n\n_a.txt could not be sent (it is too large for this server)_"


async def test_without_the_permission_for_files_the_answer_comes_with_notes(
    fake: FakeDiscord, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1")
    fake.faults.missing_permission("ATTACH_FILES", channel=channel)
    await posted(adapter, channel.id, "see", *(element(f"{number}.txt", b"a") for number in range(11)))
    assert {tuple(one.files) for one in shown(fake, channel.id)} == {()}
    (first,) = shown(fake, channel.id)
    assert first.content.count("could not be sent") == 11
    assert first.content.endswith("(it takes the permission Attach Files).")
    await posted(adapter, channel.id, "again", element("a.txt", b"a"), id="another")
    assert read(shown(fake, channel.id)[1]) == "again\n\n_a.txt could not be sent (no permission)_"


async def test_files_that_are_not_taken_are_links_where_our_host_can_be_reached(
    fake: FakeDiscord, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    host.base_url = "https://bot.example"
    channel = fake.channel("C1")
    await posted(adapter, channel.id, "big", element("big.bin", bytes(10 * 1024 * 1024 + 1)))
    fake.faults.missing_permission("ATTACH_FILES", channel=channel)
    told = await placed(adapter, post(channel.id, "see", element("a.txt", b"a"), id="another"))
    first, second = shown(fake, channel.id)
    assert read(first) == "big\n\n[big.bin](https://bot.example/files/el-big.bin)"
    assert read(second).splitlines()[2] == "[a.txt](https://bot.example/files/el-a.txt)"
    assert told.elements == {}


async def test_a_link_that_cannot_be_made_is_a_note(
    fake: FakeDiscord, dm: str, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_element: object) -> None:
        raise OSError("the storage is away")

    host.file_link = broken  # type: ignore[method-assign,assignment]
    await posted(adapter, dm, "see", element("big.bin", bytes(10 * 1024 * 1024 + 1)))
    assert "_big.bin could not be sent (it has 10.0 MiB, Discord takes 10)_" in read(shown(fake, dm)[0])
    assert "the storage is away" in caplog.text


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


async def test_another_refusal_of_a_message_with_files_is_told(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    fake.faults.error("create_message", 50035)
    with pytest.raises(Refused):
        await adapter.deliver(post(dm, "see", element("a.txt", b"a")))
    assert shown(fake, dm) == []


async def test_an_edit_adds_files_and_keeps_those_that_are_there(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    first, second = element("a.txt", b"a"), element("b.txt", b"b")
    before = await placed(adapter, post(dm, "one", first))
    assert before.ref is not None
    added = await placed(adapter, edit(before.ref, "two", first, second, shown=before.elements))
    assert (list(before.elements), list(added.elements)) == ([first.id], [second.id])
    both = {**before.elements, **added.elements}
    assert await adapter.deliver(edit(before.ref, "three", first, second, shown=both)) is None
    (message_,) = shown(fake, dm)
    assert (message_.content, message_.files) == ("three", ["a.txt", "b.txt"])


async def test_a_file_is_taken_off_its_message_also_after_a_restart(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    files = [element(f"{number}.txt", b"x") for number in range(11)]
    told = await placed(adapter, post(dm, "all", *files))
    async with running(MemoryHost(fake.env())) as another:
        for gone in (files[3], files[10], files[3]):
            hide = HideElement(thread=address.thread_key(dm), element_id=gone.id, ref=told.elements[gone.id])
            await another.deliver(hide)
    (message_,) = shown(fake, dm)  # the eleventh file was alone in a message of its own
    assert message_.files == [f"{number}.txt" for number in range(10) if number != 3]
    fake.world.delete(message_)
    await adapter.deliver(HideElement(thread=address.thread_key(dm), element_id="x", ref=told.elements[files[0].id]))
    await adapter.deliver(HideElement(thread=address.thread_key(dm), element_id="x"))


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
