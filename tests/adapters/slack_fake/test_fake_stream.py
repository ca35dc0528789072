"""Streams as the real SDK's helper writes them, and how they end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .test_fake_chat import error_of

FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
            "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
        }
    ],
}


@pytest.fixture
async def open_stream(slack: FakeSlack, client: AsyncWebClient, user: User) -> dict[str, Any]:
    """A stream that has begun: the arguments that name it."""
    sent = await user.mention("hi", "C1")
    started = await client.chat_startStream(
        channel="C1", thread_ts=sent.ts, recipient_user_id="U1", recipient_team_id="T0TEAM", markdown_text="a"
    )
    return {"channel": "C1", "ts": started["ts"]}


async def test_the_sdks_helper_streams_a_message(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.mention("tell", "C1")
    stream = await client.chat_stream(
        channel="C1", thread_ts=sent.ts, recipient_user_id="U1", recipient_team_id="T0TEAM", buffer_size=1
    )
    for word in ("| a | b |\n", "| - | - |\n", "| 1 | 2 |"):
        await stream.append(markdown_text=word)
    answer = await slack.thread.reply(complete=False)
    assert answer.streaming
    await stream.stop(blocks=[FEEDBACK])
    answer = slack.thread.answers[0]
    assert answer.text == "| a | b |\n| - | - |\n| 1 | 2 |"
    assert not answer.streaming
    assert answer.raw["streaming_state"] == "completed"
    assert answer.blocks[-1]["type"] == "context_actions"
    assert [call.method for call in slack.calls] == [
        "chat.startStream",
        "chat.appendStream",
        "chat.appendStream",
        "chat.stopStream",
    ]


async def test_a_reply_waits_for_the_end_of_its_stream(
    slack: FakeSlack, client: AsyncWebClient, open_stream: dict[str, Any]
) -> None:
    waiting = asyncio.create_task(slack.thread.reply())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await client.chat_stopStream(**open_stream, markdown_text="b")
    assert (await waiting).text == "ab"


async def test_tasks_stand_between_texts_and_change_in_place(
    slack: FakeSlack, client: AsyncWebClient, open_stream: dict[str, Any]
) -> None:
    task = {"type": "task_update", "id": "1", "title": "Search", "status": "in_progress"}
    await client.chat_appendStream(**open_stream, chunks=[task, {"type": "markdown_text", "text": "then"}])
    done = {**task, "status": "complete", "output": "3 hits"}
    await client.chat_appendStream(**open_stream, chunks=[done])
    answer = slack.thread.answers[0]
    assert [block["type"] for block in answer.blocks] == ["markdown", "task_card", "markdown"]
    assert [(t["task_id"], t["status"]) for t in answer.tasks] == [("1", "complete")]
    assert answer.text == "a\n\n- [x] Search\n  3 hits\n\nthen"


async def test_plan_mode_gathers_tasks_in_one_block(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.dm("go")
    task = {"type": "task_update", "id": "1", "title": "Search", "status": "pending"}
    started = await client.chat_startStream(
        channel=sent.channel.id,
        thread_ts=sent.ts,
        task_display_mode="plan",
        chunks=[{"type": "plan_update", "title": "My plan"}, task],
    )
    await client.chat_stopStream(channel=sent.channel.id, ts=started["ts"])
    (answer,) = slack.thread.answers
    assert answer.blocks[0]["type"] == "plan"
    assert answer.text == "My plan\n- [ ] Search"


async def test_streams_to_channels_need_a_recipient(client: AsyncWebClient, user: User) -> None:
    sent = await user.mention("hi", "C1")
    start = client.chat_startStream
    assert await error_of(start(channel="C1", thread_ts=sent.ts)) == "missing_recipient_user_id"
    assert await error_of(start(channel="C1", thread_ts=sent.ts, recipient_user_id="U1")) == "missing_recipient_team_id"
    both = {"recipient_user_id": "U404", "recipient_team_id": "T0TEAM"}
    assert await error_of(start(channel="C1", thread_ts=sent.ts, **both)) == "user_not_found"
    assert await error_of(start(channel="C1", thread_ts="1.1", **{**both, "recipient_user_id": "U1"})) == (
        "thread_not_found"
    )


async def test_a_streaming_message_cannot_be_edited(client: AsyncWebClient, open_stream: dict[str, Any]) -> None:
    assert await error_of(client.chat_update(**open_stream, text="x")) == "streaming_state_conflict"
    await client.chat_stopStream(**open_stream)
    assert (await client.chat_update(**open_stream, markdown_text="x"))["ok"]


async def test_a_closed_stream_takes_nothing_more(client: AsyncWebClient, open_stream: dict[str, Any]) -> None:
    await client.chat_stopStream(**open_stream)
    for late in (client.chat_appendStream(**open_stream, markdown_text="x"), client.chat_stopStream(**open_stream)):
        assert await error_of(late) == "message_not_in_streaming_state"
    posted = await client.chat_postMessage(channel="C1", text="x")
    plain = {"channel": "C1", "ts": posted["ts"]}
    assert await error_of(client.chat_appendStream(**plain, markdown_text="x")) == "message_not_in_streaming_state"


async def test_streams_grow_old_and_idle(slack: FakeSlack, client: AsyncWebClient, open_stream: dict[str, Any]) -> None:
    slack.clock.advance(179)
    await client.chat_appendStream(**open_stream, markdown_text="b")
    slack.clock.advance(181)
    assert not slack.thread.answers[0].streaming
    assert (
        await error_of(client.chat_appendStream(**open_stream, markdown_text="x")) == "message_not_in_streaming_state"
    )
    assert slack.thread.answers[0].text == "ab"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"chunks": [{"type": "shout"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "t", "status": "done"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "divider"}] * 51}]}, "msg_blocks_too_many"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "nope"}]}]}, "invalid_blocks"),
        ({"markdown_text": "a\n\n" * 51}, "msg_blocks_too_many"),
    ],
)
async def test_chunks_that_slack_refuses(
    slack: FakeSlack,
    client: AsyncWebClient,
    open_stream: dict[str, Any],
    arguments: dict[str, Any],
    error: str,
) -> None:
    assert await error_of(client.api_call("chat.appendStream", json={**open_stream, **arguments})) == error
    # A refused call leaves the stream as it was.
    await client.chat_stopStream(**open_stream, markdown_text="b")
    assert slack.thread.answers[0].text == "ab"


async def test_streams_have_a_total_length(
    slack: FakeSlack, client: AsyncWebClient, open_stream: dict[str, Any]
) -> None:
    await client.chat_appendStream(**open_stream, markdown_text="x" * 12_000)
    assert await error_of(client.chat_appendStream(**open_stream, markdown_text="x" * 2_000)) == "msg_blocks_too_long"
    task = {"type": "task_update", "id": "1", "title": "t", "status": "complete", "output": "y" * 1_500}
    assert await error_of(client.chat_stopStream(**open_stream, chunks=[task])) == "msg_too_long"
    await client.chat_stopStream(**open_stream)


async def test_the_person_stops_a_session(
    slack: FakeSlack, client: AsyncWebClient, user: User, open_stream: dict[str, Any]
) -> None:
    thread = slack.thread(slack.thread.messages[0])
    with pytest.raises(LookupError, match="no Stop button"):
        await user.stop(thread)
    await client.api_call(
        "agents.sessions.setStatus",
        json={"channel_id": "C1", "thread_ts": thread.root, "status": "processing"},
    )
    await user.stop(thread)
    event = slack.deliveries[-1].payload["event"]
    assert event["type"] == "agent_session_stopped"
    assert event["streaming_message_ts"] == [open_stream["ts"]]
    assert await error_of(client.chat_appendStream(**open_stream, markdown_text="x")) == "stopped_by_user"
    await client.chat_stopStream(**open_stream)
    assert thread.session == "active"


async def test_only_the_apps_own_messages_stream(client: AsyncWebClient, user: User) -> None:
    sent = await user.say("hi", "C1")
    append = client.chat_appendStream(channel="C1", ts=sent.ts, markdown_text="x")
    assert await error_of(append) == "message_not_owned_by_app"
