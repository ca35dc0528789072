"""Events as a real Bolt app gets them by HTTP: signed, retried, in Slack's shapes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User


class Receiver:
    """A bare HTTP endpoint that answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, float]] = []
        self.got: list[tuple[dict[str, str], Any]] = []

    async def receive(self, request: web.Request) -> web.Response:
        status, delay = self.answers.pop(0) if self.answers else (200, 0.0)
        self.got.append((dict(request.headers), await request.json()))
        await asyncio.sleep(delay)
        return web.Response(status=status)


@pytest.fixture
async def receiver(slack: FakeSlack) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/slack/events", receiver.receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield receiver
    await runner.cleanup()


def events(slack: FakeSlack) -> list[dict[str, Any]]:
    return [delivery.payload["event"] for delivery in slack.deliveries if delivery.kind == "events_api"]


async def test_a_bolt_app_answers_a_mention(slack: FakeSlack, bolt: AsyncApp, user: User) -> None:
    seen: list[str] = []

    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        await say(text=f"you said {event['text']}", thread_ts=event["ts"])

    @bolt.event("message")
    async def message(event: dict[str, Any]) -> None:
        seen.append(event.get("bot_id", event.get("user")))

    assert await slack.verify_url()
    await user.mention("hi", channel="C1")
    reply = await slack.thread.reply()
    assert reply.text == "you said @botbridge hi"
    await slack.delivered()
    # Bolt itself drops what the bot said; Slack delivers it.
    assert seen == ["U1"]
    assert [d.payload["event"].get("bot_id") for d in slack.deliveries] == [None, None, "B0BOT"]
    assert all(delivery.status == 200 for delivery in slack.deliveries)


async def test_a_mention_is_delivered_twice_with_one_ts(slack: FakeSlack, user: User) -> None:
    await user.mention("hi", "C1")
    mention, message = slack.deliveries
    assert (mention.type, message.type) == ("app_mention", "message")
    assert mention.payload["event"]["ts"] == message.payload["event"]["ts"]
    assert mention.payload["event_id"] != message.payload["event_id"]
    assert message.payload["event"]["channel_type"] == "channel"


async def test_direct_messages_come_once(slack: FakeSlack, user: User) -> None:
    await user.dm("<@U0BOT> a < b & c https://x.test")
    (event,) = events(slack)
    assert event["channel_type"] == "im"
    assert event["text"] == "<@U0BOT> a &lt; b &amp; c <https://x.test>"
    assert event["client_msg_id"]


async def test_edits_deletions_joins_and_other_bots_are_told(slack: FakeSlack, user: User) -> None:
    sent = await user.say("one", "C1")
    await user.edit(sent, "two")
    await user.react(sent, "+1")
    await user.delete(sent)
    await user.join("C1")
    await slack.bot("B2").say("beep", "C1")
    told = [(event["type"], event.get("subtype")) for event in events(slack)]
    assert told == [
        ("message", None),
        ("message", "message_changed"),
        ("reaction_added", None),
        ("message", "message_deleted"),
        ("message", "channel_join"),
        ("member_joined_channel", None),
        ("message", "bot_message"),
    ]
    changed = events(slack)[1]
    assert changed["message"]["text"] == "two"
    assert changed["previous_message"]["text"] == "one"
    with pytest.raises(PermissionError):
        await slack.user("U2").edit(sent, "three")


