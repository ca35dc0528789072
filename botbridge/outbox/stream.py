"""One growing message on its way out.

The app pushes tokens; one task shows them as fast as the platform allows. A platform with native streams gets
only what is new, or the whole text each time where its streams are cumulative; any other gets the message edited
as a whole. A native stream that is refused, or dies, goes on as edits, and the text stays complete either way.
One that a person ended on the platform stays as they saw it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from botbridge.errors import DeliveryError, Refused, StreamLost, StreamStopped, Unavailable
from botbridge.model.event import Event
from botbridge.model.message import MessageData
from botbridge.model.task import TaskData
from botbridge.outbox.growth import Growth
from botbridge.outbox.lane import Lane
from botbridge.outbox.views import EditedView, NativeView, Origin, View
from botbridge.render.stream import Part
from botbridge.state.store import Sent

log = logging.getLogger(__name__)

# How often, in seconds, what a stream shows is written down: a killed process forgets no more than that.
_NOTE_EVERY = 1.0


class Stream:
    """A message that grows until `finish`; `text` is all that was pushed so far."""

    def __init__(
        self,
        lane: Lane,
        message: MessageData,
        *,
        run_id: str | None,
        cause: Event | None,
        posted: Sequence[Sent] = (),
    ) -> None:
        self.message = message
        self._lane = lane
        self._origin = Origin(lane=lane, run_id=run_id, cause=cause)
        self._growth: Growth = lane.growth()
        self._native = lane.adapter.capabilities.stream.native
        self._view = self._new_view(0)
        self._part = 0  # the one that is open now
        self._pending: list[str] = []
        self._pushed: list[str] = []
        self._wake = asyncio.Event()
        self._ending = False
        self._stopped = False  # by a person on the platform
        self._rest = ""  # what was added at the end
        self._noted_at = lane.now()
        self._noted = ""
        self._tasks: dict[str, TaskData] = {}  # all that were shown beside the text, by id
        self._changed_tasks: set[str] = set()  # those that are still to be shown
        self._on_lost: Callable[[], None] | None = None
        self._begin(message)
        self._amends = bool(posted)
        if posted:
            self._go_on_from(posted[-1])
        self._task = lane.own(self._flow(), f"stream of message {message.id}")

    def _begin(self, message: MessageData) -> None:
        head, self._tail = self._lane.frame(message)
        self._growth.feed(head)
        self.push(message.content)
        self._lane.streams[message.id] = self

    @property
    def text(self) -> str:
        if len(self._pushed) > 1:
            self._pushed = ["".join(self._pushed)]
        return self._pushed[0] if self._pushed else ""

    def push(self, token: str) -> None:
        """Add to the text; returns at once."""
        if token:
            self._pushed.append(token)
            self._queue(token)

    def _queue(self, token: str) -> None:
        if not self._stopped:
            self._pending.append(token)
            self._wake.set()

    @property
    def takes_tasks(self) -> bool:
        """Whether tasks can be shown beside the text: in a native stream that lives."""
        return self._native and self._lane.adapter.capabilities.stream.tasks > 0 and not self._ending

    def show_tasks(self, tasks: Sequence[TaskData], lost: Callable[[], None]) -> None:
        """Show these tasks, or what they have become; returns at once. `lost` is called if the stream dies."""
        self._on_lost = lost
        changed = {task.id: task for task in tasks if self._tasks.get(task.id) != task}
        self._tasks |= changed
        self._changed_tasks |= changed.keys()
        self._wake.set()

    def adopt(self, message: MessageData) -> None:
        """Let a stream that was begun for its tasks be this message's from now on."""
        self._lane.streams.pop(self.message.id, None)
        self._view.adopted = self.message.id if self._view.ref is not None else None
        self.message = message
        self._begin(message)

    async def replace(self, text: str) -> None:
        """Let the whole text be this; what people see follows at the end, unless it merely goes on."""
        if text.startswith(self.text):
            self.push(text[len(self.text) :])

    async def finish(self, message: MessageData) -> None:
        """Show the rest and end the message; its content replaces the streamed text where they differ.

        Raises DeliveryError if the text could not be shown completely. A caller that is cancelled leaves the
        ending to go on by itself.
        """
        grown = self.text
        goes_on = not self._amends and message.content.startswith(grown)
        if message.content.startswith(grown):
            self._rest = message.content[len(grown) :]
            self.push(self._rest)
            if self._stopped:
                self._pending.append(self._rest)  # what is said of the stop, in a native message of its own
        self.message, notes = self._lane.degraded(message)
        self._tail += "".join(f"\n\n{note}" for note in notes)
        self._ending = True
        self._wake.set()
        await asyncio.shield(self._task)
        if self._tasks:
            self._lane.keep_tasks(message.id, tuple(self._tasks.values()))
        if not goes_on and not self._stopped:
            await self._lane.edit(message, cause=self._origin.cause)

    async def _flow(self) -> None:
        try:
            while not self._ending:
                await self._tokens()
                await self._gather()
                if not self._ending:
                    await self._show(self._grown().parts())
            growth = self._grown()
            growth.feed("" if self._stopped else self._tail)
            await self._show(growth.finish())
            if self._stopped and self._pending:
                await self._show(self._grown().finish())
            for number in range(self._view.number - 1):
                await self._lane.note(self.message.id, number, None)
        finally:
            self._lane.streams.pop(self.message.id, None)

    def _grown(self) -> Growth:
        if self._pending:
            self._growth.feed("".join(self._pending))
            self._pending.clear()
        return self._growth

    async def _gather(self) -> None:
        """Let tokens gather: one turn of the loop at least, else until the platform's pace allows a call."""
        if self._view.ref is None or not self._view.interval:
            await asyncio.sleep(0)
            return
        end = self._view.called_at + self._view.interval
        while not self._ending and (left := end - self._lane.now()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._wake.wait()
            except TimeoutError:
                return
            self._wake.clear()

    async def _show(self, parts: list[Part]) -> None:
        async with self._lane.turn:
            if self._too_old():
                parts = await self._age(parts)
            if len(parts) <= self._part and (self._changed_tasks or self._ending) and not self._stopped:
                parts = [*parts, Part("", closed=self._ending)]  # no text, but something to be told
            stopped = self._stopped
            for part in parts[self._part :]:
                await self._show_part(part, last=self._ending and part is parts[-1])
                if self._stopped and not stopped:
                    return
                if part.closed:
                    self._part += bool(part.text)
                    self._view = self._new_view(self._view.number + 1)
            await self._note()

    def _go_on_from(self, sent: Sent) -> None:
        """A message that was posted grows: its last native message is edited, or appended to where we may."""
        shown = self._grown().parts()
        self._part = max(0, len(shown) - 1)
        text = shown[-1].text if shown else ""
        if self._lane.adapter.ref(self._lane.key, sent.message_id) is not None:
            self._view.ref, self._view.shown = sent.ref, text
        else:
            self._native = False
            self._view = EditedView(self._origin, sent.part, sent.ref, text)

    def _new_view(self, number: int) -> View:
        return NativeView(self._origin, number) if self._native else EditedView(self._origin, number)

    def _too_old(self) -> bool:
        """A native stream is ended by us before the platform ends it."""
        age = self._lane.adapter.capabilities.stream.max_age
        native = isinstance(self._view, NativeView) and self._view.ref is not None
        return native and not self._ending and age is not None and self._lane.now() - self._view.opened_at > age

    async def _age(self, parts: list[Part]) -> list[Part]:
        """Go on before the platform ends the stream: in a new message, or where it is cumulative by edits."""
        if isinstance(self._view, NativeView) and self._lane.adapter.capabilities.stream.kind == "cumulative":
            self._view = await self._view.hang_up(self.message)
            return parts
        self._growth.cut()
        parts = self._growth.parts()
        return parts if len(parts) > self._part else [*parts, Part("", closed=True)]

    async def _stop(self) -> None:
        """Somebody ended the stream where they read it: of the text only what is said at the end may follow."""
        view = self._view
        await view.abandon(self.message)
        self._stopped, self._native = True, False
        self._pending = [self._rest] if self._ending else []
        self._growth, self._part = self._lane.growth(), 0
        self._view = self._new_view(view.number + (view.ref is not None))

    async def _show_part(self, part: Part, *, last: bool) -> None:
        while True:
            changed, self._changed_tasks = self._changed_tasks, set()
            tasks = tuple(task for name, task in self._tasks.items() if name in changed) if self._native else ()
            try:
                await self._view.show(part, self.message, last=last, tasks=tasks)
            except StreamStopped as error:
                log.info("the stream of message %s was stopped: %s", self.message.id, error)
                await self._stop()
                return
            except (StreamLost, Unavailable, Refused) as error:
                self._view = await self._instead(error)
            else:
                self._growth.shown(self._part, len(self._view.shown) if self._native else 0)
                return

    async def _instead(self, error: DeliveryError) -> View:
        """The view with which the text goes on after this failure; raises it where there is none."""
        view = self._view
        if isinstance(view, NativeView) and (view.ref is not None or isinstance(error, StreamLost)):
            log.info("the stream of message %s goes on by edits: %s", self.message.id, error)
            self._native = False
            self._tasks.clear()
            if self._on_lost is not None:
                self._on_lost()
            return await view.hang_up(self.message)
        if isinstance(view, EditedView) and view.inherited and isinstance(error, Refused):
            log.info("message %s goes on in a new native message: %s", self.message.id, error)
            return view.leave()
        raise error

    async def _tokens(self) -> None:
        """Wait for tokens; meanwhile what was shown since is written down, and said again where it must be."""
        while not self._wake.is_set():
            try:
                async with asyncio.timeout(self._idle()):
                    await self._wake.wait()
            except TimeoutError:
                due = self._view.due_at
                if due is not None and due <= self._lane.now():
                    break
                await self._note()
        self._wake.clear()

    def _idle(self) -> float | None:
        """Seconds until something is to be done even if no token comes."""
        note_at = self._noted_at + _NOTE_EVERY if self._noted != self._view.shown else None
        moments = [moment for moment in (note_at, self._view.due_at) if moment is not None]
        return min(moments) - self._lane.now() if moments else None

    async def _note(self) -> None:
        """Write down what is shown, once a second at most."""
        now = self._lane.now()
        if self._view.ref is not None and self._noted != self._view.shown and now - self._noted_at >= _NOTE_EVERY:
            self._noted_at, self._noted = now, self._view.shown
            await self._view.note(self.message.id)
