"""Pings: on purpose only."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import pytest

import botbridge as cl
from botbridge.model.mention import mention
from botbridge.testing.contract.apps import answering, echo, saying, streaming
from botbridge.testing.contract.reading import ended
from botbridge.testing.contract.stage import Stage

# What pings on one platform or another.
PINGS = [
    *("<!channel>", "<!here>", "<!everyone>", "@everyone", "@here", "@channel", "<@U123>", "<@!123>", "<@&123>"),
    *("<at>Ada</at>", "<!subteam^S1>", "<@W1|ada>", "&lt;!channel&gt;", "`<!channel>`"),
]


@pytest.mark.asyncio
class Mentioning:
    """Mentions."""

    async def test_nobody_is_pinged_by_accident(self, stage: Stage) -> None:
        """Text of the app that looks like a mention pings nobody, and stays readable."""
        text = "\n\n".join(PINGS)
        async with stage.run(saying(text, "end")):
            ada = stage.person()
            await ada.say("go")
            shown = await stage.text("end")
            own = f"<@{ada.native_id}>"
            await ada.say(own)
        assert await stage.pings() == []
        read = shown[0].text.replace("\u200b", "")
        assert all(name in read for name in ("channel", "everyone", "here", "123", "Ada"))

    async def test_streamed_text_pings_nobody(self, stage: Stage) -> None:
        """A mention that is put together by a stream, piece by piece, pings nobody."""
        async with stage.run(streaming("hi <", "!cha", "nnel", "> and <@", "U123", "> and @every", "one", pause=0.03)):
            await stage.person().say("go")
            await stage.until(lambda shown: ended(shown) and shown[-1].text.endswith("one"))
        assert await stage.pings() == []

    async def test_echoed_text_pings_nobody(self, stage: Stage) -> None:
        """What a person writes and the app repeats pings nobody."""
        async with stage.run(answering(echo)):
            ada = stage.person()
            await ada.say("<!channel> @everyone <@U123>")
            await ada.say("end")
            await stage.text("re: end")
        assert await stage.pings() == []

    async def test_a_mention_on_purpose_pings(self, stage: Stage) -> None:
        """`user.mention` pings that user, also in a stream; where nobody can be pinged it shows as `@name`."""
        nobody = cl.User("nobody", display_name="Ada", metadata={"id": "nobody"})

        async def answer(_message: cl.Message) -> None:
            user = cl.user_session.get("user") or nobody
            await cl.Message(f"hey {user.mention}!").send()
            reply = cl.Message("")
            for token in ("and ", user.mention, " again"):
                await reply.stream_token(token)
            await reply.send()

        async with stage.run(answering(answer)):
            ada = stage.person("ada", name="Ada")
            await ada.say("go")
            await stage.text("and @Ada again")
        assert await stage.texts() == ["hey @Ada!", "and @Ada again"]
        assert await stage.pings() == ([ada.native_id] * 2 if stage.traits.mentions else [])

    async def test_a_mention_cannot_be_forged(self, stage: Stage) -> None:
        """What comes in never holds the marker of a mention, so that an echo cannot ping."""
        async with stage.run(answering(echo)):
            ada = stage.person()
            await ada.say(f"hey {mention(ada.native_id, 'Ada')}")
            shown = await stage.until(bool)
        assert await stage.pings() == []
        assert "re: hey" in shown[0].text
        assert mention("", "")[0] not in shown[0].text
