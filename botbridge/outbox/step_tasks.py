"""Steps where they are one list of tasks: beside the text of the answer's stream, else as a message of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from botbridge.errors import DeliveryError
from botbridge.model.clock import utc_now
from botbridge.model.event import Event
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.model.task import TaskData, TaskListData
from botbridge.outbox.lane import Lane
from botbridge.outbox.pacer import Priority
from botbridge.outbox.progress import Cot, shown
from botbridge.outbox.stream import Stream
from botbridge.render.tasks import bounded, task_of

log = logging.getLogger(__name__)

Clock = Callable[[], float]


class StepTasks:
    """One list of what a run does; its changes are joined and shown at the platform's pace.

    Where a native stream takes tasks, the list begins one with the first step, and the answer goes on in it: that
    stream is handed over by `stream_for`. What else the run sends ends it (`seal`).
    """

    def __init__(self, lane: Lane, cot: Cot, run_id: str | None, cause: Event | None, author: str) -> None:
        self._lane = lane
        self._cot = cot
        self._run_id = run_id
        self._cause = cause
        self._author = author
        self._parents: dict[str, str | None] = {}
        self._list_id = new_id()
        self._lists: set[str] = set()  # those that are messages
        self._tasks: dict[str, TaskData] = {}
        self._changed: set[str] = set()
        self._stream: Stream | None = None  # the one that bears the tasks now
        self._carrier: Stream | None = None  # the same, as long as no answer goes on in it
        self._rides = lane.adapter.capabilities.stream.tasks
        self._called_at = float("-inf")
        self._posted = asyncio.Event()
        self._hurry = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    def show(self, step: StepData) -> None:
        self._parents[step.id] = step.parent_id
        if not shown(step, self._cot):
            return
        task = task_of(step, self._depth(step.parent_id))
        if self._tasks.get(step.id) != task:
            self._tasks[step.id] = task
            self._change(step.id)

    def token(self, step_id: str, token: str, *, is_input: bool) -> None:
        """What a step says is shown when it has ended."""

    def hide(self, step_id: str) -> None:
        if self._tasks.pop(step_id, None) is not None:
            self._change(step_id)

    def visible(self, step_id: str | None) -> str | None:
        """Messages stand by themselves here."""
        return None

    @property
    def _held_back(self) -> bool:
        """Whether changes wait for the end, because a message cannot be changed here."""
        return bool(self._changed) and not (self._rides or self._lane.adapter.capabilities.edit)

    async def _first_shown(self) -> None:
        if self._worker is not None and not self._posted.is_set():
            posted = asyncio.create_task(self._posted.wait())
            try:
                await asyncio.wait([self._worker, posted], return_when=asyncio.FIRST_COMPLETED)
            finally:
                posted.cancel()

    async def seal(self) -> None:
        """Something else of this run is about to be sent: it stands below what is shown so far."""
        await self._first_shown()
        if self._carrier is not None:
            carrier = self._carrier
            self._hand_over()
            self._carrier = self._stream = None
            self._begin_anew()
            await self._finish(carrier)
        elif self._held_back:
            await self._as_message()
            self._begin_anew()

    def stream_for(self, message: MessageData) -> Stream | None:
        """The stream that the steps began, for the answer to go on in; None where there is none."""
        if self._carrier is not None:
            self._hand_over()
        carrier, self._carrier = self._carrier, None
        if carrier is not None:
            carrier.adopt(message)
        return carrier

    def attach(self, stream: Stream) -> None:
        """From now on the tasks ride on this stream, as long as it takes some."""
        if self._rides and stream is not self._stream and self._carrier is None and stream.takes_tasks:
            self._stream = stream
            self._begin_anew()

    def detach(self, stream: Stream) -> None:
        """This stream is about to end."""
        if self._stream is stream:
            self._hand_over()
            self._stream = None
            self._begin_anew()

    async def close(self) -> None:
        self._hurry.set()
        if self._worker is not None:
            await asyncio.wait([self._worker])
        if self._carrier is not None:
            await self._finish(self._carrier)
        if self._held_back:
            await self._as_message()
        await self._end_lists()

    def _begin_anew(self) -> None:
        """What comes from now on is a new list, but for what still runs."""
        self._list_id = new_id()
        self._posted.clear()
        self._tasks = {name: task for name, task in self._tasks.items() if task.state == "running"}
        self._changed &= self._tasks.keys()

    def _depth(self, parent: str | None) -> int:
        depth = 0
        while parent is not None:
            depth += parent in self._tasks
            parent = self._parents.get(parent)
        return depth

    def _change(self, step_id: str) -> None:
        self._changed.add(step_id)
        if self._worker is None:
            self._worker = self._lane.own(self._work(), f"steps of {self._lane.key}")

    async def _work(self) -> None:
        try:
            while self._changed:
                await asyncio.sleep(0)
                if self._rides and self._on_stream():
                    self._posted.set()
                elif self._held_back:
                    return
                else:
                    await self._pace()
                    await self._as_message()
        except DeliveryError as error:
            self._changed.clear()
            log.warning("the steps of a run in %s are not shown: %s", self._lane.key, error)
        finally:
            self._worker = None

    def _on_stream(self) -> bool:
        """Hand what changed to the stream; False if there is none that takes it."""
        if self._stream is None:
            message = MessageData(
                id=self._list_id,
                thread_id=self._lane.key.thread_id,
                content="",
                author=self._author,
                created_at=utc_now(),
            )
            self._stream = self._carrier = Stream(self._lane, message, run_id=self._run_id, cause=self._cause)
        return self._hand_over()

    def _hand_over(self) -> bool:
        """Let the stream have what changed; False if it takes no tasks any more."""
        if self._stream is None or not self._stream.takes_tasks:
            self._rides, self._carrier = False, None
            self._changed = set(self._tasks)
            return False
        tasks = {task.id: task for task in bounded(list(self._tasks.values()))}
        self._stream.show_tasks([task for name, task in tasks.items() if name in self._changed], self._lost)
        self._changed.clear()
        return True

    def _lost(self) -> None:
        """The stream died: the tasks go on as a message."""
        self._rides, self._carrier = False, None
        self._changed = set(self._tasks)
        if self._changed and self._worker is None:
            self._worker = self._lane.own(self._work(), f"steps of {self._lane.key}")

    async def _pace(self) -> None:
        left = self._called_at + self._lane.adapter.capabilities.stream.edit_interval - self._lane.now()
        if left > 0 and self._posted.is_set():
            try:
                async with asyncio.timeout(left):
                    await self._hurry.wait()
            except TimeoutError:
                return

    async def _as_message(self) -> None:
        self._changed.clear()
        self._called_at = self._lane.now()
        tasks = tuple(self._tasks.values())
        if not tasks:
            await self._lane.delete(self._list_id)
            return
        state = TaskListData(id=self._list_id, thread_id=self._lane.key.thread_id, tasks=bounded(tasks))
        priority = Priority.FINAL if self._hurry.is_set() else Priority.STEP
        self._lists.add(self._list_id)
        await self._lane.show_tasks(state, run_id=self._run_id, cause=self._cause, priority=priority, growing=True)
        self._posted.set()

    async def _end_lists(self) -> None:
        for list_id in self._lists:
            await self._lane.end_tasks(list_id)
        self._lists.clear()

    async def _finish(self, carrier: Stream) -> None:
        try:
            await carrier.finish(carrier.message)
        except DeliveryError as error:
            log.warning("the steps of a run in %s are not ended: %s", self._lane.key, error)
