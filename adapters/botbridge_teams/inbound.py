"""Activities → `model.event`: a table by activity type, without I/O.

What the app has no use for becomes None. Invokes, reactions and what buttons send do not come here (`interactions`).
The author is named by the directory's id where there is one, never by a display name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botbridge.model.clock import iso
from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.shape import JSON, record, records, string
from botbridge_teams import address, incoming, text
from botbridge_teams.place import Place, place_of

_BOT: Final = "28:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What translation depends on beside the activity."""

    answer_bots: bool = False
    chat_start: bool = True  # whether the app does anything when a conversation opens


_PLAIN: Final = Context()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One activity on its way in."""

    activity: JSON
    place: Place
    conversation: str
    context: Context

    def get(self, name: str) -> str:
        """A field of the activity; empty where it is missing or no text."""
        return string(self.activity, name)

    @property
    def sender(self) -> JSON:
        """The account of whoever caused it."""
        return record(self.activity, "from")

    @property
    def raw(self) -> Mapping[str, Any]:
        """The activity as it is stored: all of it, so that it can be looked at again after a restart."""
        return self.activity

    def key(self, kind: str) -> str:
        """What makes it one event; Teams keeps the id when it sends an activity again."""
        return address.event_key(self.get("id"), self.conversation, kind)


def translate(activity: JSON, context: Context) -> Event | None:
    """The neutral event in an activity, or None if there is nothing to handle."""
    handle, arrival = _HANDLERS.get(string(activity, "type")), arrived(activity, context)
    return handle(arrival) if handle is not None and arrival is not None else None


def arrived(activity: JSON, context: Context = _PLAIN) -> Arrival | None:
    """The activity with the place that it comes from; None for one that does not say where and what it is."""
    conversation = string(record(activity, "conversation"), "id")
    if not conversation or not string(activity, "id") or not string(activity, "serviceUrl"):
        return None
    return Arrival(activity, place_of(activity), conversation, context)


def is_known(kind: str) -> bool:
    """Whether activities of this type are understood, even if most of them mean nothing to the app."""
    return kind in _HANDLERS or kind in _IGNORED


def _message(arrival: Arrival) -> Event | None:
    author = _author(arrival)
    if author is None:
        return None
    addressed = arrival.place.is_personal or text.mentions_bot(arrival.activity)
    place = arrival.place
    return MessageReceived(
        key=arrival.key("message"),
        thread=address.thread_key(arrival.conversation),
        author=author,
        raw=arrival.raw,
        in_known_thread=not addressed,
        text=text.to_markdown(arrival.activity),
        files=incoming.files(arrival.activity),
        ref=address.message_ref(arrival.conversation, arrival.get("id"), place.service_url, place.tenant),
        sent_at=_moment(arrival.get("timestamp")),
    )


def _author(arrival: Arrival) -> Author | None:
    """Who wrote, or None for what must not be answered: ourselves, other bots, nobody."""
    native_id = string(arrival.sender, "id")
    own = string(arrival.place.bot, "id")
    is_bot = native_id.startswith(_BOT) or string(arrival.sender, "role") == "bot"
    if not native_id or native_id == own or (is_bot and not arrival.context.answer_bots):
        return None
    return person(arrival, is_bot=is_bot)


def person(arrival: Arrival, *, is_bot: bool = False) -> Author:
    """Who did it."""
    native_id = string(arrival.sender, "id")
    return Author(
        platform=address.PLATFORM,
        native_id=string(arrival.sender, "aadObjectId") or native_id,
        scope=arrival.place.tenant,
        name=strip(string(arrival.sender, "name")),
        locale=arrival.get("locale") or None,
        is_bot=is_bot,
        metadata={"teams_id": native_id, "tenant_id": arrival.place.tenant},
    )


def _conversation_update(arrival: Arrival) -> Event | None:
    own = string(arrival.place.bot, "id")
    if any(string(one, "id") == own for one in records(arrival.activity, "membersAdded")):
        return _opened(arrival)
    gone = any(string(one, "id") == own for one in records(arrival.activity, "membersRemoved"))
    return _closed(arrival) if gone else None


def _installation_update(arrival: Arrival) -> Event | None:
    handle = _INSTALLATIONS.get(arrival.get("action"))
    return handle(arrival) if handle is not None else None


def _opened(arrival: Arrival) -> Event | None:
    """The app came: a chat begins. In a channel none does, its threads are the conversations."""
    if arrival.place.kind == "channel" or not arrival.context.chat_start:
        return None
    # Who added the app to a group is not whom it talks with.
    author = person(arrival) if arrival.place.is_personal and string(arrival.sender, "id") else None
    return ChatOpened(
        key=arrival.key("opened"),
        thread=address.thread_key(arrival.conversation),
        author=author,
        raw=arrival.raw,
    )


def _closed(arrival: Arrival) -> Event:
    """The app went; in a channel that ends every thread of it."""
    return ChatClosed(
        key=arrival.key("closed"),
        thread=address.thread_key(arrival.conversation),
        raw=arrival.raw,
        in_known_thread=True,
    )


def _moment(timestamp: str) -> str | None:
    try:
        return iso(datetime.fromisoformat(timestamp))
    except (ValueError, OverflowError):
        return None


_INSTALLATIONS: Final[Mapping[str, Callable[[Arrival], Event | None]]] = {
    "add": _opened,
    "add-upgrade": _opened,
    "remove": _closed,
}
_HANDLERS: Final[Mapping[str, Callable[[Arrival], Event | None]]] = {
    "message": _message,
    "conversationUpdate": _conversation_update,
    "installationUpdate": _installation_update,
}
# Known, and nothing to the app: what people change afterwards, typing, meetings.
_IGNORED: Final = frozenset({"messageUpdate", "messageDelete", "typing", "event", "endOfConversation", "trace"})
