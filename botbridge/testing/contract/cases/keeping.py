"""What is kept and what is declared: addresses, references, metadata, extras, numbers."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import pytest
from sqlalchemy import select

import botbridge as cl
from botbridge.model.ids import MessageRef, ThreadKey, is_uuid
from botbridge.model.step import StepDict
from botbridge.runtime import Running
from botbridge.state.tables import journal
from botbridge.testing.contract.apps import answering, saying
from botbridge.testing.contract.stage import Stage

# Every character that a dialect may have to write in another way.
HOSTILE = "a < b & c > d * _ ~ ` [x](y) | # <!channel> <@U1> @everyone &amp; ✓ 😀 é"


async def kept(run: Running, thread_id: str) -> list[StepDict]:
    """The messages of a conversation in the data layer."""
    thread = await run.layer.get_thread(thread_id)
    assert thread is not None
    return thread["steps"]


async def native(run: Running, key: ThreadKey, message_id: str) -> list[MessageRef]:
    """The native messages that a message of the app became."""
    known = run.adapters[0].ref(key, message_id)
    if known is not None:
        return [known]
    wanted = select(journal.c.ref).where(journal.c.message_id == message_id).order_by(journal.c.part)
    async with run.database.read() as connection:
        return [MessageRef.parse(row.ref) for row in await connection.execute(wanted)]


@pytest.mark.asyncio
class Keeping:
    """The data layer, addresses, and what is declared."""

    async def test_messages_are_kept_with_what_belongs_to_them(self, stage: Stage) -> None:
        """Messages of people and of the app are kept, with metadata, tags and their native references."""
        keys: list[ThreadKey] = []

        async def answer(_message: cl.Message) -> None:
            keys.append(cl.context.session.key)
            await cl.Message("answer", metadata={"source": {"page": 3}}, tags=["a", "b"]).send()
            await cl.Message("end").send()

        async with stage.run(answering(answer)):
            await stage.person().say("question")
            await stage.text("end")
        async with stage.run(answering(answer)) as run:
            asked, answered, _ = await kept(run, keys[0].thread_id)
            assert (asked["type"], asked["output"]) == ("user_message", "question")
            assert (answered["type"], answered["output"]) == ("assistant_message", "answer")
            assert answered["metadata"] == {"source": {"page": 3}}
            assert answered["tags"] == ["a", "b"]
            (ref,) = await native(run, keys[0], answered["id"])
            told = asked["metadata"].get("ref")
            origin = MessageRef.parse(told) if told else run.adapters[0].ref(keys[0], asked["id"])
            assert origin is not None
            assert origin.platform == ref.platform == run.adapters[0].name
            assert origin != ref

    async def test_addresses_survive_text(self, stage: Stage) -> None:
        """Every ThreadKey and MessageRef that the adapter makes is the same after `str` and `parse`."""
        keys: list[ThreadKey] = []
        sent: list[str] = []

        async def answer(_message: cl.Message) -> None:
            keys.append(cl.context.session.key)
            sent.append((await cl.Message("answer").send()).id)
            await cl.Message("end").send()

        async with stage.run(answering(answer)) as run:
            for where in ("one", "two"):
                await stage.person(where=where).say("go")
                await stage.text("end", where)
            refs = [ref for key, message in zip(keys, sent, strict=True) for ref in await native(run, key, message)]
            assert len(set(keys)) == len({key.thread_id for key in keys}) == len(set(refs)) == 2
            assert all(key.platform == run.adapters[0].name and is_uuid(key.thread_id) for key in keys)
        assert [ThreadKey.parse(str(key)) for key in keys] == keys
        assert [MessageRef.parse(str(ref)) for ref in refs] == refs

    async def test_live_objects_are_in_the_session(self, stage: Stage) -> None:
        """While a message is handled, `user_session` holds the platform's own objects and the client type."""
        seen: dict[str, object] = {}

        async def answer(_message: cl.Message) -> None:
            seen.update({name: cl.user_session.get(name) for name in (*stage.traits.extras, "client_type")})
            await cl.Message("done").send()

        async with stage.run(answering(answer)) as run:
            await stage.person().say("go")
            await stage.text("done")
            assert seen["client_type"] == run.adapters[0].client_type
        assert all(seen[name] for name in stage.traits.extras)

    async def test_the_declared_numbers_hold(self, stage: Stage) -> None:
        """What the adapter declares is positive, and `measure` is never less than what goes out."""
        can = stage.capabilities
        assert all(number is None or number > 0 for number in (can.text.chars, can.text.blocks, can.stream.max_age))
        assert can.stream.interval >= 0
        assert can.stream.edit_interval >= 0
        async with stage.run(saying(HOSTILE)) as run:
            assert run.adapters[0].capabilities == can
            await stage.person().say("go")
            (one,) = await stage.until(bool)
            assert 0 < one.size <= run.adapters[0].measure(HOSTILE)
