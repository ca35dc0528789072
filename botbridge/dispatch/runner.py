"""Handles events that come in order: what people write, and how conversations begin and end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from botbridge.chat.element import Element
from botbridge.chat.message import ErrorMessage, Message
from botbridge.context import Context
from botbridge.dispatch.conversation import Conversation, Running
from botbridge.dispatch.engine import Engine
from botbridge.dispatch.incoming import elements_of, keep, message_of
from botbridge.dispatch.overlap import merged
from botbridge.dispatch.voice import hear
from botbridge.model.event import ChatClosed, Event, MessageReceived

log = logging.getLogger(__name__)


class Runner:
    """How an ordered event becomes a call of the app."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._handlers = engine.app.handlers

    async def run(self, conversation: Conversation, running: Running) -> None:
        """Handle a batch of ordered events; raises only what the engine itself could not do."""
        items = running.batch.items
        event = merged(items) if running.batch.is_message else items[-1].event
        await self._engine.run(conversation, running, event, partial(self._handle, conversation, running, event))

    async def _handle(self, conversation: Conversation, running: Running, event: Event, context: Context) -> str | None:
        """Call the app for this event; the error text if the app failed."""
        for item in (*running.batch.skipped, *running.batch.items[:-1]):
            if isinstance(item.event, MessageReceived):
                keep(self._engine.people, context, message_of(item.event, context.user))
        if self._engine.gave_up(running):
            return await self._give_up(context, event, running.batch.items[0].attempts - 1)
        if isinstance(event, ChatClosed):
            return await self._close_chat(conversation, context)
        await self._engine.work_begins(conversation, running, event)
        said = await self._message(context, event) if isinstance(event, MessageReceived) else None
        error = await self._begin_chat(conversation, running, context)
        if error is None and said is not None:
            error = await self._answer(context, *said)
        return error

    async def _answer(self, context: Context, message: Message, recordings: Sequence[Element]) -> str | None:
        """Let the app hear what was recorded and read what else there is; the error text if it failed."""
        heard: list[Element] = []
        error = await self._engine.guarded(context, hear, self._handlers, recordings, heard) if recordings else None
        nothing_else = bool(heard) and not message.content and len(heard) == len(message.elements)
        if error is None and self._handlers.on_message is not None and not nothing_else:
            error = await self._engine.guarded(context, self._handlers.on_message, message)
        return error

    async def _begin_chat(self, conversation: Conversation, running: Running, context: Context) -> str | None:
        """Run `on_chat_resume` after a restart, `on_chat_start` if it never finished."""
        session = context.session
        if (thread := session.take_restored()) is not None and self._handlers.on_chat_resume is not None:
            await self._engine.guarded(context, self._handlers.on_chat_resume, thread)
        if session.started:
            return None
        error = None
        if self._handlers.on_chat_start is not None:
            try:
                error = await self._engine.guarded(context, self._handlers.on_chat_start)
            except asyncio.CancelledError:
                session.started = running.cut_off == "stopped"  # what people ended does not begin again
                raise
            await self._engine.store.mark_started(session.thread_id, session.dump())
        session.started = True
        conversation.pump()
        return error

    async def _close_chat(self, conversation: Conversation, context: Context) -> str | None:
        error = None
        if context.session.started and self._handlers.on_chat_end is not None:
            error = await self._engine.guarded(context, self._handlers.on_chat_end)
        await self._engine.store.mark_ended(context.thread_id)
        conversation.session = None
        return error

    async def _message(self, context: Context, event: MessageReceived) -> tuple[Message, Sequence[Element]]:
        """The message that was kept, and which of its elements are recordings."""
        elements, recordings, refusals = await elements_of(event, context.lane.adapter, self._engine.files)
        message = message_of(event, context.user, elements)
        keep(self._engine.people, context, message)
        context.session.history[message.id] = message
        for refusal in refusals:
            await ErrorMessage(refusal).send()
        return message, recordings

    async def _give_up(self, context: Context, event: Event, attempts: int) -> str:
        log.error("event %s is given up after %d attempts", event.key, attempts)
        if isinstance(event, MessageReceived):
            keep(self._engine.people, context, message_of(event, context.user))
            await self._engine.say(context, self._engine.config.run.gave_up_text)
        return f"given up after {attempts} attempts"
