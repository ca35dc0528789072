"""What the tests of the Slack adapter share: a host that only remembers, and things on their way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web
from outgoing import message

from botbridge.adapter import Located, Receipt
from botbridge.config import Config
from botbridge.errors import DatabaseError
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData, AskKind
from botbridge.model.clock import utc_now
from botbridge.model.effect import Post
from botbridge.model.event import Event, MessageReceived, dump, load
from botbridge.model.ids import MessageRef
from botbridge.model.user import Author
from botbridge.testing.slack import FakeSlack, Message, User
from botbridge_slack import address
from botbridge_slack.adapter import SlackAdapter

SHARED = Path(__file__).parents[4] / "shared"
SPECS = SHARED / "specs" / "slack" / "web-api" / "methods"
PAYLOADS = SHARED / "payloads" / "slack"
THREAD = address.thread_key("T1", "C1", "1.0")


class MemoryHost:
    """Keeps what an adapter hands in, once per key; `full` makes it fail as a full disk would."""

    def __init__(self, env: Mapping[str, str], config: Config | None = None) -> None:
        self.env = env
        self.config = config or Config()
        self.listens_on_loopback = True
        self.has_chat_start = True
        self.events: list[Event] = []
        self.full = False
        self.forgetful = False  # whether no conversation is known any more
        self.before_storing: Callable[[], Awaitable[None]] | None = None
        self.asked: dict[str, AskData] = {}
        self.located: dict[MessageRef | str, Located] = {}
        self.page: str | None = "https://bot.example.com/page"

    async def accept(self, event: Event) -> Receipt:
        if self.before_storing:
            await self.before_storing()
        if self.full:
            raise DatabaseError("the disk is full")
        if self.forgetful and event.in_known_thread:
            return Receipt.IGNORED
        if any(known.key == event.key for known in self.events):
            return Receipt.DUPLICATE
        assert load(dump(event)) == event  # what is stored is what came
        self.events.append(event)
        return Receipt.STORED

    async def question(self, question_id: str) -> AskData | None:
        return self.asked.get(question_id)

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        return self.located.get(ref) or self.located.get(event_key or "")

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        return self.page

    @property
    def messages(self) -> list[MessageReceived]:
        return [event for event in self.events if isinstance(event, MessageReceived)]


@asynccontextmanager
async def running(slack: FakeSlack, host: MemoryHost) -> AsyncIterator[SlackAdapter]:
    """The adapter, entered, behind a real HTTP server if it has routes."""
    adapter = SlackAdapter.create(host)  # type: ignore[arg-type]
    application = web.Application()
    application.add_routes(adapter.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        if adapter.routes():
            slack.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        async with adapter.run():
            yield adapter
    finally:
        await runner.cleanup()


def action(label: str = "Go", name: str = "go", **fields: Any) -> ActionData:
    """A button on its way out."""
    return ActionData(**{"id": f"id-{label}", "name": name, "label": label, **fields})


def asking(kind: AskKind, **fields: Any) -> AskData:
    """A question on its way out, which anybody may answer unless told otherwise."""
    known = {"id": "q1", "thread_id": THREAD.thread_id, "timeout": 60.0, "text": "What?", "accept": ["*/*"]}
    return AskData(**{**known, "kind": kind, **fields})


def form(*fields: dict[str, Any], **more: Any) -> AskData:
    """A question that a form answers."""
    return asking("element", props={"fields": list(fields)}, **more)


class Talk:
    """A conversation that has begun: what the app shows in it, and what came of what people did."""

    def __init__(self, slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> None:
        self.slack, self.user, self.host, self.adapter = slack, user, host, adapter
        self.heard = host.messages[0]

    async def post(self, text: str = "hi", **fields: Any) -> Message:
        made = message(text, created_at=utc_now(), **fields)
        await self.adapter.deliver(Post(thread=self.heard.thread, cause=self.heard, message=made, text=text))
        return await self.slack.thread.reply()

    async def ask(self, ask: AskData) -> Message:
        asked = replace(ask, thread_id=self.heard.thread.thread_id)
        self.host.asked[asked.id] = asked
        return await self.post(asked.text, ask=asked)

    @property
    def done(self) -> list[Event]:
        """What people did beside speaking."""
        return [event for event in self.host.events if not isinstance(event, MessageReceived)]

    @property
    def notices(self) -> list[tuple[str, str]]:
        """Whom the app told what, alone."""
        return [(said.ephemeral_to, said.text) for said in self.slack.ephemerals]
