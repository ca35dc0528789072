"""The way out: complete, in order, never doubled, whatever the platform says."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

import botbridge as cl
from botbridge.capability import Capabilities, Rate, StreamLimits
from botbridge.errors import Gone, RateLimited, Refused, StreamLost, Unavailable
from botbridge.model.effect import Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.ids import MessageRef
from botbridge.testing.memory import DELTAS, EDITS, MemoryPlatform, Shown

from .conftest import Start


def streaming(*tokens: str, pause: float = 0.0) -> Any:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            for token in tokens:
                await reply.stream_token(token)
                await asyncio.sleep(pause)
            await reply.send()

    return app


def saying(*texts: str) -> Any:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            for text in texts:
                await cl.Message(text).send()

    return app


def kinds(platform: MemoryPlatform) -> list[str]:
    return [type(effect).__name__ for effect in platform.effects if type(effect).__name__ != "Working"]


@pytest.fixture(params=[EDITS, DELTAS], ids=["edits", "deltas"])
def platform(request: pytest.FixtureRequest) -> MemoryPlatform:
    capabilities: Capabilities = request.param
    return MemoryPlatform(capabilities=capabilities)


async def test_a_stream_ends_complete(platform: MemoryPlatform, start: Start) -> None:
    tokens = [f"word{number} " for number in range(100)]
    async with start(streaming(*tokens, pause=0.001)):
        await platform.user().say("a")
        await platform.text("".join(tokens).strip())
    assert len(platform.shown) == 1


async def test_the_first_text_is_shown_at_once(platform: MemoryPlatform, start: Start) -> None:
    release = asyncio.Event()

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token("first ")
            await release.wait()
            await reply.stream_token("last")
            await reply.send()

    async with start(app):
        await platform.user().say("a")
        await platform.until(lambda: [text.strip() for text in platform.texts()] == ["first"])
        release.set()
        await platform.text("first last")


async def test_long_answers_are_split_and_lose_nothing(platform: MemoryPlatform, start: Start) -> None:
    text = "\n\n".join(f"Paragraph {number} " + "word " * 60 for number in range(20)).strip()
    async with start(saying(text)):
        await platform.user().say("a")
        await platform.until(lambda: "Paragraph 19" in "".join(platform.texts()))
    assert "".join("".join(platform.texts()).split()) == "".join(text.split())
    assert all(len(part) <= 2000 for part in platform.texts())


async def test_long_streams_are_rolled_over_and_lose_nothing(platform: MemoryPlatform, start: Start) -> None:
    words = [f"w{number} " + ("\n\n" if number % 40 == 0 else "") for number in range(2000)]
    async with start(streaming(*words)):
        await platform.user().say("a")
        await platform.until(lambda: "w1999" in "".join(platform.texts()))
        await platform.until(lambda: not platform.shown[-1].streaming)
    assert " ".join(platform.texts()).split() == "".join(words).split()
    assert all(len(part) <= 2000 for part in platform.texts())


async def test_a_handler_that_forgets_to_send_is_completed(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            for token in ("a", "b", "c"):
                await reply.stream_token(token)

    async with start(app):
        await platform.user().say("x")
        await platform.text("abc")


async def test_send_then_stream_then_update(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.send()
            for token in ("a", "b", "c"):
                await reply.stream_token(token)
            await reply.update()
            said = cl.Message("one")
            await said.send()
            await said.stream_token(" two")
            await said.update()

    async with start(app):
        await platform.user().say("x")
        await platform.text("one two")
    assert platform.texts() == ["abc", "one two"]


async def test_update_and_remove_work_on_the_same_message_even_after_a_restart(
    platform: MemoryPlatform, start: Start
) -> None:
    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            said = cl.chat_context.get()
            if message.content == "update":
                said[1].content = "changed " * 400
                await said[1].update()
            elif message.content == "remove":
                await said[1].remove()
            else:
                await cl.Message("first").send()

    async with start(app):
        await platform.user().say("say")
        await platform.text("first")
    async with start(app):
        await platform.user().say("update")
        await platform.until(lambda: len(platform.texts()) == 2)
    async with start(app):
        await platform.user().say("remove")
        await platform.until(lambda: not platform.texts())
    assert len(platform.shown) == 2


async def test_a_replaced_content_wins_over_what_was_streamed(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token("draft")
            reply.content = "final"
            await reply.send()

    async with start(app):
        await platform.user().say("x")
        await platform.text("final")
    assert platform.texts() == ["final"]


async def test_is_sequence_replaces_the_text(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token("one")
            await reply.stream_token("one two", is_sequence=True)
            await reply.stream_token("three", is_sequence=True)
            await reply.stream_token("!")
            await reply.send()

    async with start(app):
        await platform.user().say("x")
        await platform.text("three!")
    assert platform.texts() == ["three!"]


async def test_rate_limits_are_waited_out(platform: MemoryPlatform, start: Start) -> None:
    platform.faults.extend([lambda _e: RateLimited("slow down", retry_after=0.05)] * 3)
    async with start(saying("a", "b")):
        await platform.user().say("x")
        await platform.text("b")
    assert platform.texts() == ["a", "b"]


def _fails_after_it_happened(platform: MemoryPlatform) -> Any:
    def fault(effect: Effect) -> Exception | None:
        if isinstance(effect, Post | StreamOpen):
            platform.shown.append(_shown(platform, effect))
        return Unavailable("connection lost", ambiguous=True)

    return fault


def _shown(platform: MemoryPlatform, effect: Post | StreamOpen) -> Any:
    ref = MessageRef("memory", (platform.next_id(),))
    return Shown(ref, effect.message.id, effect.thread, effect.text, effect.part)


async def test_a_post_that_failed_after_it_happened_is_not_doubled(platform: MemoryPlatform, start: Start) -> None:
    working = [effect for effect in (None,) if platform.capabilities.status]
    platform.faults.extend([lambda _e: None for _ in working])
    platform.faults.append(_fails_after_it_happened(platform))
    async with start(saying("once")):
        await platform.user().say("x")
        await platform.text("once")
    assert platform.texts() == ["once"]


async def test_a_post_that_never_happened_is_tried_again(platform: MemoryPlatform, start: Start) -> None:
    platform.faults.extend([lambda e: Unavailable("down") if isinstance(e, Post) else None] * 3)
    async with start(saying("once")):
        await platform.user().say("x")
        await platform.text("once")
    assert platform.texts() == ["once"]


async def test_one_slow_conversation_does_not_hold_up_another(platform: MemoryPlatform, start: Start) -> None:
    def fault(effect: Effect) -> Exception | None:
        slow = effect.thread.parts == ("slow",)
        return RateLimited("slow down", retry_after=30) if slow and isinstance(effect, Post) else None

    platform.faults.extend([fault] * 20)
    async with start(saying("hi"), config={"run": {"grace": 0}}):
        await platform.user(thread="slow").say("x")
        await platform.user(thread="fast").say("x")
        await platform.text("hi", "fast", timeout=5)
    assert platform.texts("slow") == []


async def test_budgets_pace_calls(start: Start, platform: MemoryPlatform) -> None:
    platform.rates = lambda effect: [Rate(key="posts", per_second=20, burst=1)] if isinstance(effect, Post) else []
    async with start(saying(*"abcdef")):
        began = asyncio.get_running_loop().time()
        await platform.user().say("x")
        await platform.text("f")
        took = asyncio.get_running_loop().time() - began
    assert platform.texts() == list("abcdef")
    assert took >= 5 / 20


def only(kind: type[Effect], error: Exception, *, times: int = 1) -> Any:
    """A fault that hits effects of one kind, so many times."""
    left = [times]

    def fault(effect: Effect) -> Exception | None:
        if isinstance(effect, kind) and left[0]:
            left[0] -= 1
            return error
        return None

    return fault


class TestNativeStreams:
    """A native stream, and what happens when it is refused or dies."""

    @pytest.fixture
    def platform(self) -> MemoryPlatform:
        return MemoryPlatform(capabilities=DELTAS)

    async def test_only_new_text_is_appended(self, platform: MemoryPlatform, start: Start) -> None:
        async with start(streaming("one ", "two ", "three", pause=0.03)):
            await platform.user().say("x")
            await platform.text("one two three")
        said = [one.text for one in platform.effects if isinstance(one, StreamOpen | StreamAppend | StreamClose)]
        assert "".join(said) == "one two three"
        assert kinds(platform)[0] == "StreamOpen"
        assert kinds(platform)[-1] == "StreamClose"

    async def test_a_refused_stream_goes_on_by_edits(self, platform: MemoryPlatform, start: Start) -> None:
        platform.faults.extend([only(StreamOpen, StreamLost("unknown method"))] * 50)
        async with start(streaming("one ", "two ", "three", pause=0.03)):
            await platform.user().say("x")
            await platform.text("one two three")
        assert kinds(platform)[:2] == ["StreamOpen", "Post"]
        assert len(platform.shown) == 1

    @pytest.mark.parametrize("kind", [StreamAppend, StreamClose])
    @pytest.mark.parametrize("error", [StreamLost("not streaming"), Unavailable("lost", ambiguous=True)])
    async def test_a_stream_that_dies_is_completed_in_place(
        self, platform: MemoryPlatform, start: Start, kind: type[Effect], error: Exception
    ) -> None:
        fault = only(kind, error)
        platform.faults.extend([fault] * 50)
        async with start(streaming("one ", "two ", "three ", "four", pause=0.03)):
            await platform.user().say("x")
            await platform.text("one two three four")
        assert platform.texts() == ["one two three four"]
        assert any(isinstance(effect, Edit) for effect in platform.effects)

    async def test_a_dead_stream_that_cannot_be_edited_goes_on_in_a_new_message(
        self, platform: MemoryPlatform, start: Start
    ) -> None:
        append, edit = only(StreamAppend, StreamLost("dead"), times=99), only(Edit, Refused("no", code="x"))
        platform.faults.extend([lambda effect: append(effect) or edit(effect)] * 50)
        async with start(streaming("one ", "two ", "three ", "four", pause=0.03)):
            await platform.user().say("x")
            await platform.until(lambda: "four" in "".join(platform.texts()))
        assert " ".join(platform.texts()).split() == ["one", "two", "three", "four"]
        assert len(platform.texts()) == 2

    async def test_a_message_that_was_taken_away_does_not_end_the_stream(
        self, platform: MemoryPlatform, start: Start
    ) -> None:
        append, edit = only(StreamAppend, Gone("gone", code="x"), times=99), only(Edit, Gone("gone", code="x"))
        platform.faults.extend([lambda effect: append(effect) or edit(effect)] * 50)
        async with start(streaming("one ", "two ", "three", pause=0.03)):
            await platform.user().say("x")
            await platform.until(lambda: "three" in "".join(platform.texts()))

    async def test_an_old_stream_is_rolled_to_a_new_message(self, start: Start, platform: MemoryPlatform) -> None:
        limits = StreamLimits(kind="delta", interval=0.01, max_age=0.1)
        platform.capabilities = replace(DELTAS, stream=limits)
        words = [f"w{number} " for number in range(30)]
        async with start(streaming(*words, pause=0.015)):
            await platform.user().say("x")
            await platform.until(lambda: "w29" in "".join(platform.texts()))
            await platform.until(lambda: not any(one.streaming for one in platform.shown))
        assert len(platform.texts()) > 1
        assert " ".join(platform.texts()).split() == "".join(words).split()

    async def test_a_mention_is_never_torn_apart(self, platform: MemoryPlatform, start: Start) -> None:
        async with start(streaming("hi <", "!cha", "nnel", "> there", pause=0.03)):
            await platform.user().say("x")
            await platform.text("hi <!channel> there")
        said = [one.text for one in platform.effects if isinstance(one, StreamOpen | StreamAppend | StreamClose)]
        assert any("<!channel>" in text for text in said)

    async def test_working_is_shown_while_a_handler_works(self, platform: MemoryPlatform, start: Start) -> None:
        async with start(saying("a", "b")):
            await platform.user().say("x")
            await platform.text("b")
            await platform.until(lambda: platform.working == [True, False])

    async def test_code_with_a_language_is_fenced(self, platform: MemoryPlatform, start: Start) -> None:
        def app() -> None:
            @cl.on_message
            async def answer() -> None:
                await cl.Message("a = 1", language="python").send()
                code = cl.Message("", language="python", author="Coder")
                await code.stream_token("b = ")
                await code.stream_token("2")
                await code.send()

        async with start(app):
            await platform.user().say("x")
            await platform.until(lambda: len(platform.texts()) == 2)
            await platform.until(lambda: not platform.shown[1].streaming)
        assert platform.texts() == ["```python\na = 1\n```", "**Coder**\n\n```python\nb = 2\n```"]


async def test_a_message_that_was_full_already_when_the_next_began_is_ended_too(
    platform: MemoryPlatform, start: Start
) -> None:
    """What it shows stays the same, that more is to come does not."""
    full = "x" * 1990

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            reply = cl.Message("")
            await reply.stream_token(f"{full}\n\n")
            await asyncio.sleep(0.1)  # it is shown as it is
            await reply.stream_token("y" * 100)
            await asyncio.sleep(0.1)
            await reply.send()

    async with start(app):
        await platform.user().say("a")
        await platform.until(lambda: len(platform.shown) == 2)
        assert platform.shown[0].text == full
        assert not platform.shown[0].streaming
