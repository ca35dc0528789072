"""What the tests of the Teams adapter share: a host that only remembers, and things on their way out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from outgoing import message

from botbridge.adapter import Located, Placed, Receipt
from botbridge.config import Config, parse_config
from botbridge.errors import DatabaseError, FileRefused, InteractionRefused
from botbridge.model.ask import AskData
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    Post,
    StreamAppend,
    StreamClose,
    StreamOpen,
)
from botbridge.model.element import ElementData, IncomingFile
from botbridge.model.event import Event, MessageReceived, dump, load
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.user import Author
from botbridge.testing.teams import Conversation, FakeTeams
from botbridge_teams import address
from botbridge_teams.adapter import TeamsAdapter

SHARED = Path(__file__).parents[4] / "shared"
PAYLOADS = SHARED / "payloads" / "teams"


class MemoryHost:
    """Keeps what an adapter hands in, once per key; `full` makes it fail as a full disk would.

    Uploads lie in `folder`, threads are what a test puts into `threads`.
    """

    def __init__(self, env: Mapping[str, str], folder: Path, **config: Any) -> None:
        self.env = env
        self.folder = folder
        self.config: Config = parse_config(config)
        self.listens_on_loopback = True
        self.has_chat_start = True
        self.events: list[Event] = []
        self.full = False
        self.takes_uploads = True
        self.before_storing: Callable[[], Awaitable[None]] | None = None
        self.threads: dict[str, Any] = {}
        self.asked: dict[str, AskData] = {}
        self.refusal = ""  # what performing an event comes to
        self.takes_long = 0.0  # seconds until it is handled
        self.known: dict[MessageRef, Located] = {}
        self.public = ""  # where people reach the server
        self.uploads: dict[str, dict[str, IncomingFile]] = {}

    async def accept(self, event: Event) -> Receipt:
        if self.before_storing:
            await self.before_storing()
        if self.full:
            raise DatabaseError("the disk is full")
        if any(known.key == event.key for known in self.events):
            return Receipt.DUPLICATE
        assert load(dump(event)) == event  # what is stored is what came
        self.events.append(event)
        return Receipt.STORED

    async def perform(self, event: Event, *, within: float | None = None) -> None:
        if await self.accept(event) is not Receipt.STORED:
            raise InteractionRefused("known already")
        await asyncio.sleep(min(self.takes_long, within or self.takes_long))
        if self.refusal and self.takes_long <= (within or self.takes_long):
            raise InteractionRefused(self.refusal)

    async def question(self, question_id: str) -> AskData | None:
        return self.asked.get(question_id)

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        return self.known.get(ref)

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        return f"{self.public}/element/{element_id}?for={author.native_id}" if self.public else None

    async def file_link(self, element: ElementData) -> str | None:
        return f"{self.public}/files/{element.id}" if self.public else None

    async def thread(self, thread_id: str) -> Any:
        return self.threads.get(thread_id)

    async def store_upload(
        self, owner: str, name: str, mime: str, chunks: AsyncIterator[bytes], *, limit: int
    ) -> IncomingFile:
        if not self.takes_uploads:
            raise FileRefused("this app takes no files")
        path = self.folder / f"upload-{len(self.uploads)}"
        path.write_bytes(b"".join([chunk async for chunk in chunks]))
        assert path.stat().st_size <= limit
        kept = IncomingFile(id=path.name, name=name, mime=mime, size=path.stat().st_size, path=str(path))
        self.uploads.setdefault(owner, {})[kept.id] = kept
        return kept

    async def uploaded(self, owner: str, file_id: str) -> IncomingFile | None:
        return self.uploads.get(owner, {}).get(file_id)

    async def forget_uploads(self, owner: str) -> None:
        self.uploads.pop(owner, None)

    @property
    def messages(self) -> list[MessageReceived]:
        return [event for event in self.events if isinstance(event, MessageReceived)]


@asynccontextmanager
async def running(teams: FakeTeams, host: MemoryHost) -> AsyncIterator[TeamsAdapter]:
    """The adapter, entered, behind a real HTTP server."""
    adapter = TeamsAdapter.create(host)  # type: ignore[arg-type]
    application = web.Application()
    application.add_routes(adapter.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        teams.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}/teams/events"
        async with adapter.run():
            yield adapter
    finally:
        await runner.cleanup()


class Sender:
    """Delivers effects to one conversation, as the outbox would; `shown` is where elements went."""

    def __init__(self, adapter: TeamsAdapter, where: Conversation, cause: Event | None = None) -> None:
        self.adapter = adapter
        self.where = where
        self.cause = cause
        self.shown: dict[str, MessageRef] = {}

    @property
    def key(self) -> ThreadKey:
        return address.thread_key(self.where.id)

    async def deliver(self, effect: Effect) -> MessageRef | None:
        answer = await self.adapter.deliver(effect)
        if not isinstance(answer, Placed):
            return answer
        self.shown.update(answer.elements)
        return answer.ref

    async def post(self, text: str, *elements: ElementData, **fields: Any) -> MessageRef:
        said = message(text, *elements, **fields)
        ref = await self.deliver(Post(thread=self.key, cause=self.cause, message=said, text=text))
        assert ref is not None
        return ref

    async def edit(self, ref: MessageRef, text: str, *elements: ElementData, **fields: Any) -> None:
        said = message(text, *elements, **fields)
        edit = Edit(thread=self.key, cause=self.cause, ref=ref, message=said, text=text, shown=self.shown)
        await self.deliver(edit)

    async def open(self, text: str, **fields: Any) -> MessageRef:
        said = message(text, streaming=True, **fields)
        ref = await self.deliver(StreamOpen(thread=self.key, cause=self.cause, message=said, text=text))
        assert ref is not None
        return ref

    async def append(self, ref: MessageRef, text: str) -> None:
        said = message(text, streaming=True)
        await self.deliver(StreamAppend(thread=self.key, cause=self.cause, ref=ref, message=said, text=text))

    async def close(self, ref: MessageRef, text: str, *elements: ElementData, **fields: Any) -> None:
        said = message(text, *elements, **fields)
        await self.deliver(StreamClose(thread=self.key, cause=self.cause, ref=ref, message=said, text=text))

    async def delete(self, ref: MessageRef) -> None:
        """Take a message away with what hangs on it."""
        for element_id, shown in self.shown.items():
            await self.deliver(HideElement(thread=self.key, element_id=element_id, ref=shown))
        await self.deliver(Delete(thread=self.key, ref=ref, message_id="6d4f2a1c-0000-4000-8000-000000000001"))
