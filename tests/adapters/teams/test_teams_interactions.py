"""Presses, forms, verdicts and reactions: stored, and answered while the person waits."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from outgoing import message
from teams_kit import MemoryHost, Sender

from botbridge.adapter import Located
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.effect import Edit, Notify, OfferStop, Post, ShowTasks, Working
from botbridge.model.event import ActionClicked, Event, FeedbackGiven, QuestionAnswered, ReactionChanged, StopRequested
from botbridge.model.ids import MessageRef
from botbridge.model.task import TaskData, TaskListData
from botbridge.testing.teams import FakeTeams, Message, User
from botbridge_teams import address
from botbridge_teams.adapter import TeamsAdapter

PAY = ActionData(id="a1", name="pay", label="Pay")
FORM = [
    {"id": "name", "label": "Name", "type": "text", "required": True},
    {"id": "day", "label": "Day", "type": "select", "options": ["mon", "tue"]},
]


def question(sender: Sender, props: dict[str, Any], **more: Any) -> AskData:
    return AskData(
        id="q1", thread_id=sender.key.thread_id, kind="element", timeout=9, element_id="e1", props=props, **more
    )


async def asked(sender: Sender, host: MemoryHost, ask: AskData) -> Message:
    host.asked[ask.id] = ask
    await sender.post("Please", ask=ask)
    return sender.where.answers[-1]


async def offered(sender: Sender) -> Message:
    await sender.post("May I?", actions=(PAY,))
    return sender.where.answers[-1]


async def test_a_press_is_stored_and_answered(chat: Sender, ada: User, host: MemoryHost) -> None:
    delivery = await ada.click(await offered(chat), "Pay")
    pressed = host.events[-1]
    assert isinstance(pressed, ActionClicked)
    assert (pressed.action_id, pressed.thread, pressed.in_known_thread) == ("a1", chat.key, True)
    assert pressed.author is not None
    assert pressed.author.native_id == ada.aad_object_id
    assert delivery is not None
    assert (delivery.status, delivery.problem, ada.notice) == (200, "", "OK")


async def test_a_refusal_is_read_by_who_pressed_alone(thread: Sender, ada: User, host: MemoryHost) -> None:
    host.refusal = "Not yours."
    await ada.click(await offered(thread), "Pay")
    assert ada.notice == "Not yours."
    assert [one.text for one in thread.where.answers] == ["May I?"]


async def test_what_takes_long_is_acknowledged_in_time(
    chat: Sender, ada: User, host: MemoryHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat.adapter._running().interactivity, "_patience", 0.1)
    host.takes_long, host.refusal = 60.0, "too late for that"
    delivery = await ada.click(await offered(chat), "Pay")
    assert delivery is not None
    assert (delivery.latency < 1, ada.notice) == (True, "OK")


async def test_a_click_that_comes_twice_is_one(chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost) -> None:
    message, before = await offered(chat), len(host.events)
    host.takes_long, teams.faults.duplicate_deliveries = 0.2, 1
    await ada.click(message, "Pay")
    await teams.delivered()
    assert len(host.events) == before + 1
    assert [(one.status, one.problem) for one in teams.deliveries[-2:]] == [(200, "")] * 2


async def test_a_notice_about_a_press_is_its_answer(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await offered(chat)
    told: list[object] = []

    async def perform(event: Event, *, within: float | None = None) -> None:
        told.append(await chat.adapter.deliver(_notice(chat, event)))

    host.perform = perform  # type: ignore[method-assign]
    await ada.click(message, "Pay")
    assert (ada.notice, told, len(chat.where.answers)) == ("only for you", [None], 1)


def _notice(sender: Sender, cause: Event | None) -> Notify:
    return Notify(thread=sender.key, cause=cause, to=cause.author if cause else None, text="only for you")


async def test_another_notice_is_said_where_they_wrote(chat: Sender, thread: Sender) -> None:
    for sender, text in ((chat, "only for you"), (thread, "**Ada Lovelace**: only for you")):
        await sender.adapter.deliver(_notice(sender, sender.cause))
        assert sender.where.answers[-1].text == text


async def test_what_cannot_be_stored_is_an_error_to_the_person(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await offered(chat)
    host.full = True
    delivery = await ada.click(message, "Pay")
    assert delivery is not None
    assert (delivery.status, "503" in delivery.problem) == (503, True)


async def test_a_client_that_knows_no_execute_submits(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await offered(chat)
    ada.executes = False
    delivery = await ada.click(message, "Pay")
    assert delivery is not None
    assert (delivery.name, delivery.status) == ("message", 200)
    assert isinstance(host.events[-1], ActionClicked)


@pytest.mark.parametrize("data", [None, {}, {"botbridge": 7}, {"botbridge": "x:1"}, {"other": "action:a1"}])
async def test_presses_of_others_are_nothing(chat: Sender, ada: User, host: MemoryHost, data: Any) -> None:
    before = len(host.events)
    told = await ada._invoke(ada.chat, "adaptiveCard/action", {"action": {"data": data}})
    assert (told.status, told.problem) == (200, "")
    assert "Nothing is behind" in told.attempts[-1].answer
    told = await ada._invoke(ada.chat, "task/fetch", {"data": data})
    assert (told.status, told.problem) == (200, "")
    assert len(host.events) == before


# forms


async def test_a_form_is_sent_with_its_values(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await asked(chat, host, question(chat, {"fields": FORM}))
    assert message.buttons == ["Send", "Cancel"]
    await ada.click(message, "Send", {"Name": "Ada", "Day": "tue"})
    sent = host.events[-1]
    assert isinstance(sent, QuestionAnswered)
    assert (sent.question_id, sent.values) == ("q1", {"name": "Ada", "day": "tue"})


async def test_a_form_is_cancelled_without_being_filled_in(chat: Sender, ada: User, host: MemoryHost) -> None:
    await ada.click(await asked(chat, host, question(chat, {"fields": FORM})), "Cancel")
    sent = host.events[-1]
    assert isinstance(sent, QuestionAnswered)
    assert (sent.question_id, sent.values) == ("q1", None)


async def test_what_is_wrong_with_a_form_leaves_it_open(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await asked(chat, host, question(chat, {"fields": FORM}))
    host.refusal = "Name has to be shorter"
    await ada.click(message, "Send", {"Name": "Ada"})
    assert (ada.notice, message.buttons) == ("Name has to be shorter", ["Send", "Cancel"])


async def test_a_form_that_is_over_is_a_card_without_inputs(chat: Sender, host: MemoryHost) -> None:
    ask = question(chat, {"fields": FORM})
    ref = await chat.post("Please", ask=ask)
    over = question(chat, {"fields": FORM}, outcome="expired")
    await chat.edit(ref, "Please\n\n*(too late)*", ask=over)
    (shown,) = chat.where.answers
    assert (shown.text, shown.buttons, len(shown.cards)) == ("Please\n\n*(too late)*", [], 1)


async def test_alone_the_page_is_one_click_away(chat: Sender, ada: User, host: MemoryHost) -> None:
    host.public = "https://bot.example.com"
    message = await asked(chat, host, question(chat, {}))
    (link, _) = message.cards[0]["body"][-1]["actions"]
    assert link["url"] == f"https://bot.example.com/element/e1?for={ada.aad_object_id}"
    assert await ada.click(message, "Open") is None


async def test_among_others_everybody_gets_a_link_of_their_own(
    thread: Sender, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    host.public = "https://bot.example.com"
    ada_id = f"teams:{ada.person.tenant}:{ada.aad_object_id}"
    author = thread.cause.author if thread.cause else None
    assert author is not None
    assert ada_id == author.identifier
    message = await asked(thread, host, question(thread, {}, respondents=(ada_id,)))
    await ada.click(message, "Open")
    assert ada.dialog is not None
    assert f"for={ada.aad_object_id}" in json.dumps(ada.dialog)
    eve = teams.user("eve")
    await eve.click(message, "Open")
    assert (eve.dialog, eve.notice) == (None, host.config.run.foreign_text)
    host.asked["q1"] = question(thread, {}, outcome="expired")
    await ada.click(message, "Open")
    assert (ada.dialog, ada.notice) == (None, host.config.run.late_text)
    host.asked.clear()
    await ada.click(message, "Open")
    assert ada.notice == host.config.run.unknown_text
    host.asked["q1"], host.public = question(thread, {}), ""
    await ada.click(message, "Open")
    assert ada.notice == host.config.run.error_text


async def test_files_are_asked_for_in_words(chat: Sender, thread: Sender) -> None:
    for sender, way in ((chat, "Send one file"), (thread, "Mention me and paste one file")):
        ask = AskData(id="q", thread_id="t", kind="file", timeout=9, accept=["image/png"])
        ref = await sender.post("Which?", ask=ask)
        assert way in sender.where.answers[-1].text
        await sender.edit(ref, "Which?", ask=AskData(id="q", thread_id="t", kind="file", timeout=9, outcome="expired"))
        assert sender.where.answers[-1].text == "Which?"


# verdicts and reactions


async def known(sender: Sender, host: MemoryHost, ref: MessageRef) -> Message:
    host.known[ref] = Located(thread=sender.key, message_id="m1")
    return sender.where.answers[-1]


async def test_an_answer_is_judged_with_a_comment(chat: Sender, ada: User, host: MemoryHost) -> None:
    message = await known(chat, host, await chat.post("yes", rated=True))
    told = await ada.rate(message, "dislike", "too short")
    assert (told.status, told.problem, told.attempts[-1].answer) == (200, "", "")
    verdict = host.events[-1]
    assert isinstance(verdict, FeedbackGiven)
    assert (verdict.value, verdict.comment, verdict.thread) == (0, "too short", chat.key)
    assert verdict.ref in host.known


async def test_a_streamed_answer_is_judged(chat: Sender, ada: User, host: MemoryHost) -> None:
    ref = await chat.open("yes")
    message = await known(chat, host, ref)
    assert not message.feedback
    await chat.close(ref, "yes", rated=True)
    await ada.rate(message)
    verdict = host.events[-1]
    assert isinstance(verdict, FeedbackGiven)
    assert (verdict.ref, address.is_generated(ref), verdict.comment) == (ref, True, None)


async def test_what_is_judged_at_once_is_found_a_moment_later(chat: Sender, ada: User, host: MemoryHost) -> None:
    ref = await chat.post("yes", rated=True)
    message = chat.where.answers[-1]
    asyncio.get_running_loop().call_later(0.1, host.known.update, {ref: Located(thread=chat.key, message_id="m")})
    await ada.rate(message)
    assert isinstance(host.events[-1], FeedbackGiven)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"actionName": "other"},
        {"actionName": "feedback"},
        {"actionName": "feedback", "actionValue": {"reaction": 1}},
    ],
)
async def test_verdicts_on_nothing_are_answered_all_the_same(
    chat: Sender, ada: User, host: MemoryHost, value: dict[str, Any]
) -> None:
    before = len(host.events)
    told = await ada._invoke(ada.chat, "message/submitAction", value)
    assert (told.status, told.problem, len(host.events)) == (200, "", before)


@pytest.mark.parametrize(
    ("words", "comment"),
    [
        ("", None),
        ("too {short", "too {short"),
        ("[1]", None),
        ('{"feedbackText": 7}', None),
        ('{"feedbackText": " "}', None),
    ],
)
async def test_a_comment_may_be_anything(
    chat: Sender, ada: User, host: MemoryHost, words: str, comment: str | None
) -> None:
    message = await known(chat, host, await chat.post("yes", rated=True))
    told = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": words}}
    await ada._invoke(ada.chat, "message/submitAction", told, replyToId=message.id)
    verdict = host.events[-1]
    assert isinstance(verdict, FeedbackGiven)
    assert verdict.comment == comment


async def test_reactions_come_and_go(thread: Sender, ada: User, teams: FakeTeams, host: MemoryHost) -> None:
    message = await known(thread, host, await thread.post("yes"))
    await ada.react(message, "heart")
    await ada.unreact(message, "heart")
    await teams.delivered()
    came, went = host.events[-2:]
    assert isinstance(came, ReactionChanged)
    assert isinstance(went, ReactionChanged)
    assert (came.emoji, came.added, went.added, came.thread) == ("❤️", True, False, thread.key)


async def test_reactions_to_what_is_not_known_are_nothing(chat: Sender, ada: User, host: MemoryHost) -> None:
    await chat.post("yes")
    before = len(host.events)
    await ada.react(chat.where.answers[-1])
    assert len(host.events) == before


# stop, tasks, the progress bar


async def test_a_stop_button_comes_late_and_goes_with_the_end(thread: Sender, ada: User, host: MemoryHost) -> None:
    ref = await thread.post("one", streaming=True)
    (message,) = thread.where.answers
    assert message.buttons == []
    await thread.deliver(OfferStop(thread=thread.key, cause=thread.cause))
    assert (message.buttons, message.text) == (["Stop"], "one\n\n…")
    await thread.edit(ref, "one two", streaming=True)
    assert message.buttons == ["Stop"]
    await ada.click(message, "Stop")
    assert isinstance(host.events[-1], StopRequested)
    await thread.edit(ref, "one two three")
    assert (message.buttons, message.text) == ([], "one two three")
    await thread.deliver(OfferStop(thread=thread.key, cause=thread.cause))
    assert message.buttons == []


async def test_the_next_part_of_a_long_answer_can_be_stopped_too(thread: Sender) -> None:
    first = await thread.post("one", streaming=True)
    await thread.deliver(OfferStop(thread=thread.key, cause=thread.cause))
    said = (await _part(thread, first)).where.answers
    assert [one.buttons for one in said] == [[], ["Stop"]]


async def _part(thread: Sender, first: MessageRef) -> Sender:
    """The first native message is full, a second one goes on."""
    whole, growing = message("one"), message("two", streaming=True)
    closed = Edit(thread=thread.key, cause=thread.cause, ref=first, message=whole, text="one", last=False)
    await thread.deliver(closed)
    await thread.deliver(Post(thread=thread.key, cause=thread.cause, message=growing, text="two", part=1))
    return thread


async def test_native_streams_have_teams_own_stop(chat: Sender) -> None:
    await chat.open("one")
    await chat.deliver(OfferStop(thread=chat.key, cause=chat.cause))
    assert [one.buttons for one in chat.where.answers] == [[]]


def plan(*states: str) -> TaskListData:
    tasks = tuple(TaskData(id=str(n), title=f"step {n}", state=state) for n, state in enumerate(states))  # type: ignore[arg-type]
    return TaskListData(id="l", thread_id="t", tasks=tasks)


async def test_tasks_change_where_they_stand(thread: Sender) -> None:
    ref = await thread.deliver(ShowTasks(thread=thread.key, cause=thread.cause, list=plan("running")))
    assert ref is not None
    await thread.deliver(ShowTasks(thread=thread.key, cause=thread.cause, list=plan("done", "running"), ref=ref))
    (shown,) = thread.where.answers
    assert shown.text.split("\n\n") == ["✅ step 0", "⏳ step 1"]
    assert (shown.edited, shown.raw["summary"]) == (True, "• ✅ step 0 • ⏳ step 1")


async def test_a_card_that_is_refused_is_a_list_in_words(chat: Sender, teams: FakeTeams) -> None:
    teams.faults.error(400, "BadSyntax", "send")
    await chat.deliver(ShowTasks(thread=chat.key, cause=chat.cause, list=plan("running")))
    assert chat.where.answers[-1].text == "- ⏳ step 0"


async def test_the_progress_bar_says_what_is_done(adapter: TeamsAdapter, chat: Sender, teams: FakeTeams) -> None:
    working = Working(thread=chat.key, cause=chat.cause, on=True)
    await chat.deliver(working)
    assert chat.where.progress == "Thinking…"
    ref = await chat.deliver(ShowTasks(thread=chat.key, cause=chat.cause, list=plan("running")))
    # The list takes the bar's place, and the next bar says what is being done.
    assert (chat.where.progress, [one.text for one in chat.where.answers]) == ("", ["⏳ step 0"])
    await chat.deliver(working)
    assert chat.where.progress == "step 0"
    await chat.deliver(ShowTasks(thread=chat.key, cause=chat.cause, list=plan("done", "running"), ref=ref))
    await asyncio.sleep(1.05)
    await chat.deliver(working)
    assert chat.where.progress == "step 1"
    await chat.deliver(Working(thread=chat.key, cause=chat.cause, on=False))
    await chat.deliver(working)
    assert chat.where.progress == "Thinking…"
