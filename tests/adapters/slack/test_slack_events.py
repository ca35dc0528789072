"""Events come in over real HTTP: stored first, acknowledged then, refused when they are not Slack's."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from slack_kit import MemoryHost, running

from botbridge.errors import AdapterError
from botbridge.model.effect import Working
from botbridge.model.event import ChatOpened, StopRequested
from botbridge.testing.slack import FakeSlack, User
from botbridge_slack import webhook
from botbridge_slack.adapter import SlackAdapter
from botbridge_slack.config import EVENTS_PATH


async def test_a_mention_is_one_stored_event(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    said = await user.mention("hi there")
    await slack.delivered()
    (event,) = host.messages
    assert (event.text, event.key) == ("hi there", f"slack:{said.ts}:T0TEAM:C1")
    assert len(slack.deliveries) == 2
    assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_a_redelivery_is_the_same_event(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    await user.mention("hi")
    await slack.delivered()
    slack.redeliver(slack.deliveries[0])
    await slack.delivered()
    assert len(host.messages) == 1


async def test_the_acknowledgement_waits_for_the_store(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    stored = asyncio.Event()
    host.before_storing = stored.wait
    await user.dm("hi")
    await asyncio.sleep(0.1)
    assert not any(delivery.acknowledged for delivery in slack.deliveries)
    stored.set()
    await slack.delivered()
    assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_what_cannot_be_stored_comes_again(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    host.full = True
    await user.dm("hi")
    await slack.until(lambda: slack.deliveries and slack.deliveries[0].attempts)
    assert slack.deliveries[0].attempts[0].status == 503
    host.full = False
    await slack.delivered()
    assert [event.text for event in host.messages] == ["hi"]


async def test_a_failure_of_the_host_that_nobody_foresaw_is_a_failure_to_slack(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_once() -> None:
        host.before_storing = None
        raise ZeroDivisionError

    host.before_storing = break_once
    await user.dm("hi")
    await slack.delivered()
    assert slack.deliveries[0].attempts[0].status == 500
    assert "ZeroDivisionError" in caplog.text
    assert [event.text for event in host.messages] == ["hi"]


async def test_joins_edits_deletions_and_other_bots_are_acknowledged_and_dropped(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    said = await user.say("nobody in particular")
    await user.join("C1")
    await user.edit(said, "still nobody")
    await user.delete(said)
    await user.react(await user.say("like this"), "thumbsup")
    await slack.bot("B9").say("beep", mention=True)
    await slack.delivered()
    assert host.events == []
    assert all(delivery.acknowledged and delivery.attempts[-1].status == 200 for delivery in slack.deliveries)


async def test_our_own_messages_are_acknowledged_and_dropped(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    await user.dm("hi")
    await slack.delivered()
    await adapter._running().delivery._api.call("chat.postMessage", {"channel": user.dm_channel.id, "text": "hello"})
    await slack.delivered()
    assert len(host.events) == 1


async def test_the_handshake_is_answered(slack: FakeSlack, adapter: SlackAdapter) -> None:
    assert await slack.verify_url()


async def test_the_ssl_check_is_answered(slack: FakeSlack, adapter: SlackAdapter) -> None:
    form = "application/x-www-form-urlencoded"
    assert (await slack.post_raw(b"ssl_check=1&token=t", content_type=form)).status == 200


EVENT = json.dumps({"type": "event_callback", "event": {"type": "message", "channel": "D1", "channel_type": "im",
                    "user": "U1", "ts": "1.0", "text": "forged"}}).encode()  # fmt: skip


async def test_forged_and_old_requests_are_refused(slack: FakeSlack, host: MemoryHost, adapter: SlackAdapter) -> None:
    attempts = [
        await slack.post_raw(EVENT, signature="v0=" + "0" * 64),
        await slack.post_raw(EVENT, signature=""),
        await slack.post_raw(EVENT, signature="v0=\u00e9"),
        await slack.post_raw(EVENT, age=301),
        await slack.post_raw(EVENT, age=-301),
        await slack.post_raw(EVENT, headers={"X-Slack-Request-Timestamp": "now"}),
        await slack.post_raw(EVENT, headers={"X-Slack-Request-Timestamp": "9" * 400}),
    ]
    assert [attempt.status for attempt in attempts] == [401] * len(attempts)
    assert host.events == []
    assert (await slack.post_raw(EVENT)).status == 200
    assert [event.text for event in host.messages] == ["forged"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": ',
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"authorizations": ["x"]}',
        b'{"authorizations": 7}',
        b"[" * 100_000,
        b"payload=%7B",
    ],
)
async def test_malformed_bodies_are_refused(
    slack: FakeSlack, host: MemoryHost, adapter: SlackAdapter, body: bytes
) -> None:
    attempt = await slack.post_raw(body)
    assert attempt.status == 400
    assert host.events == []


async def test_oversized_bodies_are_refused(slack: FakeSlack, host: MemoryHost, adapter: SlackAdapter) -> None:
    body = b'{"type": "event_callback", "x": "' + b"x" * webhook.MOST_BYTES + b'"}'
    assert (await slack.post_raw(body)).status == 413
    assert host.events == []


@pytest.mark.parametrize(
    "body",
    [b"{}", b"", b'{"type": "event_callback", "event": {"type": "emoji_changed"}}', b'{"type": "something_new"}'],
)
async def test_what_the_app_has_no_use_for_is_acknowledged(
    slack: FakeSlack, host: MemoryHost, adapter: SlackAdapter, body: bytes
) -> None:
    assert (await slack.post_raw(body)).status == 200
    assert host.events == []


async def test_interactions_and_commands_are_acknowledged(slack: FakeSlack, adapter: SlackAdapter) -> None:
    form = "application/x-www-form-urlencoded"
    assert (await slack.post_raw(b"payload=%7B%22type%22%3A%22block_actions%22%7D", content_type=form)).status == 200
    assert (await slack.post_raw(b"command=%2Fask&text=x", content_type=form)).status == 200


async def test_slack_holding_back_is_logged(
    slack: FakeSlack, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await slack.post_raw(b'{"type": "app_rate_limited", "minute_rate_limited": 1}')).status == 200
    assert "holds events back" in caplog.text


async def test_before_and_after_its_life_the_adapter_takes_nothing(slack: FakeSlack, host: MemoryHost) -> None:
    adapter = SlackAdapter.create(host)  # type: ignore[arg-type]
    assert not adapter.ready
    async with running(slack, host) as adapter:
        assert adapter.ready
        assert [route.path for route in adapter.routes()] == [EVENTS_PATH]  # type: ignore[attr-defined]
    assert not adapter.ready


async def test_the_agents_events_come_in(slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> None:
    said = await user.dm("hi")
    await slack.delivered()
    await adapter.deliver(Working(thread=host.messages[0].thread, on=True))
    assert said.thread.session == "processing"
    await user.stop(said.thread)
    await user.open_app_home()
    await slack.delivered()
    stops = [event for event in host.events if isinstance(event, StopRequested)]
    assert [stop.thread for stop in stops] == [host.messages[0].thread]
    assert not [event for event in host.events if isinstance(event, ChatOpened)]


async def test_the_older_assistant_pane_comes_in(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter
) -> None:
    thread = await user.open_assistant_thread()
    await slack.delivered()
    (event,) = host.events
    assert isinstance(event, ChatOpened)
    assert event.thread.parts == ("T0TEAM", thread.channel, thread.root)


async def test_a_token_without_assistant_write_makes_dms_flat(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    slack.scopes.discard("assistant:write")
    async with running(slack, host):
        await user.open_app_home()
        await user.dm("one")
        await user.dm("two")
        await slack.delivered()
    assert {event.thread.parts for event in host.events} == {("T0TEAM", user.dm_channel.id)}
    assert isinstance(host.events[0], ChatOpened)


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_a_refused_token_stops_the_start_in_one_line(slack: FakeSlack, host: MemoryHost, code: str) -> None:
    slack.faults.error("auth.test", code)
    with pytest.raises(AdapterError, match=f"SLACK_BOT_TOKEN \\({code}\\)") as caught:
        async with running(slack, host):
            pytest.fail("it must not run")
    assert "\n" not in str(caught.value)
    assert "xoxb" not in str(caught.value)


async def test_a_wrong_token_stops_the_start(slack: FakeSlack) -> None:
    host = MemoryHost({**slack.env(), "SLACK_BOT_TOKEN": "xoxb-wrong"})
    with pytest.raises(AdapterError, match="invalid_auth"):
        async with running(slack, host):
            pytest.fail("it must not run")


async def test_a_slack_that_fails_or_is_not_there_stops_the_start(slack: FakeSlack, host: MemoryHost) -> None:
    slack.faults.status(503, "auth.test")
    with pytest.raises(AdapterError, match="cannot be reached"):
        async with running(slack, host):
            pytest.fail("it must not run")
    nowhere = MemoryHost({**slack.env(), "SLACK_API_URL": "http://127.0.0.1:9/api"})
    with pytest.raises(AdapterError, match=r"http://127\.0\.0\.1:9/api/"):
        async with running(slack, nowhere):
            pytest.fail("it must not run")


async def test_no_token_is_logged(
    slack: FakeSlack,
    user: User,
    host: MemoryHost,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in slack.env().items():
        monkeypatch.setenv(name, value)  # as in life: the SDK looks there by itself
    caplog.set_level(logging.DEBUG)
    async with running(slack, host):
        await user.mention("hi")
        await slack.post_raw(EVENT, signature="v0=0")
        await slack.delivered()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("botbridge", "slack"))]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not any(secret in line for line in ours for secret in slack.env().values() if "http" not in secret)
