"""The port: what a platform has to bring, and what it may ask of its host.

An adapter translates. Native events become `botbridge.model.event` values and go into the inbox; effects
(`botbridge.model.effect`) become native calls. It keeps no queue, no timer for delivery and no session: order,
splitting, pacing, retries, persistence and degradation are done for it, by rule, from its `capabilities`.

A third party writes an adapter by subclassing `Adapter`, naming the class under the entry-point group
`botbridge.adapters`, its settings under `botbridge.settings` and what writes its manifest under
`botbridge.manifests`, and running the contract suite of `botbridge.testing` against its fake.
"""

from __future__ import annotations

import enum
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from aiohttp.web import AbstractRouteDef

from botbridge.capability import Capabilities, Rate
from botbridge.config import Config
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.effect import Effect, Post, StreamOpen
from botbridge.model.element import ElementData, ElementDict, IncomingFile
from botbridge.model.event import Event, MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.thread import ThreadDict
from botbridge.model.user import Author


class Receipt(enum.Enum):
    """What became of an event that an adapter handed in."""

    STORED = "stored"  # durable; it will be handled even if the process is killed now
    DUPLICATE = "duplicate"  # the same event was stored before
    IGNORED = "ignored"  # it counts only in a known conversation, and this one is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an effect left its mark: the new native message, and the native things that elements became, by id.

    Elements that are part of the message (an attachment of it) have no reference of their own.
    """

    ref: MessageRef | None = None
    elements: Mapping[str, MessageRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a native message is to us: its conversation, and the message it belongs to."""

    thread: ThreadKey
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a signed link is for: an element of a conversation, and the person it was made for, if for one only."""

    thread: ThreadKey
    element_id: str
    author: Author | None = None


@runtime_checkable
class AdapterSettings(Protocol):
    """What can be known of an adapter without importing its vendor's SDK."""

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        """Whether the environment holds this platform's credentials, so that it runs without being named."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AppInfo:
    """What a platform's manifest says of an app.

    `name` and `description` are cut at the platform's limits. `url` is where the server is reached from outside,
    without a path. `app_id` is the id that the platform gave the app. `developer` is who made it.
    """

    name: str
    description: str = ""
    url: str | None = None
    app_id: str | None = None
    developer: str = ""


class ManifestFile(NamedTuple):
    """What is to be handed to the platform: the ending of its file, and its content."""

    ending: str
    content: bytes

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> ManifestFile:
        """The manifest as readable JSON."""
        return cls(".json", (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


class Host(Protocol):
    """What an adapter may ask of the process it runs in. The runtime implements it."""

    @property
    def config(self) -> Config:
        """All settings, from `botbridge.toml` and the environment."""
        ...

    @property
    def env(self) -> Mapping[str, str]:
        """The environment with the app's `.env`; the only place an adapter reads credentials from."""
        ...

    @property
    def app_folder(self) -> Path:
        """The folder of the app file; what an app brings along (`public/`, translations) lies there."""
        ...

    @property
    def root_path(self) -> str:
        """The prefix under which the server is reached, for example `/chat`; empty if there is none."""
        ...

    @property
    def listens_on_loopback(self) -> bool:
        """Whether the HTTP server can be reached from this machine only."""
        ...

    @property
    def has_chat_start(self) -> bool:
        """Whether the app does anything when a conversation opens (`on_chat_start`)."""
        ...

    @property
    def takes_feedback(self) -> bool:
        """Whether the app listens to verdicts on its answers (`on_feedback`)."""
        ...

    async def accept(self, event: Event) -> Receipt:
        """Store an event; when this returns, the platform may be told that it arrived.

        Handling starts at once, behind this call. Raises BotbridgeError when it could not be stored: the
        platform must then be given a failure, so that it delivers again.
        """
        ...

    async def perform(self, event: Event, *, within: float | None = None) -> Any:
        """Like `accept`, then wait until it was handled; answers with what an action's callback returned (JSON).

        What is not handled `within` so many seconds goes on by itself, and the answer is None. For what is not ordered
        only (clicks, answers, changes of an element). Raises InteractionRefused whose text may be shown to the person
        if it was not taken or its callback raised, Unavailable like `accept`.
        """
        ...

    async def question(self, question_id: str) -> AskData | None:
        """A question as it stands, so that its form can be shown and checked in time; None if there is none."""
        ...

    async def questions(self, thread_id: str) -> Sequence[AskData]:
        """What is asked in a conversation now by a handler that waits for the answer."""
        ...

    async def actions(self, thread_id: str) -> Sequence[ActionData]:
        """The buttons of a conversation that can be pressed, except those of questions."""
        ...

    async def locate(self, ref: MessageRef, event_key: str | None = None) -> Located | None:
        """Which message of the app this native message belongs to, or of a person if `event_key` names its event.

        None if it is not known (any more).
        """
        ...

    def page_link(self, thread_id: str, element_id: str, author: Author) -> str | None:
        """The address of an element's own page, for this person only; None if nobody could reach it."""
        ...

    async def file_link(self, element: ElementData) -> str | None:
        """The address at which whoever has it gets this element's bytes, where the platform takes no file.

        It holds as long as `[run] keep_references` says. None if nobody could reach it (`BOTBRIDGE_URL` is not set).
        What stands for another element is kept from now on. Raises what the data layer raises.
        """
        ...

    async def linked(self, token: str) -> Linked | None:
        """What the token of a page's address is for; None for one that is not ours, or too old."""
        ...

    async def element(self, thread_id: str, element_id: str) -> tuple[ElementDict, IncomingFile] | None:
        """An element of a conversation and where its bytes are, or None."""
        ...

    def learn(self, rate: Rate, *, remaining: int, reset_after: float) -> None:
        """Hand in what the platform said of a budget: so many calls are left until it is renewed in `reset_after` s.

        The outbox then keeps to that count beside its own; it is only ever slowed down by it.
        """
        ...

    async def thread(self, thread_id: str) -> ThreadDict | None:
        """A conversation with all its steps and elements as they are kept, or None."""
        ...

    def streaming_text(self, message_id: str) -> str | None:
        """The whole text so far of a message that is being streamed now, or None.

        It may run ahead of what was delivered.
        """
        ...

    def unhandled(self, key: ThreadKey) -> Sequence[MessageReceived]:
        """What people wrote here that no handler is done with, in order.

        Those that wait for their turn are no part of `thread` yet.
        """
        ...

    async def claim(self, key: ThreadKey, secret: str) -> bool:
        """Bind a conversation to whoever knows `secret` (a client's session id), or check that binding.

        True if it begins now, bound to this secret, or was bound to it before. Only a digest is kept.
        """
        ...

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
        """Keep bytes that a client sends, at most `limit` bytes, for messages of `owner` (a session id).

        Those that answer `ask` have to fit its rule. Raises FileRefused when they are more or their type is not
        accepted.
        """
        ...

    async def uploaded(self, owner: str, file_id: str) -> IncomingFile | None:
        """A file that `owner` uploaded, or an element of a conversation bound to `owner`, by its id; else None.

        Elements are stored before they are delivered, so that a client can ask for them at once.
        """
        ...

    async def forget_uploads(self, owner: str) -> None:
        """Delete what `owner` uploaded, because its session is over; what messages hold is kept elsewhere."""
        ...


