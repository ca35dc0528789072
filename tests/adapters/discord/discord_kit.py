"""What the tests of the Discord adapter share: a host that only remembers, and things on their way out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from botbridge.adapter import Located, Receipt
from botbridge.capability import Rate
from botbridge.config import Config
from botbridge.errors import DatabaseError
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData
from botbridge.model.event import Event, MessageReceived, dump, load
from botbridge.model.ids import MessageRef
from botbridge.model.user import Author
from botbridge.testing.discord import FakeDiscord
from botbridge_discord.adapter import DiscordAdapter

SHARED = Path(__file__).parents[4] / "shared"
SPECS = SHARED / "specs" / "discord" / "openapi.json"
PAYLOADS = SHARED / "payloads" / "discord" / "gateway.json"


class MemoryHost:
    """Keeps what an adapter hands in, once per key; `full` makes it fail as a full disk would."""

    def __init__(self, env: Mapping[str, str], config: Config | None = None) -> None:
        self.env = env
        self.config = config or Config()
        self.listens_on_loopback = True
        self.has_chat_start = True
        self.events: list[Event] = []
        self.learnt: list[tuple[str, int, float]] = []
        self.full = False
        self.before_storing: Callable[[], Awaitable[None]] | None = None
        self.begin: Callable[[Event], Awaitable[object]] | None = None  # what happens when a handler begins
        self.asks: dict[str, AskData] = {}
        self.base_url = ""  # where the process can be reached
        self.located: dict[MessageRef, Located] = {}
        self._begun: set[asyncio.Future[object]] = set()

    async def accept(self, event: Event) -> Receipt:
        if self.before_storing:
            await self.before_storing()
        if self.full:
            raise DatabaseError("the disk is full")
        if any(known.key == event.key for known in self.events):
            return Receipt.DUPLICATE
        if event.in_known_thread and not any(known.thread == event.thread for known in self.events):
            return Receipt.IGNORED
        assert load(dump(event)) == event  # what is stored is what came
        self.events.append(event)
        if self.begin is not None:
            self._begun.add(asyncio.ensure_future(self.begin(event)))
        return Receipt.STORED

    async def question(self, question_id: str) -> AskData | None:
        return self.asks.get(question_id)

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        said = [event for event in self.messages if event.key == event_key]
        return self.located.get(ref) or next((Located(thread=one.thread, message_id=one.key) for one in said), None)

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        return f"{self.base_url}/element/{element_id}?for={author.native_id}" if self.base_url else None

    async def file_link(self, element: ElementData) -> str | None:
        return f"{self.base_url}/files/{element.id}" if self.base_url else None

    def learn(self, rate: Rate, *, remaining: int, reset_after: float) -> None:
        self.learnt.append((rate.key, remaining, reset_after))

    async def ended(self) -> None:
        """What was begun has ended; its errors are raised."""
        self.begin = None
        await asyncio.gather(*self._begun)

    @property
    def messages(self) -> list[MessageReceived]:
        return [event for event in self.events if isinstance(event, MessageReceived)]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.messages]

    async def has(self, count: int, timeout: float = 5.0) -> list[Event]:
        """The events, once there are so many."""
        async with asyncio.timeout(timeout):
            while len(self.events) < count:
                await asyncio.sleep(0.005)
        return self.events


class QuickAdapter(DiscordAdapter):
    """The adapter with shorter waits."""

    identify_pause = 0.01
    pace = 50.0


@asynccontextmanager
async def running(host: MemoryHost, kind: type[DiscordAdapter] = QuickAdapter) -> AsyncIterator[DiscordAdapter]:
    """The adapter, entered."""
    adapter = kind.create(host)  # type: ignore[arg-type]
    async with adapter.run():
        host.begin = adapter.extras
        yield adapter
        await host.ended()


def settings(**values: Any) -> Config:
    """A configuration with these settings of `[discord]`."""
    return Config.model_validate({"discord": values})


def unlimited(fake: FakeDiscord) -> FakeDiscord:
    """The fake without its rate limits, for tests of something else."""
    fake.buckets.enforce = False
    fake.gateway.max_concurrency = 100
    return fake
