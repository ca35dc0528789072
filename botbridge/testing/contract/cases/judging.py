"""Verdicts and reactions."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import pytest

import botbridge as cl
from botbridge.runtime import Running
from botbridge.testing.contract.apps import echo, saying
from botbridge.testing.contract.stage import Stage
from botbridge.types import Feedback, Reaction


class Verdicts:
    """An app that echoes and notes what it is told of its answers."""

    def __init__(self) -> None:
        self.feedbacks: list[Feedback] = []
        self.reactions: list[Reaction] = []
        self.threads: list[str] = []

    def __call__(self) -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            self.threads.append(cl.context.thread_id)
            await echo(message)

        @cl.on_feedback
        async def judged(feedback: Feedback) -> None:
            self.feedbacks.append(feedback)
            await cl.Message(f"thanks for {feedback.value}").send()

        @cl.on_reaction
        async def reacted(reaction: Reaction) -> None:
            self.reactions.append(reaction)
            await cl.Message(f"{'more' if reaction.added else 'less'} {reaction.emoji}").send()

    async def kept(self, run: Running) -> dict[str, object]:
        """The verdicts that are kept, by what was judged."""
        thread = await run.layer.get_thread(self.threads[-1])
        assert thread is not None
        found = {step["output"]: step.get("feedback") for step in thread["steps"]}
        return {text: told["value"] for text, told in found.items() if told is not None}


@pytest.mark.asyncio
class Judging:
    """Feedback and reactions."""

    async def test_an_answer_is_judged(self, stage: Stage) -> None:
        """A verdict by an answer's own buttons is kept and told to the app, with its comment; a second replaces it."""
        if not stage.capabilities.rating:
            return
        app = Verdicts()
        async with stage.run(app) as run:
            ada = stage.person()
            await ada.say("hi")
            shown = await stage.text("re: hi")
            assert [one.rated for one in shown if one.text == "re: hi"] == [True]
            await ada.judge("re: hi", 1)
            await stage.text("thanks for 1")
            assert await app.kept(run) == {"re: hi": 1}
            await ada.judge("re: hi", 0)
            await stage.text("thanks for 0")
            assert await app.kept(run) == {"re: hi": 0}
        assert [one.value for one in app.feedbacks] == [1, 0]
        assert {one.threadId for one in app.feedbacks} == set(app.threads)

    async def test_nobody_is_asked_to_judge_in_vain(self, stage: Stage) -> None:
        """An app that does not listen to verdicts shows no buttons for them."""
        async with stage.run(saying("one")):
            await stage.person().say("go")
            shown = await stage.text("one")
        assert not any(one.rated for one in shown)

    async def test_thumbs_are_verdicts(self, stage: Stage) -> None:
        """A thumb put on an answer is a verdict, and a reaction; taking it off takes the verdict back."""
        if not stage.traits.reactions:
            return
        app = Verdicts()
        async with stage.run(app) as run:
            ada = stage.person()
            await ada.say("hi")
            await stage.text("re: hi")
            await ada.react("re: hi", "👍")
            await stage.text("more 👍")
            await stage.text("thanks for 1")
            assert await app.kept(run) == {"re: hi": 1}
            await ada.react("re: hi", "👍", added=False)
            await stage.text("less 👍")

            async def taken_back() -> bool:
                return await app.kept(run) == {}

            await stage.eventually(taken_back)
        assert [one.value for one in app.feedbacks] == [1]

    async def test_reactions_are_told(self, stage: Stage) -> None:
        """Any emoji on an answer or on a person's own message is told to the app: which, on what, by whom."""
        if not stage.traits.reactions:
            return
        app = Verdicts()
        async with stage.run(app):
            ada = stage.person()
            await ada.say("hi")
            await stage.text("re: hi")
            await ada.react("re: hi", "🎉")
            await stage.text("more 🎉")
            await ada.react("re: hi", "🎉", added=False)
            await stage.text("less 🎉")
        first = app.reactions[0]
        assert first.message is not None
        assert (first.message.content, first.message_id) == ("re: hi", first.message.id)
        assert first.user is not None
        assert first.user.metadata["id"] == ada.native_id
        assert app.feedbacks == []

    async def test_a_reaction_after_a_restart_is_told(self, stage: Stage) -> None:
        """What an earlier process sent can still be judged."""
        if not stage.traits.reactions:
            return
        app = Verdicts()
        async with stage.run(app):
            await stage.person().say("hi")
            await stage.text("re: hi")
        async with stage.run(app) as run:
            await stage.person().react("re: hi", "👎")
            await stage.text("thanks for 0")
            assert await app.kept(run) == {"re: hi": 0}
