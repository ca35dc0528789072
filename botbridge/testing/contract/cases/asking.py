"""Questions: asked of whom they are meant for, answered once, and over when they are over."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import botbridge as cl
from botbridge.errors import Unsupported
from botbridge.testing.contract.apps import echo
from botbridge.testing.contract.cases.acting import buttons
from botbridge.testing.contract.cases.filing import PICTURE
from botbridge.testing.contract.stage import Define, Seen, Stage, Upload

FORM = [
    {"id": "name", "label": "Name", "type": "text", "required": True},
    {"id": "seats", "label": "Seats", "type": "number", "min": 1, "max": 8},
    {"id": "day", "label": "Day", "type": "select", "options": ["mon", "tue"], "value": "mon"},
    {"id": "lunch", "label": "Lunch", "type": "checkbox"},
]
FILLED = {"name": "Ada", "seats": 2, "day": "tue", "lunch": True}


def asking(question: Callable[[], Any]) -> Define:
    """An app that asks `question()` when somebody writes "go", says what came of it, and echoes everything else."""

    def define() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            if message.content != "go":
                await echo(message)
                return
            said = await question().send()
            await cl.Message(f"got {_words(said)}").send()

    return define


def _words(said: Any) -> str:
    if isinstance(said, dict):
        return str(said.get("output", said.get("name", said)))
    if isinstance(said, list):
        return ", ".join(f"{one.name} {one.type} {Path(one.path).stat().st_size}" for one in said)
    return str(said)


def _text(**options: Any) -> Callable[[], cl.AskUserMessage]:
    return lambda: cl.AskUserMessage("What is it?", **options)


def _choice(**options: Any) -> Callable[[], cl.AskActionMessage]:
    actions = [cl.Action(name=name, label=name.title(), payload={"value": name}) for name in ("continue", "quit")]
    return lambda: cl.AskActionMessage("Go on?", actions=actions, **options)


def _file(**options: Any) -> Callable[[], cl.AskFileMessage]:
    given = {"accept": ["text/plain"], "max_files": 2, **options}
    return lambda: cl.AskFileMessage("Which files?", **given)


def _form(**options: Any) -> Callable[[], cl.AskElementMessage]:
    element = cl.CustomElement(name="Booking", props={"fields": FORM})
    return lambda: cl.AskElementMessage("Book a table", element=element, **options)


def asked(text: str) -> Callable[[list[Seen]], object]:
    """Whether this question is shown."""
    return lambda shown: any(text in one.text for one in shown)


@pytest.mark.asyncio
class Asking:
    """Questions."""

    async def test_the_next_words_are_the_answer(self, stage: Stage) -> None:
        """The asked person's next message answers, and does not reach `on_message`; the one after it does."""
        async with stage.run(asking(_text())):
            ada = stage.person()
            await ada.say("go")
            await stage.until(asked("What is it?"))
            await ada.answer("a **bird**")
            await stage.text("got a **bird**")
            await ada.say("and on")
            shown = await stage.text("re: and on")
        assert "re: a **bird**" not in [one.text for one in shown]

    async def test_only_who_is_asked_answers(self, stage: Stage) -> None:
        """What somebody else writes is no answer: it waits, and reaches `on_message`."""
        if not stage.traits.shared:
            return
        async with stage.run(asking(_text())):
            await stage.person("ada").say("go")
            await stage.until(asked("What is it?"))
            await stage.person("bob").say("me!")
            await stage.person("ada").answer("mine")
            await stage.text("got mine")
            await stage.text("re: me!")

    async def test_a_question_may_be_anyones(self, stage: Stage) -> None:
        """With `respondents="anyone"` the first who answers answers; with a list only those in it."""
        if not stage.traits.shared:
            return

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content != "go":
                    await echo(message)
                    return
                said = await cl.AskUserMessage("Anyone?", respondents="anyone").send()
                await cl.Message(f"got {_words(said)}").send()
                user = cl.user_session.get("user")
                said = await cl.AskUserMessage("Just you?", respondents=[user]).send()
                await cl.Message(f"got {_words(said)}").send()

        async with stage.run(app):
            await stage.person("ada").say("go")
            await stage.until(asked("Anyone?"))
            await stage.person("bob").say("bob here")
            await stage.text("got bob here")
            await stage.until(asked("Just you?"))
            await stage.person("bob").say("bob again")
            await stage.person("ada").answer("only me")
            await stage.text("got only me")
            await stage.text("re: bob again")

    async def test_a_question_expires(self, stage: Stage) -> None:
        """When the time is over the answer is None, the message says so, and the next message is one like any other."""
        config = {"run": {"expired_text": "(too late)"}}
        async with stage.run(asking(_text(timeout=0.3)), config=config):
            await stage.person().say("go")
            await stage.text("got None")
            await stage.until(asked("(too late)"))
            await stage.person().say("here")
            await stage.text("re: here")

    async def test_an_expired_question_may_raise(self, stage: Stage) -> None:
        """With `raise_on_timeout` it is a `TimeoutError`, of which the builtin is a parent."""

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                try:
                    await cl.AskUserMessage("What is it?", timeout=0.2, raise_on_timeout=True).send()
                except TimeoutError:
                    await cl.Message("timed out").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.text("timed out")

    async def test_a_choice_is_written_into_the_message(self, stage: Stage) -> None:
        """The pressed action is the answer; then its name stands in the message, and the buttons are gone."""
        async with stage.run(asking(_choice())):
            ada = stage.person()
            await ada.say("go")
            shown = await stage.until(lambda shown: len(buttons(shown)) == 2)
            assert buttons(shown) == ["Continue", "Quit"]
            await ada.press("Continue")
            shown = await stage.text("got continue")
            if stage.capabilities.edit:
                assert buttons(shown) == []
            assert any("Go on?" in one.text for one in shown)
            assert any("Selected:" in one.text and "Continue" in one.text for one in shown)
            await ada.press_again()
            await ada.say("next")
            shown = await stage.text("re: next")
        assert [one.text for one in shown].count("got continue") == 1

    async def test_a_choice_is_not_anybody_elses(self, stage: Stage) -> None:
        """A press by somebody who was not asked is refused, which only they are told; the question stays open."""
        if not stage.traits.shared:
            return
        async with stage.run(asking(_choice()), config={"run": {"foreign_text": "Not yours."}}):
            await stage.person("ada").say("go")
            await stage.until(lambda shown: len(buttons(shown)) == 2)
            bob = stage.person("bob")
            await bob.press("Quit")
            shown = await stage.until(lambda shown: any("Not yours." in one.text for one in shown))
            if stage.capabilities.notices:
                assert [one.only_for for one in shown if "Not yours." in one.text] == [bob.native_id]
            await stage.person("ada").press("Continue")
            await stage.text("got continue")

    async def test_files_are_asked_for(self, stage: Stage) -> None:
        """Files that fit are the answer, with their bytes at `path`."""
        sent = [Upload("a.txt", b"one"), Upload("b.txt", b"seven77")] if stage.traits.files else [PICTURE, PICTURE]
        async with stage.run(asking(_file(accept=[sent[0].mime]))):
            await stage.person().say("go")
            await stage.until(asked("Which files?"))
            await stage.person().upload(sent)
            shown = await stage.until(lambda shown: any(one.text.startswith("got ") for one in shown))
        got = [one.text for one in shown if one.text.startswith("got ")]
        if stage.traits.files:
            assert got == ["got a.txt text/plain 3, b.txt text/plain 7"]
        else:  # whatever they are called
            assert got[0].count(f"{PICTURE.mime} {len(PICTURE.content)}") == 2

    @pytest.mark.parametrize(
        ("rule", "wrong"),
        [
            ({"accept": {"text/plain": [".txt"]}}, [Upload("a.png", b"\x89PNG\r\n\x1a\n", "image/png")]),
            ({"max_size_mb": 0.00001}, [Upload("big.txt", b"0123456789a")]),
        ],
        ids=["type", "size"],
    )
    async def test_a_file_that_does_not_fit_is_refused(
        self, stage: Stage, rule: dict[str, Any], wrong: list[Upload]
    ) -> None:
        """A file of another type or size is refused with the rule, and the question stays open."""
        if not stage.traits.files:
            await self._refuse_a_picture(stage)
            return
        async with stage.run(asking(_file(**rule))):
            await stage.person().say("go")
            await stage.until(asked("Which files?"))
            await stage.person().upload(wrong)
            await stage.until(lambda shown: any("needs" in one.text and wrong[0].name in one.text for one in shown))
            await stage.person().upload([Upload("ok.txt", b"ok")])
            await stage.text("got ok.txt text/plain 2")

    async def _refuse_a_picture(self, stage: Stage) -> None:
        """Where only pictures arrive, whatever they are called: one that is too large, then one that fits."""
        large = PICTURE._replace(content=PICTURE.content + bytes(200))
        async with stage.run(asking(_file(accept=["image/*"], max_size_mb=0.0001))):
            await stage.person().say("go")
            await stage.until(asked("Which files?"))
            await stage.person().upload([large])
            await stage.until(lambda shown: any("needs" in one.text for one in shown))
            await stage.person().upload([PICTURE])
            await stage.until(lambda shown: any(one.text.startswith("got ") for one in shown))

    async def test_a_form_is_filled_in(self, stage: Stage) -> None:
        """The values of a form come as its fields want them; what is wrong is said, and it can be filled in again."""
        said: list[dict[str, Any] | None] = []

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                said.append(await _form()().send())
                await cl.Message("thanks").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.until(asked("Book a table"))
            wrong = await stage.person().fill({**FILLED, "name": "", "seats": 9})
            assert wrong
            assert said == []
            assert await stage.person().fill(FILLED) == []
            await stage.text("thanks")
        assert said == [{**FILLED, "submitted": True}]

    async def test_a_form_can_be_cancelled(self, stage: Stage) -> None:
        """A cancelled form answers with `submitted` False."""
        async with stage.run(asking(_form())):
            await stage.person().say("go")
            await stage.until(asked("Book a table"))
            await stage.person().fill(None)
            await stage.text("got {'submitted': False}")

    async def test_an_element_without_fields_needs_a_page(self, stage: Stage) -> None:
        """Asking by an element that only a page can show works where there is one, else it raises `Unsupported`."""
        raised: list[str] = []

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                element = cl.CustomElement(name="Wheel", props={"turns": 3})
                try:
                    said = await cl.AskElementMessage("Turn it", element=element).send()
                except Unsupported as error:
                    raised.append(error.feature)
                    said = None
                await cl.Message(f"got {said}").send()

        async with stage.run(app):
            await stage.person().say("go")
            if stage.capabilities.custom_elements:
                await stage.until(asked("Turn it"))
                await stage.person().fill({"turns": 4})
                await stage.text("got {'turns': 4, 'submitted': True}")
            else:
                await stage.text("got None")
                assert "BOTBRIDGE_URL" in raised[0]

    async def test_a_restart_interrupts_a_question(self, stage: Stage) -> None:
        """A question whose handler was lost is marked as interrupted; a late answer is acknowledged and refused."""
        config = {"run": {"grace": 0, "interrupted_text": "(lost)", "late_text": "Over."}}

        def later() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content != "go":
                    await echo(message)

        async with stage.run(asking(_choice()), config=config):
            await stage.person().say("go")
            await stage.until(lambda shown: len(buttons(shown)) == 2)
        async with stage.run(later, config=config):
            if stage.capabilities.edit:
                await stage.person().say("hello")
                await stage.text("re: hello")
            else:
                await stage.person().press("Quit")
            shown = await stage.until(lambda shown: any("(lost)" in one.text for one in shown))
            assert buttons(shown) == [] or not stage.capabilities.edit
        assert not [one for one in await stage.texts() if one.startswith("got")]

    async def test_stop_ends_a_question(self, stage: Stage) -> None:
        """Stop ends a question with its handler; the message is marked, and the next message is one like any other."""
        if not (stage.traits.stops and stage.traits.stops_questions):
            return
        async with stage.run(asking(_choice()), config={"run": {"stopped_text": "(halted)"}}):
            await stage.person().say("go")
            await stage.until(lambda shown: len(buttons(shown)) == 2)
            await stage.person().stop()
            shown = await stage.until(lambda shown: any("(halted)" in one.text for one in shown))
            if stage.capabilities.edit:
                assert buttons(shown) == []
            await stage.person().say("next")
            await stage.text("re: next")

    async def test_one_person_is_asked_one_thing_at_a_time(self, stage: Stage) -> None:
        """Two questions to one person in one conversation come one after the other, each with its own answer."""

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                questions = [cl.AskUserMessage(f"number {number}?") for number in (1, 2)]
                first, second = await asyncio.gather(*(question.send() for question in questions))
                await cl.Message(f"got {_words(first)} and {_words(second)}").send()

        async with stage.run(app):
            await stage.person().say("go")
            shown = await stage.until(asked("number 1?"))
            assert not asked("number 2?")(shown)
            await stage.person().answer("uno")
            await stage.until(asked("number 2?"))
            await stage.person().answer("due")
            await stage.text("got uno and due")

    async def test_conversations_are_asked_side_by_side(self, stage: Stage) -> None:
        """Questions in different conversations are open at once; each gets its own answer."""
        async with stage.run(asking(_text())):
            here, there = stage.person("ada", "main"), stage.person("bob", "other")
            await here.say("go")
            await there.say("go")
            await stage.until(asked("What is it?"), "main")
            await stage.until(asked("What is it?"), "other")
            await there.answer("that")
            await here.answer("this")
            await stage.text("got that", "other")
            await stage.text("got this", "main")

    async def test_an_answer_is_kept(self, stage: Stage) -> None:
        """A written answer is part of the history, between the question and what came of it."""

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    await cl.AskUserMessage("What is it?").send()
                    await cl.Message("thanks").send()
                else:
                    said = [one["content"] for one in cl.chat_context.to_openai()]
                    await cl.Message(f"{said}").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.until(asked("What is it?"))
            await stage.person().answer("a bird")
            await stage.text("thanks")
        async with stage.run(app):
            await stage.person().say("list")
            await stage.text("['go', 'What is it?', 'a bird', 'thanks', 'list']")
