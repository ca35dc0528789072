"""What adapters may ask of the process: the runtime's side of the port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from botbridge.adapter import Receipt
from botbridge.app import App
from botbridge.capability import Rate
from botbridge.config import Config
from botbridge.data.base import BaseDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.dispatch.dispatcher import Dispatcher
from botbridge.errors import Unavailable
from botbridge.files import Files
from botbridge.model.element import ElementDict, IncomingFile
from botbridge.model.event import Event
from botbridge.model.ids import ThreadKey
from botbridge.model.thread import ThreadDict
from botbridge.outbox.lane import Growing
from botbridge.outbox.pacer import Pacer
from botbridge.state.store import StateStore


@dataclass(slots=True)
class RuntimeHost:
    """Implements `botbridge.adapter.Host`; the parts that need the adapters themselves are set once those exist."""

    app: App
    config: Config
    env: Mapping[str, str]
    listens_on_loopback: bool
    root_path: str
    store: StateStore
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

    async def accept(self, event: Event) -> Receipt:
        if self.dispatcher is None:
            raise Unavailable(f"event {event.key} was not taken: the process is starting")
        return await self.dispatcher.accept(event)

    def learn(self, rate: Rate, *, remaining: int, reset_after: float) -> None:
        if self.pacer is not None:
            self.pacer.learn(rate, remaining, reset_after)

    async def thread(self, thread_id: str) -> ThreadDict | None:
        thread = await self.layer.get_thread(thread_id)
        for element in (thread["elements"] or []) if thread is not None else []:
            if element.get("objectKey") and self.storage is not None:
                # Bytes that lie here are asked for by the element's id; where they lie is nobody's business.
                element["url"], element["chainlitKey"] = None, element["id"]
        return thread

    def streaming_text(self, message_id: str) -> str | None:
        stream = self.streams.get(message_id)
        return stream.text if stream is not None else None

    def is_working(self, key: ThreadKey) -> bool:
        conversation = self.dispatcher.find(key) if self.dispatcher is not None else None
        return conversation is not None and bool(conversation.running)

    async def claim(self, key: ThreadKey, secret: str) -> bool:
        return await self.store.claim(key, secret)

    async def store_upload(
        self, owner: str, name: str, mime: str, chunks: AsyncIterator[bytes], *, limit: int
    ) -> IncomingFile:
        return await self.files.store_upload(owner, name, mime, chunks, limit=limit)

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
