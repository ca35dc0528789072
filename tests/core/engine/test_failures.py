"""What goes wrong, and what the user sees of it."""

import asyncio
import logging
from pathlib import Path

import pytest
from sqlalchemy import select, update

import botbridge as cl
from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.errors import Refused, StartError, Unavailable
from botbridge.model.step import StepDict
from botbridge.registry import load
from botbridge.state.tables import inbox, runs
from botbridge.testing.memory import MemoryPlatform

from .conftest import Start


async def test_a_handler_that_raises_is_shown_as_an_error_without_details(
    platform: MemoryPlatform, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            raise ValueError("secret detail")

    async with start(app, config={"run": {"error_text": "Sorry."}}):
        await platform.user().say("a")
        await platform.text("Sorry.")
    assert platform.shown[0].is_error
    assert "secret detail" not in platform.texts()[0]
    assert "secret detail" in caplog.text


async def test_debug_shows_the_details(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            raise ValueError("secret detail")

    async with start(app, debug=True):
        await platform.user().say("a")
        await platform.until(lambda: bool(platform.texts()))
    assert "secret detail" in platform.texts()[0]


async def test_what_was_streamed_before_the_error_stays(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("").stream_token("half")
            raise ValueError

    async with start(app):
        await platform.user().say("a")
        await platform.until(lambda: len(platform.texts()) == 2)
        await platform.until(lambda: not any(one.streaming for one in platform.shown))
    assert "half" in platform.texts()


async def test_a_poisonous_event_is_given_up_kept_and_told(platform: MemoryPlatform, start: Start) -> None:
    began = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            if message.content == "poison":
                began.set()
                await asyncio.Event().wait()
            await cl.Message(f"re: {message.content}").send()

    no_grace = {"run": {"grace": 0, "gave_up_text": "I give up."}}
    async with start(app, config=no_grace) as run:
        await platform.user().say("poison")
        await began.wait()
        # As three processes leave it that were killed over it; tests/e2e really kills them.
        async with asyncio.timeout(5):
            await run.database.writer.run(lambda connection: connection.execute(update(inbox).values(attempts=4)))
    async with start(app, config=no_grace) as run:
        await platform.text("I give up.")
        await platform.user().say("next")
        await platform.text("re: next")
        async with run.database.read() as connection:
            statuses = [row.status for row in await connection.execute(select(inbox).order_by(inbox.c.seq))]
    assert statuses[0] == "dead"


async def test_a_shutdown_is_no_attempt(platform: MemoryPlatform, start: Start) -> None:
    began: list[asyncio.Event] = []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            began[-1].set()
            if len(began) < 6:
                await asyncio.Event().wait()
            await cl.Message("at last").send()

    for number in range(6):
        began.append(asyncio.Event())
        async with start(app, config={"run": {"grace": 0}}):
            if number == 0:
                await platform.user().say("a")
            await began[-1].wait()
            if number == 5:
                await platform.text("at last")
    assert platform.texts() == ["at last"]


async def test_an_event_cut_off_by_a_shutdown_is_handled_after_the_restart(
    platform: MemoryPlatform, start: Start
) -> None:
    began = asyncio.Event()
    release = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            reply = cl.Message("")
            await reply.stream_token(f"answer to {message.content}")
            began.set()
            await release.wait()
            await reply.send()

    async with start(app, config={"run": {"grace": 0}}):
        await platform.user().say("a")
        await began.wait()
        await platform.until(lambda: bool(platform.texts()))
    release.set()
    async with start(app) as run:
        await platform.until(lambda: platform.texts()[-1] == "answer to a")
        async with run.database.read() as connection:
            ends = [row.status for row in await connection.execute(select(runs).order_by(runs.c.attempt))]
    assert platform.texts() == ["answer to a\n\n*(interrupted)*", "answer to a"]
    assert ends[0] == "interrupted"


async def test_a_platform_that_does_not_answer_holds_up_no_shutdown(
    platform: MemoryPlatform, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botbridge.dispatch.dispatcher._TELLING", 0.05)
    began = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            reply = cl.Message("")
            await reply.stream_token("one")
            if not began.is_set():
                began.set()
                await asyncio.Event().wait()
            await reply.send()

    async with start(app, config={"run": {"grace": 0}}):
        await platform.user().say("a")
        await began.wait()
        await platform.until(lambda: bool(platform.texts()))
        platform.faults.append(lambda _effect: Unavailable("down"))  # tried again after half a second
    assert platform.texts() == ["one"]
    async with start(app):
        await platform.until(lambda: platform.texts() == ["one\n\n*(interrupted)*", "one"])


async def test_a_grace_period_lets_handlers_finish(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await asyncio.sleep(0.2)
            await cl.Message("done").send()

    async with start(app):
        await platform.user().say("a")
        await asyncio.sleep(0.05)
    assert platform.texts() == ["done"]


async def test_a_failing_data_layer_does_not_disturb_the_conversation(
    platform: MemoryPlatform, start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(SQLAlchemyDataLayer):
        async def create_step(self, step_dict: StepDict) -> None:
            raise OSError("disk full")

    def app() -> None:
        @cl.data_layer
        def layer() -> Broken:
            return Broken(f"sqlite:///{tmp_path / 'own.db'}")

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await cl.Message(f"re: {message.content}").send()
            strict = cl.ErrorMessage("kept?", fail_on_persist_error=True)
            with pytest.raises(OSError, match="disk full"):
                await strict.send()
            await cl.Message("end").send()

    async with start(app):
        await platform.user().say("a")
        await platform.text("end")
    assert platform.texts() == ["re: a", "kept?", "end"]
    assert "disk full" in caplog.text
    assert "failed to keep message" in caplog.text


async def test_a_refused_message_raises_in_the_handler(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            with pytest.raises(Refused):
                await cl.Message("no").send()
            await cl.Message("yes").send()

    platform.faults.append(lambda _effect: Refused("not here", code="no"))
    async with start(app):
        await platform.user().say("a")
        await platform.text("yes")


async def test_startup_and_shutdown_run_once_around_everything(platform: MemoryPlatform, start: Start) -> None:
    order: list[str] = []

    def app() -> None:
        @cl.on_app_startup
        def up() -> None:
            order.append("up")

        @cl.on_message
        async def answer() -> None:
            order.append("message")
            await cl.Message("ok").send()

        @cl.on_app_shutdown
        async def down() -> None:
            order.append("down")

    async with start(app):
        await platform.user().say("a")
        await platform.text("ok")
    assert order == ["up", "message", "down"]


def test_an_unknown_adapter_stops_the_start() -> None:
    with pytest.raises(StartError, match="no adapter 'telegraph'"):
        load("telegraph")


async def test_handlers_log_nothing_of_what_people_write(
    platform: MemoryPlatform, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("ok").send()

    async with start(app):
        await platform.user().say("my password is hunter2")
        await platform.text("ok")
    assert "hunter2" not in caplog.text
