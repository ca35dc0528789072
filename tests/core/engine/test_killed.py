"""What a killed process leaves behind, and what the next one makes of it.

The kill itself is tried with real processes in tests/e2e; here the database is copied while the process works,
which is what a kill at that moment would leave.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import botbridge as cl
from botbridge.app import App, collecting
from botbridge.testing.memory import DELTAS, EDITS, MemoryPlatform
from botbridge.testing.running import running

from .conftest import Define


@pytest.fixture(params=[EDITS, DELTAS], ids=["edits", "deltas"])
def platform(request: pytest.FixtureRequest) -> MemoryPlatform:
    return MemoryPlatform(capabilities=request.param)


@pytest.fixture
def after_a_kill(tmp_path: Path) -> Callable[[Define], App]:
    """The app as it is started again from what the database holds now."""

    def copy(define: Define) -> App:
        folder = tmp_path / "again" / ".botbridge"
        folder.mkdir(parents=True)
        with (
            closing(sqlite3.connect(tmp_path / ".botbridge" / "botbridge.db")) as now,
            closing(sqlite3.connect(folder / "botbridge.db")) as then,
        ):
            now.backup(then)
        with collecting(folder.parent / "app.py") as app:
            define()
        return app

    return copy


async def test_a_long_answer_that_was_cut_off_keeps_all_that_was_shown(
    platform: MemoryPlatform, tmp_path: Path, after_a_kill: Callable[[Define], App]
) -> None:
    words = [f"w{number}" for number in range(1200)]
    runs: list[str] = []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            runs.append("run")
            reply = cl.Message("")
            for word in words[: len(words) if len(runs) > 1 else 800]:
                await reply.stream_token(word + " ")
                await asyncio.sleep(0.002)
            if len(runs) == 1:
                await asyncio.Event().wait()
            await reply.send()

    with collecting(tmp_path / "app.py") as first:
        app()
    async with running(first, platform.adapter(), config={"run": {"grace": 0}}):
        await platform.user().say("go")
        await platform.until(lambda: "w799" in "".join(platform.texts()))
        await asyncio.sleep(1.1)  # what is shown is written down once a second
        again = after_a_kill(app)
        left = [replace(one) for one in platform.shown]
        thread_id = platform.user().thread.thread_id
    # The first process marked its answer when it stopped; the second must see it as the kill left it.
    platform.shown[:] = left
    async with running(again, platform.adapter()) as run:
        await platform.until(lambda: "w1199" in platform.texts()[-1])
        thread = await run.layer.get_thread(thread_id)
    texts = platform.texts()
    assert sum("(interrupted)" in text for text in texts) == 1
    assert texts[len(left) - 1].startswith(left[-1].text)
    assert thread is not None
    interrupted = next(step for step in thread["steps"] if (step.get("metadata") or {}).get("interrupted"))
    assert interrupted["output"].split()[:-1][:5] == words[:5]
    assert "w799" in interrupted["output"]
    assert interrupted["output"].endswith("*(interrupted)*")


async def test_a_message_that_was_answered_is_not_answered_again(
    platform: MemoryPlatform, tmp_path: Path, after_a_kill: Callable[[Define], App]
) -> None:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await cl.Message(f"re: {message.content}").send()

    with collecting(tmp_path / "app.py") as first:
        app()
    async with running(first, platform.adapter()):
        await platform.user().say("a")
        await platform.text("re: a")
        await asyncio.sleep(0.2)
        again = after_a_kill(app)
    async with running(again, platform.adapter()):
        await platform.user().say("b")
        await platform.text("re: b")
    assert platform.texts() == ["re: a", "re: b"]
