"""What happened on a platform, in neutral words.

An event is stored before the platform is told that it arrived, so it survives the process: everything here
round-trips through `dump` and `load` as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

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
class Written(Event):
    """What a person wrote. `text` is Markdown without the bot's own mention; `files` are not fetched yet.

    `message_id` becomes the id of the message where the client drew one (a UUID), else one is derived from
    the key. `ref` is the native message, `sent_at` its UTC ISO 8601 time if the platform tells it.
    """

    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    ref: MessageRef | None = None
    message_id: str | None = None
    sent_at: str | None = None
    command: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Written):
    """A person wrote to the app."""

    kind: ClassVar[str] = "message"
    ordered: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequested(Event):
    """The user pressed stop: the running handler is cancelled, `on_stop` runs."""

    kind: ClassVar[str] = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionClicked(Event):
    """A person pressed a button: `action_id` names it.

    A custom element calls an action by `name` instead, with a `payload` that is the client's word.
    """

    kind: ClassVar[str] = "action"

    action_id: str | None = None
    name: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Written):
    """A person answered a question: by writing, with files, or by a form (`values`; None if it was cancelled).

    `is_message` says that what they wrote is a message of theirs, which people see.
    """

    kind: ClassVar[str] = "answer"

    question_id: str
    values: Mapping[str, Any] | None = None
    is_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChanged(Event):
    """What an element of the app's own making shows was changed where it is shown: its properties, or it is gone."""

    kind: ClassVar[str] = "element"

    element_id: str
    props: Mapping[str, Any] | None = None  # None: it was removed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """A person judged a message: 1 is good, 0 is bad, None takes the verdict back.

    The message is named by its own id or by its native reference.
    """

    kind: ClassVar[str] = "feedback"

    value: Literal[0, 1] | None
    message_id: str | None = None
    ref: MessageRef | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionChanged(Event):
    """A person put an emoji on a message, or took it off again; `emoji` is the character itself where there is one."""

    kind: ClassVar[str] = "reaction"

    emoji: str
    added: bool
    ref: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatClosed(Event):
    """The conversation ended (new chat, archived, deleted, bot removed): `on_chat_end` runs once.

    A thread key that is only the beginning of others (a channel without its thread) ends all of these.
    """

    kind: ClassVar[str] = "chat_closed"
    ordered: ClassVar[bool] = True


_KINDS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        ChatOpened,
        MessageReceived,
        StopRequested,
        ActionClicked,
        QuestionAnswered,
        ElementChanged,
        FeedbackGiven,
        ReactionChanged,
        ChatClosed,
    )
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
