"""Every example runs, on a platform in memory."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copy

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


@pytest.fixture
async def endpoint(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[list[dict[str, str]]]]:
    """An endpoint that speaks OpenAI's streaming chat protocol; it answers with how much it was told."""
    asked: list[list[dict[str, str]]] = []

    async def complete(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        asked.append(body["messages"])
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
    assert platform.shown[1].elements == ("counts.csv",)