async def test_the_bots_own_messages_come_back(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1", text="x")
    await client.chat_update(channel="C1", ts=posted["ts"], text="y")
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert [event.get("subtype") for event in events(slack)] == [None, "message_changed", "message_deleted"]
    assert events(slack)[0]["bot_id"] == "B0BOT"
    assert events(slack)[1]["message"]["edited"]["user"] == "U0BOT"


async def test_events_need_membership_scope_and_subscription(slack: FakeSlack, user: User) -> None:
    slack.channel("C2", bot=False)
    await user.mention("hi", "C2")
    slack.subscriptions.discard("app_mention")
    slack.scopes.discard("channels:history")
    await user.mention("hi", "C1")
    assert slack.deliveries == []


async def test_assistant_and_home_events(slack: FakeSlack, user: User) -> None:
    await user.open_app_home(tab="messages")
    thread = await user.open_assistant_thread()
    opened, root, started = events(slack)
    assert (opened["type"], opened["tab"], opened["channel"]) == ("app_home_opened", "messages", "DU1")
    assert root["subtype"] == "assistant_app_thread"
    assert started["assistant_thread"]["thread_ts"] == thread.root


async def test_shared_channels_name_the_foreign_team(slack: FakeSlack) -> None:
    await slack.user("U9", team="T2").say("hi", "C1")
    payload = slack.deliveries[-1].payload
    assert payload["is_ext_shared_channel"]
    assert (payload["team_id"], payload["event"]["user_team"]) == ("T0TEAM", "T2")


async def test_a_failed_delivery_is_retried_and_says_so(slack: FakeSlack, receiver: Receiver, user: User) -> None:
    receiver.answers = [(500, 0), (500, 0), (200, 0)]
    await user.dm("hi")
    await slack.delivered()
    (delivery,) = slack.deliveries
    assert (delivery.retries, delivery.acknowledged) == (2, True)
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in receiver.got]
    assert numbers == [None, "1", "2"]
    assert receiver.got[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({body["event_id"] for _, body in receiver.got}) == 1


async def test_slack_gives_up_after_three_retries(slack: FakeSlack, receiver: Receiver, user: User) -> None:
    receiver.answers = [(500, 0)] * 9
    await user.dm("hi")
    await slack.delivered()
    assert len(receiver.got) == 4
    assert not slack.deliveries[0].acknowledged


async def test_the_deadline_counts(receiver: Receiver, slack: FakeSlack, user: User) -> None:
    slack.courier.deadline = 0.1
    receiver.answers = [(200, 0.5)]
    await user.dm("hi")
    await slack.delivered()
    first, second = slack.deliveries[0].attempts
    assert (first.reason, first.acknowledged) == ("http_timeout", False)
    assert (second.retry_num, second.acknowledged) == (1, True)


async def test_an_app_that_is_down_gets_it_when_it_is_back(slack: FakeSlack, user: User) -> None:
    slack.deliver_to = "http://127.0.0.1:9/slack/events"
    await user.dm("hi")
    await slack.delivered()
    assert [a.reason for a in slack.deliveries[0].attempts] == ["connection_failed"] * 4


async def test_duplicates_and_retry_marks_on_demand(slack: FakeSlack, receiver: Receiver, user: User) -> None:
    slack.faults.duplicate_deliveries = 1
    await user.dm("one")
    slack.faults.retry_marks = 1
    await user.dm("two")
    await slack.delivered()
    slack.redeliver(slack.deliveries[0], retry_num=2)
    await slack.delivered()
    by_text: dict[str, list[str | None]] = {}
    for headers, body in receiver.got:
        by_text.setdefault(body["event"]["text"], []).append(headers.get("X-Slack-Retry-Num"))
    assert by_text == {"one": [None, None, "2"], "two": ["1"]}


async def test_forged_old_and_broken_requests_are_refused_by_bolt(slack: FakeSlack, bolt: AsyncApp) -> None:
    body = b'{"type": "event_callback"}'
    assert (await slack.post_raw(body, signature="v0=bad")).status == 401
    assert (await slack.post_raw(body, age=301)).status == 401
    assert await slack.verify_url()


async def test_buttons_reach_the_app_and_the_message_changes(
    slack: FakeSlack, bolt: AsyncApp, client: AsyncWebClient, user: User
) -> None:
    @bolt.action("go")
    async def go(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        chosen = body["state"]["values"]["b"]["pick"]["selected_option"]["value"]
        await respond(text=f"{body['actions'][0]['value']} {chosen}", replace_original=True, blocks=[])

    text = {"type": "plain_text", "text": "Go"}
    options = [{"text": {"type": "plain_text", "text": "Red"}, "value": "r"}]
    pick = {"type": "static_select", "action_id": "pick", "options": options}
    elements = [{"type": "button", "text": text, "action_id": "go", "value": "1"}, pick]
    blocks = [{"type": "actions", "block_id": "b", "elements": elements}]
    posted = await client.chat_postMessage(channel="C1", text="choose", blocks=blocks)
    message = slack.channel("C1").messages[posted["ts"]]
    with pytest.raises(LookupError, match="'Go', 'pick'"):
        await user.click(message, "Stay")
    with pytest.raises(LookupError, match="no option 'Blue'"):
        await user.click(message, "pick", "Blue")
    delivery = await user.click(message, "Go", values={"pick": "Red"})
    assert delivery.acknowledged
    assert delivery.payload["container"]["message_ts"] == message.ts
    assert message.text == "1 r"
    await client.chat_delete(channel="C1", ts=message.ts)
    with pytest.raises(LookupError, match="deleted"):
        await user.click(message, "Go")


async def test_closing_does_not_wait_for_retries() -> None:
    async with asyncio.timeout(2):
        async with FakeSlack(deliver_to="http://127.0.0.1:9/slack/events") as slack:
            await slack.user("U1").dm("hi")
            await slack.until(lambda: len(slack.deliveries[0].attempts) == 2)
    assert slack.deliveries[0].done.is_set()
