"""Buttons, verdicts and changed elements, where the contract of adapters does not look."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import botbridge as cl
from botbridge.adapter import Receipt
from botbridge.app import App
from botbridge.errors import InteractionRefused
from botbridge.model.event import ActionClicked, ElementChanged, FeedbackGiven, ReactionChanged
from botbridge.model.ids import MessageRef, ThreadKey, new_id
from botbridge.model.user import Author
from botbridge.render.escape import escape
from botbridge.testing.memory import DELTAS, RICH, MemoryPlatform
from botbridge.testing.running import running
from botbridge.types import Feedback, Reaction

from .conftest import Start, host_of

KEY = ThreadKey("memory", ("main",))
ADA = Author(platform="memory", native_id="ada", name="Ada")


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=RICH)


def by_name(name: str, **payload: Any) -> ActionClicked:
    return ActionClicked(key=new_id(), thread=KEY, author=ADA, name=name, payload=payload)


def adding() -> None:
    @cl.on_message
    async def answer() -> None:
        await cl.Message("choose", actions=[cl.Action(name="add", payload={"a": 1, "b": 2}, label="add")]).send()

    @cl.action_callback("add")
    async def add(action: cl.Action) -> dict[str, int]:
        return {"sum": action.payload["a"] + action.payload["b"]}

    @cl.action_callback("fail")
    async def fail() -> None:
        raise ValueError("secret")


async def test_who_performs_an_action_gets_what_its_callback_returned(platform: MemoryPlatform, start: Start) -> None:
    async with start(adding):
        await platform.user().say("go")
        await platform.text("choose")
        host, button = host_of(platform), platform.button("add", KEY)
        click = ActionClicked(key="k", thread=KEY, author=ADA, action_id=button.id)
        assert await host.perform(click) == {"sum": 3}
        assert await host.perform(by_name("add", a=40, b=2)) == {"sum": 42}
        for refused, text in ((by_name("unknown"), "nothing any more"), (by_name("fail"), "Something went wrong")):
            with pytest.raises(InteractionRefused, match=text):
                await host.perform(refused)
        with pytest.raises(InteractionRefused):
            await host.perform(click)  # a redelivery is nothing new


async def test_who_performs_an_action_may_wait_only_so_long(platform: MemoryPlatform, start: Start) -> None:
    gate = asyncio.Event()

    def app() -> None:
        @cl.action_callback("slow")
        async def slow() -> str:
            await gate.wait()
            await cl.Message("done").send()
            return "too late to be told"

        adding()

    async with start(app):
        await platform.user().say("go")
        await platform.text("choose")
        assert await host_of(platform).perform(by_name("slow"), within=0.05) is None
        gate.set()
        await platform.text("done")
        assert await host_of(platform).perform(by_name("add", a=1, b=1), within=5) == {"sum": 2}


async def test_a_payload_never_leaves_the_store(platform: MemoryPlatform, start: Start) -> None:
    async with start(adding):
        await platform.user().say("go")
        await platform.text("choose")
        button = platform.button("add", KEY)
    assert button.to_dict()["payload"] == {}


async def test_a_button_of_another_conversation_is_refused(platform: MemoryPlatform, start: Start) -> None:
    async with start(adding):
        await platform.user().say("go")
        await platform.text("choose")
        button = platform.button("add", KEY)
        bob = platform.user("bob", "other")
        await bob.say("hello")
        await platform.text("choose", "other")
        await bob.press_id(button.id)
        await platform.until(lambda: any(one.only_for == "bob" for one in platform.shown))


async def test_a_payload_that_is_no_json_is_told_to_the_app(platform: MemoryPlatform, start: Start) -> None:
    raised: list[str] = []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            try:
                await cl.Message("x", actions=[cl.Action(name="odd", payload={"it": object()})]).send()
            except TypeError as error:
                raised.append(str(error))
            await cl.Message("done").send()

    async with start(app):
        await platform.user().say("go")
        await platform.text("done")
    assert "'odd'" in raised[0]
    assert platform.texts() == ["done"]


async def test_a_callback_that_was_cut_off_by_a_kill_runs_again(
    platform: MemoryPlatform, start: Start, tmp_path: Path, app_of: Callable[..., Any]
) -> None:
    gate, runs = asyncio.Event(), []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("choose", actions=[cl.Action(name="slow", label="slow")]).send()

        @cl.action_callback("slow")
        async def slow() -> None:
            runs.append(1)
            await gate.wait()
            await cl.Message("pressed").send()

    async with start(app, config={"run": {"grace": 0}}):
        await platform.user().say("go")
        await platform.text("choose")
        await platform.user().press("slow")
        await platform.until(lambda: bool(runs))
    gate.set()
    async with start(app):
        await platform.text("pressed")
    assert runs == [1, 1]


async def test_a_click_does_not_begin_a_conversation(platform: MemoryPlatform, start: Start) -> None:
    async with start(adding):
        click = ActionClicked(key="k", thread=KEY, author=ADA, action_id=new_id(), in_known_thread=True)
        assert await host_of(platform).accept(click) is Receipt.IGNORED


async def test_a_custom_element_is_changed_where_it_is_shown(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            if message.content == "go":
                element = cl.CustomElement(name="Ticket", props={"open": True})
                cl.user_session.set("id", element.id)
                await cl.Message("look", elements=[element, cl.File(name="f", content=b"x")]).send()
            else:
                look = next(said for said in cl.chat_context.get() if said.content == "look")
                await cl.Message(f"{[getattr(one, 'props', None) for one in look.elements]}").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("look")
        ticket, file = platform.message("look", KEY).elements
        host = host_of(platform)
        change = ElementChanged(key="1", thread=KEY, author=ADA, element_id=ticket.id, props={"open": False})
        await host.perform(change)
        assert platform.loose[ticket.id].props == {"open": False}
        await platform.user().say("tell")
        await platform.text("[{'open': False}, {}]")
        kept = await run.layer.get_element(KEY.thread_id, ticket.id)
        assert kept is not None
        assert kept["props"] == {"open": False}
        for wrong in (file.id, new_id()):
            with pytest.raises(InteractionRefused):
                await host.perform(ElementChanged(key=new_id(), thread=KEY, element_id=wrong, props={}))
        await host.perform(ElementChanged(key="2", thread=KEY, author=ADA, element_id=ticket.id))
        assert await run.layer.get_element(KEY.thread_id, ticket.id) is None
        assert [one.name for one in platform.message("look", KEY).elements] == ["f"]


async def test_only_answers_of_the_conversation_can_be_judged(platform: MemoryPlatform, start: Start) -> None:
    told: list[Feedback] = []

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await cl.Message(f"re: {message.content}").send()

        @cl.on_feedback
        async def judged(feedback: Feedback) -> None:
            told.append(feedback)

    async with start(app) as run:
        await platform.user().say("hi")
        await platform.text("re: hi")
        await platform.until(lambda: platform.working[-1] is False)
        thread = await run.layer.get_thread(KEY.thread_id)
        assert thread is not None
        question, answer = thread["steps"]
        host = host_of(platform)
        for wrong in (question["id"], new_id()):
            with pytest.raises(InteractionRefused):
                await host.perform(FeedbackGiven(key=new_id(), thread=KEY, author=ADA, message_id=wrong, value=1))
        elsewhere = FeedbackGiven(key=new_id(), thread=KEY, author=ADA, ref=MessageRef("memory", ("99",)), value=1)
        with pytest.raises(InteractionRefused):
            await host.perform(elsewhere)
        assert told == []
        good = FeedbackGiven(key=new_id(), thread=KEY, author=ADA, message_id=answer["id"], value=1, comment="fine")
        await host.perform(good)
        assert [(one.forId, one.value, one.comment) for one in told] == [(answer["id"], 1, "fine")]


async def test_a_platforms_own_reactions_reach_their_own_callback(platform: MemoryPlatform, start: Start) -> None:
    got: list[Any] = []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("answer").send()

        @cl.on_slack_reaction_added
        async def reacted(event: dict[str, Any]) -> None:
            got.append(event)

        @cl.on_reaction
        async def any_reaction(reaction: Reaction) -> None:
            got.append((reaction.emoji, reaction.user and reaction.user.identifier))

    async with start(app):
        await platform.user().say("go")
        await platform.text("answer")
        ref = platform.message("answer", KEY).ref
        event = ReactionChanged(
            key="r", thread=KEY, author=ADA, emoji="🎉", added=True, ref=ref, raw={"event": {"x": 1}}
        )
        await host_of(platform).perform(event)
    assert got == [("🎉", "memory:ada")]  # this is not Slack


async def test_what_is_old_is_forgotten(platform: MemoryPlatform, start: Start, tmp_path: Path) -> None:
    async with start(adding) as run:
        await platform.user().say("go")
        await platform.text("choose")
        store = host_of(platform).store  # type: ignore[attr-defined]
        await store.purge_references(0)
        with closing(sqlite3.connect(tmp_path / ".botbridge" / "botbridge.db")) as database:
            assert database.execute("SELECT count(*) FROM bb_actions").fetchone() == (1,)
            await store.purge_references(2**33)
            for table in ("bb_actions", "bb_questions", "bb_journal"):
                assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert run.port


def test_an_id_that_no_menu_takes_is_refused_where_it_is_made() -> None:
    assert cl.Action(name="go", id="x" * 64).id == "x" * 64
    with pytest.raises(ValueError, match="action 'go': its id has 65 characters, 64 is the most"):
        cl.Action(name="go", id="x" * 65)


async def test_what_stands_for_the_panel_is_words_and_is_not_judged(app_of: Callable[..., App]) -> None:
    title = "*Notes* [x](http://e.example)"

    def define() -> None:
        @cl.on_feedback
        async def judged(_feedback: Feedback) -> None: ...

        @cl.on_message
        async def answer() -> None:
            await cl.ElementSidebar.set_title(title)
            await cl.ElementSidebar.set_elements([cl.File(name="a.bin", content=b"a")])
            await cl.Message("done").send()

    platform = MemoryPlatform(capabilities=DELTAS)
    async with running(app_of(define), platform.adapter()):
        await platform.user().say("go")
        await platform.text("done")
    assert [(one.text, one.rated) for one in platform.shown] == [
        (f"**{escape(title)}**", False),
        ("done", True),
    ]
