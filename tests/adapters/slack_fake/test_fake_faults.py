"""Everything that can be made to go wrong, seen from the real SDK."""

from __future__ import annotations

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .test_fake_chat import error_of


def texts(slack: FakeSlack) -> list[str]:
    return [message.text for message in slack.channel("C1").messages.values()]


@pytest.mark.parametrize("after", [False, True])
async def test_a_status_before_or_after_the_effect(slack: FakeSlack, client: AsyncWebClient, after: bool) -> None:
    slack.faults.status(503, "chat.postMessage", after=after)
    await client.auth_test()
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.status_code == 503
    assert texts(slack) == (["x"] if after else [])
    await client.chat_postMessage(channel="C1", text="y")
    assert texts(slack)[-1] == "y"


async def test_a_429_says_when_to_come_back(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.rate_limit("chat.postMessage", retry_after=7, times=2)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert caught.value.response["error"] == "ratelimited"
    slack.faults.clear()
    slack.faults.rate_limit("chat.postMessage", retry_after=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await client.chat_postMessage(channel="C1", text="x")
    assert [call.status for call in slack.calls_of("chat.postMessage")] == [429, 429, 200]
    assert texts(slack) == ["x"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_dropped_connection(slack: FakeSlack, client: AsyncWebClient, after: bool) -> None:
    client.retry_handlers.clear()
    slack.faults.drop("chat.postMessage", after=after)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="x")
    assert texts(slack) == (["x"] if after else [])


async def test_methods_go_missing_err_and_slow_down(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.unknown_method("chat.startStream")
    for _ in range(2):
        assert await error_of(client.chat_startStream(channel="C1", thread_ts="1.1")) == "unknown_method"
    slack.faults.error("chat.postMessage", "message_limit_exceeded")
    assert await error_of(client.chat_postMessage(channel="C1", text="x")) == "message_limit_exceeded"
    slack.faults.slow(0.2, "auth.test", times=1)
    started = time.monotonic()
    await client.auth_test()
    assert time.monotonic() - started >= 0.2


async def test_streams_die_after_some_appends(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    slack.faults.stream_dies(appends=2)
    sent = await user.dm("hi")
    started = await client.chat_startStream(channel=sent.channel.id, thread_ts=sent.ts)
    stream = {"channel": sent.channel.id, "ts": started["ts"]}
    for text in "ab":
        await client.chat_appendStream(**stream, markdown_text=text)
    for late in (client.chat_appendStream(**stream, markdown_text="c"), client.chat_stopStream(**stream)):
        assert await error_of(late) == "message_not_in_streaming_state"
    assert sent.thread.text == "ab"
    # What is left over goes on as an edit.
    await client.chat_update(**stream, markdown_text="abc")
    assert sent.thread.text == "abc"


async def test_only_the_next_stream_dies(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    slack.faults.stream_dies(chars=3, times=1)
    sent = await user.dm("hi")
    stream = {"channel": sent.channel.id}
    first = await client.chat_startStream(**stream, thread_ts=sent.ts, markdown_text="abc")
    late = client.chat_appendStream(**stream, ts=first["ts"], markdown_text="d")
    assert await error_of(late) == "message_not_in_streaming_state"
    second = await client.chat_startStream(**stream, thread_ts=sent.ts, markdown_text="abc")
    await client.chat_appendStream(**stream, ts=second["ts"], markdown_text="d")
    await client.chat_stopStream(**stream, ts=second["ts"])
    assert [m.text for m in sent.thread.answers] == ["abc", "abcd"]


async def test_calls_over_the_budget_are_noted_and_refused_on_demand(
    slack: FakeSlack, client: AsyncWebClient, user: User
) -> None:
    sent = await user.dm("hi")
    for _ in range(21):
        await client.chat_startStream(channel=sent.channel.id, thread_ts=sent.ts)
    assert [call.method for call in slack.over_budget] == ["chat.startStream"]
    slack.faults.enforce_tiers = True
    with pytest.raises(SlackApiError) as caught:
        await client.chat_startStream(channel=sent.channel.id, thread_ts=sent.ts)
    assert caught.value.response.status_code == 429
    assert 1 <= int(caught.value.response.headers["Retry-After"]) <= 3
    slack.clock.advance(3)
    await client.chat_startStream(channel=sent.channel.id, thread_ts=sent.ts)


async def test_posts_have_a_budget_per_channel(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.channel("C2")
    for channel in ("C1", "C2"):
        for _ in range(4):
            await client.chat_postMessage(channel=channel, text="x")
    assert slack.over_budget == []
    await client.chat_postMessage(channel="C1", text="x")
    assert [call.arguments["channel"] for call in slack.over_budget] == ["C1"]


async def test_a_scope_goes_missing(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    slack.faults.missing_scope("chat:write")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "chat:write")
    slack.faults.missing_scope("im:history")
    await user.dm("hi")
    assert slack.deliveries == []


async def test_clear_ends_every_fault(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.unknown_method("auth.test")
    slack.faults.stream_dies(appends=1, seconds=1, chars=1)
    slack.faults.enforce_tiers = True
    slack.faults.clear()
    assert (await client.auth_test())["ok"]
    assert slack.workspace.stream_limits.appends is None
    assert slack.workspace.stream_limits.seconds == 300
    assert not slack.faults.enforce_tiers
