"""People on a platform in memory."""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botbridge.adapter import Receipt
from botbridge.model import mention
from botbridge.model.element import IncomingFile
from botbridge.model.event import (
    ActionClicked,
    ChatClosed,
    ChatOpened,
    Event,
    FeedbackGiven,
    MessageReceived,
    QuestionAnswered,
    ReactionChanged,
    StopRequested,
)
from botbridge.model.form import check
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.user import Author
from botbridge.testing.memory.world import World


@dataclass
class MemoryUser:
    """A person who writes, presses buttons, answers, judges, stops and leaves.

    `through` stands between the person and the app, where a test wants something there.
    """

    platform: World
    name: str
    thread: ThreadKey
    full_name: str = ""
    through: Callable[[Event], Awaitable[Receipt]] | None = None

    async def say(
        self,
        text: str,
        *,
        key: str | None = None,
        files: Mapping[str, bytes] | None = None,
        voice: bool = False,
        follow_up: bool = False,
    ) -> Receipt:
        """Write a message; the same `key` twice is a redelivery, `voice` makes the files recordings."""
        self.platform.files.update(files or {})
        incoming = tuple(
            IncomingFile(id=name, name=name, mime=_mime(name), size=len(body), voice=voice)
            for name, body in (files or {}).items()
        )
        number = self.platform.next_id()
        return await self._act(
            MessageReceived,
            key=key or f"memory:{number}",
            text=mention.strip(text),
            files=incoming,
            ref=MessageRef("memory", (number,)),
            raw={"text": text},
            in_known_thread=follow_up,
        )

    async def open(self) -> Receipt:
        """Open the conversation without writing."""
        return await self._act(ChatOpened)

    async def stop(self) -> Receipt:
        """Press stop."""
        return await self._act(StopRequested)

    async def leave(self) -> Receipt:
        """End the conversation."""
        return await self._act(ChatClosed)

    async def press(self, caption: str) -> Receipt:
        """Press the newest button that reads like this. Raises LookupError."""
        return await self.press_id(self.platform.button(caption, self.thread).id)

    async def press_id(self, action_id: str) -> Receipt:
        """Press a button by its id, whether it is shown or not."""
        return await self._act(ActionClicked, action_id=action_id)

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        """Answer the newest question by its form, None to cancel; what is wrong with it, if it was not taken.

        Raises LookupError.
        """
        ask = self.platform.question(self.thread)
        taken, wrong = check(ask.fields, values) if values is not None and ask.fields else (values, {})
        if not wrong:
            await self._act(QuestionAnswered, question_id=ask.id, values=taken)
        return list(wrong.values())

    async def judge(self, text: str, value: Literal[0, 1] | None, comment: str | None = None) -> Receipt:
        """Judge the newest message with these words: 1 is good, 0 is bad, None takes it back. Raises LookupError."""
        ref = self.platform.message(text, self.thread).ref
        return await self._act(FeedbackGiven, ref=ref, value=value, comment=comment)

    async def react(self, text: str, emoji: str, *, added: bool = True) -> Receipt:
        """Put an emoji on the newest message with these words, or take it off. Raises LookupError."""
        ref = self.platform.message(text, self.thread).ref
        return await self._act(ReactionChanged, emoji=emoji, added=added, ref=ref, raw={"reaction": emoji})

    @property
    def author(self) -> Author:
        return Author(platform="memory", native_id=self.name, name=self.full_name or self.name.title())

    async def _act(self, kind: type[Event], **details: Any) -> Receipt:
        given = {"key": f"memory:{self.platform.next_id()}", "thread": self.thread, "author": self.author, **details}
        return await (self.through or self.hand_in)(kind(**given))

    async def hand_in(self, event: Event) -> Receipt:
        """Let the app have an event of this person, or of nobody."""
        if self.platform.host is None:
            raise RuntimeError("no app runs on this platform now")
        return await self.platform.host.accept(event)


def _mime(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
