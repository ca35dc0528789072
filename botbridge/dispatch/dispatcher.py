"""Where events enter: stored first, then handled in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from botbridge.adapter import Receipt
from botbridge.asking import Asking
from botbridge.config import Config
from botbridge.dispatch.beside import Beside
from botbridge.dispatch.conversation import Conversation, Running
from botbridge.dispatch.overlap import Batch
from botbridge.dispatch.runner import Runner
from botbridge.errors import InteractionRefused, Unavailable
from botbridge.model.event import ChatClosed, Event
from botbridge.model.ids import ThreadKey
from botbridge.outbox.lane import Lane
from botbridge.recorder import Recorder
from botbridge.state.store import Item, StateStore, Unreadable
from botbridge.tasks import Tasks

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds, after the engine itself failed
_LOOK_AGAIN = 0.2  # seconds between two looks for handlers that ask something while the process stops
# Seconds to tell people of what a shutdown cut off; where the platform does not answer, the next start tells them.
_TELLING = 5.0


class Dispatcher:
    """The conversations in memory, and the way of every event to its handler."""

    def __init__(
        self,
        *,
        config: Config,
        store: StateStore,
        runner: Runner,
        beside: Beside,
        asking: Asking,
        tasks: Tasks,
        lane: Callable[[ThreadKey], Lane],
        recorder: Callable[[], Recorder],
        platforms: frozenset[str],
        announce: Callable[[str], Awaitable[None]],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._store = store
        self._runner = runner
        self._beside = beside
        self._asking = asking
        self._tasks = tasks
        self._lane = lane
        self._recorder = recorder
        self._platforms = platforms
        self._announce = announce
        self._now = now
        self._begin = self._start  # bound once, not once for each conversation
        self._live: dict[str, Conversation] = {}
        self._holding: set[int] = set()
        self._awaited: dict[str, asyncio.Future[Any]] = {}  # by the event's key
        self._closing = False

    def __len__(self) -> int:
        return len(self._live)

    async def accept(self, event: Event) -> Receipt:
        """Store an event, then begin with it; raises Unavailable once the process is stopping."""
        if self._closing:
            raise Unavailable(f"event {event.key} was not taken: the process is stopping")
        thread_id = event.thread.thread_id
        if isinstance(event, ChatClosed) and thread_id not in self._live:
            return await self._accept_below(event)
        if event.in_known_thread and thread_id not in self._live and not await self._store.knows(event.thread):
            return Receipt.IGNORED
        return await self._put(event)

    async def perform(self, event: Event, within: float | None = None) -> Any:
        """Store an event and wait for its handler, at most `within` seconds; what that returned, else None.

        Raises InteractionRefused, Unavailable.
        """
        answer = self._awaited[event.key] = asyncio.get_running_loop().create_future()
        try:
            if await self.accept(event) is not Receipt.STORED:
                raise InteractionRefused(self._config.run.unknown_text)
            await asyncio.wait([answer], timeout=within)
            return answer.result() if answer.done() else None
        finally:
            del self._awaited[event.key]

    async def _accept_below(self, event: ChatClosed) -> Receipt:
        """Ending a channel ends every conversation in it; ending what never began is nothing."""
        receipts = [
            await self._put(replace(event, thread=key, key=f"{event.key}:{key.thread_id}"))
            for key in await self._store.below(event.thread)
        ]
        return Receipt.STORED if Receipt.STORED in receipts else receipts[0] if receipts else Receipt.IGNORED

    async def _put(self, event: Event) -> Receipt:
        thread_id, claimed = event.thread.thread_id, self._asking.claim(event)
        item = None
        try:
            item = await self._store.put(claimed, known=thread_id in self._live)
        finally:
            if item is None:
                self._asking.unclaim(claimed)
        if item is None:
            return Receipt.DUPLICATE
        if item.seq in self._holding:
            return Receipt.STORED  # reclaimed between its commit and here
        self._holding.add(item.seq)
        if self._store.shared and thread_id in self._live:
            # Another process may have stored an earlier event of this conversation.
            await self.reclaim(thread_id)
        self._take_up(item, owned=item.new_thread)
        return Receipt.STORED

    async def reclaim(self, thread_id: str | None = None) -> None:
        """Take up stored events that nobody handles: of a killed process, or left here by another one."""
        if self._closing:
            return
        for item in await self._store.reclaim(frozenset(self._holding), thread_id):
            if item.seq in self._holding:
                continue  # it came in while the store was asked
            if isinstance(item, Unreadable):
                log.error("event %d cannot be read and is given up: %s", item.seq, item.error)
                await self._store.finish([item.seq], "dead", error=item.error)
            elif item.event.thread.platform in self._platforms:
                log.info("event %s is taken up again (attempt %d)", item.event.key, item.attempts)
                self._take_up(item, owned=True)

    def wake(self, thread_id: str) -> None:
        """Another process stored an event of this conversation, which may be ours."""
        if thread_id in self._live:
            self._tasks.own(self.reclaim(thread_id), f"reclaim {thread_id}")

    def find(self, key: ThreadKey) -> Conversation | None:
        """The conversation if it is in memory."""
        return self._live.get(key.thread_id)

    async def evict_idle(self, seconds: float) -> None:
        """Let conversations leave memory in which nothing happened for so long."""
        oldest = self._now() - seconds
        for conversation in [one for one in self._live.values() if one.idle and one.touched_at < oldest]:
            await conversation.recorder.settled()
            if conversation.idle and self._live.pop(conversation.thread_id, None) is not None:
                await self._store.disown(conversation.thread_id)

    async def close(self, grace: float) -> None:
        """Take no more events; let running handlers finish, cancel those that need longer than `grace` seconds.

        A handler that waits for somebody's answer is cancelled at once: no answer comes in any more.
        """
        self._closing = True
        for conversation in self._live.values():
            conversation.paused = True
        running = [one for conversation in self._live.values() for one in conversation.at_work]
        tasks = [one.task for one in running if one.task is not None]
        until = self._now() + grace
        pending = set(tasks)
        while pending and (left := until - self._now()) > 0:
            self._end_questions()
            _, pending = await asyncio.wait(pending, timeout=min(left, _LOOK_AGAIN))
        for one in running:
            one.cancel("shutdown")
        if tasks:
            await asyncio.wait(tasks, timeout=_TELLING)

    def _end_questions(self) -> None:
        for conversation in self._live.values():
            # What runs beside may be the answer, on its way to the handler.
            if not conversation.beside and self._asking.open(conversation.thread_id):
                for running in conversation.running:
                    running.cancel("shutdown")

    def _take_up(self, item: Item, *, owned: bool = False) -> None:
        conversation = self._live.get(item.event.thread.thread_id)
        self._holding.add(item.seq)
        if conversation is None:
            conversation = self._new(item.event.thread)
            conversation.paused = self._closing or not owned
            if not owned:
                conversation.opening = self._tasks.own(self._open(conversation), f"open {conversation.thread_id}")
        conversation.touched_at = self._now()
        if item.event.ordered:
            conversation.add(item)
        else:
            running = Running(Batch((item,)))
            conversation.beside = (*conversation.beside, running)
            running.task = self._tasks.own(self._run_beside(conversation, running), f"event {item.event.key}")

    def _new(self, key: ThreadKey) -> Conversation:
        conversation = Conversation(
            key=key,
            policy=self._config.run.overlap,
            lane=self._lane(key),
            recorder=self._recorder(),
            start=self._begin,
            touched_at=self._now(),
        )
        self._live[key.thread_id] = conversation
        return conversation

    async def _open(self, conversation: Conversation) -> bool:
        """Make sure that this process has the conversation, then let it begin."""
        try:
            if await self._store.own(conversation.thread_id):
                conversation.paused = self._closing
                conversation.pump()
                return True
        finally:
            conversation.opening = None
        # Another process has it and finds the event in the store.
        self._live.pop(conversation.thread_id, None)
        self._let_go(conversation.waiting)
        for running in conversation.beside:
            self._let_go(running.batch.items)
        await self._announce(conversation.thread_id)
        return False

    def _start(self, conversation: Conversation, running: Running) -> asyncio.Task[None]:
        return self._tasks.own(self._handle(conversation, running), f"handle {running.batch.items[0].event.key}")

    async def _handle(self, conversation: Conversation, running: Running) -> None:
        items = (*running.batch.items, *running.batch.skipped)
        try:
            await self._runner.run(conversation, running)
        except Exception:
            log.exception("the engine failed on event %s", items[0].event.key)
            await self._again(conversation, running.batch.items)
        else:
            self._let_go(items)
            if conversation.session is None and not conversation.waiting:
                self._live.pop(conversation.thread_id, None)
        finally:
            conversation.touched_at = self._now()

    async def _run_beside(self, conversation: Conversation, running: Running) -> None:
        item = running.batch.items[0]
        try:
            if conversation.opening is None or await asyncio.shield(conversation.opening):
                await self._beside.run(conversation, running)
        except Exception as error:
            log.exception("the engine failed on event %s", item.event.key)
            running.refusal = self._config.run.error_text
            await self._store.finish([item.seq], "dead", error=repr(error))
        finally:
            conversation.beside = tuple(one for one in conversation.beside if one is not running)
            conversation.touched_at = self._now()
            self._let_go([item])
            self._tell(item.event.key, running)

    def _tell(self, key: str, running: Running) -> None:
        """Let whoever waits for this event know how it went."""
        answer = self._awaited.get(key)
        if answer is None or answer.done():
            return
        if running.refusal is not None:
            answer.set_exception(InteractionRefused(running.refusal))
        else:
            answer.set_result(running.result)

    async def _again(self, conversation: Conversation, items: Sequence[Item]) -> None:
        """Handle these once more after a pause, before anything that came later."""
        attempts = items[0].attempts
        conversation.paused = True
        pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
        self._tasks.own(self._resume(conversation, items, pause), f"retry {items[0].event.key}")

    async def _resume(self, conversation: Conversation, items: Sequence[Item], pause: float) -> None:
        await asyncio.sleep(pause)
        for item in reversed(items):
            conversation.waiting.insert(0, Item(item.seq, item.event, item.attempts + 1))
        conversation.paused = self._closing
        conversation.pump()

    def _let_go(self, items: Sequence[Item]) -> None:
        self._holding.difference_update(item.seq for item in items)
