"""How one native message of a growing text is kept up to date: as a native stream, or by edits."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from botbridge.errors import DeliveryError
from botbridge.model.effect import Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef
from botbridge.model.message import MessageData
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
        self.opened_at = self.called_at = origin.lane.now()

    @abstractmethod
    async def show(self, part: Part, message: MessageData, *, last: bool) -> None:
        """Let people see this text; a closed part is ended. Raises DeliveryError."""

    async def _call(self, effect: Effect, priority: Priority) -> MessageRef | None:
        self.called_at = self.origin.lane.now()
        return await self.origin.lane.deliver(effect, priority)

    async def _remember(self, message: MessageData, *, open_: bool) -> None:
        if self.ref is not None:
            sent = Sent(
                thread_id=message.thread_id,
                message_id=message.id,
                ref=self.ref,
                part=self.number,
                run_id=self.origin.run_id,
                open=open_,
                text=self.shown if open_ else None,
            )
            await self.origin.lane.remember(sent)


class NativeView(View):
    """A native stream: opened with the first text, then only what is new is appended."""

    def __init__(self, origin: Origin, number: int) -> None:
        super().__init__(origin, number)
        self.interval = origin.lane.adapter.capabilities.stream.interval

    async def show(self, part: Part, message: MessageData, *, last: bool) -> None:
        text = part.text if part.closed else part.text[: len(part.text) - hold_back(part.text)]
        new, growing = text[len(self.shown) :], replace(message, streaming=True)
        if self.ref is None:
            if not new:
                return
            await self._open(new, growing)
            new = ""
        if part.closed:
            await self._close(new, message.completed(), last=last)
        elif new:
            await self._call(self._effect(StreamAppend, message=growing, text=new), Priority.TOKEN)
        self.shown = text

    async def _open(self, text: str, message: MessageData) -> None:
        about = {"thread": self.origin.lane.key, "cause": self.origin.cause}
        opening = StreamOpen(message=message, text=text, part=self.number, **about)  # type: ignore[arg-type]
        self.ref = await self._call(opening, Priority.FINAL)
        self.opened_at, self.shown = self.called_at, text
        await self._remember(message, open_=True)

    async def _close(self, text: str, message: MessageData, *, last: bool) -> None:
        closing = self._effect(StreamClose, message=message, text=text, part=self.number, last=last)
        await self._call(closing, Priority.FINAL)
        await self._remember(message, open_=False)

    def _effect(self, kind: type[StreamAppend | StreamClose], **fields: object) -> Effect:
        about = {"thread": self.origin.lane.key, "cause": self.origin.cause, "ref": self.ref}
        return kind(**about, **fields)  # type: ignore[arg-type]

    async def hang_up(self, message: MessageData) -> EditedView:
        """Go on by edits of the same native message; what was shown stays where it is."""
        if self.ref is not None:
            closing = self._effect(StreamClose, message=message, text="", part=self.number, last=False)
            try:
                await self.origin.lane.adapter.deliver(closing)
            except DeliveryError as error:
                log.debug("stream %s was closed already: %s", self.ref, error)
        return EditedView(self.origin, self.number, self.ref, self.shown)


class EditedView(View):
    """A plain message that is edited as a whole; `skip` characters of its part live in an earlier message."""

    def __init__(
        self, origin: Origin, number: int, ref: MessageRef | None = None, shown: str = "", *, skip: int = 0
    ) -> None:
        super().__init__(origin, number, ref, shown)
        self.interval = origin.lane.adapter.capabilities.stream.edit_interval
        self.inherited = ref is not None
        self._skip = skip

    async def show(self, part: Part, message: MessageData, *, last: bool) -> None:
        text = part.text[self._skip :].lstrip() if self._skip else part.text
        state = message.completed() if part.closed else replace(message, streaming=True)
        about = {"thread": self.origin.lane.key, "cause": self.origin.cause}
        fields = {"message": state, "text": text, "part": self.number, "last": last}
        if self.ref is None:
            if not text:
                return
            self.ref = await self._call(Post(**about, **fields), Priority.FINAL)  # type: ignore[arg-type]
            self.shown = part.text
            await self._remember(message, open_=not part.closed)
        elif part.text != self.shown or last:
            urgency = Priority.FINAL if part.closed else Priority.TOKEN
            await self._call(Edit(**about, **fields, ref=self.ref), urgency)  # type: ignore[arg-type]
        self.shown = part.text
        if part.closed:
            await self._remember(message, open_=False)

    def leave(self) -> EditedView:
        """Go on in a new native message, because this one cannot be edited any more."""
        return EditedView(self.origin, self.number + 1, skip=len(self.shown))
