"""What comes in: once, in order, from whom."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import asyncio

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import Gate, answering, counting, echo
from botbridge.testing.contract.stage import Stage
from botbridge.types import ThreadDict


@pytest.mark.asyncio
class Receiving:
    """Events."""

    async def test_a_message_reaches_the_handler_as_it_was_written(self, stage: Stage) -> None:
        """A message reaches `on_message` with its words, without what merely addresses the app."""
        async with stage.run(answering(echo)):
            await stage.person().say("hello there, 1 < 2 & 3")
            await stage.text("re: hello there, 1 < 2 & 3")

    async def test_a_conversation_goes_on_without_addressing_the_app(self, stage: Stage) -> None:
        """In a conversation that the app is in, a message counts without addressing it."""
        async with stage.run(answering(echo)):
            ada = stage.person()
            await ada.say("one")
            await stage.text("re: one")
            await ada.say_in_thread("two")
            await stage.text("re: two")
        assert await stage.texts() == ["re: one", "re: two"]

    async def test_nobody_but_people_is_answered(self, stage: Stage) -> None:
        """The app never answers itself or other bots."""
        async with stage.run(answering(echo)):
            ada = stage.person()
            await ada.say("one")
            await stage.text("re: one")
            if stage.traits.bots:
                await stage.other_bot_says("I am a bot")
            await ada.say("two")
            await stage.text("re: two")
        assert await stage.texts() == ["re: one", "re: two"]

    async def test_an_event_is_handled_once(self, stage: Stage) -> None:
        """A message that arrives again, with its event or after a restart, is not handled again."""
        async with stage.run(answering(echo)):
            ada = stage.person()
            await ada.say("one")
            await stage.text("re: one")
            await ada.redeliver()
            await ada.say("two")
            await stage.text("re: two")
        async with stage.run(answering(echo)):
            await ada.redeliver()
            await ada.say("three")
            await stage.text("re: three")
        assert await stage.texts() == ["re: one", "re: two", "re: three"]

    async def test_one_conversation_is_handled_in_order(self, stage: Stage) -> None:
        """Messages of one conversation are handled one at a time, in the order of their arrival."""
        gate = Gate()

        async def answer(message: cl.Message) -> None:
            if message.content == "a":
                await gate.passing()
            await cl.Message(f"{message.content} begins").send()
            await cl.Message(f"{message.content} ends").send()

        async with stage.run(answering(answer)):
            ada = stage.person()
            for word in ("a", "b", "c"):
                await ada.say(word)
            await gate.reached()
            gate.open()
            await stage.text("c ends")
        assert await stage.texts() == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]

    async def test_conversations_run_side_by_side(self, stage: Stage) -> None:
        """A conversation whose handler waits does not hold up another."""
        gate = Gate()

        async def answer(message: cl.Message) -> None:
            if message.content == "slow":
                await gate.passing()
            await cl.Message(f"re: {message.content}").send()

        async with stage.run(answering(answer)):
            await stage.person(where="one").say("slow")
            await gate.reached()
            await stage.person(where="two").say("fast")
            await stage.text("re: fast", "two")
            assert await stage.texts("one") == []
            gate.open()
            await stage.text("re: slow", "one")

    async def test_the_user_is_the_author_of_each_message(self, stage: Stage) -> None:
        """`user` is whoever wrote, told apart by the native id and never by name; None where nobody is known."""
        seen: dict[str, cl.User | None] = {}

        async def answer(message: cl.Message) -> None:
            seen[message.content] = cl.user_session.get("user")
            await cl.Message(f"re: {message.content}").send()

        async with stage.run(answering(answer)):
            ada, eve = stage.person("ada", name="Sam"), stage.person("eve", name="Sam")
            if not stage.traits.shared:
                eve = stage.person("eve", "other", name="Sam")
            await ada.say("a")
            await stage.text("re: a")
            await eve.say("e")
            await stage.text("re: e", "main" if stage.traits.shared else "other")
        users = [seen["a"], seen["e"]]
        if not stage.traits.people:
            assert users == [None, None]
            return
        assert all(user is not None and user.display_name == "Sam" for user in users)
        identifiers = [user.identifier for user in users if user is not None]
        assert len(set(identifiers)) == 2
        for person, identifier in zip((ada, eve), identifiers, strict=True):
            assert identifier.split(":")[-1] == person.native_id

    async def test_people_see_that_the_app_is_at_work(self, stage: Stage) -> None:
        """Where a platform shows a status, it is on from the event to the end of the handler; else nothing is."""
        gate = Gate()

        async def idle() -> bool:
            return not await stage.working()

        async def answer(_message: cl.Message) -> None:
            await gate.passing()
            await cl.Message("done").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await gate.reached()
            if stage.capabilities.status and stage.traits.status:
                await stage.eventually(stage.working)
            else:
                assert not await stage.working()
            assert await stage.texts() == []
            gate.open()
            await stage.text("done")
            await stage.eventually(idle)


@pytest.mark.asyncio
class Remembering:
    """Sessions."""

    async def test_a_chat_starts_once(self, stage: Stage) -> None:
        """`on_chat_start` runs once per conversation, before its first message, also over a restart."""
        async with stage.run(counting):
            await stage.person().say("a")
            await stage.text("1 a")
            await stage.person().say("b")
            await stage.text("2 b")
        async with stage.run(counting):
            await stage.person().say("c")
            await stage.text("3 c")
        assert await stage.texts() == ["hello", "1 a", "2 b", "3 c"]

    async def test_conversations_share_no_session(self, stage: Stage) -> None:
        """`user_session` belongs to one conversation."""
        async with stage.run(counting):
            await stage.person(where="one").say("a")
            await stage.text("1 a", "one")
            await stage.person(where="two").say("b")
            await stage.text("1 b", "two")
            await stage.person(where="one").say("c")
            await stage.text("2 c", "one")

    async def test_people_in_one_conversation_share_its_session(self, stage: Stage) -> None:
        """People in one conversation share its session; where there is no such thing, each has their own."""
        async with stage.run(counting):
            await stage.person("ada").say("a")
            await stage.text("1 a")
            where = "main" if stage.traits.shared else "other"
            await stage.person("eve", where).say("e")
            await stage.text("2 e" if stage.traits.shared else "1 e", where)

    async def test_a_chat_ends_once(self, stage: Stage) -> None:
        """`on_chat_end` runs once when a conversation ends, by a silence where nobody can end it, with its session."""
        config = {} if stage.traits.ends else {"run": {"idle_end": 0.5}}
        counts: list[int] = []
        ended = asyncio.Event()

        def app() -> None:
            counting()

            @cl.on_chat_end
            async def end() -> None:
                counts.append(cl.user_session.get("count"))
                ended.set()

        async with stage.run(app, config=config):
            ada = stage.person()
            await ada.say("a")
            await stage.text("1 a")
            if stage.traits.ends:
                await ada.leave()
            async with asyncio.timeout(stage.patience):
                await ended.wait()
        assert counts == [1]

    async def test_resume_gets_what_was_said(self, stage: Stage) -> None:
        """After a restart `on_chat_resume` gets the conversation with everything that was said in it."""
        said: list[list[str]] = []

        def app() -> None:
            counting()

            @cl.on_chat_resume
            async def resume(thread: ThreadDict) -> None:
                said.append([step["output"] for step in thread["steps"]])

        async with stage.run(app):
            await stage.person().say("a")
            await stage.text("1 a")
        async with stage.run(app):
            await stage.person().say("b")
            await stage.text("2 b")
        assert len(said) == 1
        assert sorted(said[0]) == ["1 a", "a", "hello"]
