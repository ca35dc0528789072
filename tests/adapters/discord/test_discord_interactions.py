"""Commands, buttons and forms: what is answered at once, and what is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from discord_kit import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from test_discord_inbound import ADA, ANY, BOT, CHANNEL, GUILD, THREAD, Map, context

from botbridge.model.event import MessageReceived, StopRequested, dump, load
from botbridge_discord import interactions, widgets


def interaction(kind: int, data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    usual = {
        "id": "5000",
        "token": "secret-token",
        "type": kind,
        "channel_id": CHANNEL,
        "channel": {"id": CHANNEL, "type": 0},
        "guild_id": GUILD,
        "locale": "de",
        "member": {"nick": "Ada", "user": {"id": ADA, "username": "ada"}},
        "data": data,
    }
    return {**usual, **changes}


def chat(**changes: Any) -> dict[str, Any]:
    data = {"name": "chat", "options": [{"name": "text", "type": 3, "value": "hello *you*"}]}
    return interaction(2, {**data, **changes})


def test_chat_in_a_channel_opens_a_thread_on_what_it_shows() -> None:
    plan = interactions.plan(chat(), context())
    assert plan is not None
    assert (plan.callback, plan.opens, plan.words) == ({"type": 5}, True, "**Ada**: hello *you*")
    assert isinstance(plan.event, MessageReceived)
    assert (plan.event.text, str(plan.event.key)) == ("hello *you*", "discord:5000")
    assert plan.event.author is not None
    assert (plan.event.author.native_id, plan.event.author.locale) == (ADA, "de")


def test_chat_elsewhere_goes_on_where_it_is() -> None:
    for changes in (
        {"channel_id": THREAD, "channel": {"id": THREAD, "type": 11}},
        {"channel": {"id": CHANNEL, "type": 2}},
        {"guild_id": None, "channel": {"type": 1}, "member": None, "user": {"id": ADA, "username": "ada"}},
    ):
        plan = interactions.plan({**chat(), **changes}, context())
        assert plan is not None
        assert plan.event is not None
        assert (plan.opens, str(plan.event.thread)) == (False, f"discord:{changes.get('channel_id', CHANNEL)}")
    plan = interactions.plan(chat(), context(sight=Map(closed={CHANNEL})))
    assert plan is not None
    assert not plan.opens


def test_chat_takes_a_file() -> None:
    options = [{"name": "text", "type": 3, "value": ""}, {"name": "file", "type": 11, "value": "77"}]
    attached = {"id": "77", "filename": "a.txt", "url": "https://cdn/a", "size": 1}
    plan = interactions.plan(chat(options=options, resolved={"attachments": {"77": attached}}), context())
    assert plan is not None
    assert isinstance(plan.event, MessageReceived)
    assert ([file.name for file in plan.event.files], plan.words) == (["a.txt"], "**Ada**: a\\.\u2060txt")


def test_stop_and_reply() -> None:
    stop = interactions.plan(interaction(3, {"custom_id": widgets.STOP}, channel_id=THREAD), context())
    assert stop is not None
    assert isinstance(stop.event, StopRequested)
    assert (stop.callback, str(stop.event.thread), stop.event.in_known_thread) == ({"type": 6}, "discord:12", True)
    reply = interactions.plan(interaction(3, {"custom_id": widgets.REPLY}), context())
    assert reply is not None
    assert (reply.event, reply.callback["type"]) == (None, 9)


@pytest.mark.parametrize("old", [False, True])
def test_a_reply_that_was_written_into_the_form(old: bool) -> None:
    field = {"type": 4, "custom_id": widgets.REPLY_TEXT, "value": " and more \n"}
    row = {"type": 1, "components": [field]} if old else {"type": 18, "component": field}
    form = {"custom_id": widgets.REPLY_FORM, "components": [row]}
    plan = interactions.plan(interaction(5, form, channel_id=THREAD), context())
    assert plan is not None
    assert isinstance(plan.event, MessageReceived)
    assert (plan.event.text, str(plan.event.thread)) == ("and more", f"discord:{THREAD}")
    assert plan.callback["type"] == 4
    assert plan.callback["data"]["content"] == "**Ada**: and more"
    assert plan.callback["data"]["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    "data",
    [
        interaction(3, {"custom_id": "somebody-elses"}),
        interaction(2, {"name": "other"}),
        interaction(5, {"custom_id": "other"}),
        interaction(4, {"name": "chat"}),
        interaction(3, {"custom_id": widgets.STOP}, channel_id=None),
        {},
    ],
)
def test_what_is_not_ours_is_left_alone(data: dict[str, Any]) -> None:
    assert interactions.plan(data, context()) is None


def test_the_token_is_not_kept() -> None:
    plan = interactions.plan(chat(), context())
    assert plan is not None
    assert plan.event is not None
    assert "secret-token" not in json.dumps(dump(plan.event))


@given(st.integers(0, 6), st.dictionaries(st.sampled_from(sorted(chat())), ANY))
def test_interactions_of_any_shape_are_taken(kind: int, changes: dict[str, Any]) -> None:
    plan = interactions.plan({**chat(), "type": kind, **changes}, context())
    assert plan is None or plan.event is None or load(dump(plan.event)) == plan.event


@pytest.mark.skipif(not PAYLOADS.is_file(), reason="the recorded payloads are not part of the repository")
def test_recorded_clicks_of_others_are_left_alone() -> None:
    recorded = json.loads(PAYLOADS.read_text(encoding="utf-8"))
    for name in ("buttonClickHello", "dmButtonClick", "differentUser"):
        assert interactions.plan(recorded[name], context(bot_id=BOT)) is None
    ours = {**recorded["buttonClickHello"], "data": {"custom_id": widgets.STOP, "component_type": 2}}
    plan = interactions.plan(ours, context())
    assert plan is not None
    assert plan.event is not None
    assert str(plan.event.thread) == f"discord:{recorded['metadata']['threadId']}"


def test_our_own_widgets_fit() -> None:
    command = widgets.chat_command()
    assert all(len(option["description"]) <= 100 for option in command["options"])
    form = widgets.reply_form()
    assert len(form["title"]) <= 45
    assert widgets.buttons(growing=False, replies=False) == []
    assert widgets.buttons(growing=True, replies=True)[0]["components"][0]["label"] == "Stop"
    assert widgets.buttons(growing=False, replies=True)[0]["components"][0]["label"] == "Reply"
