"""Questions that wait for their answers in this process: who may answer, once, and how the handler hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event, MessageReceived, QuestionAnswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said to a question: words, files that are fetched and fit, values of a form, or an action."""

    message_id: str | None = None
    author: str = "User"
    text: str = ""
    files: Sequence[IncomingFile] = ()
    values: Mapping[str, Any] | None = None
    action: ActionData | None = None


@dataclass(slots=True, eq=False)
class Waiting:
    """A handler that waits: `answer` is set once; `claimed` while a message is on its way to being the answer."""

    ask: AskData
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    claimed: bool = False

    def takes(self, event: MessageReceived) -> bool:
        """Whether this message of a person is the answer that is waited for."""
        fits = self.ask.kind == "text" or (self.ask.kind == "file" and bool(event.files))
        return fits and not self.claimed and not self.answer.done() and self.ask.allows(_identifier(event))


class Asking:
    """All questions of this process that somebody waits for, by conversation."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Waiting]] = {}
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def asked(self, ask: AskData) -> AsyncIterator[Waiting]:
        """The question, for as long as its handler waits.

        One person is asked one thing at a time in a conversation: whoever asks them too waits on entry.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: not self._overlapping(ask))
            waiting = Waiting(ask)
            self._waiting.setdefault(ask.thread_id, []).append(waiting)
        try:
            yield waiting
        finally:
            self._forget(waiting)
            async with self._changed:
                self._changed.notify_all()

    def find(self, question_id: str, thread_id: str) -> Waiting | None:
        """The question, if its handler waits in this process."""
        return next((one for one in self._waiting.get(thread_id, ()) if one.ask.id == question_id), None)

    def open(self, thread_id: str) -> list[AskData]:
        """What is asked in a conversation now."""
        return [one.ask for one in self._waiting.get(thread_id, ()) if not one.answer.done()]

    def claim(self, event: Event) -> Event:
        """A message that answers a question, as that answer; every other event as it is.

        Said before the event is stored, so that an answer stays one over a restart. `unclaim` takes it back.
        """
        if not isinstance(event, MessageReceived):
            return event
        for waiting in self._waiting.get(event.thread.thread_id, ()):
            if waiting.takes(event):
                waiting.claimed = True
                return _as_answer(event, waiting.ask.id)
        return event

    def unclaim(self, event: Event) -> None:
        """The event that `claim` made an answer is none after all, so that another one may be."""
        if isinstance(event, QuestionAnswered):
            waiting = self.find(event.question_id, event.thread.thread_id)
            if waiting is not None:
                waiting.claimed = False

    def _overlapping(self, ask: AskData) -> bool:
        return any(_overlap(one.ask, ask) for one in self._waiting.get(ask.thread_id, ()))

    def _forget(self, waiting: Waiting) -> None:
        those = self._waiting[waiting.ask.thread_id]
        those.remove(waiting)
        if not those:
            del self._waiting[waiting.ask.thread_id]


def _overlap(one: AskData, other: AskData) -> bool:
    if one.respondents is None or other.respondents is None:
        return True
    return not set(one.respondents).isdisjoint(other.respondents)


def _identifier(event: Event) -> str | None:
    return event.author.identifier if event.author is not None else None


def _as_answer(event: MessageReceived, question_id: str) -> QuestionAnswered:
    same = {item.name: getattr(event, item.name) for item in fields(event)}
    return QuestionAnswered(**same, question_id=question_id, is_message=True)
