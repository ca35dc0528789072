"""Brings a conversation back into memory: what it remembered, what was said, what a kill left open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from botbridge.chat.action import Action
from botbridge.chat.ask import outcome_note
from botbridge.chat.element import Element
from botbridge.chat.message import Message
from botbridge.config import Config
from botbridge.data.base import BaseDataLayer
from botbridge.dispatch.conversation import Conversation
from botbridge.errors import BotbridgeError, DeliveryError
from botbridge.model.clock import utc_now
from botbridge.model.effect import Edit, StreamClose
from botbridge.model.element import ElementDict
from botbridge.model.ids import ThreadKey
from botbridge.model.message import MessageData
from botbridge.model.step import StepDict
from botbridge.model.thread import ThreadDict
from botbridge.session import Session
from botbridge.state.desk import Desk, KeptQuestion
from botbridge.state.store import Sent, StateStore

log = logging.getLogger(__name__)

Own = Callable[[Coroutine[Any, Any, Session], str], "asyncio.Task[Session]"]

_MESSAGES = ("user_message", "assistant_message", "system_message")


class Restorer:
    """Makes the session of a conversation, once for as long as it stays in memory."""

    def __init__(self, store: StateStore, desk: Desk, layer: BaseDataLayer, config: Config, own: Own) -> None:
        self._store = store
        self._desk = desk
        self._layer = layer
        self._config = config
        self._own = own

    async def session(self, conversation: Conversation, *, new: bool) -> Session:
        """The session; `new` spares the look-up of a conversation that began with this event."""
        if conversation.session is not None:
            return conversation.session
        if new:
            conversation.session = Session(conversation.key)
            return conversation.session
        if conversation.restoring is None:
            conversation.restoring = self._own(self._restore(conversation), f"restore {conversation.thread_id}")
        # Whoever comes meanwhile waits for the same; one that is cancelled does not end it for the others.
        return await asyncio.shield(conversation.restoring)

    async def _restore(self, conversation: Conversation) -> Session:
        try:
            conversation.session = await self._remembered(conversation)
        finally:
            conversation.restoring = None
        return conversation.session

    async def _remembered(self, conversation: Conversation) -> Session:
        state = await self._store.conversation(conversation.thread_id)
        thread = await self._thread(conversation.key)
        await self._close_streams(conversation, thread)
        for question in await self._desk.open_questions(conversation.thread_id):
            await self.interrupt(conversation, question, thread)
        for step in thread["steps"] if thread is not None else ():
            if step.get("type") not in _MESSAGES and not step.get("end"):
                change: StepDict = {
                    "id": step["id"],
                    "threadId": conversation.thread_id,
                    "end": utc_now(),
                    "streaming": False,
                }
                self._write(conversation, change, thread)
        session = Session(
            conversation.key,
            memory=state.memory if state is not None else None,
            started=state is not None and state.started,
            restored=thread,
        )
        actions = [kept.action for kept in await self._desk.actions_of(conversation.thread_id)]
        for step in thread["steps"] if thread is not None else ():
            if step.get("type") in _MESSAGES and not step.get("isError"):
                mine = [Action.of(action) for action in actions if action.for_id == step["id"]]
                session.history[step["id"]] = Message.from_dict(step, _elements(thread, step), mine)
        return session

    async def interrupt(
        self, conversation: Conversation, question: KeptQuestion, thread: ThreadDict | None = None
    ) -> None:
        """End a question that no handler waits for any more, because its process was killed."""
        ask, step = question.ask, cast(StepDict, dict(question.message))
        removed = [kept.action for kept in await self._desk.actions_of(ask.thread_id) if kept.question_id == ask.id]
        step["output"] = f"{step.get('output') or ''}\n\n{outcome_note('interrupted', self._config.run)}".strip()
        step["waitForAnswer"] = False
        if await self._desk.close_question(ask.id, "interrupted"):
            message = _data(step, ask.thread_id, self._config.ui.name)
            frozen = replace(message, ask=replace(ask, outcome="interrupted"))
            try:
                await conversation.lane.edit(frozen, cause=None, removed=removed)
                await self._drop_element(conversation, ask.element_id)
            except BotbridgeError as error:
                log.warning("question %s cannot be marked as interrupted: %s", ask.id, error)
            self._write(conversation, step, thread)

    async def _drop_element(self, conversation: Conversation, element_id: str | None) -> None:
        """Take away the form of a question that is over."""
        if element_id is None:
            return
        await conversation.lane.hide_element(element_id)
        remove = methodcaller("delete_element", element_id, conversation.thread_id)
        conversation.recorder.submit(remove, f"the removal of element {element_id}")

    def _write(self, conversation: Conversation, change: StepDict, thread: ThreadDict | None) -> None:
        """Keep what changed of a step, also in what was just read."""
        for step in thread["steps"] if thread is not None else ():
            if step["id"] == change["id"]:
                step.update(change)
        conversation.recorder.submit(partial(_update, change), f"step {change['id']}")

    async def _thread(self, key: ThreadKey) -> ThreadDict | None:
        try:
            return await self._layer.get_thread(key.thread_id)
        except Exception:
            log.exception("the data layer failed to give thread %s; it goes on without its history", key.thread_id)
            return None

    async def _close_streams(self, conversation: Conversation, thread: ThreadDict | None) -> None:
        """End what a killed process was streaming: people see that it was cut off, the history too."""
        steps = {step["id"]: step for step in thread["steps"]} if thread is not None else {}
        for sent in await self._store.open_streams(conversation.thread_id):
            # The history may not have it yet, or not at all: what was shown is known all the same.
            step = steps.get(sent.message_id) or _unkept(sent)
            parts = [one.text for one in await self._store.refs(sent.message_id) if one.text]
            shown = "\n\n".join([*parts, f"*{self._config.run.interrupted_text}*"])
            step["output"], step["streaming"] = shown, False
            step["metadata"] = {**(step.get("metadata") or {}), "interrupted": True}
            await self._close_stream(conversation, sent, step)
            conversation.recorder.submit(partial(_update, step), f"message {sent.message_id}")
            await conversation.lane.remember(replace(sent, open=False, text=None))

    async def _close_stream(self, conversation: Conversation, sent: Sent, step: StepDict) -> None:
        message = _data(step, conversation.thread_id, self._config.ui.name)
        note = f"\n\n*{self._config.run.interrupted_text}*"
        key, adapter = conversation.key, conversation.lane.adapter
        stream = adapter.capabilities.stream
        try:
            if stream.native:
                said = stream.piece(message.content, note)
                await adapter.deliver(StreamClose(thread=key, ref=sent.ref, message=message, text=said, part=sent.part))
                return
        except DeliveryError as error:
            log.info("stream %s was closed before: %s", sent.ref, error)
        try:
            await adapter.deliver(Edit(thread=key, ref=sent.ref, message=message, text=message.content, part=sent.part))
        except DeliveryError as error:
            log.warning("message %s cannot be marked as interrupted: %s", sent.ref, error)


def _unkept(sent: Sent) -> StepDict:
    return {"id": sent.message_id, "threadId": sent.thread_id, "type": "assistant_message", "createdAt": utc_now()}


async def _update(step: StepDict, layer: BaseDataLayer) -> None:
    await layer.update_step(step)


def _elements(thread: ThreadDict | None, step: StepDict) -> list[Element]:
    kept = (thread["elements"] or []) if thread is not None else []
    return [Element.from_dict(_local(element)) for element in kept if element.get("forId") == step["id"]]


def _local(element: ElementDict) -> ElementDict:
    """An element whose bytes lie on this machine has their path, as it had when it came."""
    url = urlsplit(element.get("url") or "")
    path = Path(unquote(url.path))
    return {**element, "url": None, "path": str(path)} if url.scheme == "file" and path.is_file() else element


def _data(step: StepDict, thread_id: str, app_name: str) -> MessageData:
    author = step.get("name") or app_name
    return MessageData(
        id=step["id"],
        thread_id=thread_id,
        content=step.get("output") or "",
        author=author,
        created_at=step.get("createdAt") or "",
        is_default_author=author == app_name,
        language=step.get("language"),
        parent_id=step.get("parentId"),
        tags=tuple(step.get("tags") or ()) or None,
        metadata=step.get("metadata") or {},
    )
