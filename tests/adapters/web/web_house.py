"""The host that the adapter's tests run in: it keeps events and threads in memory, nothing else."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from botbridge.adapter import Linked, Located, Receipt
from botbridge.config import Config, parse_config
from botbridge.errors import BotbridgeError, FileRefused, InteractionRefused
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData, AskKind, Outcome
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.element import ElementData, ElementDict, IncomingFile
from botbridge.model.event import Event, MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey, new_id
from botbridge.model.message import MessageData
from botbridge.model.thread import ThreadDict
from botbridge.model.user import Author
from botbridge_web.adapter import WebAdapter
from botbridge_web.address import message_ref

Builder = Callable[..., Awaitable["House"]]


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class MemoryHost:
    """The port's host, as far as the web needs it."""

    folder: Path
    config: Config = field(default_factory=Config)
    env: Mapping[str, str] = field(default_factory=dict)
    root_path: str = ""
    listens_on_loopback: bool = True
    has_chat_start: bool = False
    takes_feedback: bool = False
    fails: bool = False
    refusal: str = ""  # why what is performed is refused
    result: Any = None  # what an action's callback returns
    buttons: list[ActionData] = field(default_factory=list)
    asked: list[AskData] = field(default_factory=list)
    links: dict[str, Linked] = field(default_factory=dict)
    elements: dict[str, tuple[ElementDict, IncomingFile]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    threads: dict[str, ThreadDict] = field(default_factory=dict)
    growing: dict[str, str] = field(default_factory=dict)
    held: bool = False  # what is written waits for its turn, and is no part of the thread yet
    waiting: list[MessageReceived] = field(default_factory=list)
    owners: dict[ThreadKey, str] = field(default_factory=dict)
    uploads: dict[tuple[str, str], IncomingFile] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    handled: asyncio.Event = field(default_factory=_set)  # cleared, what is performed waits

    @property
    def app_folder(self) -> Path:
        return self.folder

    async def accept(self, event: Event) -> Receipt:
        if self.fails:
            raise BotbridgeError("the store is on fire")
        if any(event.key == known.key for known in self.events):
            return Receipt.DUPLICATE
        self.events.append(event)
        if isinstance(event, MessageReceived) and self.held:
            self.waiting.append(event)
        elif isinstance(event, MessageReceived):
            said = message(event.thread.parts[0], event.text, id=event.message_id or "", type="user_message")
            self.keep(said)
        self.arrived.set()
        return Receipt.STORED

    async def perform(self, event: Event) -> Any:
        if await self.accept(event) is not Receipt.STORED:
            raise InteractionRefused("a duplicate")
        await self.handled.wait()
        if self.refusal:
            raise InteractionRefused(self.refusal)
        return self.result

    async def question(self, question_id: str) -> AskData | None:
        return next((ask for ask in self.asked if ask.id == question_id), None)

    async def questions(self, thread_id: str) -> list[AskData]:
        return [ask for ask in self.asked if ask.thread_id == thread_id]

    async def actions(self, thread_id: str) -> list[ActionData]:
        return self.buttons

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        return None

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        return None

    async def linked(self, token: str) -> Linked | None:
        return self.links.get(token)

    async def element(self, thread_id: str, element_id: str) -> tuple[ElementDict, IncomingFile] | None:
        found = self.elements.get(element_id)
        return found if found is not None and found[0]["threadId"] == thread_id else None

    async def thread(self, thread_id: str) -> ThreadDict | None:
        await asyncio.sleep(0)
        return self.threads.get(thread_id)

    def streaming_text(self, message_id: str) -> str | None:
        return self.growing.get(message_id)

    def unhandled(self, key: ThreadKey) -> list[MessageReceived]:
        return [event for event in self.waiting if event.thread == key]

    async def claim(self, key: ThreadKey, secret: str) -> bool:
        return self.owners.setdefault(key, secret) == secret

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
        path = self.folder / new_id()
        size = 0
        with path.open("wb") as target:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileRefused(f"{name} is larger than {limit} bytes")
                target.write(chunk)
        file = IncomingFile(id=new_id(), name=name, mime=mime, size=size, path=str(path))
        self.uploads[owner, file.id] = file
        return file

    async def uploaded(self, owner: str, file_id: str) -> IncomingFile | None:
        return self.uploads.get((owner, file_id))

    async def forget_uploads(self, owner: str) -> None:
        for key in [key for key in self.uploads if key[0] == owner]:
            del self.uploads[key]

    def keep(self, data: MessageData) -> None:
        """Put a message into its thread, in the place of the one with the same id."""
        empty: ThreadDict = {
            "id": data.thread_id,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "name": None,
            "userId": None,
            "userIdentifier": None,
            "tags": None,
            "metadata": None,
            "steps": [],
            "elements": [],
        }
        steps = self.threads.setdefault(data.thread_id, empty)["steps"]
        step = data.to_step()
        known = [place for place, item in enumerate(steps) if item["id"] == data.id]
        if known:
            steps[known[0]] = step
        else:
            steps.append(step)
        for item in data.elements:
            self.keep_element(replace(item, thread_id=data.thread_id))

    def keep_element(self, data: ElementData, content: bytes | None = None) -> None:
        """Put an element into its thread, with its bytes if there are some."""
        self.forget_element(data.thread_id, data.id)
        elements = self.threads[data.thread_id]["elements"]
        assert elements is not None
        elements.append(data.to_dict())
        path = self.folder / f"bytes-{data.id}"
        if content is not None:
            path.write_bytes(content)
        file = IncomingFile(id=data.id, name=data.name, mime=data.mime, path=str(path) if content is not None else None)
        self.elements[data.id] = (data.to_dict(), file)

    def forget_element(self, thread_id: str, element_id: str) -> None:
        elements = self.threads[thread_id]["elements"]
        assert elements is not None
        elements[:] = [one for one in elements if one["id"] != element_id]
        self.elements.pop(element_id, None)

    async def heard(self, count: int) -> list[Event]:
        """The events, once there are this many."""
        async with asyncio.timeout(5):
            while len(self.events) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.events


class House:
    """The adapter, served on a port of its own, with the effects that an engine would send."""

    def __init__(self, adapter: WebAdapter, host: MemoryHost, url: str) -> None:
        self.adapter = adapter
        self.host = host
        self.url = url

    async def deliver(self, effect: Effect) -> None:
        await self.adapter.deliver(effect)

    async def post(self, thread_id: str, text: str, **more: Any) -> MessageData:
        data = message(thread_id, text, **more)
        self.host.keep(data)
        await self.deliver(Post(thread=key(thread_id), message=data, text=text))
        return data

    async def edit(self, data: MessageData, text: str) -> None:
        changed = message(data.thread_id, text, id=data.id)
        self.host.keep(changed)
        ref = self.ref(data)
        await self.deliver(Edit(thread=key(data.thread_id), ref=ref, message=changed, text=text))

    async def ask(self, thread_id: str, kind: AskKind, **spec: Any) -> MessageData:
        """Ask a question; `elements` and `actions` hang on its message, the rest is its rule."""
        hanging = {name: spec.pop(name) for name in ("elements", "actions") if name in spec}
        name = new_id()
        asked = AskData(id=name, thread_id=thread_id, kind=kind, timeout=60, **spec)
        self.host.asked.append(asked)
        return await self.post(thread_id, f"{kind}?", id=name, ask=asked, **hanging)

    async def end(self, data: MessageData, outcome: Outcome) -> None:
        """The question is over; its buttons are gone."""
        assert data.ask is not None
        self.host.asked = [one for one in self.host.asked if one.id != data.id]
        over = replace(data, content=f"({outcome})", ask=replace(data.ask, outcome=outcome), actions=())
        self.host.keep(over)
        edit = Edit(
            thread=key(data.thread_id), ref=self.ref(data), message=over, text=over.content, removed=data.actions
        )
        await self.deliver(edit)

    async def delete(self, data: MessageData) -> None:
        steps = self.host.threads[data.thread_id]["steps"]
        steps[:] = [step for step in steps if step["id"] != data.id]
        await self.deliver(Delete(thread=key(data.thread_id), ref=self.ref(data), message_id=data.id))

    async def open_stream(self, thread_id: str, text: str) -> MessageData:
        data = message(thread_id, text, streaming=True)
        self.host.growing[data.id] = text
        await self.deliver(StreamOpen(thread=key(thread_id), message=data, text=text))
        return data

    async def append(self, data: MessageData, text: str) -> None:
        self.host.growing[data.id] += text
        await self.deliver(StreamAppend(thread=key(data.thread_id), ref=self.ref(data), message=data, text=text))

    async def close_stream(self, data: MessageData, text: str = "") -> None:
        whole = message(data.thread_id, self.host.growing.pop(data.id) + text, id=data.id)
        self.host.keep(whole)
        await self.deliver(StreamClose(thread=key(data.thread_id), ref=self.ref(data), message=whole, text=text))

    @staticmethod
    def ref(data: MessageData) -> Any:
        return message_ref(data.thread_id, data.id)


def message(thread_id: str, text: str, **more: Any) -> MessageData:
    given = {"id": new_id(), "author": "Assistant", "created_at": "2026-01-01T00:00:00.000Z", **more}
    return MessageData(thread_id=thread_id, content=text, **given)


def key(thread_id: str) -> ThreadKey:
    return ThreadKey("web", (thread_id,))


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    config: Mapping[str, Any] | None = None,
    host: MemoryHost | None = None,
    has_chat_start: bool = False,
    root_path: str = "",
) -> AsyncIterator[House]:
    """A served adapter. Give the `host` of an earlier one to play a restart of the process."""
    host = host or MemoryHost(folder, parse_config(config or {}), root_path=root_path)
    host.has_chat_start = host.has_chat_start or has_chat_start
    adapter = WebAdapter.create(host)
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    try:
        async with adapter.run():
            await site.start()
            port = runner.addresses[0][1]
            yield House(adapter, host, f"http://127.0.0.1:{port}")
    finally:
        await runner.cleanup()


def session_id() -> str:
    return str(uuid.uuid4())
