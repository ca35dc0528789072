"""Presses, verdicts, reactions and notices over real HTTP: stored first, and nothing pings."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from outgoing import message
from slack_kit import MemoryHost, Talk, action, form, running

from botbridge.adapter import Located
from botbridge.errors import Denied, Unavailable
from botbridge.model.clock import utc_now
from botbridge.model.effect import Delete, Edit, Notify, OfferStop, Post, ShowTasks, StreamClose, StreamOpen
from botbridge.model.event import (
    ActionClicked,
    FeedbackGiven,
    ReactionChanged,
    StopRequested,
)
from botbridge.model.ids import MessageRef
from botbridge.model.message import MessageData
from botbridge.model.task import TaskData, TaskListData
from botbridge.testing.slack import FakeSlack, Message, User

PING = "<!channel> <@U1> & *b*"


async def test_a_click_is_stored_and_acknowledged(talk: Talk) -> None:
    shown = await talk.post(actions=(action("Go", id="a1"), action("Stay", id="a2")))
    assert shown.buttons == ["Go", "Stay"]
    delivery = await talk.user.click(shown, "Stay")
    assert delivery.acknowledged
    (event,) = talk.done
    assert isinstance(event, ActionClicked)
    assert (event.action_id, event.thread) == ("a2", talk.heard.thread)
    assert event.author is not None
    assert event.author.identifier == "slack:T0TEAM:U1"


async def test_a_click_that_cannot_be_stored_is_not_acknowledged(talk: Talk) -> None:
    shown = await talk.post(actions=(action("Go"),))
    talk.host.full = True
    delivery = await talk.user.click(shown, "Go")
    assert not delivery.acknowledged
    assert delivery.attempts[0].status == 503
    assert talk.done == []


async def test_a_click_in_a_conversation_that_nobody_knows_any_more_is_told_so(talk: Talk) -> None:
    shown = await talk.post(actions=(action("Go"),))
    talk.host.forgetful = True
    assert (await talk.user.click(shown, "Go")).acknowledged
    assert talk.notices == [("U1", "This button or question does nothing any more.")]


async def test_a_choice_from_a_menu_is_a_click(talk: Talk) -> None:
    actions = tuple(action(f"Number {number}", id=f"a{number}") for number in range(90))
    shown = await talk.post(actions=actions)
    assert len(shown.buttons) == 76
    await talk.user.click(shown, "More…", "Number 80")
    (event,) = talk.done
    assert isinstance(event, ActionClicked)
    assert event.action_id == "a80"


async def test_labels_notify_nobody(talk: Talk) -> None:
    await talk.post(actions=tuple(action(f"{PING} {number}", id=str(number)) for number in range(80)))
    await talk.ask(form({"id": "f", "label": PING, "description": PING, "placeholder": PING}))
    assert talk.slack.pings == []


async def test_a_button_goes_when_its_message_is_edited_without_it(talk: Talk) -> None:
    made = message("hi", created_at=utc_now(), actions=(action("Go"),))
    ref = await talk.adapter.deliver(Post(thread=talk.heard.thread, message=made, text="hi"))
    assert isinstance(ref, MessageRef)
    shown = await talk.slack.thread.reply()
    await talk.adapter.deliver(Edit(thread=talk.heard.thread, ref=ref, message=replace(made, actions=()), text="hi"))
    assert (shown.text, shown.buttons) == ("hi", [])
    with pytest.raises(LookupError):
        await talk.user.click(shown, "Go")


async def test_a_stream_ends_with_its_buttons(talk: Talk) -> None:
    made = message("one two", actions=(action("Go"),), rated=True)
    opened = StreamOpen(thread=talk.heard.thread, cause=talk.heard, message=made, text="one ")
    ref = await talk.adapter.deliver(opened)
    assert isinstance(ref, MessageRef)
    await talk.adapter.deliver(StreamClose(thread=talk.heard.thread, ref=ref, message=made, text="two"))
    shown = await talk.slack.thread.reply()
    assert (shown.text, shown.buttons) == ("one two", ["Go", "👍", "👎"])


async def test_buttons_that_slack_refuses_cost_no_text(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        talk.slack.faults.error("chat.postMessage", "invalid_blocks")
    shown = await talk.post("**hi**", actions=(action("Go"),))
    assert shown.buttons == []
    assert "without its buttons" in caplog.text


async def test_blocks_that_slack_refuses_leave_the_buttons(talk: Talk) -> None:
    talk.slack.faults.error("chat.postMessage", "invalid_attachments")
    shown = await talk.post("| a |\n| - |\n| b |", actions=(action("Go"),))
    assert shown.buttons == ["Go"]
    assert shown.text == "| a |\n| - |\n| b |"


@pytest.mark.parametrize(
    "change",
    [
        {"action_id": "go"},
        {"action_id": "page"},
        {"action_id": "ACTION:a1"},
        {"action_id": ""},
        {"block_id": "P0z+f"},
        {"block_id": "0:discord:T0TEAM:C1"},
        {"block_id": "0:nothing"},
    ],
)
async def test_a_press_of_something_that_is_not_ours_is_acknowledged_and_does_nothing(
    talk: Talk, change: dict[str, str]
) -> None:
    shown = await talk.post(actions=(action("Go", id="a1"),))
    delivery = await talk.user.click(altered(shown, **change), "Go")
    assert delivery.acknowledged
    assert talk.done == []
    assert talk.notices == []


def altered(shown: Message, **change: str) -> Message:
    """The message as a window would show it whose button bears other ids."""
    other = copy.copy(shown)
    (block,) = [block for block in copy.deepcopy(shown.blocks) if block["type"] == "actions"]
    block["elements"][0].update({name: value for name, value in change.items() if name == "action_id"})
    block.update({name: value for name, value in change.items() if name == "block_id"})
    other.raw = {**shown.raw, "blocks": [block]}
    return other


async def test_an_unsigned_press_is_refused(talk: Talk) -> None:
    shown = await talk.post(actions=(action("Go"),))
    await talk.user.click(shown, "Go")
    body = b"payload=%7B%22type%22%3A%22block_actions%22%7D"
    form_type = "application/x-www-form-urlencoded"
    attempt = await talk.slack.post_raw(body, content_type=form_type, signature="v0=" + "0" * 64)
    assert attempt.status == 401
    assert len(talk.done) == 1


@pytest.mark.parametrize(("side", "value"), [("👍", 1), ("👎", 0)])
async def test_a_verdict_is_about_its_message(talk: Talk, side: str, value: int) -> None:
    shown = await talk.post(rated=True)
    assert shown.buttons == ["👍", "👎"]
    await talk.user.click(shown, side)
    (event,) = talk.done
    assert isinstance(event, FeedbackGiven)
    assert (event.message_id, event.value) == (message().id, value)


async def test_a_reaction_is_of_the_conversation_that_its_message_is_in(talk: Talk) -> None:
    made: MessageData = message("hi", created_at=utc_now())
    ref = await talk.adapter.deliver(Post(thread=talk.heard.thread, message=made, text="hi"))
    assert isinstance(ref, MessageRef)
    talk.host.located[ref] = Located(thread=talk.heard.thread, message_id=made.id)
    shown = await talk.slack.thread.reply()
    await talk.user.react(shown, "+1")
    await talk.user.unreact(shown, "+1")
    await talk.slack.delivered()
    reactions = [event for event in talk.done if isinstance(event, ReactionChanged)]
    assert [(event.emoji, event.added, event.thread) for event in reactions] == [
        ("👍", True, talk.heard.thread),
        ("👍", False, talk.heard.thread),
    ]


async def test_a_reaction_to_what_a_person_said_is_found_by_its_event(talk: Talk) -> None:
    said = next(one for one in talk.slack.thread.messages if not one.by_app)
    talk.host.located[talk.heard.key] = Located(thread=talk.heard.thread, message_id="m1")
    await talk.user.react(said, "heart")
    await talk.slack.delivered()
    (event,) = talk.done
    assert isinstance(event, ReactionChanged)
    assert (event.emoji, event.thread) == ("❤️", talk.heard.thread)


async def test_stop_is_offered_where_slack_has_none_and_goes_when_it_is_over(
    slack: FakeSlack, user: User, host: MemoryHost
) -> None:
    slack.scopes.discard("assistant:write")
    async with running(slack, host) as adapter:
        await user.mention("hello")
        await slack.delivered()
        talk = Talk(slack, user, host, adapter)
        ref = await adapter.deliver(OfferStop(thread=talk.heard.thread, cause=talk.heard))
        assert isinstance(ref, MessageRef)
        shown = await slack.thread.reply()
        assert shown.buttons == ["Stop"]
        await user.click(shown, "Stop")
        (event,) = talk.done
        assert isinstance(event, StopRequested)
        assert event.thread == talk.heard.thread
        await adapter.deliver(Delete(thread=talk.heard.thread, ref=ref, message_id=""))
        assert shown.deleted


async def test_stop_is_not_offered_where_slack_has_its_own(talk: Talk) -> None:
    assert await talk.adapter.deliver(OfferStop(thread=talk.heard.thread, cause=talk.heard)) is None
    assert talk.slack.thread.answers == []


async def test_a_notice_is_seen_by_one_person_in_the_thread_and_notifies_nobody_else(talk: Talk) -> None:
    await talk.adapter.deliver(Notify(thread=talk.heard.thread, to=talk.heard.author, text=f"No. {PING}"))
    (said,) = talk.slack.ephemerals
    assert (said.ephemeral_to, said.root) == ("U1", talk.slack.thread.root)
    assert talk.slack.thread.answers == []
    assert talk.slack.pings == []


async def test_a_notice_to_nobody_is_none(talk: Talk) -> None:
    await talk.adapter.deliver(Notify(thread=talk.heard.thread, to=None, text="hi"))
    assert talk.slack.ephemerals == []


async def test_a_notice_that_cannot_be_shown_is_an_error_but_costs_no_click(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await talk.ask(form({"id": "name"}))
    talk.host.asked["q1"] = replace(talk.host.asked["q1"], outcome="answered")
    talk.slack.faults.error("chat.postEphemeral", "user_not_in_channel")
    assert (await talk.user.click(shown, "Fill in")).acknowledged
    assert "could not be told" in caplog.text
    for fault in ("missing_scope", "not_in_channel"):
        talk.slack.faults.error("chat.postEphemeral", fault)
        with pytest.raises(Denied):
            await talk.adapter.deliver(Notify(thread=talk.heard.thread, to=talk.heard.author, text="hi"))
    talk.slack.faults.status(503, "chat.postEphemeral")
    with pytest.raises(Unavailable):
        await talk.adapter.deliver(Notify(thread=talk.heard.thread, to=talk.heard.author, text="hi"))


async def test_a_list_of_tasks_changes_in_place(talk: Talk) -> None:
    tasks = [TaskData(id="t1", title=f"Pack {PING}"), TaskData(id="t2", title="Drive")]
    listed = TaskListData(id="l1", thread_id="t", title=f"Moving {PING}", tasks=tuple(tasks))
    ref = await talk.adapter.deliver(ShowTasks(thread=talk.heard.thread, list=listed))
    assert isinstance(ref, MessageRef)
    shown = await talk.slack.thread.reply()
    assert [(card["title"], card["status"]) for card in shown.tasks] == [
        (f"Pack {PING}", "pending"),
        ("Drive", "pending"),
    ]
    done = replace(listed, tasks=(replace(tasks[0], state="done", details="ten boxes"), tasks[1]))
    assert await talk.adapter.deliver(ShowTasks(thread=talk.heard.thread, list=done, ref=ref)) is None
    assert [card["status"] for card in shown.tasks] == ["complete", "pending"]
    assert "ten boxes" in shown.text
    assert talk.slack.pings == []
    assert len(talk.slack.thread.answers) == 1
