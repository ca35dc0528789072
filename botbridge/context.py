"""What the running handler belongs to: the one ContextVar."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from botbridge.app import App
from botbridge.errors import NoContext
from botbridge.model.event import Event
from botbridge.model.message import MessageData
from botbridge.model.user import User
from botbridge.session import Session

# An app file imports this room; what only a running process needs (pydantic, aiohttp) is not loaded for it.
if TYPE_CHECKING:
    from botbridge.config import Config
    from botbridge.outbox.lane import Lane
    from botbridge.outbox.stream import Stream
    from botbridge.recorder import Recorder


class Growable(Protocol):
    """A message that a handler began to stream and has not sent."""

    async def settle(self, note: str | None = None) -> None:
        """End its stream with what it has, marked with `note` if the handler was cut off."""
        ...


class OpenStream(Protocol):
    """Begins to show a growing message; `posted` when it was sent before and goes on growing."""

    def __call__(self, message: MessageData, *, posted: bool) -> Awaitable[Stream]: ...


@dataclass(slots=True)
class Context:
    """One handler at work: in which conversation, because of which event, with what to reach people.

    `user` is the author of the event, `extras` are the platform's live objects for it. `growing` are the
    messages that this handler streams, by id.
    """

    app: App
    config: Config
    session: Session
    lane: Lane
    recorder: Recorder
    open_stream: OpenStream
    loop: asyncio.AbstractEventLoop
    cause: Event | None = None
    run_id: str | None = None
    user: User | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    growing: dict[str, Growable] = field(default_factory=dict)

    @property
    def thread_id(self) -> str:
        return self.session.thread_id


_current: ContextVar[Context] = ContextVar("botbridge_context")


def get_context() -> Context:
    """The context of the running handler.

    Raises NoContext outside of one (in module code, in a thread or task that was started outside).
    """
    try:
        return _current.get()
    except LookupError:
        raise NoContext(
            "no handler runs here: use messages and user_session inside a handler such as on_message"
        ) from None


def set_context(context: Context) -> None:
    """Make this the context of the task that calls."""
    _current.set(context)


class CurrentContext:
    """What the running handler belongs to. Every attribute raises NoContext outside of a handler."""

    @property
    def session(self) -> Session:
        """The conversation's session: `id`, `thread_id`, `key`."""
        return get_context().session

    @property
    def user(self) -> User | None:
        """The author of the event being handled."""
        return get_context().user

    @property
    def thread_id(self) -> str:
        """The conversation's public id, a UUID string."""
        return get_context().thread_id

    @property
    def run_id(self) -> str | None:
        """The id of this run of the handler, as in the engine's tables and the log."""
        return get_context().run_id

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that every handler shares."""
        return get_context().loop


context = CurrentContext()
