"""Questions over the socket: asked with a number, answered by it, asked again, told to the other tabs."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from web_client import Client
from web_house import Builder, House, session_id

from botbridge.model.action import ActionData
from botbridge.model.element import ElementData
from botbridge.model.event import ActionClicked, Event, QuestionAnswered
from botbridge.model.ids import new_id
from botbridge_web.address import thread_of_session

TEXT = {"id": "", "type": "user_message", "output": "Ariadne"}


def button(label: str) -> ActionData:
    return ActionData(id=new_id(), name=label.lower(), label=label, payload={"secret": label})


async def last(house: House, count: int = 2) -> Event:
    """The event that makes so many."""
    return (await house.host.heard(count))[count - 1]


async def upload(
    http: aiohttp.ClientSession, house: House, tab: Client, content: bytes = b"x", **query: str
) -> tuple[int, Any]:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="crew.csv", content_type="text/csv")
    params = {"session_id": tab.session_id, **query}
    async with http.post(f"{house.url}/project/file", params=params, data=form) as response:
        return response.status, await response.json()


# The four kinds


async def test_words_answer_and_are_a_message(house: House, tab: Client) -> None:
    question = await house.ask(tab.thread_id, "text")
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    told = tab.asked[1]
    assert (told["msg"]["output"], told["msg"]["waitForAnswer"]) == ("text?", True)
    assert told["spec"] == {"type": "text", "step_id": question.id, "timeout": 60}
    said = new_id()
    await tab.answer({**TEXT, "id": said, "metadata": {"n": 1}})
    event = await last(house)
    assert isinstance(event, QuestionAnswered)
    assert (event.question_id, event.text, event.message_id) == (question.id, "Ariadne", said)
    assert (event.is_message, event.metadata, event.files, event.values) == (True, {"n": 1}, (), None)
    await house.end(question, "answered")
    await tab.until(lambda: tab.asked is None)
    assert tab.of("update_message")[-1]["waitForAnswer"] is False


async def test_a_button_answers(house: House, tab: Client) -> None:
    yes, no = button("Yes"), button("No")
    question = await house.ask(tab.thread_id, "action", actions=(yes, no), action_ids=(yes.id, no.id))
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    assert tab.asked[1]["spec"]["keys"] == [yes.id, no.id] == tab.buttons
    assert "secret" not in str(tab.told)
    await tab.answer({"id": no.id, "name": "yes", "payload": {"forged": True}})
    event = await last(house)
    assert isinstance(event, ActionClicked)
    assert (event.action_id, event.name, event.payload) == (no.id, None, {})
    await house.end(question, "answered")
    await tab.until(lambda: tab.asked is None)
    await tab.settle()
    assert tab.buttons == []


async def test_files_answer(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    rule = {"accept": {"text/csv": [".csv"]}, "max_size_mb": 0.5, "max_files": 2}
    question = await house.ask(tab.thread_id, "file", **rule)
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    assert tab.asked[1]["spec"] == {"type": "file", "step_id": question.id, "timeout": 60, **rule}
    sent = [(await upload(http, house, tab, ask_parent_id=question.id))[1] for _ in range(2)]
    await tab.answer([{**one, "name": "ignored"} for one in sent])
    event = await last(house)
    assert isinstance(event, QuestionAnswered)
    assert [file.id for file in event.files] == [one["id"] for one in sent]
    assert (event.question_id, event.is_message) == (question.id, False)


async def test_a_form_answers(house: House, tab: Client) -> None:
    form = ElementData(id=new_id(), thread_id=tab.thread_id, type="custom", name="Form", props={"fields": []})
    question = await house.ask(tab.thread_id, "element", element_id=form.id, elements=(form,))
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    assert tab.asked[1]["spec"]["element_id"] == form.id
    await tab.answer({"submitted": True, "name": "Ariadne", "n": 1.5})
    event = await last(house)
    assert isinstance(event, QuestionAnswered)
    assert (event.question_id, event.values) == (question.id, {"name": "Ariadne", "n": 1.5})
    await house.end(question, "answered")
    await house.ask(tab.thread_id, "element", element_id=form.id, elements=(form,))
    await tab.until(lambda: tab.names().count("ask") == 2)
    await tab.answer({"submitted": False, "name": "left over"})
    event = await last(house, 3)
    assert isinstance(event, QuestionAnswered)
    assert event.values is None


# What is not taken


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", None, "client_message takes"),
        ("text", "words", "client_message takes"),
        ("text", {"output": 7}, "message.output must be a text"),
        ("text", {"output": "x" * 2000}, "The message is longer than 1000 bytes"),
        ("action", {}, "action needs an id"),
        ("action", {"id": "none of them"}, "This is none of the choices"),
        ("action", {"name": "yes"}, "This is none of the choices"),
        ("file", [], "An answer needs at least one file"),
        ("file", None, "An answer needs at least one file"),
        ("file", [{"id": "gone"}], "A file is not known"),
        ("file", [{"id": "a"}, {"id": "b"}], "At most 1 files"),
        ("file", {"id": "a"}, "files must be a list"),
        ("element", [], "an answer is a JSON object"),
    ],
)
async def test_a_bad_answer_is_told_and_asked_again(
    build: Builder, http: aiohttp.ClientSession, kind: Any, value: Any, reason: str
) -> None:
    house = await build(config={"web": {"max_message_bytes": 1000}})
    tab = Client(http, house.url, session_id())
    await tab.connect()
    yes = button("Yes")
    form = ElementData(id=new_id(), thread_id=tab.thread_id, type="custom", name="Form")
    hanging = {"elements": (form,), "element_id": form.id, "actions": (yes,), "action_ids": (yes.id,)}
    await house.ask(tab.thread_id, kind, **hanging)
    await tab.answer(value)
    await tab.until(lambda: tab.names().count("ask") == 2)
    [toast] = tab.of("toast")
    assert toast["message"].startswith(reason)
    # A page takes away what was answered with: it comes again too, and once.
    assert tab.buttons == [yes.id]
    assert tab.names().count("element") == 2
    assert house.host.events == []
    await tab.vanish()


async def test_what_the_app_refuses_is_asked_again_and_told_by_the_app(house: House, tab: Client) -> None:
    question = await house.ask(tab.thread_id, "text")
    house.host.refusal = "Seats has to be 1 to 8"
    await tab.answer({**TEXT, "id": new_id()})
    await tab.until(lambda: tab.names().count("ask") == 2)
    assert tab.of("toast") == []
    house.host.refusal, house.host.fails = "", True
    await tab.answer({**TEXT, "id": new_id()})
    await tab.until(lambda: tab.names().count("ask") == 3)
    assert [toast["message"] for toast in tab.of("toast")] == ["Your answer could not be taken. Please answer again."]
    house.host.fails = False
    await tab.answer({**TEXT, "id": new_id()})
    assert isinstance(event := await last(house, 3), QuestionAnswered)
    assert event.question_id == question.id


async def test_a_late_answer_and_one_to_nothing_change_nothing(house: House, tab: Client) -> None:
    first = await house.ask(tab.thread_id, "text")
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    number = tab.asked[0]
    await house.end(first, "expired")
    await tab.until(lambda: "ask_timeout" in tab.names())
    for late in (number, 0, 7, 2**40):
        await tab.answer({**TEXT, "id": new_id()}, late)
    await tab.settle()
    second = await house.ask(tab.thread_id, "text")
    await tab.until(lambda: tab.names().count("ask") == 2)
    await tab.answer({**TEXT, "id": new_id()}, number)
    # The question that is open is asked again, as its answer may be what was meant.
    await tab.until(lambda: tab.names().count("ask") == 3)
    await tab.answer({**TEXT, "id": new_id()})
    answered = [event for event in await house.host.heard(3) if isinstance(event, QuestionAnswered)]
    assert [event.question_id for event in answered] == [second.id]
    assert tab.of("toast") == []


async def test_an_acknowledgement_without_a_session_is_nothing(house: House, http: aiohttp.ClientSession) -> None:
    mine = Client(http, house.url, session_id())
    await mine.connect()
    await house.ask(mine.thread_id, "text")
    other = Client(http, house.url, session_id())
    await other.connect()
    await mine.until(lambda: mine.asked is not None)
    assert mine.asked is not None
    await other.answer({**TEXT, "id": new_id()}, mine.asked[0])
    await other.settle()
    assert [event.kind for event in house.host.events] == ["stop"]
    await mine.vanish()
    await other.vanish()


# Several tabs, and breaks


async def test_the_other_tab_sees_the_answer_and_that_it_is_over(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    other = Client(http, house.url, tab.session_id)
    await other.connect()
    question = await house.ask(tab.thread_id, "text")
    await other.until(lambda: other.asked is not None)
    said = new_id()
    await tab.answer({**TEXT, "id": said})
    await other.until(lambda: said in other.shown)
    assert (other.shown[said]["output"], other.shown[said]["type"]) == ("Ariadne", "user_message")
    assert said not in tab.shown
    await house.end(question, "answered")
    await other.until(lambda: other.asked is None)
    yes = button("Yes")
    question = await house.ask(tab.thread_id, "action", actions=(yes,), action_ids=(yes.id,))
    await other.until(lambda: other.asked is not None)
    before = dict(other.shown)
    await tab.answer({"id": yes.id, "name": "yes"})
    await last(house, 3)
    await house.end(question, "answered")
    await other.until(lambda: other.asked is None)
    # A press is no message.
    assert other.shown.keys() == before.keys()
    assert other.buttons == []
    await other.vanish()


async def test_the_first_thing_that_is_said_may_be_an_answer(house: House, http: aiohttp.ClientSession) -> None:
    tab = Client(http, house.url, session_id())
    await tab.connect()
    await house.ask(tab.thread_id, "text")
    await tab.answer({**TEXT, "id": new_id()})
    await tab.until(lambda: "first_interaction" in tab.names())
    assert tab.of("first_interaction") == [{"interaction": "Ariadne", "thread_id": tab.thread_id}]
    await tab.vanish()


async def test_an_open_question_is_asked_again_after_a_break(house: House, http: aiohttp.ClientSession) -> None:
    tab = Client(http, house.url, session_id())
    await tab.connect()
    yes = button("Yes")
    question = await house.ask(tab.thread_id, "action", actions=(yes,), action_ids=(yes.id,))
    await tab.until(lambda: tab.asked is not None)
    assert tab.asked is not None
    number = tab.asked[0]
    await tab.vanish()
    again = Client(http, house.url, tab.session_id)
    again.buttons = tab.buttons
    await again.connect()
    assert again.asked is not None
    assert (again.asked[0], again.asked[1]["spec"]["step_id"]) == (number, question.id)
    assert again.buttons == [yes.id]
    await again.vanish()
    await house.end(question, "answered")
    last_one = Client(http, house.url, tab.session_id)
    last_one.asked, last_one.buttons = again.asked, again.buttons
    await last_one.connect()
    # Answered elsewhere meanwhile: a client that keeps its question, as the npm one does, is told.
    assert last_one.asked is None
    assert last_one.buttons == []
    await last_one.vanish()


async def test_a_question_that_was_taken_back_is_not_asked_again(house: House, http: aiohttp.ClientSession) -> None:
    tab = Client(http, house.url, session_id())
    await tab.connect()
    question = await house.ask(tab.thread_id, "text")
    await house.delete(question)
    again = Client(http, house.url, tab.session_id)
    await again.connect()
    assert again.asked is None
    await tab.vanish()
    await again.vanish()


# Files for a question


async def test_a_file_for_a_question_has_to_name_it_and_fit(build: Builder, http: aiohttp.ClientSession) -> None:
    house = await build(config={"features": {"spontaneous_file_upload": {"enabled": False}}})
    tab = Client(http, house.url, session_id())
    await tab.connect()
    assert (await upload(http, house, tab))[0] == 403
    assert (await upload(http, house, tab, ask_parent_id="x"))[0] == 409
    question = await house.ask(tab.thread_id, "file", max_size_mb=0.001, accept=["text/csv"])
    assert (await upload(http, house, tab))[0] == 403
    assert (await upload(http, house, tab, ask_parent_id=new_id()))[0] == 409
    assert (await upload(http, house, tab, ask_parent_id=question.id))[0] == 200
    status, answer = await upload(http, house, tab, b"x" * 2000, ask_parent_id=question.id)
    assert (status, "larger" in answer["detail"]) == (400, True)
    # So large that it is not read at all: the rule is told all the same.
    status, answer = await upload(http, house, tab, b"x" * 200_000, ask_parent_id=question.id)
    assert (status, answer["detail"]) == (
        400,
        "This file is too large: one file of type text/csv, at most 0.001 MB",
    )
    text = await house.ask(tab.thread_id, "text")
    assert (await upload(http, house, tab, ask_parent_id=question.id))[0] == 409
    assert (await upload(http, house, tab, ask_parent_id=text.id))[0] == 409
    await tab.vanish()


# Who is sooner


async def test_words_reach_the_other_tab_before_the_app_goes_on(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    other = Client(http, house.url, tab.session_id)
    await other.connect()
    await house.ask(tab.thread_id, "text")
    house.host.handled.clear()
    await tab.answer(TEXT)
    await other.until(lambda: "Ariadne" in other.texts())
    assert len(await house.host.heard(2)) == 2
    house.host.handled.set()
    await other.vanish()


async def test_the_end_of_one_question_is_not_that_of_the_next(house: House, tab: Client) -> None:
    first = await house.ask(tab.thread_id, "text")
    second = await house.ask(tab.thread_id, "text")
    await house.end(first, "answered")
    await tab.until(lambda: "(answered)" in tab.texts())
    assert tab.asked is not None
    assert tab.asked[1]["spec"]["step_id"] == second.id
    await tab.answer(TEXT)
    event = await last(house)
    assert isinstance(event, QuestionAnswered)
    assert event.question_id == second.id
    await house.end(second, "answered")
    await tab.until(lambda: tab.asked is None)


async def test_what_is_asked_before_the_client_comes_back_is_asked_then(
    build: Builder, http: aiohttp.ClientSession
) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    before = await build()
    tab = Client(http, before.url, session)
    await tab.connect()
    await tab.say("go")
    await tab.vanish()
    after = await build(host=before.host)
    yes = button("Yes")
    await after.ask(thread_id, "action", actions=(yes,), action_ids=(yes.id,))
    growing = await after.open_stream(thread_id, "one ")
    again = Client(http, after.url, session)
    await again.connect()
    assert again.asked is not None
    assert again.buttons == [yes.id]
    await after.append(growing, "two")
    await again.until(lambda: "one two" in again.texts())
    assert again.texts() == ["go", "action?", "one two"]
    await again.vanish()
