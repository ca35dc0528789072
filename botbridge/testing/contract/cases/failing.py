"""What goes wrong: told, waited out, never lost and never doubled."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import asyncio

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import Gate, answering, echo, saying
from botbridge.testing.contract.reading import ended, numbered, words
from botbridge.testing.contract.stage import Stage


@pytest.mark.asyncio
class Failing:
    """Failures of the app and of the platform."""

    async def test_a_handler_that_raises_is_told(self, stage: Stage) -> None:
        """A handler that raises shows an error message, without details; the next message is handled as ever."""

        async def answer(message: cl.Message) -> None:
            if message.content == "fail":
                raise ValueError("secret detail")
            await echo(message)

        async with stage.run(answering(answer), config={"run": {"error_text": "Sorry."}}):
            await stage.person().say("fail")
            await stage.text("Sorry.")
            await stage.person().say("next")
            await stage.text("re: next")
        assert await stage.texts() == ["Sorry.", "re: next"]

    async def test_what_was_streamed_before_a_failure_stays(self, stage: Stage) -> None:
        """What a handler streamed before it raised stays, ended; the error follows."""

        async def answer(_message: cl.Message) -> None:
            await cl.Message("").stream_token("half an answer")
            raise ValueError

        async with stage.run(answering(answer), config={"run": {"error_text": "Sorry."}}):
            await stage.person().say("fail")
            shown = await stage.until(lambda shown: ended(shown) and len(shown) == 2)
        assert sorted(one.text for one in shown) == ["Sorry.", "half an answer"]

    @pytest.mark.parametrize("after_it_happened", [False, True], ids=["before", "after"])
    async def test_a_failed_send_is_shown_once(self, stage: Stage, after_it_happened: bool) -> None:
        """A send that the platform fails is tried again, and not doubled if it happened all the same.

        Where nothing can be looked up it may stand there twice; it is never lost.
        """
        gate = Gate()

        async def answer(_message: cl.Message) -> None:
            await gate.passing()
            await cl.Message("once").send()
            await cl.Message("end").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await gate.reached()
            await stage.fail_next_send(after_it_happened=after_it_happened)
            gate.open()
            await stage.text("end")
        shown = await stage.texts()
        if after_it_happened and not stage.traits.traces:
            shown = shown[-2:]
        assert shown == ["once", "end"]

    @pytest.mark.parametrize("after_it_happened", [False, True], ids=["before", "after"])
    async def test_a_stream_that_failed_to_open_is_shown_once(self, stage: Stage, after_it_happened: bool) -> None:
        """A stream whose opening fails is shown complete, and not doubled if it had been opened all the same.

        Where nothing can be looked up, its first words may be left behind above it.
        """
        gate = Gate()

        async def answer(_message: cl.Message) -> None:
            await gate.passing()
            reply = cl.Message("")
            for word in numbered(20):
                await reply.stream_token(f"{word} ")
            await reply.send()
            await cl.Message("end").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await gate.reached()
            await stage.fail_next_send(after_it_happened=after_it_happened)
            gate.open()
            shown = await stage.text("end")
        if after_it_happened and not stage.traits.traces:
            shown = shown[-2:]
        assert words(shown) == numbered(20)
        assert len(shown) == 2
        assert ended(shown)

    async def test_a_rate_limit_is_waited_out(self, stage: Stage) -> None:
        """A platform that says when to come back is obeyed; nothing is lost, nothing doubled, all in order."""
        async with stage.run(saying("one", "two", "three")):
            await stage.rate_limit(0.2)
            await stage.person().say("go")
            await stage.text("three")
        assert await stage.texts() == ["one", "two", "three"]


@pytest.mark.asyncio
class Stopping:
    """Stop, by the user and by the operator."""

    async def test_stop_keeps_what_was_said(self, stage: Stage) -> None:
        """Stop cancels the handler; the partial answer stays, ended and marked; `on_stop` runs.

        Where nobody can press stop, the answer is completed, and the next message waits its turn.
        """
        gate, stopped = Gate(), asyncio.Event()

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content != "go":
                    await echo(message)
                    return
                reply = cl.Message("")
                await reply.stream_token("w1 w2 ")
                await gate.passing()
                await reply.stream_token("w3")
                await reply.send()

            @cl.on_stop
            async def stop() -> None:
                stopped.set()

        async with stage.run(app, config={"run": {"stopped_text": "(halted)"}}):
            ada = stage.person()
            await ada.say("go")
            await stage.until(lambda shown: words(shown) == ["w1", "w2"])
            if not stage.traits.stops:
                await ada.say("next")
                gate.open()
                shown = await stage.text("re: next")
                assert words(shown) == ["w1", "w2", "w3"]
                return
            await ada.stop()
            marked = await stage.until(lambda shown: ended(shown) and any("(halted)" in one.text for one in shown))
            async with asyncio.timeout(5):
                await stopped.wait()
            assert words(marked) == ["w1", "w2"]
            await ada.say("next")
            await stage.text("re: next")

    async def test_a_shutdown_marks_the_answer_and_it_is_given_again(self, stage: Stage) -> None:
        """A shutdown in the middle of an answer ends it, marked; after the restart the event is handled again."""
        gate = Gate()
        extras: list[list[str]] = []

        async def answer(_message: cl.Message) -> None:
            extras.append([name for name in stage.traits.extras if cl.user_session.get(name) is not None])
            reply = cl.Message("")
            await reply.stream_token("w1 w2")
            await gate.passing()
            await reply.send()

        config = {"run": {"grace": 0, "interrupted_text": "(cut off)"}}
        async with stage.run(answering(answer), config=config):
            await stage.person().say("go")
            await stage.until(lambda shown: "w1" in words(shown))
            await gate.reached()
        gate.open()
        async with stage.run(answering(answer), config=config):
            shown = await stage.until(
                lambda shown: ended(shown) and words(shown)[-2:] == ["w1", "w2"] and len(shown) > 1
            )
        assert words(shown) == ["w1", "w2", "w1", "w2"]
        assert ["(cut off)" in one.text for one in shown] == [True, False]
        assert extras == [list(stage.traits.extras)] * 2
