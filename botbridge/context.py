"""What the running handler belongs to: the one ContextVar."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from botbridge.app import App
from botbridge.errors import NoContext
from botbridge.model.user import User
from botbridge.session import Session

# An app file imports this room; what only a running process needs (pydantic, aiohttp) is not loaded for it.
if TYPE_CHECKING:
    from pathlib import Path

    from botbridge.asking import Asking
    from botbridge.config import Config
    from botbridge.model.ask import Outcome
    from botbridge.model.event import Event
    from botbridge.model.message import MessageData
    from botbridge.outbox.lane import Lane
    from botbridge.outbox.progress import Progress
    from botbridge.outbox.stream import Stream
    from botbridge.recorder import Recorder
    from botbridge.state.desk import Desk


class Growable(Protocol):
    """A message that a handler began to stream and has not sent."""

    async def settle(self, note: str | None = None) -> None:
        """End its stream with what it has, marked with `note` if the handler was cut off."""
        ...


class Asked(Protocol):
    """A question that a handler asked and that is open."""

    async def close(self, outcome: Outcome) -> None:
        """End the question without an answer, and let people see that it is over."""
        ...


class RunningStep(Protocol):
    """A step that is entered and not left."""

    id: str


class Download(Protocol):
    """Fetches what a URL names; answers with the file and its type."""

    def __call__(self, url: str, name: str) -> Awaitable[tuple[Path, str]]: ...


class OpenStream(Protocol):
    """Begins to show a growing message; `posted` when it was sent before and goes on growing."""

    def __call__(self, message: MessageData, *, posted: bool) -> Awaitable[Stream]: ...


@dataclass(slots=True)
class Context:
    """One handler at work: in which conversation, because of which event, with what to reach people.

    `user` is the author of the event, `extras` are the platform's live objects for it. `growing` are the
    messages that this handler streams, `asked` the questions that it waits for, by id.
    """

    app: App
    config: Config
    session: Session
    lane: Lane
    recorder: Recorder
    desk: Desk
    asking: Asking
    make_progress: Callable[[], Progress]
    make_run: Callable[[], Any]
    open_stream: OpenStream
    download: Download
    loop: asyncio.AbstractEventLoop
    cause: Event | None = None
    run_id: str | None = None
    user: User | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    growing: dict[str, Growable] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    _progress: Progress | None = None
    _run: Any = None

    @property
    def progress(self) -> Progress:
        """What shows the steps of this run; most runs have none."""
        if self._progress is None:
            self._progress = self.make_progress()
        return self._progress

    @property
    def run(self) -> Any:
        """The run as a step."""
        if self._run is None:
            self._run = self.make_run()
        return self._run

    async def below(self) -> None:
        """Return when what is sent next will stand below all that this run has shown so far."""
        if self._progress is not None:
            await self._progress.seal()

    async def end_progress(self) -> None:
        """Show the last state of the steps, if there were any."""
        if self._progress is not None:
            await self._progress.close()

    @property
    def thread_id(self) -> str:
        return self.session.thread_id


_current: ContextVar[Context] = ContextVar("botbridge_context")
_steps: ContextVar[tuple[RunningStep, ...]] = ContextVar("botbridge_steps", default=())


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


def has_context() -> bool:
    """Whether a handler runs here."""
    return _current.get(None) is not None


def set_context(context: Context) -> None:
    """Make this the context of the task that calls."""
    _current.set(context)


def enter_step(step: RunningStep) -> Token[tuple[RunningStep, ...]]:
    """Make this the step that the calling task is in; `leave_step` undoes it."""
    return _steps.set((*_steps.get(), step))


def leave_step(token: Token[tuple[RunningStep, ...]]) -> None:
    """Leave the step that was entered with this token."""
    try:
        _steps.reset(token)
    except ValueError:  # entered in another task, whose own copy goes with it
        return


def current_step() -> RunningStep | None:
    """The innermost step that the calling task is in."""
    steps = _steps.get()
    return steps[-1] if steps else None


def current_step_id() -> str | None:
    step = current_step()
    return step.id if step is not None else None


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
    def current_step(self) -> Any:
        """The step (`cl.Step`) that the calling code is in, or the run itself outside of any."""
        return current_step() or self.current_run

    @property
    def current_run(self) -> Any:
        """The run of this handler as a step; it is not shown, and its `id` is `run_id`."""
        return get_context().run

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that every handler shares."""
        return get_context().loop


context = CurrentContext()
