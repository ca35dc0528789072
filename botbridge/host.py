"""What adapters may ask of the process: the runtime's side of the port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botbridge.adapter import Linked, Located, Receipt
from botbridge.app import App
from botbridge.asking import Asking
from botbridge.capability import Rate
from botbridge.config import Config
from botbridge.data.base import BaseDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.dispatch.dispatcher import Dispatcher
from botbridge.dispatch.incoming import message_id
from botbridge.errors import Unavailable
from botbridge.files import Files
from botbridge.links import Link, Links
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData, ElementDict, IncomingFile
from botbridge.model.event import Event, MessageReceived, Written
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.step import StepDict
from botbridge.model.thread import ThreadDict
from botbridge.model.user import Author
from botbridge.outbox.lane import Growing
from botbridge.outbox.pacer import Pacer
from botbridge.state.desk import Desk
from botbridge.state.store import StateStore

_KEPT_WITHIN = 1.0  # seconds in which the data layer has kept what was said
_LOOK_AGAIN = 0.02


@dataclass(slots=True)
class RuntimeHost:
    """Implements `botbridge.adapter.Host`; the parts that need the adapters themselves are set once those exist."""

    app: App
    config: Config
    env: Mapping[str, str]
    listens_on_loopback: bool
    root_path: str
    store: StateStore
    desk: Desk
    asking: Asking
    links: Links
    layer: BaseDataLayer
    files: Files
    storage: LocalStorageClient | None  # where the built-in data layer keeps bytes
    streams: Mapping[str, Growing]
    dispatcher: Dispatcher | None = None
    pacer: Pacer | None = None

    @property
    def app_folder(self) -> Path:
        return self.app.folder

    @property
    def has_chat_start(self) -> bool:
        return self.app.handlers.on_chat_start is not None

    @property
    def takes_feedback(self) -> bool:
        return self.app.handlers.on_feedback is not None

    async def accept(self, event: Event) -> Receipt:
        if self.dispatcher is None:
            raise Unavailable(f"event {event.key} was not taken: the process is starting")
        return await self.dispatcher.accept(event)

    async def perform(self, event: Event, *, within: float | None = None) -> Any:
        if self.dispatcher is None:
            raise Unavailable(f"event {event.key} was not taken: the process is starting")
        return await self.dispatcher.perform(event, within)

    async def question(self, question_id: str) -> AskData | None:
        kept = await self.desk.question(question_id)
        return kept.ask if kept is not None else None

    async def questions(self, thread_id: str) -> Sequence[AskData]:
        return self.asking.open(thread_id)

    async def actions(self, thread_id: str) -> Sequence[ActionData]:
        return [kept.action for kept in await self.desk.actions_of(thread_id) if kept.question_id is None]

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        sent = await self.store.sent_as(ref)
        if sent is not None:
            state = await self.store.conversation(sent.thread_id)
            return Located(thread=state.key, message_id=sent.message_id) if state is not None else None
        event = await self.store.event(event_key) if event_key is not None else None
        return Located(thread=event.thread, message_id=message_id(event)) if isinstance(event, Written) else None

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        return self.links.page(Link(thread_id=thread_id, element_id=element_id, author=author))

    async def file_link(self, element: ElementData) -> str | None:
        link = self.links.file(Link(thread_id=element.thread_id, element_id=element.id))
        if link is not None and element.stands_for is not None:
            await self.layer.create_element(element)  # what stands for another is kept only where it is linked to
        return link

    async def linked(self, token: str) -> Linked | None:
        link = self.links.read(token)
        state = await self.store.conversation(link.thread_id) if link is not None else None
        if link is None or state is None:
            return None
        return Linked(thread=state.key, element_id=link.element_id, author=link.author)

    async def element(self, thread_id: str, element_id: str) -> tuple[ElementDict, IncomingFile] | None:
        element = await self.layer.get_element(thread_id, element_id)
        return (self._shown(element), self._as_file(element)) if element is not None else None

    def learn(self, rate: Rate, *, remaining: int, reset_after: float) -> None:
        if self.pacer is not None:
            self.pacer.learn(rate, remaining, reset_after)

    async def thread(self, thread_id: str) -> ThreadDict | None:
        thread = await self._settled(thread_id)
        if thread is not None:
            thread["elements"] = [self._shown(element) for element in thread["elements"] or []]
        return thread

    async def _settled(self, thread_id: str) -> ThreadDict | None:
        """The thread, with no message that grows by what is kept and has ended: its end is about to be kept."""
        until = time.monotonic() + _KEPT_WITHIN
        while True:
            thread = await self.layer.get_thread(thread_id)
            stale = [step for step in (thread["steps"] if thread is not None else ()) if self._is_stale(step)]
            if not stale or time.monotonic() > until:
                break
            await asyncio.sleep(_LOOK_AGAIN)
        for step in stale:  # a kill cut it off
            step["streaming"] = False
        return thread

    def _is_stale(self, step: StepDict) -> bool:
        is_message = (step.get("type") or "").endswith("_message")
        return is_message and bool(step.get("streaming")) and step["id"] not in self.streams

    def streaming_text(self, message_id: str) -> str | None:
        stream = self.streams.get(message_id)
        return stream.text if stream is not None else None

    def unhandled(self, key: ThreadKey) -> list[MessageReceived]:
        conversation = self.dispatcher.find(key) if self.dispatcher is not None else None
        return conversation.written() if conversation is not None else []

    async def claim(self, key: ThreadKey, secret: str) -> bool:
        return await self.store.claim(key, secret)

    async def store_upload(
        self,
        owner: str,
        name: str,
        mime: str,
        chunks: AsyncIterator[bytes],
        *,
        limit: int,
        ask: AskData | None = None,
    ) -> IncomingFile:
        return await self.files.store_upload(owner, name, mime, chunks, limit=limit, ask=ask)

    async def uploaded(self, owner: str, file_id: str) -> IncomingFile | None:
        return await self.files.uploaded(owner, file_id) or await self._element(owner, file_id)

    async def forget_uploads(self, owner: str) -> None:
        await self.files.forget_uploads(owner)

    async def _element(self, owner: str, element_id: str) -> IncomingFile | None:
        """An element of a conversation that is bound to this client, with its bytes here or elsewhere."""
        for thread_id in await self.store.threads_of(owner):
            element = await self.layer.get_element(thread_id, element_id)
            if element is not None:
                return self._as_file(element)
        return None

    def _shown(self, element: ElementDict) -> ElementDict:
        """The element as a client gets it: bytes that lie here are asked for by its id, and where is left out."""
        if not element.get("objectKey") or self.storage is None:
            return element
        return {**element, "url": None, "chainlitKey": element["id"]}

    def _as_file(self, element: ElementDict) -> IncomingFile:
        key = element.get("objectKey")
        path = self.storage.path_of(key) if key and self.storage is not None else None
        return IncomingFile(
            id=element["id"],
            name=element["name"],
            mime=element.get("mime") or "application/octet-stream",
            path=str(path) if path is not None else None,
            url=element.get("url") if path is None else None,
        )
