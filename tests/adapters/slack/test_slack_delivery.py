"""Effects become what people see, over real HTTP, also when Slack refuses, fails or forgets to answer."""

from __future__ import annotations

import asyncio

import pytest
from outgoing import message
from slack_kit import MemoryHost, running

from botbridge.errors import Denied, Gone, RateLimited, Refused, Unavailable
from botbridge.model.clock import utc_now
from botbridge.model.effect import Delete, Edit, Post, Working
from botbridge.model.event import MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.mention import mention
from botbridge.testing.slack import FakeSlack, User
from botbridge_slack import address
from botbridge_slack.adapter import SlackAdapter

LONG = "word " * 2000


@pytest.fixture
async def heard(slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> MessageReceived:
    """A mention in a channel that has come in."""
    await user.mention("hello")
    await slack.delivered()
    return host.messages[0]


def posting(heard: MessageReceived, text: str, **fields: object) -> Post:
    made = message(text, created_at=utc_now(), **fields)
    return Post(thread=heard.thread, cause=heard, message=made, text=text)


async def post(adapter: SlackAdapter, heard: MessageReceived, text: str, **fields: object) -> MessageRef:
    ref = await adapter.deliver(posting(heard, text, **fields))
    assert isinstance(ref, MessageRef)
    return ref


async def test_an_answer_stands_in_the_thread(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    ref = await post(adapter, heard, "# Hi\n\n| a |\n| - |\n| **b** |")
    shown = await slack.thread.reply()
    assert shown.text == "# Hi\n\n| a |\n| - |\n| **b** |"
    assert shown.thread_ts == address.thread_ts(heard.thread)
    assert address.message_place(ref) == (shown.channel.id, shown.ts)


async def test_an_answer_in_a_flat_dm_stands_in_no_thread(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    slack.scopes.discard("assistant:write")
    async with running(slack, host) as adapter:
        await user.dm("hello")
        await slack.delivered()
        await post(adapter, host.messages[0], "hi")
        shown = await slack.thread.reply()
        assert (shown.text, shown.thread_ts) == ("hi", None)
        await adapter.deliver(Working(thread=host.messages[0].thread, on=True))
        assert not slack.calls_of("assistant.threads.setStatus")


async def test_a_message_is_edited_and_taken_away(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    ref = await post(adapter, heard, "one")
    shown = await slack.thread.reply()
    changed = message("two")
    for _ in range(2):
        await adapter.deliver(Edit(thread=heard.thread, ref=ref, message=changed, text="two"))
    assert shown.text == "two"
    for _ in range(2):
        await adapter.deliver(Delete(thread=heard.thread, ref=ref, message_id=changed.id))
    assert shown.deleted


async def test_nothing_pings_but_what_was_asked_for(
    slack: FakeSlack, user: User, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    text = f"<!channel> <@U1> @here `<!here>` {mention('U1', 'alice')}"
    ref = await post(adapter, heard, text)
    await adapter.deliver(Edit(thread=heard.thread, ref=ref, message=message(text), text=text))
    assert {ping.what for ping in slack.pings} == {"<@U1>"}
    assert "<\u200b!channel> <\u200b@U1> @here" in (await slack.thread.reply()).blocks[0]["text"]


async def test_another_author_is_shown(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    await post(adapter, heard, "hi", author="Ada", is_default_author=False)
    assert (await slack.thread.reply()).raw["username"] == "Ada"


async def test_without_the_scope_another_author_is_a_bold_line_from_then_on(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.missing_scope("chat:write.customize")
    for _ in range(2):
        await post(adapter, heard, "hi", author="Ada", is_default_author=False)
        assert (await slack.thread.reply()).text == "**Ada**\n\nhi"
    assert len(slack.calls_of("chat.postMessage")) == 3
    assert caplog.text.count("chat:write.customize") == 1


async def test_blocks_that_slack_refuses_go_out_as_text(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.error("chat.postMessage", "invalid_blocks")
    ref = await post(adapter, heard, f"{LONG}<end>")
    shown = await slack.thread.reply()
    assert shown.text == f"{LONG}<end>"
    assert "plain text" in caplog.text
    for text in ("**short**", f"{LONG}*end*"):
        slack.faults.error("chat.update", "msg_blocks_too_long")
        await adapter.deliver(Edit(thread=heard.thread, ref=ref, message=message(text), text=text))
        assert shown.text.replace("\n", "") in (text, "****short****")


async def test_a_rate_limit_says_when_to_come_back(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    slack.faults.rate_limit("chat.postMessage", retry_after=7)
    with pytest.raises(RateLimited) as caught:
        await post(adapter, heard, "hi")
    assert caught.value.retry_after == 7


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_leaves_it_open_whether_it_happened(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, status: int
) -> None:
    slack.faults.status(status, "chat.postMessage")
    with pytest.raises(Unavailable) as caught:
        await post(adapter, heard, "hi")
    assert caught.value.ambiguous
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_a_lost_answer_is_found_again_and_not_posted_twice(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    effect = posting(heard, "hi")
    assert await adapter.find(effect) is None
    slack.faults.drop("chat.postMessage", after=True)
    with pytest.raises(Unavailable) as caught:
        await adapter.deliver(effect)
    assert caught.value.ambiguous
    assert len(slack.calls_of("chat.postMessage")) == 1
    found = await adapter.find(effect)
    assert found is not None
    assert address.message_place(found)[1] == (await slack.thread.reply()).ts
    assert await adapter.find(posting(heard, "hi", id="another")) is None


async def test_without_history_there_is_no_way_to_know(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    await post(adapter, heard, "hi")
    slack.faults.error("conversations.replies", "missing_scope")
    assert await adapter.find(posting(heard, "hi")) is None


async def test_a_slack_that_is_not_there_has_surely_not_posted(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    await slack.close()
    with pytest.raises(Unavailable):
        await post(adapter, heard, "hi")  # the pooled connection is lost
    with pytest.raises(Unavailable) as caught:
        await post(adapter, heard, "hi")
    assert not caught.value.ambiguous


async def test_what_will_never_work_is_refused(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    nowhere = ThreadKey("slack", ("T0TEAM", "C404", "1.0"))
    with pytest.raises(Gone):
        await adapter.deliver(Post(thread=nowhere, message=message("hi"), text="hi"))
    slack.faults.error("chat.postMessage", "restricted_action")
    with pytest.raises(Denied):
        await post(adapter, heard, "hi")
    slack.faults.error("chat.update", "edit_window_closed")
    ref = await post(adapter, heard, "hi")
    with pytest.raises(Refused, match="edit_window_closed"):
        await adapter.deliver(Edit(thread=heard.thread, ref=ref, message=message("x"), text="x"))


async def test_when_it_does_not_run_nothing_is_delivered(slack: FakeSlack, host: MemoryHost) -> None:
    adapter = SlackAdapter.create(host)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await adapter.deliver(Working(thread=ThreadKey("slack", ("T", "C", "1")), on=True))


async def test_work_is_shown_in_an_agents_session(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    await adapter.deliver(Working(thread=heard.thread, on=True))
    assert slack.thread.session == "processing"
    await adapter.deliver(Working(thread=heard.thread, on=False))
    assert slack.thread.session == "active"


async def test_where_there_are_no_sessions_the_status_line_says_it(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    slack.faults.unknown_method("agents.sessions.setStatus")
    for _ in range(2):
        await adapter.deliver(Working(thread=heard.thread, on=True))
        assert slack.thread.status == "is thinking…"
    await adapter.deliver(Working(thread=heard.thread, on=False))
    assert slack.thread.status == ""
    assert len(slack.calls_of("agents.sessions.setStatus")) == 1


async def test_a_status_that_cannot_be_shown_harms_nothing(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    for fault in (slack.faults.rate_limit, slack.faults.drop):
        fault("agents.sessions.setStatus")
        await adapter.deliver(Working(thread=heard.thread, on=True))
    slack.faults.unknown_method("agents.sessions.setStatus")
    slack.faults.unknown_method("assistant.threads.setStatus")
    for _ in range(3):
        await adapter.deliver(Working(thread=heard.thread, on=True))
    assert len(slack.calls_of("assistant.threads.setStatus")) == 1


async def test_people_are_asked_for_once(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    assert heard.author is not None
    people = await asyncio.gather(*(adapter.author(heard.author) for _ in range(5)))
    assert {(person.name, person.email, person.identifier) for person in people} == {
        ("alice", "u1@example.com", "slack:T0TEAM:U1")
    }
    assert len(slack.calls_of("users.info")) == 1


async def test_people_that_slack_does_not_tell_of_are_asked_for_rarely(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    slack.faults.missing_scope("users:read")
    assert heard.author is not None
    for _ in range(3):
        assert await adapter.author(heard.author) == heard.author
    assert len(slack.calls_of("users.info")) == 1


async def test_what_was_asked_for_is_asked_again_when_it_is_old(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    people = adapter._running().people
    now = 0.0
    people._clock = lambda: now
    assert heard.author is not None
    for now in (1.0, 3600.0, 3602.0):  # noqa: B007 - the clock reads it
        await adapter.author(heard.author)
    assert len(slack.calls_of("users.info")) == 2


async def test_a_cancelled_question_leaves_the_others_their_answer(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    slack.faults.slow(0.2, "users.info", times=1)
    assert heard.author is not None
    first = asyncio.create_task(adapter.author(heard.author))
    second = asyncio.create_task(adapter.author(heard.author))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).name == "alice"


async def test_the_extras_are_the_event_and_the_history(
    slack: FakeSlack, user: User, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    await post(adapter, heard, "answer")
    extras = await adapter.extras(heard)
    assert extras["slack_event"]["user"] == "U1"
    history = extras["fetch_slack_message_history"]
    assert [said.get("user") for said in await history()] == ["U1", "U0BOT"]
    assert [said.get("user") for said in await history(limit=1)] == ["U0BOT"]
    assert await history(limit=0) == []


async def test_the_history_of_a_flat_dm_is_its_last_messages(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    slack.scopes.discard("assistant:write")
    async with running(slack, host) as adapter:
        for text in ("one", "two", "three"):
            await user.dm(text)
        await slack.delivered()
        history = (await adapter.extras(host.messages[0]))["fetch_slack_message_history"]
        assert [said["text"] for said in await history(limit=2)] == ["two", "three"]


async def test_a_long_thread_is_read_to_its_end(
    slack: FakeSlack, user: User, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    thread = slack.thread
    for number in range(205):
        await user.say(f"m{number}", thread=thread)
    history = (await adapter.extras(heard))["fetch_slack_message_history"]
    assert [said["text"] for said in await history(limit=2)] == ["m203", "m204"]
    await slack.delivered()
