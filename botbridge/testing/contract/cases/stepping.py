"""Steps and task lists: what the app does, and how far it is."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import asyncio

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import Gate, answering
from botbridge.testing.contract.reading import ended, numbered, words
from botbridge.testing.contract.stage import SeenTask, Stage

MANY = 60


async def _until_tasks(stage: Stage, expected: dict[str, str]) -> list[SeenTask]:
    """What is shown once these tasks stand like this. Raises TimeoutError with what is shown instead."""
    seen: list[SeenTask] = []

    async def so() -> bool:
        nonlocal seen
        seen = await stage.tasks()
        states = {name: task.state for task in seen for name in expected if name in task.title}
        return states == expected

    try:
        await stage.eventually(so)
    except TimeoutError:
        raise TimeoutError(f"expected {expected}, shown is {seen}") from None
    return seen


@pytest.mark.asyncio
class Stepping:
    """Steps."""

    async def test_steps_are_shown_as_they_go(self, stage: Stage) -> None:
        """A step is shown while it runs, and that it has ended; one inside of another too; the answer follows."""
        gates = [Gate(), Gate()]

        async def answer(_message: cl.Message) -> None:
            async with cl.Step(name="Search", type="tool") as step:
                step.input = {"query": "birds"}
                await gates[0].passing()
                async with cl.Step(name="Fetch", type="retrieval") as inner:
                    inner.output = "three pages"
                    await gates[1].passing()
                step.output = "found **three** pages"
            await cl.Message("answer").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            if stage.capabilities.edit or stage.capabilities.stream.tasks:
                await _until_tasks(stage, {"Search": "running"})
                gates[0].open()
                await _until_tasks(stage, {"Search": "running", "Fetch": "running"})
            for gate in gates:
                gate.open()
            await stage.text("answer")
            seen = await _until_tasks(stage, {"Search": "done", "Fetch": "done"})
        assert len(seen) == 2 or not stage.capabilities.edit

    async def test_a_failed_step_is_shown_as_failed(self, stage: Stage) -> None:
        """A step that an exception leaves is shown as failed; the exception goes on."""

        @cl.step(type="tool")
        def divide(by: int) -> float:
            return 1 / by

        async def answer(_message: cl.Message) -> None:
            try:
                await cl.make_async(divide)(0)
            except ZeroDivisionError:
                await cl.Message("caught").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("caught")
            await _until_tasks(stage, {"divide": "failed"})

    @pytest.mark.parametrize(("cot", "names"), [("hidden", []), ("tool_call", ["Tool"]), ("full", ["Think", "Tool"])])
    async def test_people_see_the_steps_that_they_should(self, stage: Stage, cot: str, names: list[str]) -> None:
        """`[ui] cot` says which steps are shown: none, those of tools, or all."""

        async def answer(_message: cl.Message) -> None:
            async with cl.Step(name="Think", type="llm"), cl.Step(name="Tool", type="tool"):
                pass
            await cl.Message("answer").send()

        async with stage.run(answering(answer), config={"ui": {"cot": cot}}):
            await stage.person().say("go")
            await stage.text("answer")
            seen = await _until_tasks(stage, dict.fromkeys(names, "done"))
        if stage.capabilities.edit:
            assert [name for task in seen for name in ("Think", "Tool") if name in task.title] == names

    async def test_steps_and_a_streamed_answer_share_the_turn(self, stage: Stage) -> None:
        """Steps before, between and after the tokens of an answer are shown, and the answer is complete, once."""

        async def answer(_message: cl.Message) -> None:
            async with cl.Step(name="Before", type="tool"):
                await asyncio.sleep(0.05)
            reply = cl.Message("")
            for word in numbered(20):
                await reply.stream_token(f"{word} ")
                await asyncio.sleep(0.005)
            async with cl.Step(name="Between", type="tool"):
                await asyncio.sleep(0.02)
            for word in numbered(20, 20):
                await reply.stream_token(f"{word} ")
            await reply.send()
            async with cl.Step(name="After", type="tool"):
                pass

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w39" in words(shown))
            await _until_tasks(stage, {"Before": "done", "Between": "done", "After": "done"})
        assert words(shown) == numbered(40)

    async def test_many_steps_do_not_hold_up_the_answer(self, stage: Stage) -> None:
        """However many steps there are and whatever they say, the answer comes, and the newest steps are shown."""

        async def answer(_message: cl.Message) -> None:
            for number in range(MANY):
                async with cl.Step(name=f"step {number}.", type="tool") as step:
                    step.output = "word " * 500
            await cl.Message("answer").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("answer")
            await _until_tasks(stage, {f"step {MANY - 1}.": "done"})

    async def test_steps_are_kept(self, stage: Stage) -> None:
        """What a step took and gave is kept with the thread, the inner one below the outer one."""
        threads: list[str] = []

        @cl.step(type="tool")
        async def add(a: int, b: int) -> int:
            async with cl.Step(name="inner") as inner:
                inner.output = {"sum": a + b}
            return a + b

        async def answer(_message: cl.Message) -> None:
            threads.append(cl.context.thread_id)
            await cl.Message(str(await add(1, b=2))).send()

        async with stage.run(answering(answer)) as run:
            await stage.person().say("go")
            await stage.text("3")

            async def kept() -> bool:
                thread = await run.layer.get_thread(threads[0])
                steps = {step["name"]: step for step in thread["steps"]} if thread is not None else {}
                outer, inner = steps.get("add"), steps.get("inner")
                return (
                    outer is not None
                    and inner is not None
                    and ('"a": 1' in outer["input"], outer["output"], outer["type"]) == (True, "3", "tool")
                    and (inner["parentId"], '"sum": 3' in inner["output"]) == (outer["id"], True)
                    and bool(outer["end"])
                )

            await stage.eventually(kept)

    async def test_a_list_of_tasks_changes_in_place(self, stage: Stage) -> None:
        """A task list is shown with its states, changes where it stands, and can be taken away."""

        async def answer(message: cl.Message) -> None:
            plan = cl.user_session.get("plan")
            if message.content == "plan":
                plan = cl.TaskList(status="Working")
                for title in ("Read **the** book", "Write"):
                    await plan.add_task(cl.Task(title=title))
                plan.tasks[0].status = cl.TaskStatus.RUNNING
                cl.user_session.set("plan", plan)
            elif message.content == "go on":
                plan.status = "Done"
                plan.tasks[0].status, plan.tasks[1].status = cl.TaskStatus.DONE, cl.TaskStatus.FAILED
            elif stage.capabilities.delete:
                await plan.remove()
                plan = None
            if plan is not None:
                await plan.send()
            await cl.Message(f"after {message.content}").send()

        async with stage.run(answering(answer)):
            await stage.person().say("plan")
            await stage.text("after plan")
            await _until_tasks(stage, {"the": "running", "Write": "ready"})
            await stage.person().say("go on")
            await stage.text("after go on")
            seen = await _until_tasks(stage, {"the": "done", "Write": "failed"})
            if stage.capabilities.edit:
                assert len(seen) == 2
            await stage.person().say("away")
            await stage.text("after away")
            if stage.capabilities.delete:
                await _until_tasks(stage, {})
                assert await stage.tasks() == []
