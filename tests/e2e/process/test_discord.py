"""Discord in a process of its own: killed in the middle of an answer, gone for a while, refused at the start."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from botbridge.testing.discord import FakeDiscord, User
from process.apps import ASKER, STREAMER
from process.command import App, free_port, run_once, until
from process.conftest import Builder

APP = "import botbridge as cl\n\n@cl.on_message\nasync def answer():\n    await cl.Message('hi').send()\n"
PORTAL = "https://discord.com/developers/applications"
_OPEN = "SELECT steps.id FROM steps JOIN bb_journal ON message_id = steps.id WHERE open"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as discord:
        discord.channel("C1")
        discord.gateway.max_concurrency = 100  # processes come and go faster than one in five seconds
        yield discord


@pytest.fixture
def ada(discord: FakeDiscord) -> User:
    return discord.user("U1", name="ada")


async def started(build: Builder, discord: FakeDiscord, source: str = STREAMER) -> App:
    app = build(source, "--adapters", "discord", env=discord.env())
    await app.start()
    return app


async def test_an_answer_cut_off_in_mid_stream(build: Builder, discord: FakeDiscord, ada: User) -> None:
    app = await started(build, discord)
    thread = (await ada.mention("slow")).thread
    await discord.until(lambda: "three" in thread.text, 10, "the first half")
    await until(lambda: app.rows(_OPEN), "a stream that is written down")
    await app.kill()
    app.open_gate()
    await app.start()
    await app.at_rest()
    first, second = await thread.settled(at_least=2)
    assert first.text.startswith("one two three")
    assert "(interrupted)" in first.text
    assert second.text.split() == ["one", "two", "three", "four"]
    assert not first.growing
    assert not second.growing
    assert app.notes() == ["begin slow", "begin slow", "end slow"]


async def test_a_button_of_a_process_that_was_killed(build: Builder, discord: FakeDiscord, ada: User) -> None:
    app = await started(build, discord, ASKER)
    thread = (await ada.mention("a secret")).thread
    offered = await thread.reply(15)
    await app.at_rest()
    await app.kill()
    await app.start()
    begun = await ada.click(offered, "Again")
    assert begun.answered == 6
    assert (await thread.reply(15)).text == "again: a secret"
    assert "secret" not in json.dumps(offered.raw)


async def test_a_question_of_a_process_that_was_killed(build: Builder, discord: FakeDiscord, ada: User) -> None:
    app = await started(build, discord, ASKER)
    thread = (await ada.mention("ask")).thread
    asked = await thread.reply(15)
    behind = copy.copy(asked)
    behind.raw = copy.deepcopy(asked.raw)  # a window that has not seen what became of it
    await until(lambda: app.rows(f"SELECT 1 FROM bb_journal WHERE ref LIKE '%{asked.id}'"), "where the question is")
    await app.kill()
    await app.start()
    asked_again = await thread.reply(15)
    assert (asked.text, asked.buttons) == ("Shall I?\n\n*(interrupted)*", [])
    assert asked_again.buttons == ["yes", "no"]
    await ada.click(behind, "yes")
    late = await discord.until(lambda: next((one for one in thread.messages if one.ephemeral_to), None), 10)
    assert (late.text, late.ephemeral_to) == ("This button or question does nothing any more.", ada.id)
    await ada.click(asked_again, "no")
    await discord.until(lambda: "chosen: no" in thread.text, 10)
    await app.at_rest()
    assert app.notes() == ["begin ask", "begin ask", "end ask"]


async def test_steps_of_a_process_that_was_killed(build: Builder, discord: FakeDiscord, ada: User) -> None:
    app = await started(build, discord, ASKER)
    thread = (await ada.mention("work")).thread
    box = await thread.reply(15, complete=False)
    assert (box.text, box.buttons) == ("⏳ Dig", ["Stop"])
    await until(lambda: app.rows("SELECT message_id FROM bb_journal WHERE open"), "a list that is written down")
    await app.kill()
    app.open_gate()
    await app.start()
    await discord.until(lambda: "dug" in thread.text, 15)
    await app.at_rest()
    assert "(interrupted)" in box.text
    assert box.buttons == []
    assert [one.text for one in thread.answers[1:]] == ["✅ Dig", "dug"]


async def test_its_threads_are_its_own_after_a_restart(build: Builder, discord: FakeDiscord, ada: User) -> None:
    app = await started(build, discord)
    thread = (await ada.mention("hello")).thread
    await thread.reply(15)
    await app.at_rest()
    assert await app.stop() == 0
    await app.start()
    await ada.say("still there", thread)
    assert (await thread.reply(15)).text == "echo: still there"


async def test_a_token_that_is_taken_back_ends_the_process(build: Builder, discord: FakeDiscord) -> None:
    app = await started(build, discord)
    discord.gateway.drop(4004)
    assert await app.ended() == 2
    last = app.log.splitlines()[-1]
    assert last.startswith("botbridge: ")
    assert "DISCORD_BOT_TOKEN" in last
    assert "Traceback" not in app.log


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def refused(folder: Path, env: dict[str, str]) -> str:
    """The one line that the command ends with."""
    done = run_once(folder, "run", "app.py", "-h", "--port", str(free_port()), "--adapters", "discord", env=env)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("botbridge: ")
    return lines[0]


def test_without_a_token(folder: Path) -> None:
    line = refused(folder, {})
    assert "DISCORD_BOT_TOKEN" in line
    assert PORTAL in line


def test_without_its_package(folder: Path) -> None:
    # A module that cannot be imported stands before the installed one on the path.
    (folder / "blocked").mkdir()
    blocked = 'raise ModuleNotFoundError("No module named discord", name="discord")\n'
    (folder / "blocked" / "discord.py").write_text(blocked)
    line = refused(folder, {"DISCORD_BOT_TOKEN": "x", "PYTHONPATH": str(folder / "blocked")})
    assert 'pip install "botbridge[discord]"' in line


async def test_a_token_that_discord_refuses(folder: Path, discord: FakeDiscord) -> None:
    env = {**discord.env(), "DISCORD_BOT_TOKEN": "somebody-elses"}
    line = await asyncio.to_thread(refused, folder, env)
    assert "DISCORD_BOT_TOKEN" in line
    assert PORTAL in line
    assert "somebody-elses" not in line


def test_a_discord_that_is_not_there(folder: Path) -> None:
    api = f"http://127.0.0.1:{free_port()}/api/v10"
    assert api in refused(folder, {"DISCORD_BOT_TOKEN": "x", "DISCORD_API_URL": api})
