"""How one native message of a growing text is kept up to date: as a native stream, or by edits."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from botbridge.errors import DeliveryError
from botbridge.model.effect import Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef
from botbridge.model.message import MessageData
from botbridge.model.task import TaskData
from botbridge.outbox.lane import Lane
from botbridge.outbox.pacer import Priority
from botbridge.render.hold import hold_back
from botbridge.render.stream import Part
from botbridge.state.store import Sent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What every effect of one growing message has in common."""

    lane: Lane
    run_id: str | None
    cause: Event | None


class View(ABC):
    """One native message, number `number` of its message; `shown` is what of its text people can see."""

    interval: float

    def __init__(self, origin: Origin, number: int, ref: MessageRef | None = None, shown: str = "") -> None:
        self.origin = origin
        self.number = number
        self.ref = ref
        self.shown = shown
        self.adopted: str | None = None  # the message for which it was opened, if it is another's now
        self.opened_at = self.called_at = origin.lane.now()

    @property
    def visible(self) -> str:
        """What this native message shows."""
        return self.shown

    async def note(self, message_id: str) -> None:
        """Write down what is shown, for whoever closes this message after a kill."""
        await self.origin.lane.note(message_id, self.number, self.visible)

    @abstractmethod
    async def show(self, part: Part, message: MessageData, *, last: bool, tasks: Sequence[TaskData] = ()) -> None:
        """Let people see this text, and these tasks beside it; a closed part is ended. Raises DeliveryError."""

    async def _call(self, effect: Effect, priority: Priority) -> MessageRef | None:
        self.called_at = self.origin.lane.now()
        return await self.origin.lane.deliver(effect, priority)

    async def _remember(self, message: MessageData, *, open_: bool, last: bool = False) -> None:
        """Write down what people see; once the whole message is complete, the data layer has its text."""
        if self.adopted is not None:
            await self.origin.lane.disown(self.adopted)
            self.adopted = None
        if self.ref is not None:
            sent = Sent(
                thread_id=message.thread_id,
                message_id=message.id,
                ref=self.ref,
                part=self.number,
                run_id=self.origin.run_id,
                open=open_,
                text=None if last else self.visible,
            )
            await self.origin.lane.remember(sent)


class NativeView(View):
    """A native stream: opened with the first text, then only what is new is appended."""

    def __init__(self, origin: Origin, number: int) -> None:
        super().__init__(origin, number)
        self.interval = origin.lane.adapter.capabilities.stream.interval

    async def show(self, part: Part, message: MessageData, *, last: bool, tasks: Sequence[TaskData] = ()) -> None:
        text = part.text if part.closed else part.text[: len(part.text) - hold_back(part.text)]
        new, growing, told = text[len(self.shown) :], replace(message, streaming=True), tuple(tasks)
        if self.ref is None:
            if not (new or told):
                return
            await self._open(new, growing, told)
            new, told = "", ()
        if self.ref is None:
            return
        if part.closed:
            await self._close(self.ref, new, message.completed(), last=last, tasks=told)
        elif new or told:
            key, cause = self.origin.lane.key, self.origin.cause
            append = StreamAppend(thread=key, cause=cause, ref=self.ref, message=growing, text=new, tasks=told)
            await self._call(append, Priority.TOKEN if new else Priority.STEP)
            if self.adopted is not None:
                await self._remember(message, open_=True)
        self.shown = text

    async def _open(self, text: str, message: MessageData, tasks: tuple[TaskData, ...]) -> None:
        key, cause = self.origin.lane.key, self.origin.cause
        opening = StreamOpen(thread=key, cause=cause, message=message, text=text, part=self.number, tasks=tasks)
        self.ref = await self._call(opening, Priority.FINAL)
        self.opened_at, self.shown = self.called_at, text
        await self._remember(message, open_=True)

    async def _close(
        self, ref: MessageRef, text: str, message: MessageData, *, last: bool, tasks: tuple[TaskData, ...]
    ) -> None:
        closing = self._closing(ref, text, message, last=last)
        await self._call(replace(closing, tasks=tasks) if tasks else closing, Priority.FINAL)
        self.shown += text
        await self._remember(message, open_=False, last=last)

    def _closing(self, ref: MessageRef, text: str, message: MessageData, *, last: bool) -> StreamClose:
        key, cause = self.origin.lane.key, self.origin.cause
        return StreamClose(thread=key, cause=cause, ref=ref, message=message, text=text, part=self.number, last=last)

    async def hang_up(self, message: MessageData) -> EditedView:
        """Go on by edits of the same native message; what was shown stays where it is."""
        if self.ref is not None:
            try:
                await self.origin.lane.adapter.deliver(self._closing(self.ref, "", message, last=False))
            except DeliveryError as error:
                log.debug("stream %s was closed already: %s", self.ref, error)
        view = EditedView(self.origin, self.number, self.ref, self.shown)
        return view if self.ref is None or self.origin.lane.adapter.capabilities.edit else view.leave()


class EditedView(View):
    """A plain message that is edited as a whole; `skip` characters of its part live in an earlier message."""

    def __init__(
        self, origin: Origin, number: int, ref: MessageRef | None = None, shown: str = "", *, skip: int = 0
    ) -> None:
        super().__init__(origin, number, ref, shown)
        self.interval = origin.lane.adapter.capabilities.stream.edit_interval
        self.inherited = ref is not None
        self._skip = skip

    @property
    def visible(self) -> str:
        return self._own(self.shown)

    def _own(self, text: str) -> str:
        return text[self._skip :].lstrip() if self._skip else text

    async def show(self, part: Part, message: MessageData, *, last: bool, tasks: Sequence[TaskData] = ()) -> None:
        """Tasks are shown elsewhere: an edit states a whole message."""
        text = self._own(part.text)
        if not text:  # it was begun for tasks alone
            await self._remember(message, open_=not part.closed)
            return
        state = message.completed() if part.closed else replace(message, streaming=True)
        key, cause = self.origin.lane.key, self.origin.cause
        if self.ref is None:
            if not (part.closed or self.origin.lane.adapter.capabilities.edit):
                return  # what cannot be edited is shown once it is complete
            post = Post(thread=key, cause=cause, message=state, text=text, part=self.number, last=last)
            self.ref = await self._call(post, Priority.FINAL)
            self.shown = part.text
            await self._remember(message, open_=not part.closed)
        elif part.text != self.shown or part.closed:
            if not part.closed:
                # Before, not after: an edit that is repeated after a kill must never take text away.
                await self.origin.lane.note(message.id, self.number, text)
            edit = Edit(thread=key, cause=cause, ref=self.ref, message=state, text=text, part=self.number, last=last)
            await self._call(edit, Priority.FINAL if part.closed else Priority.TOKEN)
        self.shown = part.text
        if part.closed:
            await self._remember(message, open_=False, last=last)

    def leave(self) -> EditedView:
        """Go on in a new native message, because this one cannot be edited any more."""
        return EditedView(self.origin, self.number + 1, skip=len(self.shown))
