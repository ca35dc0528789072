"""Steps as an app writes them: decorated functions of every kind, nesting, failing, threads."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

import botbridge as cl
from botbridge.errors import NoContext, Refused
from botbridge.model.effect import Effect, ShowStep
from botbridge.model.step import StepDict
from botbridge.runtime import Running
from botbridge.testing.memory import DELTAS, EDITS, RICH, MemoryPlatform

from .conftest import Start


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=RICH)


@cl.step(type="tool")
async def double(number: int, *, note: str = "") -> int:
    return 2 * number


@cl.step
def plain(number: int) -> str:
    return f"<{number}>"


@cl.step(name="counting")
def count(most: int) -> Iterator[int]:
    yield from range(most)


@cl.step(name="spelling", type="llm")
async def spell(word: str) -> AsyncIterator[str]:
    for letter in word:
        yield letter


async def kept(run: Running, platform: MemoryPlatform) -> dict[str, StepDict]:
    """The steps of the conversation in the data layer, by name, once all of it is written."""
    conversation = run.dispatcher.find(platform.user().thread)
    assert conversation is not None
    await conversation.recorder.settled()
    thread = await run.layer.get_thread(platform.user().thread.thread_id)
    assert thread is not None
    return {step["name"]: step for step in thread["steps"] if not step["type"].endswith("_message")}


async def test_every_kind_of_function_may_be_a_step(platform: MemoryPlatform, start: Start) -> None:
    got: list[Any] = []

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            got.append(await double(21, note="x"))
            got.append(plain(3))
            got.append(list(count(3)))
            got.append([letter async for letter in spell("abc")])
            await cl.Message("done").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("done")
        await platform.until(lambda: len(platform.steps) == 4)
        steps = await kept(run, platform)
    assert got == [42, "<3>", [0, 1, 2], ["a", "b", "c"]]
    assert steps["double"]["output"] == "42"
    assert '"number": 21' in steps["double"]["input"]
    assert '"note": "x"' in steps["double"]["input"]
    assert steps["plain"]["output"] == "<3>"
    assert "2" in steps["counting"]["output"]
    assert (steps["spelling"]["output"], steps["spelling"]["type"]) == ("abc", "llm")
    assert all(step.get("end") for step in steps.values())


async def test_outside_of_a_handler_a_step_is_only_a_function() -> None:
    assert await double(2) == 4
    assert plain(1) == "<1>"
    assert list(count(2)) == [0, 1]
    assert [letter async for letter in spell("ab")] == ["a", "b"]
    with pytest.raises(NoContext):
        await cl.Step(name="alone").send()
    with pytest.raises(TypeError, match="function"):
        cl.step(3)  # type: ignore[call-overload]


async def test_what_happens_inside_is_part_of_the_step_in_every_task(platform: MemoryPlatform, start: Start) -> None:
    async def branch(name: str) -> None:
        async with cl.Step(name=name):
            await asyncio.sleep(0.01)
            assert cl.context.current_step.name == name
            async with cl.Step(name=f"{name} inner"):
                await asyncio.sleep(0.01)

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            assert cl.context.current_step is cl.context.current_run
            assert cl.context.current_run.id == cl.context.run_id
            async with cl.Step(name="outer") as outer:
                await asyncio.gather(branch("left"), branch("right"))
                assert cl.context.current_step is outer
                await cl.make_async(plain)(5)
                said = await cl.Message("inside").send()
            assert said.parent_id == outer.id
            await cl.Message("done").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("done")
        steps = await kept(run, platform)
    parents = {name: step["parentId"] for name, step in steps.items()}
    assert parents == {
        "outer": None,
        "left": steps["outer"]["id"],
        "right": steps["outer"]["id"],
        "left inner": steps["left"]["id"],
        "right inner": steps["right"]["id"],
        "plain": steps["outer"]["id"],
    }


async def test_whoever_takes_from_a_generator_is_not_inside_its_step(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            async for letter in spell("ab"):
                async with cl.Step(name=f"took {letter}"):
                    pass
            await cl.Message("done").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("done")
        steps = await kept(run, platform)
    assert [steps[name]["parentId"] for name in ("took a", "took b", "spelling")] == [None, None, None]


async def test_an_output_that_was_set_inside_stays_and_may_be_anything(platform: MemoryPlatform, start: Start) -> None:
    @cl.step
    async def search() -> str:
        cl.context.current_step.output = {"found": ["ä", 2], "when": object}
        return "ignored"

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await search()
            async with cl.Step(name="bytes") as step:
                step.input = b"\x00\x01"
                step.output = None
            await cl.Message("done").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("done")
        steps = await kept(run, platform)
    assert '"ä"' in steps["search"]["output"]
    assert steps["search"]["language"] == "json"
    assert (steps["bytes"]["input"], steps["bytes"]["output"]) == ("<2 bytes>", "")


async def test_a_step_grows_token_by_token_and_can_be_taken_away(platform: MemoryPlatform, start: Start) -> None:
    held = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            async with cl.Step(name="thinking", type="llm") as step:
                for token in ("one ", "two ", "three"):
                    await step.stream_token(token)
                await step.stream_token("asked", is_input=True)
                await held.wait()
            await cl.Message("done").send()
            await step.remove()
            await cl.Message("gone").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.until(
            lambda: (
                [(one.output, one.input, one.end) for one in platform.steps.values()]
                == [("one two three", "asked", None)]
            )
        )
        held.set()
        await platform.text("done")
        assert (await kept(run, platform))["thinking"]["output"] == "one two three"
        await platform.text("gone")
        await platform.until(lambda: not platform.steps)
        assert await kept(run, platform) == {}


@pytest.mark.parametrize("capabilities", [RICH, DELTAS, EDITS], ids=["tree", "stream", "message"])
async def test_a_platform_that_fails_to_show_steps_fails_nobody(
    start: Start, platform: MemoryPlatform, capabilities: Any
) -> None:
    platform.capabilities = capabilities

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            async with cl.Step(name="thinking"):
                pass
            await cl.Message("done").send()

    def refuse(effect: Effect) -> Exception | None:
        platform.faults.append(refuse)
        message = getattr(effect, "message", None)
        is_step = (
            isinstance(effect, ShowStep) or getattr(effect, "tasks", ()) or (message and "thinking" in message.content)
        )
        return Refused("no steps here") if is_step else None

    platform.faults.append(refuse)
    async with start(app):
        await platform.user().say("go")
        await platform.text("done")
    assert "done" in platform.texts()


async def test_a_failed_step_says_why(platform: MemoryPlatform, start: Start) -> None:
    @cl.step(type="tool")
    async def fail() -> None:
        raise ValueError("no such bird")

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            try:
                await fail()
            except ValueError as error:
                await cl.Message(f"caught {error}").send()

    async with start(app) as run:
        await platform.user().say("go")
        await platform.text("caught no such bird")
        step = (await kept(run, platform))["fail"]
    assert (step["isError"], step["output"]) == (True, "no such bird")


async def test_stop_ends_the_steps_that_were_running(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            async with cl.Step(name="waiting"):
                await asyncio.Event().wait()

    async with start(app):
        await platform.user().say("go")
        await platform.until(lambda: len(platform.steps) == 1)
        await platform.user().stop()
        await platform.until(lambda: all(step.end for step in platform.steps.values()))
    (step,) = platform.steps.values()
    assert step.is_error
