"""The stage of the platform in memory: the smallest example of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities
from botbridge.errors import RateLimited, Refused, StreamLost, Unavailable
from botbridge.model import mention
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, Event, MessageReceived, StopRequested
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.user import Author
from botbridge.testing.contract.stage import Person, Seen, Stage, Traits, Upload
from botbridge.testing.memory import MemoryAdapter, MemoryPlatform, Shown


class MemoryPerson(Person):
    """A person whose native id is their name in the test."""

    def __init__(self, platform: MemoryPlatform, who: str, where: str, name: str) -> None:
        self._platform = platform
        self._thread = ThreadKey("memory", (where,))
        self._author = Author(platform="memory", native_id=who, name=name or who.title())

    @property
    def native_id(self) -> str:
        return self._author.native_id

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        self._platform.files.update({file.name: file.content for file in files})
        number = self._platform.next_id()
        event = MessageReceived(
            key=f"memory:{number}",
            thread=self._thread,
            author=self._author,
            text=mention.strip(text),
            files=tuple(_incoming(file) for file in files),
            ref=MessageRef("memory", (number,)),
            raw={"text": text},
        )
        self._last = event
        await self._hand_in(event)

    async def redeliver(self) -> None:
        await self._hand_in(self._last)

    async def stop(self) -> None:
        await self._hand_in(StopRequested(key=self._key(), thread=self._thread, author=self._author))

    async def leave(self) -> None:
        await self._hand_in(ChatClosed(key=self._key(), thread=self._thread))

    def _key(self) -> str:
        return f"memory:{self._platform.next_id()}"

    async def _hand_in(self, event: Event) -> None:
        if self._platform.host is None:
            raise RuntimeError("no app runs on this stage now")
        await self._platform.host.accept(event)


def _incoming(file: Upload) -> IncomingFile:
    return IncomingFile(id=file.name, name=file.name, mime=file.mime, size=len(file.content))


class StrictAdapter(MemoryAdapter):
    """The adapter in memory, on a platform that refuses what it cannot do."""

    async def deliver(self, effect: Effect) -> MessageRef | None:
        can = self.capabilities
        if (isinstance(effect, Edit) and not can.edit) or (isinstance(effect, Delete) and not can.delete):
            raise Refused(f"{type(effect).__name__} is not known here", code="unknown_method")
        return await super().deliver(effect)


class MemoryStage(Stage):
    """The platform in memory, with whatever capabilities a test wants."""

    traits = Traits(extras=("memory_event",))

    adapter_class: type[StrictAdapter] = StrictAdapter
    person_class: type[MemoryPerson] = MemoryPerson

    def __init__(self, folder: Path, capabilities: Capabilities) -> None:
        super().__init__(folder)
        self.platform = platform = MemoryPlatform(capabilities=capabilities)

        class Bound(self.adapter_class):  # type: ignore[name-defined,misc]  # a subclass of the stage may bring its own
            def __init__(self) -> None:
                super().__init__(platform)

        self._bound: type[Adapter] = Bound

    @property
    def adapter(self) -> type[Adapter]:
        return self._bound

    @property
    def capabilities(self) -> Capabilities:
        return self.platform.capabilities

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        return self.person_class(self.platform, who, where, name)

    async def shown(self, where: str = "main") -> list[Seen]:
        key = ThreadKey("memory", (where,))
        return [_seen(one) for one in self.platform.shown if one.thread == key and not one.deleted]

    async def download(self, name: str, where: str = "main") -> bytes:
        for effect in self.platform.effects:
            for element in effect.message.elements if isinstance(effect, Post | StreamClose) else ():
                if element.name == name:
                    return element.path.read_bytes() if element.path else element.content or b""
        raise LookupError(f"no file {name!r} was sent")

    async def working(self, where: str = "main") -> bool:
        return bool(self.platform.working) and self.platform.working[-1]

    async def pings(self) -> list[str]:
        found: list[str] = []
        for one in self.platform.shown:
            mention.replace(one.text, lambda native_id, _name: found.append(native_id) or "")  # type: ignore[func-returns-value]
        return found

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        def fail(effect: Effect) -> Exception:
            if after_it_happened and isinstance(effect, Post | StreamOpen):
                self.platform.shown.append(_left_behind(self.platform, effect))
            return Unavailable("the line broke", ambiguous=after_it_happened)

        self._break((Post, StreamOpen), fail)

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self._break((Post, StreamOpen), lambda _effect: RateLimited("slow down", retry_after=seconds), times)

    async def rate_limit_stream(self) -> None:
        self._break((StreamAppend, Edit), lambda _effect: RateLimited("slow down", retry_after=0.1))

    async def kill_stream(self) -> None:
        if self.capabilities.stream.native:
            self._break((StreamAppend,), lambda _effect: StreamLost("it died"))
        else:
            self._break((Edit,), lambda _effect: Unavailable("try again"))

    async def refuse_streams(self) -> None:
        self._break((StreamOpen,), lambda _effect: StreamLost("no streams here"), times=1000)

    def _break(self, kinds: tuple[type[Effect], ...], fail: Callable[[Effect], Exception], times: int = 1) -> None:
        """Fail the next so many effects of these kinds, whatever else goes out meanwhile."""
        left = [times]

        def fault(effect: Effect) -> Exception | None:
            if not left[0]:
                return None
            self.platform.faults.appendleft(fault)  # it was taken out for this effect, and stays until it is used up
            if not isinstance(effect, kinds):
                return None
            left[0] -= 1
            return fail(effect)

        self.platform.faults.append(fault)


def _seen(one: Shown) -> Seen:
    return Seen(text=mention.readable(one.text), streaming=one.streaming, files=one.elements, size=len(one.text))


def _left_behind(platform: MemoryPlatform, effect: Post | StreamOpen) -> Shown:
    ref = MessageRef("memory", (platform.next_id(),))
    return Shown(ref, effect.message.id, effect.thread, effect.text, effect.part)
