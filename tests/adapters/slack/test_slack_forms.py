"""Forms over real HTTP: shown in time, checked in time, refused to one person only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_kit import Talk, asking, form

from botbridge.model.ask import AskData
from botbridge.model.event import (
    QuestionAnswered,
)

PING = "<!channel> <@U1> & *b*"
FORM = {"id": "name", "label": "Name", "required": True, "max": 5}


async def test_a_form_is_shown_filled_in_and_answered(talk: Talk) -> None:
    shown = await talk.ask(form(FORM))
    assert shown.buttons == ["Fill in", "Cancel"]
    await talk.user.click(shown, "Fill in")
    assert talk.done == []
    await talk.user.submit({"Name": PING[:5]})
    assert talk.user.view is None
    (event,) = talk.done
    assert isinstance(event, QuestionAnswered)
    assert (event.question_id, event.values, event.files) == ("q1", {"name": PING[:5]}, ())
    assert event.author is not None
    assert event.author.identifier == "slack:T0TEAM:U1"


async def test_what_is_wrong_is_said_under_the_field_and_the_form_stays(talk: Talk) -> None:
    await talk.user.click(await talk.ask(form(FORM)), "Fill in")
    delivery = await talk.user.submit({"Name": "Adelaide"})
    assert delivery.answer() == {
        "response_action": "errors",
        "errors": {"name": "Name has to be 0 to 5 characters long"},
    }
    assert talk.user.view is not None
    assert talk.done == []
    await talk.user.submit({"Name": "Ada"})
    assert len(talk.done) == 1


async def test_a_form_can_be_cancelled(talk: Talk) -> None:
    await talk.user.click(await talk.ask(form(FORM)), "Cancel")
    (event,) = talk.done
    assert isinstance(event, QuestionAnswered)
    assert event.values is None


async def test_files_are_uploaded_in_a_modal(talk: Talk) -> None:
    ask = asking("file", accept=["text/plain"], max_files=2, max_size_mb=1)
    await talk.user.click(await talk.ask(ask), "Upload")
    wrong = await talk.user.submit({"files": [("a.pdf", b"x", "application/pdf")]})
    assert list(wrong.answer()["errors"]) == ["files"]
    await talk.user.submit({"files": [("a.txt", b"hello", "text/plain"), ("b.txt", b"you", "text/plain")]})
    (event,) = talk.done
    assert isinstance(event, QuestionAnswered)
    assert [(file.name, file.size, file.mime) for file in event.files] == [
        ("a.txt", 5, "text/plain"),
        ("b.txt", 3, "text/plain"),
    ]


async def test_what_only_a_page_can_show_is_led_to(talk: Talk) -> None:
    shown = await talk.ask(asking("element", element_id="e1", props={"wheel": 3}))
    assert shown.buttons == ["Open", "Cancel"]
    await talk.user.click(shown, "Open")
    view = await talk.user.modal()
    assert view["blocks"][0]["elements"][0]["url"] == talk.host.page
    assert (await talk.user.click_view("Open the page")).acknowledged
    assert talk.done == []


def closed(ask: AskData) -> AskData:
    return replace(ask, outcome="answered")


def foreign(ask: AskData) -> AskData:
    return replace(ask, respondents=("slack:T0TEAM:U2",))


def elsewhere(ask: AskData) -> AskData:
    return replace(ask, thread_id="another conversation")


REFUSALS: list[tuple[Callable[[AskData], AskData] | None, str]] = [
    (closed, "This question is closed already."),
    (foreign, "This question is for somebody else."),
    (elsewhere, "This button or question does nothing any more."),
    (None, "This button or question does nothing any more."),
]


def change(talk: Talk, how: Callable[[AskData], AskData] | None) -> None:
    asked = talk.host.asked.pop("q1")
    if how is not None:
        talk.host.asked["q1"] = how(asked)


@pytest.mark.parametrize(("how", "said"), REFUSALS)
async def test_who_may_not_answer_now_sees_no_form_and_is_told_alone(
    talk: Talk, how: Callable[[AskData], AskData] | None, said: str
) -> None:
    shown = await talk.ask(form(FORM))
    change(talk, how)
    delivery = await talk.user.click(shown, "Fill in")
    assert delivery.acknowledged
    assert talk.user.view is None
    assert talk.notices == [("U1", said)]
    assert talk.slack.ephemerals[0].root == talk.slack.thread.root
    assert talk.done == []


@pytest.mark.parametrize(("how", "said"), REFUSALS)
async def test_who_may_not_answer_any_more_is_told_in_the_open_form(
    talk: Talk, how: Callable[[AskData], AskData] | None, said: str
) -> None:
    await talk.user.click(await talk.ask(form(FORM)), "Fill in")
    change(talk, how)
    delivery = await talk.user.submit({"Name": "Ada"})
    assert delivery.answer() == {"response_action": "errors", "errors": {"name": said}}
    assert talk.done == []


async def test_somebody_elses_modal_is_nothing_to_us(talk: Talk) -> None:
    await talk.user.click(await talk.ask(form(FORM)), "Fill in")
    view = talk.user.view
    assert view is not None
    view["callback_id"] = "another_apps"
    assert (await talk.user.submit({"Name": "Ada"})).acknowledged
    assert talk.done == []


@pytest.mark.parametrize(
    "metadata", ["", "{}", "[]", "null", '{"question": "q1"}', '{"question": "q1", "thread": "x"}']
)
async def test_a_modal_that_names_no_question_answers_none(talk: Talk, metadata: str) -> None:
    await talk.user.click(await talk.ask(form(FORM)), "Fill in")
    view = talk.user.view
    assert view is not None
    view["private_metadata"] = metadata
    assert (await talk.user.submit({"Name": "Ada"})).acknowledged
    assert talk.done == []


async def test_a_form_that_comes_too_late_for_slack_is_apologised_for(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await talk.ask(form(FORM))
    question = talk.host.question

    async def slow(question_id: str) -> AskData | None:
        talk.slack.clock.advance(4)
        return await question(question_id)

    talk.host.question = slow  # type: ignore[method-assign]
    assert (await talk.user.click(shown, "Fill in")).acknowledged
    assert talk.user.view is None
    assert talk.notices == [("U1", talk.host.config.run.error_text)]
    assert "expired_trigger_id" in caplog.text


async def test_a_form_of_more_than_100_fields_is_apologised_for(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    shown = await talk.ask(form(*({"id": f"f{number}"} for number in range(101))))
    await talk.user.click(shown, "Fill in")
    assert talk.notices == [("U1", talk.host.config.run.error_text)]
    assert "no more than 100 items" in caplog.text
