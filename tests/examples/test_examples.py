"""Every example runs, on a platform in memory."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from aiohttp import web

from botbridge.app import load_app
from botbridge.testing.memory import DELTAS, MemoryPlatform
from botbridge.testing.running import running

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=DELTAS)


@pytest.fixture
def example(tmp_path: Path, platform: MemoryPlatform):
    """Runs an example; its data stays in the test's own folder, so again means a restart."""

    @asynccontextmanager
    async def run(name: str) -> AsyncIterator[None]:
        copy(EXAMPLES / name, tmp_path)
        async with running(load_app(tmp_path / name), platform.adapter()):
            yield

    return run


def test_every_example_has_a_test_here() -> None:
    tested = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("*.py") if f'"{path.name}"' not in tested] == []


async def test_hello(example, platform: MemoryPlatform) -> None:
    async with example("hello.py"):
        await platform.user().open()
        await platform.text("Hello! Write something.")
        await platform.user().say("hi")
        await platform.text("1: you wrote **hi**")
    async with example("hello.py"):
        await platform.user().say("again")
        await platform.text("2: you wrote **again**")


async def test_streaming(example, platform: MemoryPlatform) -> None:
    async with example("streaming.py"):
        await platform.user().say("3")
        await platform.until(lambda: bool(platform.shown) and not platform.shown[0].streaming)
        assert platform.texts()[0].endswith("it goes on: 1 2 3")
        await platform.user().say("9999")
        await platform.until(lambda: len(platform.shown) == 2)
        await platform.user().stop()
        await platform.text("Stopped. Write a number to count that far.")


def _with_tools(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """A model that asks for the weather in two cities, then tells what it was told."""
    results = [message["content"] for message in messages if message["role"] == "tool"]
    if results:
        return {"role": "assistant", "content": " and ".join(results)}
    cities = ("Oslo", "Atlantis")
    calls = [
        {"id": city, "type": "function", "function": {"name": "temperature", "arguments": json.dumps({"city": city})}}
        for city in cities
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


@pytest.fixture
async def endpoint(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[list[dict[str, str]]]]:
    """An endpoint that speaks OpenAI's streaming chat protocol; it answers with how much it was told."""
    asked: list[list[dict[str, str]]] = []

    async def complete(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        asked.append(body["messages"])
        if "tools" in body:
            return web.json_response({"choices": [{"message": _with_tools(body["messages"])}]})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for token in ("I know ", str(len(body["messages"])), " messages."):
            chunk = {"choices": [{"index": 0, "delta": {"content": token}}]}
            await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
    yield asked
    await runner.cleanup()


async def test_history(example, platform: MemoryPlatform, endpoint: list[list[dict[str, str]]]) -> None:
    async with example("history.py"):
        await platform.user().say("hello")
        await platform.text("I know 1 messages.")
    async with example("history.py"):
        await platform.user().say("and now?")
        await platform.text("I know 3 messages.")
    assert [message["role"] for message in endpoint[1]] == ["user", "assistant", "user"]
    assert endpoint[1][1]["content"] == "I know 1 messages."


async def test_files(example, platform: MemoryPlatform) -> None:
    async with example("files.py"):
        await platform.user().say("hi")
        await platform.text("Send me a text file and I count its words.")
        await platform.user().say("this one", files={"poem.txt": b"so so good"})
        await platform.until(lambda: len(platform.shown) == 2)
    assert platform.texts()[1].startswith("**poem.txt** has 3 words")
    assert "| so | 2 |" in platform.texts()[1]
    assert [one.name for one in platform.shown[1].elements] == ["counts.csv"]


async def test_approval(example, platform: MemoryPlatform) -> None:
    async with example("approval.py"):
        ada, bob = platform.user("ada"), platform.user("bob")
        await ada.say("hello")
        await platform.text("Tell me an amount, for example: lunch for 42 euros.")
        await ada.say("lunch for 42 euros")
        await platform.text("May 42 € be spent?")
        await bob.press("Approve")
        await platform.text("42 € are approved.")
        await platform.text("May 42 € be spent?\n\n**Selected:** Approve")
    async with example("approval.py"):
        await ada.press("Undo")
        await platform.text("42 € are not approved any more.")
        assert not platform.message("are approved", ada.thread).actions
        await ada.say("7")
        await platform.text("May 7 € be spent?")
        await bob.press("Reject")
        await platform.text("Rejected.")


async def test_form(example, platform: MemoryPlatform) -> None:
    async with example("form.py"):
        ada = platform.user()
        await ada.say("a table, please")
        await platform.text("Please fill this in.")
        filled = {"name": "Ada", "seats": "3", "day": "2026-12-31", "where": "Terrace", "terms": True}
        assert await ada.fill({**filled, "seats": 9, "terms": False}) == [
            "Seats has to be 1 to 8",
            "I come on time is needed",
        ]
        assert await ada.fill(filled) == []
        await platform.text("A table for 3 on 2026-12-31, terrace, for Ada.")
        await ada.say("another one")
        await platform.until(lambda: platform.texts().count("Please fill this in.") == 1)
        await ada.fill(None)
        await platform.text("No table, then.")


async def test_summarise(example, platform: MemoryPlatform, endpoint: list[list[dict[str, str]]]) -> None:
    async with example("summarise.py"):
        ada = platform.user()
        await ada.say("hi")
        await platform.text("Which text shall I read?")
        await ada.say("", files={"photo.png": b"\x89PNG"})
        await platform.until(lambda: any("photo.png was not taken" in text for text in platform.texts()))
        await ada.say("", files={"poem.txt": "Über allen Gipfeln".encode()})
        await platform.until(lambda: any(text.startswith("I know 1 messages.") for text in platform.texts()))
    assert endpoint[0][0]["content"].endswith("Über allen Gipfeln")
    assert [one.name for one in platform.message("I know", ada.thread).elements] == ["poem.txt"]


async def test_agent(
    example, platform: MemoryPlatform, endpoint: list[list[dict[str, str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    async with example("agent.py"):
        ada = platform.user()
        await ada.say("How warm is it in Oslo and in Atlantis?")
        await platform.text("9 °C and failed: no weather station in Atlantis")
        tasks = [task for one in platform.shown for task in one.tasks.values()]
        assert [(task.title, task.state) for task in tasks] == [
            ("think", "done"),
            ("temperature", "done"),
            ("temperature", "failed"),
            ("think", "done"),
        ]
        await ada.judge("9 °C", 1, "well done")
        await platform.until(lambda: platform.working[-1] is False)
    assert len(endpoint) == 2
    assert "good well done" in capsys.readouterr().out


async def test_charts(example, platform: MemoryPlatform) -> None:
    async with example("charts.py"):
        await platform.user().say("5000")
        await platform.until(lambda: bool(platform.shown), timeout=60)
    names = [one.name for one in platform.shown[0].elements]
    assert names == ["tide.png", "tide and wind.png", "tide and wind.html", "measurements", "measurements.csv"]
    csv = platform.shown[0].elements[-1].content or b""
    assert len(csv.splitlines()) == 5001


async def test_plan(example, platform: MemoryPlatform) -> None:
    async with example("plan.py"):
        await platform.user().say("go")
        await platform.text("Find the kettle: it is gone", timeout=20)
        plan = next(one for one in platform.shown if one.tasks)
        await platform.until(lambda: plan.text == "Moved, without a kettle")
    assert [task.state for task in plan.tasks.values()] == ["done", "done", "done", "failed"]
    assert [one.text for one in platform.shown][1:] == [
        "Pack the boxes: done",
        "Drive the van: done",
        "Unpack: done",
        "Find the kettle: it is gone",
    ]
