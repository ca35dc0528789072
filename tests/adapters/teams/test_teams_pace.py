"""A whole app on Teams, whose limits are enforced: nothing comes too early, and everything arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import botbridge as cl
from botbridge.app import App, collecting
from botbridge.testing.running import running
from botbridge.testing.teams import FakeTeams

COUNTED = " ".join(str(number) for number in range(40))


def talkative(path: Path) -> App:
    with collecting(path) as app:

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            if message.content == "many":
                for number in range(12):
                    await cl.Message(f"number {number}").send()
                return
            growing = cl.Message("")
            for number in range(40):
                await growing.stream_token(f"{number} ")
                await asyncio.sleep(0.08)
            await growing.send()

    return app


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        teams.faults.enforce_rates = True
        async with running(talkative(tmp_path / "app.py"), "teams", env=teams.env()) as run:
            teams.deliver_to = f"http://127.0.0.1:{run.port}/teams/events"
            yield teams


@pytest.mark.parametrize("kind", ["personal", "channel", "group"])
async def test_an_answer_grows_at_a_legal_pace(strict: FakeTeams, kind: str) -> None:
    ada = strict.user("ada")
    where = {"personal": ada.chat, "channel": strict.channel(), "group": strict.group()}[kind]
    said = await ada.say("stream", where, mention=kind != "personal")
    await strict.until(lambda: said.conversation.text == COUNTED, 15, "the whole answer")
    (shown,) = await said.conversation.settled()
    assert (shown.text, shown.ai_label, strict.over_rate) == (COUNTED, True, [])
    assert len(shown.versions) > 2


async def test_many_messages_come_one_after_the_other(strict: FakeTeams) -> None:
    said = await strict.user("ada").say("many")
    answers = await said.conversation.settled(30, at_least=12)
    assert [one.text for one in answers] == [f"number {number}" for number in range(12)]
    assert strict.over_rate == []
