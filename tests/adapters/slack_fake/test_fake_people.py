"""What people do besides talking: forms, commands, statuses, sessions; and how tests follow them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .test_fake_chat import error_of


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        field("name", "Your name", {"type": "plain_text_input", "action_id": "text"}),
        field("file", "Files", {"type": "file_input", "action_id": "files"}, optional=True),
    ],
}


@pytest.fixture
def opener(bolt: AsyncApp) -> AsyncApp:
    """A Bolt app that opens the modal for `/form`."""

    @bolt.command("/form")
    async def form(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack(f"opening for {body['user_id']}")
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    return bolt


async def test_a_form_is_opened_filled_and_submitted(slack: FakeSlack, opener: AsyncApp, user: User) -> None:
    got: list[Any] = []

    @opener.view("form")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        if values["name"]["text"]["value"] == "x":
            await ack(response_action="errors", errors={"name": "too short"})
            return
        got.append(values)
        await ack()

    await user.command("/form", "now", "C1")
    assert [m.text for m in slack.ephemerals] == ["opening for U1"]
    assert (await user.modal())["callback_id"] == "form"
    with pytest.raises(LookupError, match="please fill in Your name"):
        await user.submit()
    with pytest.raises(LookupError, match="no input is called 'Age'"):
        await user.submit({"Age": "3"})
    refused = await user.submit({"Your name": "x"})
    assert refused.answer()["errors"] == {"name": "too short"}
    assert user.view is not None
    await user.submit({"name": "Alice", "files": [("a.txt", b"hello", "")]})
    assert user.view is None
    assert got[0]["name"]["text"] == {"type": "plain_text_input", "value": "Alice"}
    assert got[0]["file"]["files"]["files"][0]["name"] == "a.txt"


async def test_a_modal_can_be_closed(opener: AsyncApp, user: User) -> None:
    closed: list[str] = []

    @opener.view_closed("form")
    async def on_close(ack: Any, view: dict[str, Any]) -> None:
        closed.append(view["callback_id"])
        await ack()

    await user.command("/form")
    await user.close_view()
    assert closed == ["form"]
    with pytest.raises(LookupError, match="no modal"):
        await user.close_view()


async def test_triggers_live_briefly_and_once(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    trigger = slack.views.new_trigger(user.id)
    opened = await client.views_open(trigger_id=trigger, view=MODAL)
    assert await error_of(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    late = slack.views.new_trigger(user.id)
    slack.clock.advance(4)
    assert await error_of(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.3", view=MODAL)) == "invalid_trigger_id"
    for _ in range(2):
        await client.views_push(trigger_id=slack.views.new_trigger(user.id), view=MODAL)
    push = client.views_push(trigger_id=slack.views.new_trigger(user.id), view=MODAL)
    assert await error_of(push) == "push_limit_reached"
    stale = client.views_update(view_id=opened["view"]["id"], view=MODAL, hash="old")
    assert await error_of(stale) == "hash_conflict"
    long = {**MODAL, "title": plain("x" * 25)}
    assert await error_of(client.views_open(trigger_id=slack.views.new_trigger(user.id), view=long)) == (
        "invalid_arguments"
    )
    huge = {**MODAL, "private_metadata": "x" * 250_000}
    assert await error_of(client.views_open(trigger_id=slack.views.new_trigger(user.id), view=huge)) == (
        "view_too_large"
    )


async def test_the_home_tab_is_published_and_clicked(
    slack: FakeSlack, bolt: AsyncApp, client: AsyncWebClient, user: User
) -> None:
    clicked: list[str] = []

    @bolt.action("set")
    async def act(ack: Any, body: dict[str, Any]) -> None:
        clicked.append(body["view"]["type"])
        await ack()

    button = {"type": "button", "text": plain("Settings"), "action_id": "set"}
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    await client.views_publish(user_id="U1", view=home)
    await user.click_view("Settings", home=True)
    assert clicked == ["home"]
    await user.open_app_home("home")
    assert slack.deliveries[-1].payload["event"]["view"]["type"] == "home"
    assert await error_of(client.views_publish(user_id="U1", view=MODAL)) == "invalid_arguments"


async def test_shortcuts_and_suggestions(slack: FakeSlack, bolt: AsyncApp, client: AsyncWebClient, user: User) -> None:
    used: list[str] = []

    @bolt.shortcut("settings")
    async def settings(ack: Any, body: dict[str, Any]) -> None:
        used.append(body["type"])
        await ack()

    @bolt.options("city")
    async def cities(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[{"text": plain(payload["value"] + "n"), "value": "1"}])

    sent = await user.say("hi", "C1")
    await user.shortcut("settings")
    await user.shortcut("settings", sent)
    assert used == ["shortcut", "message_action"]
    select = {"type": "external_select", "action_id": "city", "placeholder": plain("City")}
    posted = await client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "actions", "elements": [select]}])
    message = slack.channel("C1").messages[posted["ts"]]
    assert [o["text"]["text"] for o in await user.suggest(message, "City", "Berli")] == ["Berlin"]


async def test_response_urls_wear_out(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    from slack_sdk.webhook.async_client import AsyncWebhookClient  # noqa: PLC0415

    sent = await user.say("hi", "C1")
    webhook = AsyncWebhookClient(slack.response_urls.new(sent.channel, "U1", None))
    statuses = [(await webhook.send(text=str(n), response_type="in_channel")).status_code for n in range(6)]
    assert statuses == [200] * 5 + [404]
    old = AsyncWebhookClient(slack.response_urls.new(sent.channel, "U1", None))
    slack.clock.advance(1_801)
    assert (await old.send(text="x")).status_code == 404


async def test_a_status_clears_with_the_message_or_after_two_minutes(
    slack: FakeSlack, client: AsyncWebClient, user: User
) -> None:
    sent = await user.dm("hi")
    address = {"channel_id": sent.channel.id, "thread_ts": sent.ts}
    await client.assistant_threads_setStatus(**address, status="is thinking…")
    assert sent.thread.status == "is thinking…"
    await client.chat_postMessage(channel=sent.channel.id, thread_ts=sent.ts, text="x")
    assert sent.thread.status == ""
    await client.assistant_threads_setStatus(**address, status="is thinking…")
    slack.clock.advance(121)
    assert sent.thread.status == ""
    await client.assistant_threads_setStatus(**address, status="is thinking…")
    await client.assistant_threads_setStatus(**address, status="")
    assert sent.thread.status == ""
    wrong = {**address, "thread_ts": "1.1"}
    assert await error_of(client.assistant_threads_setStatus(**wrong, status="x")) == "invalid_thread_ts"


async def test_titles_prompts_and_sessions(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.dm("hi")
    address = {"channel_id": sent.channel.id, "thread_ts": sent.ts}
    prompts = [{"title": "Hi", "message": "Say hi"}]
    await client.assistant_threads_setTitle(**address, title="Old")
    await client.assistant_threads_setSuggestedPrompts(**address, prompts=prompts)
    assert slack.workspace.prompts[sent.channel.id, sent.ts] == prompts
    assert await error_of(client.assistant_threads_setSuggestedPrompts(**address, prompts=prompts * 5)) == (
        "invalid_arguments"
    )
    rename = {**address, "title": "New"}
    assert await error_of(client.api_call("agents.sessions.rename", json=rename)) == "session_not_found"
    await client.api_call("agents.sessions.setStatus", json={**address, "status": "processing"})
    await client.api_call("agents.sessions.rename", json=rename)
    assert (sent.thread.title, sent.thread.session) == ("New", "processing")
    await user.rename_session(sent.thread, "Mine")
    assert slack.deliveries[-1].payload["event"]["previous_title"] == "New"
    slack.subscriptions.discard("agent_session_stopped")
    deaf = await client.api_call("agents.sessions.setStatus", json={**address, "status": "processing"})
    assert deaf["warning"] == "missing_agent_session_stopped_event_subscription"
    slack.agent = False
    assert await error_of(client.api_call("agents.sessions.rename", json=rename)) == "not_agent_app"
    top = client.assistant_threads_setSuggestedPrompts(channel_id=sent.channel.id, prompts=prompts, thread_ts="")
    assert await error_of(top) == "not_agent_app"


async def test_replies_come_one_by_one(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.dm("hi")
    for text in ("one", "two"):
        await client.chat_postMessage(channel=sent.channel.id, text=text)
    assert [(await slack.thread.reply()).text, (await sent.thread.reply()).text] == ["one", "two"]
    with pytest.raises(TimeoutError, match="no reply"):
        await slack.thread.reply(timeout=0.05)


async def test_settled_waits_until_nothing_changes(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.mention("hi", "C1")

    async def answer_in_steps() -> None:
        posted = await client.chat_postMessage(channel="C1", thread_ts=sent.ts, text="0")
        for step in range(1, 4):
            await asyncio.sleep(0.1)
            await client.chat_update(channel="C1", ts=posted["ts"], text=str(step))

    answering = asyncio.create_task(answer_in_steps())
    (answer,) = await slack.thread.settled(quiet=0.3)
    await answering
    assert answer.versions == ["0", "1", "2", "3"]
    await user.say("again", thread=sent.thread)
    assert sent.thread.answers == []


async def test_nobody_has_spoken_yet(slack: FakeSlack) -> None:
    with pytest.raises(LookupError, match="nobody has said anything"):
        _ = slack.thread.messages


async def test_what_is_said_beside_threads_belongs_to_the_opened_home(
    slack: FakeSlack, client: AsyncWebClient, user: User
) -> None:
    await user.open_app_home()
    await client.chat_postMessage(channel=user.dm_channel.id, text="welcome")
    assert (await slack.thread.reply()).text == "welcome"
    sent = await user.dm("hi", thread=slack.thread)
    assert sent.thread_ts is None
    await slack.bot("B2").say("beep", user.dm_channel.id)
    assert slack.thread == sent.thread == slack.thread(sent)
    held = slack.thread
    await user.mention("elsewhere", "C1")
    assert held == sent.thread != slack.thread


async def test_an_assistant_thread_starts_without_answers(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    thread = await user.open_assistant_thread()
    assert thread.answers == []
    await client.chat_postMessage(channel=thread.channel, thread_ts=thread.root, text="welcome")
    assert (await slack.thread.reply()).text == "welcome"


async def test_the_app_comes_and_goes(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    slack.channel("C2", bot=False)
    await user.invite("C2")
    assert (await client.chat_postMessage(channel="C2", text="x"))["ok"]
    await user.remove_app("C2")
    assert await error_of(client.chat_postMessage(channel="C2", text="x")) == "not_in_channel"
    await user.archive("C1")
    assert await error_of(client.chat_postMessage(channel="C1", text="x")) == "is_archived"
    slack.uninstall()
    assert await error_of(client.auth_test()) == "account_inactive"
    told = [delivery.type for delivery in slack.deliveries]
    assert told == [
        "member_joined_channel",
        "message",
        "channel_left",
        "channel_archive",
        "tokens_revoked",
        "app_uninstalled",
    ]


async def test_timestamps_may_collide_over_channels(slack: FakeSlack, user: User) -> None:
    slack.channel("C2")
    sent = [await user.say("hi", channel, ts="1700000000.000100") for channel in ("C1", "C2")]
    assert sent[0].ts == sent[1].ts
    assert sent[0].thread.messages != sent[1].thread.messages
