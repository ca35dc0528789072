"""What a message does that arrives while a handler runs."""

import asyncio
from typing import Any

import pytest

import botbridge as cl
from botbridge.testing.memory import MemoryPlatform

from .conftest import Start


class Gate:
    """Handlers wait here until a test lets them go; it counts who is inside."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.began: list[str] = []
        self.most = 0
        self.inside = 0

    async def wait(self, name: str) -> None:
        self.began.append(name)
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.open.wait()
        finally:
            self.inside -= 1

    async def until_began(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.began) < count:
                await asyncio.sleep(0.005)


@pytest.fixture
def gate() -> Gate:
    return Gate()


def gated(gate: Gate) -> Any:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await gate.wait(message.content)
            await cl.Message(f"re: {message.content}").send()

    return app


def policy(name: str) -> dict[str, Any]:
    return {"config": {"run": {"overlap": name}}}


async def test_queue_handles_one_at_a_time_in_order(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    async with start(gated(gate), **policy("queue")):
        for word in ("a", "b", "c"):
            await platform.user().say(word)
        await gate.until_began(1)
        gate.open.set()
        await platform.text("re: c")
    assert platform.texts() == ["re: a", "re: b", "re: c"]
    assert gate.most == 1


async def test_other_conversations_do_not_wait(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    async with start(gated(gate), **policy("queue")):
        await platform.user(thread="one").say("a")
        await platform.user(thread="two").say("b")
        await gate.until_began(2)
        gate.open.set()
        await platform.text("re: b", "two")
        await platform.text("re: a", "one")
    assert gate.most == 2


async def test_merge_makes_one_message_of_all_that_wait(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    async with start(gated(gate), **policy("merge")):
        await platform.user().say("a")
        await gate.until_began(1)
        await platform.user().say("b")
        await platform.user().say("c")
        gate.open.set()
        await platform.text("re: b\nc")
    assert platform.texts() == ["re: a", "re: b\nc"]


async def test_messages_of_different_authors_never_merge(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    async with start(gated(gate), **policy("merge")):
        await platform.user("ada").say("a")
        await gate.until_began(1)
        await platform.user("ada").say("b")
        await platform.user("bob").say("c")
        await platform.user("bob").say("d")
        gate.open.set()
        await platform.text("re: c\nd")
    assert platform.texts() == ["re: a", "re: b", "re: c\nd"]


async def test_latest_skips_what_is_older_but_keeps_it_in_the_history(
    platform: MemoryPlatform, start: Start, gate: Gate
) -> None:
    async with start(gated(gate), **policy("latest")) as run:
        await platform.user().say("a")
        await gate.until_began(1)
        for word in ("b", "c", "d"):
            await platform.user().say(word)
        gate.open.set()
        await platform.text("re: d")
        thread_id = platform.user().thread.thread_id
    assert platform.texts() == ["re: a", "re: d"]
    async with start(gated(gate)) as run:
        thread = await run.layer.get_thread(thread_id)
    assert thread is not None
    kept = [step["output"] for step in thread["steps"] if step["type"] == "user_message"]
    assert sorted(kept) == ["a", "b", "c", "d"]


async def test_interrupt_cancels_the_running_handler_and_its_partial_answer_stays(
    platform: MemoryPlatform, start: Start, gate: Gate
) -> None:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            reply = cl.Message("")
            await reply.stream_token(f"so far {message.content}")
            await gate.wait(message.content)
            await reply.send()

    async with start(app, **policy("interrupt")):
        await platform.user().say("a")
        await gate.until_began(1)
        await platform.user().say("b")
        await gate.until_began(2)
        gate.open.set()
        await platform.text("so far b")
    assert platform.texts() == ["so far a\n\n*(interrupted)*", "so far b"]
    assert not any(one.streaming for one in platform.shown)


async def test_parallel_runs_at_once(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    async with start(gated(gate), **policy("parallel")):
        for word in ("a", "b", "c"):
            await platform.user().say(word)
        await gate.until_began(3)
        gate.open.set()
        await platform.until(lambda: len(platform.texts()) == 3)
    assert gate.most == 3


@pytest.mark.parametrize("name", ["interrupt", "parallel", "merge", "latest"])
async def test_chat_start_finishes_first_under_every_policy(
    platform: MemoryPlatform, start: Start, gate: Gate, name: str
) -> None:
    starts: list[str] = []

    def app() -> None:
        @cl.on_chat_start
        async def begin() -> None:
            await gate.wait("start")
            starts.append("done")

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            assert starts == ["done"]
            await cl.Message(f"re: {message.content}").send()

    async with start(app, **policy(name)):
        await platform.user().say("a")
        await gate.until_began(1)
        await platform.user().say("b")
        gate.open.set()
        await platform.until(lambda: any("b" in text for text in platform.texts()))
    assert starts == ["done"]


async def test_stop_cancels_the_handler_and_runs_on_stop(platform: MemoryPlatform, start: Start, gate: Gate) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token("half an answer")
            await gate.wait("a")

        @cl.on_stop
        async def stopped() -> None:
            await cl.Message("as you wish").send()

    async with start(app):
        await platform.user().say("a")
        await gate.until_began(1)
        await platform.user().stop()
        await platform.text("as you wish")
        await platform.user().stop()
        gate.open.set()
        await platform.user().say("b")
        await gate.until_began(2)
        await platform.until(lambda: platform.texts()[-1] == "half an answer")
    assert platform.texts()[:2] == ["half an answer\n\n*(stopped)*", "as you wish"]
