"""The web sessions that live in this process: who is connected to which thread, and what may have been missed.

A session is what its client's session id names; it outlives its sockets by `[project] session_timeout`. What was
missed is read from the store; kept here are ids and times, and for a short while what the store may not have yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from botbridge.model.action import ActionData
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    HideStep,
    Notify,
    Post,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge_web.reading import Hello

# Socket.IO notices a dead connection after ping interval and timeout (25 s + 20 s by default); what was sent into
# it meanwhile is lost. The rest is for slow clocks.
BLIND_SECONDS = 60.0
# New pages that announced themselves and have not connected yet; beyond that they count as reconnecting ones.
_MAX_ANNOUNCED = 10_000


@dataclass(slots=True)
class Stream:
    """A message that grows now: `sent` characters of it have gone out."""

    message: MessageData
    sent: int


class Gone(NamedTuple):
    """What was taken away, and when: a message or step, an element, or a button."""

    when: float
    kind: Literal["message", "element", "action"]
    action: ActionData | None = None


class Tab:
    """One connected client of a session. `engine_id` is its Engine.IO session, to which packets go."""

    __slots__ = ("blank", "engine_id", "session", "thread_named")

    def __init__(self, engine_id: str, session: WebSession | None, *, blank: bool, thread_named: bool) -> None:
        self.engine_id = engine_id
        self.session = session  # None: it may not enter the thread that it asked for
        self.blank = blank  # a new page, which shows nothing yet
        self.thread_named = thread_named


class WebSession:
    """One client's conversation, with all of its tabs.

    `id` is empty until a client of this process comes: after a restart the app may be sooner.
    """

    __slots__ = (
        "asked",
        "away_since",
        "changed",
        "closed",
        "departures",
        "gone",
        "grown",
        "hello",
        "id",
        "name",
        "opened",
        "raw",
        "recent",
        "sidebar",
        "sidebar_at",
        "streams",
        "tabs",
        "thread_id",
        "welcomed",
        "working",
    )

    def __init__(self, session_id: str, thread_id: str, now: float) -> None:
        self.id = session_id
        self.thread_id = thread_id
        self.hello: Hello | None = None
        self.raw: Mapping[str, Any] = {}
        self.tabs: dict[Tab, None] = {}
        self.away_since: float | None = now
        self.departures: tuple[float, ...] = ()
        self.changed: dict[str, float] = {}
        self.gone: dict[str, Gone] = {}
        self.streams: dict[str, Stream] = {}
        self.recent: dict[str, MessageData | StepData] = {}  # what was shown last and may not be in the store yet
        self.grown: dict[str, list[StepToken]] = {}  # what came to steps since they were shown last
        self.asked: MessageData | None = None  # the question that is open
        self.sidebar: ShowSidebar | None = None
        self.sidebar_at = float("-inf")
        self.name: str | None = None  # what `first_interaction` said
        self.working = False  # clients were told that a handler is at work
        self.welcomed = False  # a client of this process has been told the state of the conversation
        self.opened = False  # the chat start is stored
        self.closed = False  # its chat was ended; it is forgotten with its last tab unless somebody writes

    def join(self, tab: Tab) -> None:
        self.tabs[tab] = None
        self.away_since = None

    def leave(self, tab: Tab, now: float) -> None:
        self.tabs.pop(tab, None)
        self.departures = (*self.departures, now)
        if not self.tabs:
            self.away_since = now

    def missed_since(self, now: float) -> float:
        """From when on the client that just came back may have missed things."""
        if not self.departures:
            return now - BLIND_SECONDS
        left, *others = self.departures
        self.departures = tuple(others)
        return left - BLIND_SECONDS

    def has_news(self, since: float) -> bool:
        """Whether anything changed since then, or changes now."""
        times = (*self.changed.values(), *(one.when for one in self.gone.values()), self.sidebar_at)
        return bool(self.streams) or any(when >= since for when in times)

    def note(self, effect: Effect, now: float) -> None:
        """Remember that an effect happened, for those who are not there to see it."""
        _NOTES[type(effect)](self, effect, now)

    def prune(self, now: float, timeout: float) -> None:
        """Forget what everybody must have seen."""
        self.departures = tuple(left for left in self.departures if left > now - timeout)
        seen = min(self.departures, default=now) - BLIND_SECONDS
        self.changed = {name: when for name, when in self.changed.items() if when > seen}
        self.gone = {name: one for name, one in self.gone.items() if one.when > seen}
        self.recent = {name: message for name, message in self.recent.items() if name in self.changed}
        self.grown = {name: tokens for name, tokens in self.grown.items() if name in self.recent}


def _shown(session: WebSession, effect: Post | Edit | StreamClose, now: float) -> None:
    message = effect.message
    session.streams.pop(message.id, None)
    session.recent[message.id] = message
    session.changed[message.id] = now
    if message.ask is not None and message.ask.outcome is None:
        session.asked = message
    elif session.asked is not None and session.asked.id == message.id:
        session.asked = None
    for action in message.actions:
        session.gone.pop(action.id, None)
    for action in effect.removed if isinstance(effect, Edit) else ():
        session.gone[action.id] = Gone(now, "action", action)


def _gone(session: WebSession, effect: Delete, now: float) -> None:
    session.streams.pop(effect.message_id, None)
    session.changed.pop(effect.message_id, None)
    session.recent.pop(effect.message_id, None)
    session.gone[effect.message_id] = Gone(now, "message")
    if session.asked is not None and session.asked.id == effect.message_id:
        session.asked = None


def _begun(session: WebSession, effect: StreamOpen, now: float) -> None:
    session.streams[effect.message.id] = Stream(effect.message, len(effect.text))
    session.changed[effect.message.id] = now


def _grown(session: WebSession, effect: StreamAppend, now: float) -> None:
    message_id = effect.message.id
    session.changed[message_id] = now
    if message_id in session.streams:
        session.streams[message_id].sent += len(effect.text)


def _stepped(session: WebSession, effect: ShowStep, now: float) -> None:
    session.recent[effect.step.id] = effect.step
    session.changed[effect.step.id] = now
    session.grown.pop(effect.step.id, None)


def _step_grown(session: WebSession, effect: StepToken, now: float) -> None:
    session.changed[effect.step_id] = now
    session.grown.setdefault(effect.step_id, []).append(effect)


def _step_gone(session: WebSession, effect: HideStep, now: float) -> None:
    session.changed.pop(effect.step_id, None)
    session.recent.pop(effect.step_id, None)
    session.grown.pop(effect.step_id, None)
    session.gone[effect.step_id] = Gone(now, "message")


def _tasks(session: WebSession, effect: ShowTasks, now: float) -> None:
    session.changed[effect.list.id] = now


def _element(session: WebSession, effect: ShowElement, now: float) -> None:
    session.changed[effect.element.id] = now
    session.gone.pop(effect.element.id, None)


def _element_gone(session: WebSession, effect: HideElement, now: float) -> None:
    session.changed.pop(effect.element_id, None)
    session.gone[effect.element_id] = Gone(now, "element")


def _sidebar(session: WebSession, effect: ShowSidebar, now: float) -> None:
    before, session.sidebar_at = session.sidebar, now
    title = effect.title if effect.title is not None or before is None else before.title
    kept = effect if effect.elements is not None or before is None else before
    session.sidebar = ShowSidebar(thread=effect.thread, title=title, elements=kept.elements, key=kept.key)


def _working(session: WebSession, effect: Working, now: float) -> None:
    session.working = effect.on


def _unnoted(session: WebSession, effect: Notify, now: float) -> None:
    """A notice is for those who are there."""


_NOTES: dict[type[Effect], Callable[[WebSession, Any, float], None]] = {
    Post: _shown,
    Edit: _shown,
    Delete: _gone,
    StreamOpen: _begun,
    StreamAppend: _grown,
    StreamClose: _shown,
    Working: _working,
    ShowStep: _stepped,
    StepToken: _step_grown,
    HideStep: _step_gone,
    ShowTasks: _tasks,
    ShowElement: _element,
    HideElement: _element_gone,
    ShowSidebar: _sidebar,
    Notify: _unnoted,
}


class Sessions:
    """All live sessions of the process, by session id and by thread id."""

    def __init__(self) -> None:
        self._by_id: dict[str, WebSession] = {}
        self._by_thread: dict[str, WebSession] = {}
        self._announced: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, session_id: str) -> WebSession | None:
        return self._by_id.get(session_id)

    def in_thread(self, thread_id: str) -> WebSession | None:
        return self._by_thread.get(thread_id)

    def of_thread(self, thread_id: str, now: float) -> WebSession:
        """The session of a thread in which something happens, even if its client has not come (back) yet."""
        known = self._by_thread.get(thread_id)
        if known is None:
            known = self._by_thread[thread_id] = WebSession("", thread_id, now)
        return known

    def enter(self, session_id: str, thread_id: str, now: float) -> WebSession | None:
        """The session, made if it is new; None if it is in another thread."""
        session = self._by_id.get(session_id) or self.of_thread(thread_id, now)
        if session.thread_id != thread_id:
            return None
        session.id = session_id
        self._by_id[session_id] = self._by_thread[thread_id] = session
        return session

    def forget(self, session: WebSession) -> None:
        self._by_id.pop(session.id, None)
        self._by_thread.pop(session.thread_id, None)

    def announce(self, session_id: str, now: float) -> None:
        """Note that a new page will connect with this session id; a page that merely reconnects does not say so."""
        if len(self._announced) >= _MAX_ANNOUNCED:
            self._announced.pop(next(iter(self._announced)))
        self._announced[session_id] = now

    def announced(self, session_id: str) -> bool:
        return self._announced.pop(session_id, None) is not None

    def sweep(self, now: float, timeout: float) -> list[WebSession]:
        """Prune all; the sessions that have been away for too long are returned, and still kept."""
        self._announced = {name: when for name, when in self._announced.items() if when > now - BLIND_SECONDS}
        for session in self._by_thread.values():
            session.prune(now, timeout)
        overdue = [session for session in self._by_thread.values() if _overdue(session, now - timeout)]
        for session in overdue:
            if not session.id:  # nobody came to this process; another one may have its client
                self.forget(session)
        return [session for session in overdue if session.id]


def _overdue(session: WebSession, limit: float) -> bool:
    return session.away_since is not None and session.away_since <= limit
