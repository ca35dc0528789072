"""Commands, buttons and forms: what is answered at once, and what is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from discord_kit import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from test_discord_inbound import ADA, ANY, BOT, CHANNEL, GUILD, THREAD, Map, context

from botbridge.model.event import (
    ActionClicked,
    FeedbackGiven,
    MessageReceived,
    QuestionAnswered,
    StopRequested,
    dump,
    load,
)
from botbridge.model.ids import ThreadKey
from botbridge_discord import interactions, widgets
from botbridge_discord.buttons import Page, Press, Verdict, custom_id
from botbridge_discord.interactions import FormWork, Plan

KEY = ThreadKey("discord", (THREAD,))
STOP, REPLY = custom_id(Press.STOP, KEY), custom_id(Press.REPLY, KEY)


def planned(data: dict[str, Any]) -> Plan:
    plan = interactions.plan(data, context())
    assert isinstance(plan, Plan)
    return plan


def pressed(press: Press, about: object = "", **more: Any) -> dict[str, Any]:
    return interaction(3, {"custom_id": custom_id(press, KEY, about), **more}, channel_id=THREAD)


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
    assert isinstance(plan, Plan)
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
        assert isinstance(plan, Plan)
        assert plan.event is not None
        assert (plan.opens, str(plan.event.thread)) == (False, f"discord:{changes.get('channel_id', CHANNEL)}")
    plan = interactions.plan(chat(), context(sight=Map(closed={CHANNEL})))
    assert isinstance(plan, Plan)
    assert not plan.opens


def test_chat_takes_a_file() -> None:
    options = [{"name": "text", "type": 3, "value": ""}, {"name": "file", "type": 11, "value": "77"}]
    attached = {"id": "77", "filename": "a.txt", "url": "https://cdn/a", "size": 1}
    plan = interactions.plan(chat(options=options, resolved={"attachments": {"77": attached}}), context())
    assert isinstance(plan, Plan)
    assert isinstance(plan.event, MessageReceived)
    assert ([file.name for file in plan.event.files], plan.words) == (["a.txt"], "**Ada**: a\\.\u2060txt")


def test_stop_and_reply() -> None:
    stop = planned(pressed(Press.STOP))
    assert isinstance(stop.event, StopRequested)
    assert (stop.callback, stop.event.thread, stop.event.in_known_thread) == ({"type": 6}, KEY, True)
    reply = planned(pressed(Press.REPLY))
    assert (reply.event, reply.callback["type"]) == (None, 9)
    assert reply.callback["data"]["custom_id"] == REPLY


def test_buttons_and_menus_of_the_app() -> None:
    click = planned(pressed(Press.ACTION, "a-1")).event
    assert isinstance(click, ActionClicked)
    assert (click.action_id, click.thread, click.key, click.payload) == ("a-1", KEY, "discord:5000", {})
    assert click.author is not None
    assert click.author.native_id == ADA
    chosen = planned(pressed(Press.CHOOSE, 0, values=["a-2"])).event
    assert isinstance(chosen, ActionClicked)
    assert chosen.action_id == "a-2"
    assert interactions.plan(pressed(Press.CHOOSE, 0, values=[]), context()) is None


def test_a_press_names_its_conversation_where_a_channel_holds_several() -> None:
    data = interaction(3, {"custom_id": custom_id(Press.ACTION, ThreadKey("discord", ("777",)), "a-1")})
    event = planned(data).event
    assert event is not None
    assert str(event.thread) == "discord:777"


def test_verdicts_are_thanked_for_and_can_be_explained() -> None:
    plan = planned(pressed(Press.JUDGE, Verdict(0, "m-1")))
    assert isinstance(plan.event, FeedbackGiven)
    assert (plan.event.message_id, plan.event.value, plan.event.comment) == ("m-1", 0, None)
    assert plan.thanks is not None
    (button,) = plan.thanks["components"][0]["components"]
    form = planned(interaction(3, {"custom_id": button["custom_id"]}, channel_id=THREAD))
    assert (form.event, form.callback["type"]) == (None, 9)
    field = {"type": 18, "component": {"type": 4, "custom_id": "words", "value": " too long\n"}}
    said = {"custom_id": form.callback["data"]["custom_id"], "components": [field]}
    told = planned(interaction(5, said, channel_id=THREAD, message={"flags": 64}))
    assert isinstance(told.event, FeedbackGiven)
    assert (told.event.comment, told.event.value, told.callback["type"]) == ("too long", 0, 7)


def test_questions_are_answered_by_their_form_or_cancelled() -> None:
    shown = interactions.plan(pressed(Press.ANSWER, Page(1, "q-1")), context())
    assert isinstance(shown, FormWork)
    assert (shown.page, shown.thread, shown.submitted, shown.in_notice) == (Page(1, "q-1"), KEY, None, False)
    form = interaction(5, {"custom_id": custom_id(Press.ANSWER, KEY, Page(0, "q-1"))}, message={"flags": 64})
    filled = interactions.plan(form, context())
    assert isinstance(filled, FormWork)
    assert (filled.submitted is None, filled.in_notice) == (False, True)
    cancelled = planned(pressed(Press.CANCEL, "q-1")).event
    assert isinstance(cancelled, QuestionAnswered)
    assert (cancelled.question_id, cancelled.values) == ("q-1", None)


@pytest.mark.parametrize("old", [False, True])
def test_a_reply_that_was_written_into_the_form(old: bool) -> None:
    field = {"type": 4, "custom_id": "words", "value": " and more \n"}
    row = {"type": 1, "components": [field]} if old else {"type": 18, "component": field}
    form = {"custom_id": REPLY, "components": [row]}
    plan = interactions.plan(interaction(5, form, channel_id=THREAD), context())
    assert isinstance(plan, Plan)
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
        interaction(3, {"custom_id": STOP}, channel_id=None),
        *(interaction(3, {"custom_id": one}) for one in ("bb", "bb:stop", "bb:stop:x:", "bb:new:1:", "bb:judge:1:7.m")),
        *(interaction(3, {"custom_id": f"bb:answer:1:{one}"}) for one in ("", "x.q", "-1.q", "1.", "12345.q")),
        interaction(5, {"custom_id": STOP}),
        interaction(5, {"custom_id": custom_id(Press.COMMENT, KEY, "new")}),
        {},
    ],
)
def test_what_is_not_ours_is_left_alone(data: dict[str, Any]) -> None:
    assert interactions.plan(data, context()) is None


def test_the_token_is_not_kept() -> None:
    plan = interactions.plan(chat(), context())
    assert isinstance(plan, Plan)
    assert plan.event is not None
    assert "secret-token" not in json.dumps(dump(plan.event))


@given(st.integers(0, 6), st.dictionaries(st.sampled_from(sorted(chat())), ANY))
def test_interactions_of_any_shape_are_taken(kind: int, changes: dict[str, Any]) -> None:
    plan = interactions.plan({**chat(), "type": kind, **changes}, context())
    assert not isinstance(plan, Plan) or plan.event is None or load(dump(plan.event)) == plan.event


@pytest.mark.skipif(not PAYLOADS.is_file(), reason="the recorded payloads are not part of the repository")
def test_recorded_clicks_of_others_are_left_alone() -> None:
    recorded = json.loads(PAYLOADS.read_text(encoding="utf-8"))
    for name in ("buttonClickHello", "dmButtonClick", "differentUser"):
        assert interactions.plan(recorded[name], context(bot_id=BOT)) is None
    here = ThreadKey("discord", (recorded["metadata"]["threadId"],))
    ours = {**recorded["buttonClickHello"], "data": {"custom_id": custom_id(Press.STOP, here), "component_type": 2}}
    plan = interactions.plan(ours, context())
    assert isinstance(plan, Plan)
    assert plan.event is not None
    assert plan.event.thread == here


def test_our_own_command_fits() -> None:
    command = widgets.chat_command()
    assert all(len(option["description"]) <= 100 for option in command["options"])