class Adapter(ABC):
    """One platform. The host owns its life: `run` is entered once and left once."""

    name: ClassVar[str]  # the platform's name, as in `--adapters`
    client_type: ClassVar[str]  # what `user_session.get("client_type")` says there
    capabilities: Capabilities

    @classmethod
    @abstractmethod
    def create(cls, host: Host) -> Adapter:
        """Make the adapter from the host's settings, without any I/O.

        Raises AdapterError in one line when credentials are missing: which variable, and where to get it.
        """

    @abstractmethod
    def run(self) -> AbstractAsyncContextManager[None]:
        """Connect on entry, disconnect on exit.

        On entry it proves its credentials and raises AdapterError if the platform refuses them. Tasks that it
        needs live inside this context and end with it; a failure that the adapter cannot mend leaves the
        context by cancelling the body, never silently. After exit no event is accepted any more.
        """

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The HTTP routes that this platform calls; they are served only while `run` is entered."""
        return ()

    @property
    def ready(self) -> bool:
        """Whether events can arrive now (`/health` says so)."""
        return True

    @abstractmethod
    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        """Make one effect happen; answers an effect that makes a native message with its reference.

        Where the elements of a message became native things of their own, they are answered too (`Placed`).
        Only effects are given that the capabilities allow.

        It makes no attempt to wait or repeat. Makes no guarantee when it is cancelled: the effect may have
        happened. Raises:
            RateLimited: the platform said when to come back.
            Unavailable: it failed or could not be reached; `ambiguous` if the effect may have happened.
            Refused, Gone, Denied: it never will.
            StreamLost: this stream cannot be opened or continued.
            StreamStopped: somebody ended this stream there (the adapter hands in StopRequested by itself).
        """

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        """Look for the native message that an ambiguous failure of `effect` may have left behind.

        Asked before the effect is tried again, so that a retry does not double an answer. None when there is
        none, or when the platform gives no way to know (then a retry may double).
        """
        return None

    def measure(self, text: str) -> int:
        """How many characters of the platform's own count this neutral text becomes."""
        return len(text)

    def rates(self, effect: Effect) -> Sequence[Rate]:
        """The budgets that the effect counts against, the narrowest first; the outbox waits for one after the other."""
        return ()

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        """Write an incoming file's bytes to `target` and answer with what is now known of it (size, type).

        Raises FileRefused when it is more than `limit` bytes or not what it claims to be, Unavailable when it
        cannot be had now.
        """
        raise NotImplementedError(f"{self.name} announces files but does not fetch them")

    async def author(self, author: Author) -> Author:
        """What the platform tells of a person (name, email, locale), cached for a while.

        Asked before a handler runs, never before the acknowledgement. It does not raise for a person who
        cannot be looked up: the author comes back as it was.
        """
        return author

    def ref(self, thread: ThreadKey, message_id: str) -> MessageRef | None:
        """The reference of a message where it follows from our own ids; then none is stored. Else None."""
        return None

    async def extras(self, event: Event) -> Mapping[str, Any]:
        """Live objects for `user_session` while this event is handled, rebuilt from `event.raw`."""
        return {}
