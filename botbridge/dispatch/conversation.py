"""One conversation while it is in memory: what waits, what runs, and in which order."""

from __future__ import annotations

import asyncio
import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from botbridge.config import Overlap
from botbridge.dispatch.overlap import Batch, take
from botbridge.model.event import ChatClosed, MessageReceived, StopRequested
from botbridge.model.ids import ThreadKey
from botbridge.outbox.lane import Lane
from botbridge.recorder import Recorder
from botbridge.session import Session
from botbridge.state.store import Item

CutOff = Literal["stopped", "interrupted", "shutdown"]


@dataclass(slots=True, eq=False)
class Running:
    """A handler at work on a batch; `cut_off` says why it was cancelled, if it was.

    Only the app's part of the work is ever cancelled (`in_app`); what the engine does around it is completed.
    `busy` while people see that somebody works, `result` is what the app's function returned, and `refusal` why
    it did not run.
    """

    batch: Batch
    task: asyncio.Task[None] | None = None
    cut_off: CutOff | None = None
    in_app: bool = False
    busy: bool = False
    result: Any = None
    refusal: str | None = None

    @property
    def can_stop(self) -> bool:
        """Whether people can stop it: what they wrote, opened or pressed, not the stopping itself."""
        return not isinstance(self.batch.items[0].event, StopRequested | ChatClosed) and self.cut_off is None

    def cancel(self, why: CutOff) -> None:
        if self.cut_off is None:
            self.cut_off = why
            if self.in_app and self.task is not None:
                self.task.cancel()


@dataclass(slots=True, eq=False)
class Conversation:
    """The order of one conversation; `start` begins to handle a batch and returns its task.

    Ordered events run one at a time as they came, unless the policy says otherwise. What is not ordered (a
    click, an answer, stop) runs `beside` them and never waits here.
    """

    key: ThreadKey
    policy: Overlap
    lane: Lane
    recorder: Recorder
    start: Callable[[Conversation, Running], asyncio.Task[None]]
    touched_at: float
    session: Session | None = None  # None until it was restored
    restoring: asyncio.Task[Session] | None = None
    waiting: list[Item] = field(default_factory=list)
    running: tuple[Running, ...] = ()
    beside: tuple[Running, ...] = ()
    opening: asyncio.Task[bool] | None = None  # while it is not known whether this process has it
    paused: bool = False

    @property
    def thread_id(self) -> str:
        return self.key.thread_id

    @property
    def idle(self) -> bool:
        return not (self.waiting or self.running or self.beside)

    @property
    def at_work(self) -> list[Running]:
        """All handlers that run now."""
        return [*self.running, *self.beside]

    def written(self) -> list[MessageReceived]:
        """The messages that no handler is done with, in the order in which they came."""
        begun = [item for running in self.running for item in (*running.batch.skipped, *running.batch.items)]
        return [item.event for item in (*begun, *self.waiting) if isinstance(item.event, MessageReceived)]

    def add(self, item: Item) -> None:
        """Queue an event and begin with it if it is its turn."""
        bisect.insort(self.waiting, item, key=lambda other: other.seq)
        self.pump()

    def pump(self) -> None:
        """Begin whatever may begin now."""
        while self.waiting and not self.paused and self._may_begin():
            running = Running(take(self.policy, self.waiting))
            self.running = (*self.running, running)
            running.task = self.start(self, running)
            running.task.add_done_callback(partial(self._ended, running))
        self._interrupt()

    def stop(self) -> list[Running]:
        """Cancel what runs, because the user pressed stop; answers with what was cancelled."""
        stopped = [running for running in self.at_work if running.can_stop]
        for running in stopped:
            running.cancel("stopped")
        return stopped

    def _ended(self, running: Running, _task: asyncio.Task[None]) -> None:
        self.running = tuple(one for one in self.running if one is not running)
        self.pump()

    def _may_begin(self) -> bool:
        if not self.running:
            return True
        beside = self.policy == "parallel" and self.session is not None and self.session.started
        return beside and self._heads_are_messages()

    def _heads_are_messages(self) -> bool:
        return isinstance(self.waiting[0].event, MessageReceived) and all(
            running.batch.is_message for running in self.running
        )

    def _interrupt(self) -> None:
        if self.policy == "interrupt" and self.waiting and self.session is not None and self.session.started:
            for running in self.running:
                if running.batch.is_message and isinstance(self.waiting[0].event, MessageReceived):
                    running.cancel("interrupted")
