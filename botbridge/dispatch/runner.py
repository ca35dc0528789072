"""Runs one handler: restores the conversation, calls the app, shows failures, and writes down how it ended."""

from __future__ import annotations

import asyncio
import logging
import traceback
from operator import methodcaller
from typing import Any

from botbridge.app import App
from botbridge.chat.message import ErrorMessage, Message
from botbridge.config import Config
from botbridge.context import Context, set_context
from botbridge.dispatch.conversation import Conversation, Running
from botbridge.dispatch.incoming import elements_of, message_of
from botbridge.dispatch.overlap import merged
from botbridge.dispatch.people import People
from botbridge.dispatch.restore import Restorer
from botbridge.errors import BotbridgeError
from botbridge.files import Files
from botbridge.handlers import Callback, call
from botbridge.model.event import ChatClosed, Event, MessageReceived, StopRequested
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.outbox.stream import Stream
from botbridge.state.store import Item, RunEnd, StateStore

log = logging.getLogger(__name__)


class Runner:
    """How an event becomes a call of the app."""

    def __init__(
        self,
        *,
        app: App,
        config: Config,
        store: StateStore,
        files: Files,
        people: People,
        restorer: Restorer,
        debug: bool,
    ) -> None:
        self._app = app
        self._config = config
        self._store = store
        self._files = files
        self._people = people
        self._restorer = restorer
        self._debug = debug

    async def run(self, conversation: Conversation, running: Running) -> None:
        """Handle a batch of ordered events; raises only what the engine itself could not do."""
        items = running.batch.items
        event = merged(items) if running.batch.is_message else items[-1].event
        run_id = new_id()
        begun = self._store.begin_run(run_id, items[-1])
        context = await self._enter(conversation, event, run_id, items[0])
        if items[0].again:
            await begun  # what kills the process at once must be known to have been tried
        end, error = await self._cancellable(conversation, context, running, event)
        await self._settle(conversation, context, running)
        if not items[0].again:
            await begun
        await self._end(conversation, running, run_id, end, error)

    async def _cancellable(
        self, conversation: Conversation, context: Context, running: Running, event: Event
    ) -> tuple[RunEnd, str | None]:
        """Handle the event; only this may be cut off."""
        try:
            running.in_app = running.cut_off is None
            error = await self._handle(conversation, context, running, event) if running.in_app else None
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

    async def run_beside(self, conversation: Conversation, item: Item) -> None:
        """Handle an event that waits for nobody."""
        event = item.event
        if isinstance(event, StopRequested):
            stopped = conversation.stop()
            tasks = [one.task for one in stopped if one.task is not None]
            if tasks:
                await asyncio.wait(tasks)
            if stopped and self._app.handlers.on_stop is not None:
                context = await self._enter(conversation, event, None, item)
                await self._guarded(context, self._app.handlers.on_stop)
                await self._settle(conversation, context, None)
        await self._store.finish([item.seq], "done")

    # entering

    async def _enter(self, conversation: Conversation, event: Event, run_id: str | None, item: Item) -> Context:
        adapter = conversation.lane.adapter
        user = await self._people.user(adapter, event.author)
        session = await self._restorer.session(conversation, new=item.new_thread)

        async def open_stream(message: MessageData, *, posted: bool) -> Stream:
            sent = await conversation.lane.refs(message.id) if posted else ()
            return Stream(conversation.lane, message, run_id=run_id, cause=event, posted=sent)

        context = Context(
            app=self._app,
            config=self._config,
            session=session,
            lane=conversation.lane,
            recorder=conversation.recorder,
            open_stream=open_stream,
            loop=asyncio.get_running_loop(),
            cause=event,
            run_id=run_id,
            user=user,
            extras=await adapter.extras(event),
        )
        set_context(context)
        return context

    # handling

    async def _handle(self, conversation: Conversation, context: Context, running: Running, event: Event) -> str | None:
        """Call the app for this event; the error text if the app failed."""
        for item in (*running.batch.skipped, *running.batch.items[:-1]):
            if isinstance(item.event, MessageReceived):
                self._keep(context, message_of(item.event, context.user))
        gave_up = running.batch.items[0].attempts > self._config.run.max_attempts
        if gave_up:
            return await self._give_up(context, event, running.batch.items[0].attempts - 1)
        if isinstance(event, ChatClosed):
            return await self._close_chat(conversation, context)
        await conversation.lane.working(on=True, cause=event)
        message = await self._message(context, event) if isinstance(event, MessageReceived) else None
        error = await self._begin_chat(conversation, context)
        if error is None and message is not None and self._app.handlers.on_message is not None:
            error = await self._guarded(context, self._app.handlers.on_message, message)
        return error

    async def _begin_chat(self, conversation: Conversation, context: Context) -> str | None:
        """Run `on_chat_resume` after a restart, `on_chat_start` if it never finished."""
        session, handlers = context.session, self._app.handlers
        if (thread := session.take_restored()) is not None and handlers.on_chat_resume is not None:
            await self._guarded(context, handlers.on_chat_resume, thread)
        if session.started:
            return None
        error = None
        if handlers.on_chat_start is not None:
            error = await self._guarded(context, handlers.on_chat_start)
            await self._store.mark_started(session.thread_id, session.dump())
        session.started = True
        conversation.pump()
        return error

    async def _close_chat(self, conversation: Conversation, context: Context) -> str | None:
        error = None
        if context.session.started and self._app.handlers.on_chat_end is not None:
            error = await self._guarded(context, self._app.handlers.on_chat_end)
        await self._settle(conversation, context, None)
        await self._store.mark_ended(context.thread_id)
        conversation.session = None
        return error

    async def _message(self, context: Context, event: MessageReceived) -> Message:
        elements, refusals = await elements_of(event, context.lane.adapter, self._files)
        message = message_of(event, context.user, elements)
        self._keep(context, message)
        context.session.history[message.id] = message
        for refusal in refusals:
            await ErrorMessage(refusal).send()
        return message

    def _keep(self, context: Context, message: Message) -> None:
        """Let the data layer keep a user's message; the handler does not wait for it."""
        data = message.to_data(context)
        message.mark_kept()
        self._people.keep_thread(context, data)
        context.recorder.submit(lambda layer: layer.create_step(data.to_step()), f"message {message.id}")
        for element in data.elements:
            context.recorder.submit(methodcaller("create_element", element), f"element {element.id}")

    async def _guarded(self, context: Context, handler: Callback, *arguments: Any) -> str | None:
        """Call a handler; if it raises, the user is told, the log has it all, and its text is returned."""
        try:
            await call(handler, *arguments)
        except Exception as error:
            log.exception(
                "%s failed in thread %s (run %s)",
                getattr(handler, "__name__", handler),
                context.thread_id,
                context.run_id,
            )
            await self._say(context, self._config.run.error_text, traceback.format_exc() if self._debug else None)
            return f"{type(error).__name__}: {error}"
        return None

    async def _give_up(self, context: Context, event: Event, attempts: int) -> str:
        log.error("event %s is given up after %d attempts", event.key, attempts)
        if isinstance(event, MessageReceived):
            self._keep(context, message_of(event, context.user))
            await self._say(context, self._config.run.gave_up_text)
        return f"given up after {attempts} attempts"

    async def _say(self, context: Context, text: str, details: str | None = None) -> None:
        """Tell the user that something went wrong; a platform that fails too is only logged."""
        content = f"{text}\n\n```text\n{details}\n```" if details else text
        try:
            await ErrorMessage(content).send()
        except BotbridgeError as error:
            log.error("the user of thread %s could not be told: %s", context.thread_id, error)  # noqa: TRY400

    # ending

    async def _settle(self, conversation: Conversation, context: Context, running: Running | None) -> None:
        """Complete what the handler left growing, marked if it was cut off, and show that nobody works any more."""
        note = self._note(running)
        for message in list(context.growing.values()):
            try:
                await message.settle(note)
            except BotbridgeError as error:
                log.error("a message of thread %s stays incomplete: %s", context.thread_id, error)  # noqa: TRY400
        if all(other is running for other in conversation.running):
            await conversation.lane.working(on=False, cause=context.cause)

    def _note(self, running: Running | None) -> str | None:
        if running is None or running.cut_off is None:
            return None
        return self._config.run.stopped_text if running.cut_off == "stopped" else self._config.run.interrupted_text

    async def _end(
        self, conversation: Conversation, running: Running, run_id: str, end: RunEnd, error: str | None
    ) -> None:
        items, skipped = running.batch.items, running.batch.skipped
        await conversation.recorder.settled()
        if skipped:
            await self._store.finish([item.seq for item in skipped], "skipped")
        gave_up = items[0].attempts > self._config.run.max_attempts
        again = running.cut_off == "shutdown"
        session = conversation.session
        await self._store.end_run(
            run_id,
            end,
            error=error,
            item_end=None if again else "dead" if gave_up else "done",
            seqs=[item.seq for item in items],
            thread_id=conversation.thread_id,
            memory=session.dump() if session is not None else None,
            started=session is not None and session.started,
        )
