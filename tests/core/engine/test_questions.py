"""Questions, where the contract of adapters does not look: kills, races, failing platforms, wrong use."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import botbridge as cl
from botbridge.app import App
from botbridge.errors import InteractionRefused, NoContext, Refused
from botbridge.model.effect import Edit, Effect, Post
from botbridge.model.event import MessageReceived, QuestionAnswered
from botbridge.model.ids import ThreadKey, new_id
from botbridge.model.user import Author
from botbridge.testing.memory import DELTAS, MemoryPlatform
from botbridge.testing.running import running

from .conftest import Start, host_of

KEY = ThreadKey("memory", ("main",))
ADA = Author(platform="memory", native_id="ada", name="Ada")


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=DELTAS)


def choosing(**options: Any) -> cl.AskActionMessage:
    actions = [cl.Action(name=name, label=name, payload={}) for name in ("yes", "no")]
    return cl.AskActionMessage("Go on?", actions=actions, **options)


def asking(question: Any, heard: list[str]) -> Any:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            heard.append(message.content)
            if message.content == "go":
                said = await question().send()
                await cl.Message(f"got {said['name'] if said else None}").send()

    return app


async def test_a_question_asks_the_right_things_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="at least one action"):
        cl.AskActionMessage("?", actions=[])
    for count in (0, 11):
        with pytest.raises(ValueError, match="1 to 10"):
            cl.AskFileMessage("?", accept=["*/*"], max_files=count)
    element = cl.CustomElement(name="Form", props={"fields": [{"id": "day", "type": "select"}]})
    with pytest.raises(ValueError, match="needs options"):
        cl.AskElementMessage("?", element=element)
    with pytest.raises(NoContext):
        await cl.AskUserMessage("?").send()


async def test_the_row_says_what_was_asked_and_what_came_of_it(
    platform: MemoryPlatform, start: Start, tmp_path: Path
) -> None:
    async with start(asking(choosing, [])):
        await platform.user().say("go")
        await platform.text("Go on?")
        await platform.user().press("yes")
        await platform.text("got yes")
    with closing(sqlite3.connect(tmp_path / ".botbridge" / "botbridge.db")) as database:
        database.row_factory = sqlite3.Row
        (row,) = database.execute("SELECT * FROM bb_questions").fetchall()
        assert database.execute("SELECT count(*) FROM bb_actions").fetchone()[0] == 0
    assert (row["outcome"], row["answered_by"], row["run_id"] is not None) == ("answered", "memory:ada", True)
    assert json.loads(row["spec"])["respondents"] == ["memory:ada"]
    assert row["closed_at"] >= row["opened_at"]


async def test_an_answer_that_was_stored_and_not_handled_is_late_after_a_kill(
    platform: MemoryPlatform, start: Start
) -> None:
    heard: list[str] = []

    def later() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            heard.append(message.content)
            await cl.Message(f"re: {message.content}").send()

    async with start(asking(lambda: cl.AskUserMessage("What?"), []), config={"run": {"grace": 0}}):
        await platform.user().say("go")
        await platform.text("What?")
        (asked,) = await host_of(platform).questions(KEY.thread_id)
    async with start(later):
        await platform.text("re: go")
        late = QuestionAnswered(
            key="late", thread=KEY, author=ADA, question_id=asked.id, text="a bird", is_message=True
        )
        with pytest.raises(InteractionRefused, match="closed already"):
            await host_of(platform).perform(late)
        await platform.user().say("and now")
        await platform.text("re: and now")
        said = [one.text for one in platform.shown if "What?" in one.text]
    assert heard == ["go", "and now"]
    assert said == ["What?\n\n*(interrupted)*"]


async def test_of_two_answers_at_once_one_is_taken(platform: MemoryPlatform, start: Start) -> None:
    async with start(asking(lambda: choosing(respondents="anyone"), [])):
        await platform.user().say("go")
        await platform.text("Go on?")
        yes, no = (platform.button(name, KEY) for name in ("yes", "no"))
        await asyncio.gather(platform.user("ada").press_id(yes.id), platform.user("bob").press_id(no.id))
        await platform.until(lambda: any(text.startswith("got ") for text in platform.texts()))
        await platform.until(lambda: any(one.only_for for one in platform.shown))
    assert sum(text.startswith("got ") for text in platform.texts()) == 1


async def test_an_answer_counts_where_its_outcome_cannot_be_shown(platform: MemoryPlatform, start: Start) -> None:
    def refuse(effect: Effect) -> Exception | None:
        platform.faults.append(refuse)
        return Refused("no edits") if isinstance(effect, Edit) else None

    platform.faults.append(refuse)
    async with start(asking(choosing, [])):
        await platform.user().say("go")
        await platform.text("Go on?")
        await platform.user().press("yes")
        await platform.text("got yes")


async def test_a_question_that_the_app_gives_up_itself_is_closed(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            try:
                async with asyncio.timeout(0.1):
                    await choosing().send()
            except TimeoutError:
                await cl.Message("gave up").send()

    async with start(app):
        await platform.user().say("go")
        await platform.text("gave up")
        await platform.until(lambda: platform.message("Go on?", KEY).actions == ())
        assert await host_of(platform).questions(KEY.thread_id) == []


async def test_a_callback_may_ask(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("choose", actions=[cl.Action(name="rename", label="rename", payload={})]).send()

        @cl.action_callback("rename")
        async def rename() -> None:
            said = await cl.AskUserMessage("New name?").send()
            assert said is not None
            await cl.Message(f"now {said['output']}").send()

    async with start(app):
        await platform.user().say("go")
        await platform.text("choose")
        await platform.user().press("rename")
        await platform.text("New name?")
        await platform.user().say("Bert")
        await platform.text("now Bert")
    assert platform.texts().count("choose") == 1


async def test_two_people_are_asked_side_by_side(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            people = [cl.User(identifier=f"memory:{name}") for name in ("ada", "bob")]
            questions = [cl.AskUserMessage(f"{one.identifier}?", respondents=one) for one in people]
            said = await asyncio.gather(*(question.send() for question in questions))
            await cl.Message(" and ".join(one["output"] for one in said if one)).send()

    async with start(app):
        await platform.user("ada").say("go")
        await platform.text("memory:ada?")
        await platform.text("memory:bob?")
        await platform.user("bob").say("bob's")
        await platform.user("ada").say("ada's")
        await platform.text("ada's and bob's")


async def test_a_redelivered_message_is_no_answer(platform: MemoryPlatform, start: Start) -> None:
    heard: list[str] = []
    async with start(asking(lambda: cl.AskUserMessage("What?"), heard)):
        await platform.user().say("go", key="first")
        await platform.text("What?")
        again = MessageReceived(key="first", thread=KEY, author=ADA, text="go")
        await host_of(platform).accept(again)
        await platform.user().say("a bird")
        await platform.until(lambda: any(text.startswith("got") for text in platform.texts()))
    assert heard == ["go"]


async def test_what_was_asked_in_another_conversation_cannot_be_answered_here(
    platform: MemoryPlatform, start: Start
) -> None:
    async with start(asking(lambda: choosing(respondents="anyone"), [])):
        await platform.user().say("go")
        await platform.text("Go on?")
        await platform.user("bob", "other").say("hi")
        (asked,) = await host_of(platform).questions(KEY.thread_id)
        other = ThreadKey("memory", ("other",))
        for question_id in (asked.id, new_id()):
            foreign = QuestionAnswered(key=new_id(), thread=other, question_id=question_id, values={})
            with pytest.raises(InteractionRefused):
                await host_of(platform).perform(foreign)
        assert [one.id for one in await host_of(platform).questions(KEY.thread_id)] == [asked.id]


async def test_a_shutdown_waits_for_handlers_but_not_for_peoples_answers(
    platform: MemoryPlatform, start: Start
) -> None:
    """With ten minutes of grace: what works on may end, what is asked ends at once."""
    stopping = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await cl.Message(f"{message.content} begins").send()
            await stopping.wait()
            if message.content == "work":
                await cl.Message("work is done").send()
            else:
                await choosing().send()

    async with start(app, config={"run": {"grace": 600}}):
        for number, word in enumerate(("work", "ask")):
            await platform.user("ada", f"place {number}").say(word)
            await platform.text(f"{word} begins", f"place {number}")
        stopping.set()
    assert platform.texts("place 0") == ["work begins", "work is done"]
    assert platform.texts("place 1") == ["ask begins", "Go on?\n\n*(interrupted)*"]


async def test_a_question_that_is_cut_off_on_its_way_is_marked_when_it_has_arrived(
    platform: MemoryPlatform, app_of: Callable[..., App]
) -> None:
    """People see it before the process hears that they do."""
    seen = asyncio.Event()
    adapter: Any = platform.adapter()

    class Slow(adapter):  # type: ignore[misc]  # the class is made for its platform
        async def deliver(self, effect: Effect) -> Any:
            answer = await super().deliver(effect)
            if isinstance(effect, Post) and effect.message.ask is not None:
                seen.set()
                await asyncio.sleep(0.3)
            return answer

    async with running(app_of(asking(choosing, [])), Slow, config={"run": {"grace": 0}}):
        await platform.user().say("go")
        await seen.wait()
    assert platform.texts() == ["Go on?\n\n*(interrupted)*"]
