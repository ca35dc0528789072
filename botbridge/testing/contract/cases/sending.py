"""What goes out: complete, readable, changeable."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import pytest

import botbridge as cl
from botbridge.errors import Unsupported
from botbridge.testing.contract.apps import answering, saying
from botbridge.testing.contract.reading import is_whole, numbered, tree, words
from botbridge.testing.contract.stage import Stage

MARKDOWN = """\
# A heading

Some **bold**, *slanted* and `inline` text with [a link](https://example.com/page?a=1&b=2).

| Name | Amount |
| ---- | -----: |
| one  | 1      |
| **two** | 2   |

```python
def answer(x: int) -> str:
    return "<b>" if x < 2 & 1 else '&amp;'
```

- first
  - inner one
    - innermost
  - inner two
- second

1. a
2. b

> quoted"""


def long_text() -> str:
    """A text of 30,000 characters and more with every kind of block, its words numbered."""
    blocks: list[str] = []
    for number in range(0, 5000, 250):
        some = numbered(250, number)
        blocks += [
            " ".join(some[:100]),
            "```text\n" + "\n".join(some[100:150]) + "\n```",
            "| head | row |\n| --- | --- |\n" + "\n".join(f"| {word} | x |" for word in some[150:200]),
            "\n".join(f"- {word}" for word in some[200:]),
        ]
    return "\n\n".join(blocks)


@pytest.mark.asyncio
class Sending:
    """Messages."""

    async def test_messages_are_shown_in_their_order(self, stage: Stage) -> None:
        """What a handler sends is shown, in the order in which it was sent."""
        async with stage.run(saying("one", "two", "three")):
            await stage.person().say("go")
            await stage.text("three")
        assert await stage.texts() == ["one", "two", "three"]

    async def test_long_text_loses_nothing(self, stage: Stage) -> None:
        """A text of any length arrives whole, in as many valid messages as it takes."""
        text, limit = long_text(), stage.capabilities.text.chars
        async with stage.run(saying(text)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: "w4999" in words(shown))
        assert words(shown) == numbered(5000)
        assert all(is_whole(one.text) for one in shown)
        if limit is None:
            assert [one.text for one in shown] == [text]
        else:
            assert len(shown) > len(text) // limit
            assert all(one.size <= limit for one in shown)

    @pytest.mark.parametrize("letters", ["0123456789", "😀é漢👩‍👩‍👧"], ids=["digits", "emoji"])
    async def test_one_endless_word_loses_nothing(self, stage: Stage, letters: str) -> None:
        """A text without any seam is cut all the same, never within a letter, and joined it is the same text."""
        text, limit = letters * (20_000 // len(letters)), stage.capabilities.text.chars
        async with stage.run(saying(text, "end")):
            await stage.person().say("go")
            shown = (await stage.text("end"))[:-1]
        assert "".join(one.text for one in shown) == text
        assert all(one.size <= (limit or len(text)) for one in shown)

    async def test_markdown_arrives_complete(self, stage: Stage) -> None:
        """Headings, tables, code with its language, nested lists, links and marks are read as they were written."""
        async with stage.run(saying(MARKDOWN, "end")):
            await stage.person().say("go")
            shown = await stage.text("end")
        assert tree("\n\n".join(one.text for one in shown[:-1])) == tree(MARKDOWN)

    async def test_code_is_shown_in_its_language(self, stage: Stage) -> None:
        """A message with a `language` is highlighted natively, else it is a fence with that language."""

        async def answer(_message: cl.Message) -> None:
            await cl.Message("if a < b:\n    pass", language="python").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            (one,) = await stage.until(bool)
        if stage.capabilities.native_language:
            assert (one.text, one.language) == ("if a < b:\n    pass", "python")
        else:
            assert tree(one.text) == [("fence", "python", "if a < b:\n    pass\n")]

    async def test_another_author_is_shown(self, stage: Stage) -> None:
        """Another author than the app stands beside the message, else in bold as its first line."""

        async def answer(_message: cl.Message) -> None:
            await cl.Message("I know.", author="Coder").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            (one,) = await stage.until(bool)
        if stage.capabilities.native_author:
            assert (one.author, one.text) == ("Coder", "I know.")
        else:
            assert one.text.split("\n")[0] == "**Coder**"
            assert one.text.split("\n")[-1] == "I know."

    async def test_an_empty_message_waits_for_its_text(self, stage: Stage) -> None:
        """A message without text is shown where the platform can, else held until it has some; never twice."""

        async def answer(_message: cl.Message) -> None:
            reply = cl.Message("")
            await reply.send()
            await cl.Message("next").send()
            reply.content = "now"
            await reply.update()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("now")
        order = ["now", "next"] if stage.capabilities.empty_messages else ["next", "now"]
        assert await stage.texts() == order

    async def test_an_error_message_is_shown(self, stage: Stage) -> None:
        """An `ErrorMessage` is shown in the conversation."""

        async def answer(_message: cl.Message) -> None:
            await cl.ErrorMessage("That went wrong.").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("That went wrong.")


@pytest.mark.asyncio
class Changing:
    """Updates and removals."""

    async def test_an_update_changes_the_message(self, stage: Stage) -> None:
        """`update()` lets the same message show other words, or posts them anew where nothing can be edited."""

        async def answer(_message: cl.Message) -> None:
            first = await cl.Message("first").send()
            await cl.Message("second").send()
            first.content = "changed"
            await first.update()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("changed")
        edited = ["changed", "second"]
        assert await stage.texts() == (edited if stage.capabilities.edit else ["first", "second", "changed"])

    async def test_an_update_may_take_more_or_fewer_messages(self, stage: Stage) -> None:
        """A text that grows or shrinks by an update takes as many native messages as it needs, and no more."""
        count = (stage.capabilities.text.chars or 4000) // 4

        async def answer(message: cl.Message) -> None:
            said = cl.chat_context.get()
            if message.content == "grow":
                said[1].content = " ".join(numbered(count))
                await said[1].update()
            elif message.content == "shrink":
                said[1].content = "w0"
                await said[1].update()
            else:
                await cl.Message("w0").send()

        async with stage.run(answering(answer)):
            ada = stage.person()
            await ada.say("go")
            await stage.text("w0")
            await ada.say("grow")
            shown = await stage.until(lambda shown: f"w{count - 1}" in words(shown))
            if stage.capabilities.edit:
                assert words(shown) == numbered(count)
                await ada.say("shrink")
                await stage.until(lambda shown: words(shown) == ["w0"])

    async def test_a_removed_message_is_gone(self, stage: Stage) -> None:
        """`remove()` takes the message away, or raises Unsupported where nothing can be deleted."""
        refused: list[Unsupported] = []

        async def answer(_message: cl.Message) -> None:
            first = await cl.Message("first").send()
            try:
                await first.remove()
            except Unsupported as error:
                refused.append(error)
            await cl.Message("end").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("end")
        assert bool(refused) is not stage.capabilities.delete
        assert await stage.texts() == (["end"] if stage.capabilities.delete else ["first", "end"])

    async def test_a_long_message_is_removed_whole(self, stage: Stage) -> None:
        """`remove()` takes away every native message that a long one became."""
        text = " ".join(numbered((stage.capabilities.text.chars or 4000) // 2))

        async def answer(_message: cl.Message) -> None:
            long = await cl.Message(text).send()
            await cl.Message("between").send()
            if stage.capabilities.delete:
                await long.remove()
            await cl.Message("end").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            shown = await stage.text("end")
        if stage.capabilities.delete:
            assert [one.text for one in shown] == ["between", "end"]
        else:
            assert words(shown) == text.split()

    async def test_a_message_of_an_earlier_process_can_be_changed(self, stage: Stage) -> None:
        """After a restart the app can still update and remove what it sent before."""

        async def answer(message: cl.Message) -> None:
            said = cl.chat_context.get()
            if message.content == "update":
                said[1].content = "changed"
                await said[1].update()
            elif message.content == "remove" and stage.capabilities.delete:
                await said[1].remove()
                await cl.Message("removed").send()
            else:
                await cl.Message("first").send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.text("first")
        async with stage.run(answering(answer)):
            await stage.person().say("update")
            await stage.text("changed")
        if stage.capabilities.delete:
            async with stage.run(answering(answer)):
                await stage.person().say("remove")
                await stage.text("removed")
            assert await stage.texts() == (["removed"] if stage.capabilities.edit else ["first", "removed"])
