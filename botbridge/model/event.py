"""What happened on a platform, in neutral words.

An event is stored before the platform is told that it arrived, so it survives the process: everything here
round-trips through `dump` and `load` as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from botbridge.model.element import IncomingFile
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.user import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything that came in.

    `key` is what makes it one event: a redelivery, or the same message announced twice, has the same key, and
    only the first is handled. It is unique over all platforms (it begins with the platform's name).
    `raw` is the native payload as JSON, from which the app's live extras are rebuilt after a restart.
    `in_known_thread` says that the event counts only if its conversation exists already (a thread reply that
    mentions nobody); otherwise it is dropped.
    """

    kind: ClassVar[str] = ""
    ordered: ClassVar[bool] = False  # waits its turn behind earlier ordered events of its conversation

    key: str
    thread: ThreadKey
    author: Author | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    in_known_thread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(Event):
    """Somebody opened a conversation and has not written yet; runs `on_chat_start` if it never finished."""

    kind: ClassVar[str] = "chat_opened"
    ordered: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """A person wrote. `text` is Markdown without the bot's own mention; `files` are not fetched yet.

    `message_id` becomes the id of the message where the client drew one (a UUID), else one is derived from
    the key. `ref` is the native message, `sent_at` its UTC ISO 8601 time if the platform tells it.
    """

    kind: ClassVar[str] = "message"
    ordered: ClassVar[bool] = True

    text: str
    files: tuple[IncomingFile, ...] = ()
    ref: MessageRef | None = None
    message_id: str | None = None
    sent_at: str | None = None
    command: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequested(Event):
    """The user pressed stop: the running handler is cancelled, `on_stop` runs."""

    kind: ClassVar[str] = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatClosed(Event):
    """The conversation ended (new chat, archived, deleted, bot removed): `on_chat_end` runs once.

    A thread key that is only the beginning of others (a channel without its thread) ends all of these.
    """

    kind: ClassVar[str] = "chat_closed"
    ordered: ClassVar[bool] = True


_KINDS: dict[str, type[Event]] = {
    event.kind: event for event in (ChatOpened, MessageReceived, StopRequested, ChatClosed)
}


_FIELDS: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind)) for kind in (*_KINDS.values(), Author, IncomingFile)
}


def dump(event: Event) -> dict[str, Any]:
    """The event as JSON-serialisable data."""
    data = _plain(event)
    data["thread"] = str(event.thread)
    if event.author is not None:
        data["author"] = _plain(event.author)
    if data.get("ref") is not None:
        data["ref"] = str(data["ref"])
    if data.get("files"):
        data["files"] = [_plain(file) for file in data["files"]]
    return {"kind": event.kind, **data}


def _plain(value: Event | Author | IncomingFile) -> dict[str, Any]:
    # Not `asdict`, which copies every value deeply: this runs for each event before its acknowledgement.
    return {name: getattr(value, name) for name in _FIELDS[type(value)]}


def load(data: Mapping[str, Any]) -> Event:
    """The event that `dump` wrote.

    Raises KeyError for a kind that this version does not know, TypeError for fields that do not fit.
    """
    cls = _KINDS[data["kind"]]
    known = {item.name for item in fields(cls)}
    values = {name: value for name, value in data.items() if name in known}
    values["thread"] = ThreadKey.parse(values["thread"])
    if values.get("author") is not None:
        values["author"] = Author(**values["author"])
    if values.get("ref") is not None:
        values["ref"] = MessageRef.parse(values["ref"])
    if "files" in values:
        values["files"] = tuple(IncomingFile(**file) for file in values["files"])
    return cls(**values)
