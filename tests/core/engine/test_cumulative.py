"""Streams that are told the whole text each time: repeated safely, kept alive, ended by people where they read."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

import botbridge as cl
from botbridge.capability import StreamLimits
from botbridge.errors import StreamStopped, Unavailable
from botbridge.model.effect import Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.testing.memory import CUMULATIVE, MemoryPlatform

from .conftest import Start


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=CUMULATIVE)


def gated(gate: asyncio.Event, *after: str) -> Callable[[], None]:
    """An app that streams `one`, waits at the gate, streams the rest and sends."""

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token("one")
            await gate.wait()
            for token in after:
                await reply.stream_token(token)
                await asyncio.sleep(0.03)
            await reply.send()

    return app


def said(platform: MemoryPlatform) -> list[str]:
    kinds = StreamOpen | StreamAppend | StreamClose
    return [effect.text for effect in platform.effects if isinstance(effect, kinds)]


def always(platform: MemoryPlatform, kind: type[Effect], error: Exception) -> asyncio.Event:
    """Fail every such call from now on; the event is set once one has failed."""
    failed = asyncio.Event()

    def fault(effect: Effect) -> Exception | None:
        if not isinstance(effect, kind):
            return None
        failed.set()
        return error

    platform.faults.extend([fault] * 200)
    return failed


async def test_every_call_begins_with_what_was_said_before(platform: MemoryPlatform, start: Start) -> None:
    gate = asyncio.Event()
    gate.set()
    async with start(gated(gate, " two", " three")):
        await platform.user().say("x")
        await platform.text("one two three")
    told = said(platform)
    assert told[0].startswith("one")
    assert told[-1] == "one two three"
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(told))


@pytest.mark.parametrize("kind", [StreamAppend, StreamClose])
async def test_a_call_whose_fate_is_unknown_is_said_again(
    platform: MemoryPlatform, start: Start, kind: type[Effect]
) -> None:
    """What was said as a whole can be said twice; no edit is needed for it."""
    left = [Unavailable("the line broke", ambiguous=True)]
    fault: Callable[[Effect], Exception | None] = lambda effect: (  # noqa: E731
        left.pop() if left and isinstance(effect, kind) else None
    )
    platform.faults.extend([fault] * 200)
    gate = asyncio.Event()
    gate.set()
    async with start(gated(gate, " two", " three")):
        await platform.user().say("x")
        await platform.text("one two three")
    assert not left
    assert not any(isinstance(effect, Edit) for effect in platform.effects)


async def test_a_stream_that_stands_still_is_said_again(platform: MemoryPlatform, start: Start) -> None:
    gate = asyncio.Event()
    async with start(gated(gate)):
        await platform.user().say("x")
        await platform.until(lambda: said(platform)[1:4] == ["one"] * 3)
        gate.set()
        await platform.text("one")


async def test_an_old_stream_goes_on_as_edits_of_the_same_message(platform: MemoryPlatform, start: Start) -> None:
    limits = StreamLimits(kind="cumulative", interval=0.01, edit_interval=0.01, max_age=0.1, beat=0.02)
    platform.capabilities = replace(CUMULATIVE, stream=limits)
    gate = asyncio.Event()
    async with start(gated(gate, " two", " three")):
        await platform.user().say("x")
        await platform.until(lambda: any(isinstance(effect, StreamClose) for effect in platform.effects))
        gate.set()
        await platform.text("one two three")
    assert len(platform.shown) == 1
    assert [effect.text for effect in platform.effects if isinstance(effect, StreamClose)] == ["one"]
    assert any(isinstance(effect, Edit) for effect in platform.effects)


async def test_what_somebody_stopped_stays_as_they_saw_it(platform: MemoryPlatform, start: Start) -> None:
    """Text that was not shown yet is not shown any more; the app goes on with other messages."""
    gate = asyncio.Event()
    async with start(gated(gate, " two", " three")):
        await platform.user().say("x")
        await platform.until(lambda: platform.texts() == ["one"])
        await always(platform, StreamAppend, StreamStopped("stopped by the user")).wait()
        gate.set()
        await platform.until(lambda: False in platform.working)
        platform.faults.clear()
        await platform.user().say("y")
        await platform.until(lambda: platform.texts() == ["one", "one two three"])
    edits = [effect for effect in platform.effects if isinstance(effect, Edit | Post)]
    assert edits == []


@pytest.mark.parametrize("kind", [StreamAppend, StreamClose])
async def test_a_stop_says_so_in_a_message_of_its_own(
    platform: MemoryPlatform, start: Start, kind: type[Effect]
) -> None:
    """The stopped message cannot be changed, so the note stands below."""
    gate = asyncio.Event()
    async with start(gated(gate, " two"), config={"run": {"stopped_text": "(halted)"}}):
        user = platform.user()
        await user.say("x")
        await platform.until(lambda: platform.texts() == ["one"])
        failed = always(platform, kind, StreamStopped("stopped by the user"))
        if kind is StreamAppend:
            await failed.wait()
        await user.stop()
        await platform.until(lambda: False in platform.working)
    assert platform.texts() == ["one", "*(halted)*"]


async def test_a_stream_that_is_stopped_before_its_first_word_shows_none(
    platform: MemoryPlatform, start: Start
) -> None:
    gate = asyncio.Event()
    always(platform, StreamOpen, StreamStopped("stopped by the user"))
    gate.set()
    async with start(gated(gate, " two")):
        await platform.user().say("x")
        await platform.until(lambda: False in platform.working)
    assert platform.texts() == []
