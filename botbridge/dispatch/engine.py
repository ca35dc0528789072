"""What every run of the app has in common: how it is entered, cut off, settled and written down."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from botbridge.app import App
from botbridge.asking import Asking
from botbridge.chat.message import ErrorMessage
from botbridge.chat.step import Step
from botbridge.config import Config
from botbridge.context import Context, set_context
from botbridge.data.base import BaseDataLayer
from botbridge.dispatch.conversation import Conversation, Running
from botbridge.dispatch.people import People
from botbridge.dispatch.restore import Restorer
from botbridge.errors import BotbridgeError
from botbridge.files import Files
from botbridge.handlers import Callback, call
from botbridge.model.ask import Outcome
from botbridge.model.event import Event
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.outbox.progress import Progress
from botbridge.outbox.step_tasks import StepTasks
from botbridge.outbox.step_tree import StepTree
from botbridge.outbox.stream import Stream
from botbridge.state.desk import Desk
from botbridge.state.store import Item, RunEnd, StateStore

log = logging.getLogger(__name__)

Work = Callable[[Context], Awaitable[str | None]]  # answers with the error text if the app failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Runs a piece of the app for an event. With `debug` people see what went wrong, not only that it did."""

    app: App
    config: Config
    store: StateStore
    desk: Desk
    layer: BaseDataLayer
    asking: Asking
    files: Files
    people: People
    restorer: Restorer
    debug: bool

    async def run(self, conversation: Conversation, running: Running, event: Event, work: Work) -> None:
        """Do the work for this event as one run; raises only what the engine itself could not do."""
        first, last = running.batch.items[0], running.batch.items[-1]
        run_id = new_id()
        begun = self.store.begin_run(run_id, last)
        context = await self._enter(conversation, event, run_id, first)
        if first.again:
            await begun  # what kills the process at once must be known to have been tried
        end, error = await self._cancellable(context, running, work)
        await self._settle(conversation, context, running)
        if not first.again:
            await begun
        await self._end(conversation, running, run_id, end, error)

    def gave_up(self, running: Running) -> bool:
        """Whether this was tried so often that it is not tried again."""
        return running.batch.items[0].attempts > self.config.run.max_attempts

    async def guarded(
        self, context: Context, handler: Callback, *arguments: Any, running: Running | None = None
    ) -> str | None:
        """Call a handler; if it raises, the user is told, the log has it all, and its text is returned.

        What it returns is left with `running`.
        """
        try:
            result = await call(handler, *arguments)
        except Exception as error:
            log.exception(
                "%s failed in thread %s (run %s)",
                getattr(handler, "__name__", handler),
                context.thread_id,
                context.run_id,
            )
            await self.say(context, self.config.run.error_text, traceback.format_exc() if self.debug else None)
            return f"{type(error).__name__}: {error}"
        if running is not None:
            running.result = result
        return None

    async def say(self, context: Context, text: str, details: str | None = None) -> None:
        """Tell the user that something went wrong; a platform that fails too is only logged."""
        content = f"{text}\n\n```text\n{details}\n```" if details else text
        try:
            await ErrorMessage(content).send()
        except BotbridgeError as error:
            log.error("the user of thread %s could not be told: %s", context.thread_id, error)  # noqa: TRY400

    async def work_begins(self, conversation: Conversation, running: Running, event: Event) -> None:
        """Let people see that a handler is at work."""
        running.busy = True
        await conversation.lane.status.working(on=True, cause=event)

    # entering

    async def _enter(self, conversation: Conversation, event: Event, run_id: str, item: Item) -> Context:
        lane, adapter = conversation.lane, conversation.lane.adapter
        user = await self.people.user(adapter, event.author)
        session = await self.restorer.session(conversation, new=item.new_thread)

        async def open_stream(message: MessageData, *, posted: bool) -> Stream:
            stream = None if posted else context.progress.stream_for(message)
            if stream is None:
                await context.below()
                sent = await lane.refs(message.id) if posted else ()
                stream = Stream(lane, message, run_id=run_id, cause=event, posted=sent)
            context.progress.attach(stream)
            lane.status.streams(event)
            return stream

        def make_progress() -> Progress:
            cot = self.config.ui.cot
            if adapter.capabilities.step_tree:
                return StepTree(lane, cot, event)
            return StepTasks(lane, cot, run_id, event, self.config.ui.name)

        context = Context(
            app=self.app,
            config=self.config,
            session=session,
            lane=lane,
            recorder=conversation.recorder,
            desk=self.desk,
            asking=self.asking,
            make_progress=make_progress,
            make_run=lambda: Step(name=event.kind, type="run", id=run_id, thread_id=session.thread_id),
            open_stream=open_stream,
            download=self.files.download,
            loop=asyncio.get_running_loop(),
            cause=event,
            run_id=run_id,
            user=user,
            extras=await adapter.extras(event),
        )
        set_context(context)
        return context

    async def _cancellable(self, context: Context, running: Running, work: Work) -> tuple[RunEnd, str | None]:
        """Do the work; only this may be cut off."""
        try:
            running.in_app = running.cut_off is None
            error = await work(context) if running.in_app else None
        except asyncio.CancelledError:
            if running.cut_off is None:
                raise
            # The cancellation was for the handler; what follows must not be cut off by it.
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
        else:
            if running.cut_off is None:
                return ("failed" if error else "done"), error
        finally:
            running.in_app = False
        return ("stopped" if running.cut_off == "stopped" else "interrupted"), None

    # ending

    async def _settle(self, conversation: Conversation, context: Context, running: Running) -> None:
        """Complete what the handler left open, marked if it was cut off, and show that nobody works any more."""
        outcome: Outcome = "stopped" if running.cut_off == "stopped" else "interrupted"
        endings = [partial(message.settle, self._note(running)) for message in context.growing.values()]
        # A question that a task of the app's own still waits for stays.
        endings += [
            partial(question.close, outcome)
            for name, question in context.asked.items()
            if self.asking.find(name, context.thread_id) is None
        ]
        for end in endings:
            try:
                await end()
            except BotbridgeError as error:
                log.error("a message of thread %s stays incomplete: %s", context.thread_id, error)  # noqa: TRY400
        await context.end_progress()
        running.busy = False
        if not any(other.busy for other in conversation.at_work):
            await conversation.lane.status.working(on=False, cause=context.cause)

    def _note(self, running: Running) -> str | None:
        if running.cut_off is None:
            return None
        return self.config.run.stopped_text if running.cut_off == "stopped" else self.config.run.interrupted_text

    async def _end(
        self, conversation: Conversation, running: Running, run_id: str, end: RunEnd, error: str | None
    ) -> None:
        items, skipped = running.batch.items, running.batch.skipped
        await conversation.recorder.settled()
        if skipped:
            await self.store.finish([item.seq for item in skipped], "skipped")
        again = running.cut_off == "shutdown"
        session = conversation.session
        await self.store.end_run(
            run_id,
            end,
            error=error,
            item_end=None if again else "dead" if self.gave_up(running) else "done",
            seqs=[item.seq for item in items],
            thread_id=conversation.thread_id,
            memory=session.dump() if session is not None else None,
            started=session is not None and session.started,
        )
