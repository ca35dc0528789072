"""What grows: early, complete, and never doubled, whatever happens to the stream."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import Gate, answering, streaming
from botbridge.testing.contract.cases.sending import MARKDOWN
from botbridge.testing.contract.reading import ended, is_whole, numbered, tree, words
from botbridge.testing.contract.stage import Stage

TOKENS = [f"{word} " for word in numbered(60)]


@pytest.mark.asyncio
class Streaming:
    """Growing messages."""

    async def test_the_first_words_are_shown_early(self, stage: Stage) -> None:
        """The first words of a stream are shown while the handler still works, further ones as they come."""
        gates = [Gate(), Gate()]

        async def answer(_message: cl.Message) -> None:
            reply = cl.Message("")
            for word, gate in zip(("w1 ", "w2 "), gates, strict=True):
                await reply.stream_token(word)
                await gate.passing()
            await reply.stream_token("w3")
            await reply.send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: words(shown) == ["w1"])
            assert shown[0].streaming or stage.capabilities.stream.kind == "edit"
            gates[0].open()
            await stage.until(lambda shown: words(shown) == ["w1", "w2"])
            gates[1].open()
            await stage.until(lambda shown: ended(shown) and words(shown) == ["w1", "w2", "w3"])
        assert len(await stage.shown()) == 1

    async def test_a_stream_ends_complete(self, stage: Stage) -> None:
        """A streamed message ends with all of its text, once, as one message that no longer grows."""
        async with stage.run(streaming(*TOKENS, pause=0.002)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w59" in words(shown))
        assert len(shown) == 1
        assert words(shown) == numbered(60)

    async def test_a_stream_that_the_handler_forgets_is_ended(self, stage: Stage) -> None:
        """A handler that ends without `send()` has its stream completed."""

        async def answer(_message: cl.Message) -> None:
            reply = cl.Message("")
            for token in TOKENS:
                await reply.stream_token(token)

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.until(lambda shown: ended(shown) and words(shown) == numbered(60))

    async def test_a_long_stream_loses_nothing(self, stage: Stage) -> None:
        """A stream that grows beyond one message goes on in the next, and loses nothing."""
        limit = stage.capabilities.text.chars
        tokens = [word + (" " if number % 40 else ".\n\n") for number, word in enumerate(numbered(5000), 1)]
        async with stage.run(streaming(*tokens)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w4999" in words(shown))
        assert words(shown) == numbered(5000)
        if limit is None:
            assert len(shown) == 1
        else:
            assert len(shown) > 1
            assert all(one.size <= limit for one in shown)

    async def test_streamed_code_is_whole_in_every_message(self, stage: Stage) -> None:
        """A long fence that is streamed is closed and opened again where a message ends."""
        lines = [f"{word}\n" for word in numbered(4000)]
        async with stage.run(streaming("```python\n", *lines, "```\n\nend")):
            await stage.person().say("go")
            shown = await stage.until(
                lambda shown: ended(shown) and "w3999" in words(shown) and "end" in shown[-1].text
            )
        assert words(shown) == numbered(4000)
        assert all(is_whole(one.text) for one in shown)
        assert all("```python" in one.text for one in shown if words([one]))

    async def test_streamed_markdown_arrives_complete(self, stage: Stage) -> None:
        """Markdown that comes in tokens of any length is read as it was written."""
        tokens = [MARKDOWN[place : place + 3] for place in range(0, len(MARKDOWN), 3)]
        async with stage.run(streaming(*tokens, pause=0.001)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "quoted" in shown[-1].text)
        assert tree("\n\n".join(one.text for one in shown)) == tree(MARKDOWN)

    async def test_the_last_content_wins(self, stage: Stage) -> None:
        """What `content` says at the end replaces what was streamed, or follows it where nothing can be edited."""

        async def answer(_message: cl.Message) -> None:
            reply = cl.Message("")
            await reply.stream_token("draft")
            reply.content = "final"
            await reply.send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("final")
        assert await stage.texts() == (["final"] if stage.capabilities.edit else ["draft", "final"])

    async def test_a_refused_stream_is_shown_all_the_same(self, stage: Stage) -> None:
        """Where the platform refuses a stream, the answer grows by other means and ends complete."""
        async with stage.run(streaming(*TOKENS, pause=0.005)):
            await stage.refuse_streams()
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w59" in words(shown))
        assert words(shown) == numbered(60)

    async def test_a_stream_that_dies_is_completed(self, stage: Stage) -> None:
        """A stream that dies midway goes on by other means; nothing is lost, nothing stands there twice."""
        async with stage.run(streaming(*TOKENS, pause=0.005)):
            await stage.kill_stream()
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w59" in words(shown))
        assert words(shown) == numbered(60)

    async def test_a_rate_limited_stream_is_completed(self, stage: Stage) -> None:
        """A stream that is told to slow down waits, and ends complete."""
        async with stage.run(streaming(*TOKENS, pause=0.005)):
            await stage.rate_limit_stream()
            await stage.person().say("go")
            shown = await stage.until(lambda shown: ended(shown) and "w59" in words(shown))
        assert words(shown) == numbered(60)
        assert len(shown) == 1

    async def test_author_and_language_hold_for_streams(self, stage: Stage) -> None:
        """A streamed message shows its author and its language as a sent one does."""

        async def answer(_message: cl.Message) -> None:
            reply = cl.Message("", author="Coder", language="python")
            for token in ("a = 1\n", "b = ", "2"):
                await reply.stream_token(token)
            await reply.send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            (one,) = await stage.until(lambda shown: ended(shown) and "b = 2" in shown[-1].text)
        can = stage.capabilities
        assert one.author == "Coder" if can.native_author else one.text.startswith("**Coder**\n")
        assert one.language == "python" if can.native_language else "```python\na = 1\nb = 2\n```" in one.text
