"""A platform in memory, with whatever capabilities a test wants."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Self

from botbridge.adapter import Adapter, Host, Receipt
from botbridge.capability import Capabilities, Rate, StreamLimits, TextLimits
from botbridge.errors import Gone, StreamLost
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen, Working
from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived, StopRequested
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.user import Author

EDITS = Capabilities(
    text=TextLimits(chars=2000), stream=StreamLimits(kind="edit", edit_interval=0.01), empty_messages=False
)
DELTAS = replace(EDITS, stream=StreamLimits(kind="delta", interval=0.01, edit_interval=0.01), status=True)
CUMULATIVE = replace(
    EDITS, stream=StreamLimits(kind="cumulative", interval=0.01, edit_interval=0.01, beat=0.05), status=True
)


@dataclass(slots=True)
class Shown:
    """One native message as people see it now."""

    ref: MessageRef
    message_id: str
    thread: ThreadKey
    text: str
    part: int = 0
    streaming: bool = False
    is_error: bool = False
    deleted: bool = False
    elements: tuple[str, ...] = ()


@dataclass(eq=False)
class MemoryPlatform:
    """What happened on the platform, and what is to go wrong there; it outlives the adapter that runs on it.

    `faults` are consumed in order: each is asked with the effect and returns the error to raise, or None.
    """

    capabilities: Capabilities = EDITS
    shown: list[Shown] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    working: list[bool] = field(default_factory=list)
    faults: deque[Callable[[Effect], Exception | None]] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    rates: Callable[[Effect], Sequence[Rate]] = field(default=lambda _effect: ())
    host: Host | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def adapter(self) -> type[Adapter]:
        """An adapter class that runs on this platform."""
        platform = self

        class Bound(MemoryAdapter):
            def __init__(self) -> None:
                super().__init__(platform)

        return Bound

    def user(self, name: str = "ada", thread: str = "main") -> MemoryUser:
        """A person in a conversation."""
        return MemoryUser(self, name, ThreadKey("memory", (thread,)))

    def texts(self, thread: str = "main") -> list[str]:
        """What people see in a conversation, message by message."""
        key = ThreadKey("memory", (thread,))
        return [one.text for one in self.shown if one.thread == key and not one.deleted]

    async def until(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """Wait until something is so. Raises TimeoutError with what is shown instead."""
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"it did not happen; shown is {[one.text[:200] for one in self.shown]}") from None

    async def text(self, expected: str, thread: str = "main", timeout: float = 10) -> None:
        """Wait until a finished message shows exactly this text."""
        key = ThreadKey("memory", (thread,))
        await self.until(
            lambda: any(one.text == expected and one.thread == key and not one.streaming for one in self.shown), timeout
        )

    def next_id(self) -> str:
        return str(next(self._numbers))


@dataclass
class MemoryUser:
    """A person who writes, stops and leaves."""

    platform: MemoryPlatform
    name: str
    thread: ThreadKey

    async def say(
        self, text: str, *, key: str | None = None, files: dict[str, bytes] | None = None, follow_up: bool = False
    ) -> Receipt:
        """Write a message; the same `key` twice is a redelivery."""
        self.platform.files.update(files or {})
        incoming = tuple(
            IncomingFile(id=name, name=name, mime="text/plain", size=len(body)) for name, body in (files or {}).items()
        )
        event = MessageReceived(
            key=key or f"memory:{self.platform.next_id()}",
            thread=self.thread,
            author=self.author,
            text=text,
            files=incoming,
            raw={"text": text},
            in_known_thread=follow_up,
        )
        return await self._hand_in(event)

    async def open(self) -> Receipt:
        """Open the conversation without writing."""
        return await self._hand_in(
            ChatOpened(key=f"memory:{self.platform.next_id()}", thread=self.thread, author=self.author)
        )

    async def stop(self) -> Receipt:
        """Press stop."""
        return await self._hand_in(
            StopRequested(key=f"memory:{self.platform.next_id()}", thread=self.thread, author=self.author)
        )

    async def leave(self) -> Receipt:
        """End the conversation."""
        return await self._hand_in(ChatClosed(key=f"memory:{self.platform.next_id()}", thread=self.thread))

    @property
    def author(self) -> Author:
        return Author(platform="memory", native_id=self.name, name=self.name.title())

    async def _hand_in(self, event: Event) -> Receipt:
        if self.platform.host is None:
            raise RuntimeError("no app runs on this platform now")
        return await self.platform.host.accept(event)


class MemoryAdapter(Adapter):
    """The adapter of a platform in memory."""

    name: ClassVar[str] = "memory"
    client_type: ClassVar[str] = "memory"

    def __init__(self, platform: MemoryPlatform) -> None:
        self.platform = platform
        self.capabilities = platform.capabilities
        self._apply: dict[type[Effect], Callable[[Any], MessageRef | None]] = {
            Post: self._post,
            StreamOpen: self._post,
            Edit: self._edit,
            StreamAppend: self._append,
            StreamClose: self._append,
            Delete: self._delete,
            Working: self._working,
        }

    @classmethod
    def create(cls, host: Host) -> Self:
        adapter = cls()  # type: ignore[call-arg]  # a bound subclass knows its platform
        adapter.platform.host = host
        return adapter

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self.platform.host = None

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return self.platform.rates(effect)

    async def deliver(self, effect: Effect) -> MessageRef | None:
        self.platform.effects.append(effect)
        error = self.platform.faults.popleft()(effect) if self.platform.faults else None
        if error is not None:
            raise error
        await asyncio.sleep(0)
        ref = self._apply[type(effect)](effect)
        self.platform.changed.set()
        return ref

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        self.platform.changed.set()
        for one in self.platform.shown:
            if one.message_id == effect.message.id and one.part == effect.part:
                return one.ref
        return None

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        body = self.platform.files[file.id]
        await asyncio.to_thread(target.write_bytes, body[:limit])
        return replace(file, size=len(body))

    async def extras(self, event: Event) -> dict[str, object]:
        return {"memory_event": dict(event.raw)}

    def _post(self, effect: Post | StreamOpen) -> MessageRef:
        ref = MessageRef("memory", (self.platform.next_id(),))
        shown = Shown(
            ref=ref,
            message_id=effect.message.id,
            thread=effect.thread,
            text=effect.text,
            part=effect.part,
            streaming=effect.message.streaming,
            is_error=effect.message.is_error,
        )
        self.platform.shown.append(shown)
        if isinstance(effect, Post) and effect.last:
            shown.elements = tuple(element.name for element in effect.message.elements)
        return ref

    def _find(self, ref: MessageRef) -> Shown:
        for one in self.platform.shown:
            if one.ref == ref and not one.deleted:
                return one
        raise Gone(f"message {ref} does not exist", code="not_found")

    def _edit(self, effect: Edit) -> None:
        one = self._find(effect.ref)
        one.text, one.streaming = effect.text, effect.message.streaming

    def _append(self, effect: StreamAppend | StreamClose) -> None:
        one = self._find(effect.ref)
        if self.capabilities.stream.kind == "cumulative":
            if not effect.text.startswith(one.text):
                raise StreamLost(f"what {effect.ref} said before is not the beginning of what it says now")
            one.text = effect.text
        else:
            one.text += effect.text
        one.streaming = isinstance(effect, StreamAppend)

    def _delete(self, effect: Delete) -> None:
        self._find(effect.ref).deleted = True

    def _working(self, effect: Working) -> None:
        self.platform.working.append(effect.on)
