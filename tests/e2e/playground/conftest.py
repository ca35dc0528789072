"""Microsoft's playground, unmodified, in front of a real `botbridge run`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from process.chromium import npm_install
from process.command import App

from playground.playground import HERE, PACKAGE, Playground, playground

SOURCE = """
import asyncio
import botbridge as cl

@cl.on_chat_start
async def start():
    await cl.Message("Hello!").send()

@cl.on_message
async def answer(message):
    if message.content == "stream":
        growing = cl.Message("")
        for number in range(30):
            await growing.stream_token(f"{number} ")
            await asyncio.sleep(0.1)
        await growing.send()
    elif message.content == "slow":
        await asyncio.sleep(2.5)
        await cl.Message("done").send()
    elif message.content == "edit":
        said = cl.Message("before")
        await said.send()
        said.content = "after"
        await said.update()
    elif message.content == "table":
        await cl.Message("| a | b |\\n| - | - |\\n| 1 | 2 |").send()
    elif message.content == "buttons":
        await cl.Message("choose", actions=[cl.Action(name="pick", label="red", payload={"colour": "red"})]).send()
    elif message.content == "form":
        fields = [{"id": "name", "label": "Name"}, {"id": "seats", "label": "Seats", "type": "number", "max": 8}]
        form = cl.CustomElement(name="Booking", props={"fields": fields})
        told = await cl.AskElementMessage("Book", element=form).send()
        await cl.Message(f"{told['name']} {told['seats']}").send()
    else:
        user = cl.user_session.get("user")
        await cl.Message(f"{user.display_name}: {message.content}").send()

@cl.action_callback("pick")
async def pick(action):
    await cl.Message(f"picked {action.payload['colour']}").send()

@cl.on_feedback
async def judged(feedback):
    await cl.Message(f"judged {feedback.value} {feedback.comment}").send()
"""


@pytest.fixture(scope="module")
def package() -> Path:
    """The installed package."""
    npm_install(HERE)
    return PACKAGE


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    made = App(tmp_path_factory.mktemp("playground") / "app", SOURCE, "--adapters", "teams")
    await made.start()
    yield made
    made.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def window(package: Path, app: App, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    async with playground(app.url, tmp_path_factory.mktemp("window")) as window:
        yield window
