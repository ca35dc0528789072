"""A growing answer: only new text goes out, and it survives whatever happens to the stream."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outgoing import message
from slack_kit import MemoryHost, running

from botbridge.errors import Gone, RateLimited, StreamLost, Unavailable
from botbridge.model.clock import utc_now
from botbridge.model.effect import Edit, StreamAppend, StreamClose, StreamOpen
from botbridge.model.event import MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData
from botbridge.testing.slack import FakeSlack, User
from botbridge_slack import address
from botbridge_slack.adapter import SlackAdapter


class Growing:
    """One message of the app that grows, effect by effect."""

    def __init__(self, adapter: SlackAdapter, heard: MessageReceived) -> None:
        self.adapter = adapter
        self.heard = heard
        self.message: MessageData = message(created_at=utc_now(), streaming=True)
        self.ref = MessageRef("slack", ("", "", ""))

    async def open(self, text: str, **fields: object) -> None:
        self.ref = await self.opened(text, **fields) or self.ref

    async def opened(self, text: str, **fields: object) -> MessageRef | None:
        known = {"thread": self.heard.thread, "cause": self.heard, "message": self.message, "text": text}
        return await self.adapter.deliver(StreamOpen(**{**known, **fields}))  # type: ignore[arg-type]

    async def append(self, text: str) -> None:
        thread = self.heard.thread
        await self.adapter.deliver(StreamAppend(thread=thread, ref=self.ref, message=self.message, text=text))

    async def close(self, text: str = "") -> None:
        thread = self.heard.thread
        await self.adapter.deliver(StreamClose(thread=thread, ref=self.ref, message=self.message, text=text))

    async def edit(self, text: str) -> None:
        await self.adapter.deliver(Edit(thread=self.heard.thread, ref=self.ref, message=self.message, text=text))


@pytest.fixture
async def growing(slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> Growing:
    await user.mention("hello")
    await slack.delivered()
    return Growing(adapter, host.messages[0])


async def test_text_grows_by_what_is_new(slack: FakeSlack, growing: Growing) -> None:
    await growing.open("one ")
    shown = await slack.thread.reply(complete=False)
    await growing.append("two ")
    await growing.append("")
    await growing.close("three")
    assert shown.versions == ["one ", "one two ", "one two three"]
    assert not shown.streaming
    (start,) = slack.calls_of("chat.startStream")
    assert (start["recipient_user_id"], start["recipient_team_id"]) == ("U1", "T0TEAM")
    assert [call["markdown_text"] for call in slack.calls_of("chat.appendStream")] == ["two "]


async def test_a_stream_in_a_flat_dm_needs_no_thread(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    slack.scopes.discard("assistant:write")
    async with running(slack, host) as adapter:
        await user.dm("hello")
        await slack.delivered()
        growing = Growing(adapter, host.messages[0])
        await growing.open("one", cause=None)
        await growing.close(" two")
        shown = await slack.thread.reply()
        assert (shown.text, shown.thread_ts) == ("one two", None)


async def test_another_author_is_shown(slack: FakeSlack, growing: Growing) -> None:
    growing.message = replace(growing.message, author="Ada", is_default_author=False)
    await growing.open("hi")
    assert (await slack.thread.reply(complete=False)).raw["username"] == "Ada"
    await growing.close()
    slack.faults.missing_scope("chat:write.customize")
    await growing.open("ho")
    await growing.close()
    assert (await slack.thread.reply()).text == "**Ada**\n\nho"


async def test_a_channel_stream_that_nobody_caused_is_not_even_tried(slack: FakeSlack, growing: Growing) -> None:
    with pytest.raises(StreamLost):
        await growing.open("hi", cause=None)
    assert not slack.calls_of("chat.startStream")


async def test_a_workspace_without_streams_is_asked_once(slack: FakeSlack, growing: Growing) -> None:
    slack.faults.unknown_method("chat.startStream")
    for _ in range(3):
        with pytest.raises(StreamLost):
            await growing.open("hi")
    assert len(slack.calls_of("chat.startStream")) == 1


async def test_a_flat_dm_that_takes_no_streams_is_asked_once_and_threads_stream_on(
    slack: FakeSlack, user: User, host: MemoryHost, growing: Growing
) -> None:
    flat = ThreadKey("slack", ("T0TEAM", user.dm_channel.id))
    slack.faults.error("chat.startStream", "invalid_arguments")
    for _ in range(2):
        with pytest.raises(StreamLost):
            await growing.open("hi", thread=flat)
    assert len(slack.calls_of("chat.startStream")) == 1
    await growing.open("hi")
    await growing.close()


async def test_one_refusal_does_not_end_all_streams(slack: FakeSlack, growing: Growing) -> None:
    slack.faults.error("chat.startStream", "channel_type_not_supported")
    with pytest.raises(StreamLost):
        await growing.open("hi")
    await growing.open("hi")
    await growing.close()
    assert (await slack.thread.reply()).text == "hi"


async def test_an_answer_does_not_wait_for_the_budget_of_streams(slack: FakeSlack, growing: Growing) -> None:
    delivery = growing.adapter._running().delivery
    now = 100.0
    delivery._clock = lambda: now
    slack.faults.rate_limit("chat.startStream", retry_after=30)
    for now in (100.0, 129.0):  # noqa: B007 - the clock reads it
        with pytest.raises(StreamLost):
            await growing.open("hi")
    assert len(slack.calls_of("chat.startStream")) == 1
    now = 130.0
    await growing.open("hi")
    await growing.close()


async def test_a_gone_place_is_gone(slack: FakeSlack, growing: Growing) -> None:
    with pytest.raises(Gone):
        await growing.open("hi", thread=ThreadKey("slack", ("T0TEAM", "C404", "1.0")))


async def test_a_stream_that_died_goes_on_by_edits(slack: FakeSlack, growing: Growing) -> None:
    slack.faults.stream_dies(appends=1)
    await growing.open("one ")
    await growing.append("two ")
    with pytest.raises(StreamLost):
        await growing.append("three")
    with pytest.raises(StreamLost):
        await growing.close("three")
    await growing.edit("one two three")
    assert (await slack.thread.reply()).text == "one two three"


async def test_a_stream_that_slack_still_holds_open_is_stopped_for_the_edit(slack: FakeSlack, growing: Growing) -> None:
    await growing.open("one ")
    slack.faults.error("chat.appendStream", "msg_blocks_too_long")
    with pytest.raises(StreamLost):
        await growing.append("two")
    shown = await slack.thread.reply(complete=False)
    assert shown.streaming
    await growing.edit("one two")
    assert (shown.text, shown.streaming) == ("one two", False)


async def test_a_stream_that_the_person_stopped_is_lost_to_us(slack: FakeSlack, user: User, growing: Growing) -> None:
    await growing.open("one ")
    shown = await slack.thread.reply(complete=False)
    assert shown.stream is not None
    shown.stream.stopped_by_user = True
    with pytest.raises(StreamLost):
        await growing.append("two")


async def test_a_rate_limit_in_mid_stream_is_waited_out(slack: FakeSlack, growing: Growing) -> None:
    await growing.open("one ")
    slack.faults.rate_limit("chat.appendStream", retry_after=3)
    with pytest.raises(RateLimited):
        await growing.append("two ")
    await growing.append("two ")
    await growing.close("three")
    assert (await slack.thread.reply()).text == "one two three"


async def test_a_deleted_stream_is_gone(slack: FakeSlack, growing: Growing) -> None:
    await growing.open("one ")
    shown = await slack.thread.reply(complete=False)
    slack.workspace.delete(shown)
    with pytest.raises(Gone):
        await growing.append("two")


async def test_a_stream_whose_answer_was_lost_is_found_by_its_words(slack: FakeSlack, growing: Growing) -> None:
    await growing.open("**Hello** there")
    await growing.close(" and goodbye")
    slack.faults.drop("chat.startStream", after=True)
    with pytest.raises(Unavailable) as caught:
        await growing.open("**Hello** there")
    assert caught.value.ambiguous
    opened = StreamOpen(
        thread=growing.heard.thread, cause=growing.heard, message=growing.message, text="**Hello** there"
    )
    found = await growing.adapter.find(opened)
    assert found is not None
    live = [shown for shown in slack.thread.messages if shown.streaming]
    assert [shown.ts for shown in live] == [address.message_place(found)[1]]
    assert await growing.adapter.find(replace(opened, text="Something else")) is None
    assert await growing.adapter.find(replace(opened, text="")) is None
