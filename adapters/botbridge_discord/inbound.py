"""Discord's gateway events → `model.event`: a table by event name, without I/O.

What the app has no use for becomes nothing. Commands, buttons and forms are in `interactions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from botbridge.model.clock import iso
from botbridge.model.event import ChatClosed, Event, MessageReceived, ReactionChanged
from botbridge.model.ids import ThreadKey
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.shape import JSON, number, record, records, string, strings
from botbridge_discord import address, incoming, text

# [docs] channel types.
DM: Final = 1
THREADS: Final = frozenset({10, 11, 12})
# [docs] types of channels on whose messages a thread can be opened: text, announcement.
THREADABLE: Final = frozenset({0, 5})
# [docs] message types that somebody wrote: default, reply. All others are about the channel, or are apps' answers.
_SPOKEN: Final = frozenset({0, 19})


# Events that have no id of their own: which one it is, the gateway's connection has to tell.
WITHOUT_IDS: Final = frozenset({"MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"})
_SKIN_TONES: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
MOMENT: Final = "botbridge_moment"


class Sight(Protocol):
    """What is known of places beside their events."""

    def kind(self, guild_id: str, channel_id: str) -> int | None:
        """The type of a channel; None for one that is not known."""
        ...

    def may_open_threads(self, guild_id: str, channel_id: str) -> bool:
        """Whether the bot may open a thread on a message there, and write in it; True where that is not known."""
        ...

    def own_roles(self, guild_id: str) -> frozenset[str]:
        """The ids of the roles that are the bot's own: mentioning one mentions the bot."""
        ...

    def names(self, guild_id: str, ids: Iterable[str]) -> Mapping[str, str]:
        """The names of channels and roles, as far as they are known."""
        ...

    def places(self, guild_id: str, parent_id: str = "") -> Sequence[str]:
        """The ids of the channels and open threads of a guild, or of one channel's threads."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What translation depends on beside the event."""

    bot_id: str
    sight: Sight
    answer_bots: bool = False
    reads_all: bool = True  # whether the message content intent is granted


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event on its way in."""

    name: str
    data: JSON
    context: Context
    more: Mapping[str, Any] = field(default_factory=dict)

    def id(self, name: str) -> str:
        """A field that holds an id; empty where it is missing or none."""
        return identity(self.data, name)

    @property
    def raw(self) -> Mapping[str, Any]:
        """What is kept of the event: everything but the token that answers to an interaction need."""
        return {"event": self.name, "data": {name: value for name, value in self.data.items() if name != "token"}}


def identity(data: JSON, name: str) -> str:
    """A field that holds a snowflake; empty where it is missing or none."""
    value = data.get(name)
    if not isinstance(value, str) or not (value.isascii() and value.isdigit() and len(value) <= 20):
        return ""
    return value


def translate(name: str, data: JSON, context: Context) -> Sequence[Event]:
    """The neutral events in a gateway event: none, one, or one for each conversation that it ends."""
    handle = HANDLERS.get(name)
    return handle(Arrival(name, data, context)) if handle is not None else ()


def _message(arrival: Arrival) -> Sequence[Event]:
    channel_id, message_id = arrival.id("channel_id"), arrival.id("id")
    author = _author(arrival)
    if not channel_id or not message_id or author is None:
        return ()
    key = _conversation(arrival, channel_id, message_id)
    return () if key is None else (_received(arrival, author, *key),)


def _conversation(arrival: Arrival, channel_id: str, message_id: str) -> tuple[ThreadKey, bool] | None:
    """The conversation of a message, and whether it counts only if that is known; None if it means nobody."""
    guild_id, sight = arrival.id("guild_id"), arrival.context.sight
    if not guild_id:
        return address.thread_key(channel_id), False
    kind = number(arrival.data, "channel_type")
    kind = sight.kind(guild_id, channel_id) if kind is None else kind
    if kind in THREADS:
        addressed = _is_addressed(arrival, guild_id)
        # Without the intent the words of others come empty: there is nothing to answer.
        readable = addressed or arrival.context.reads_all
        return (address.thread_key(channel_id), not addressed) if readable else None
    if not _is_addressed(arrival, guild_id):
        return None
    opens = (kind is None or kind in THREADABLE) and sight.may_open_threads(guild_id, channel_id)
    return address.thread_key(message_id if opens else channel_id), False


def _is_addressed(arrival: Arrival, guild_id: str) -> bool:
    mentioned = {identity(one, "id") for one in records(arrival.data, "mentions")}
    roles = set(strings(arrival.data, "mention_roles"))
    return arrival.context.bot_id in mentioned or bool(roles & arrival.context.sight.own_roles(guild_id))


def _received(arrival: Arrival, author: Author, key: ThreadKey, in_known_thread: bool) -> Event:
    channel_id, message_id = arrival.id("channel_id"), arrival.id("id")
    told = _forwarded(arrival.data)
    return MessageReceived(
        key=address.event_key(message_id),
        thread=key,
        author=author,
        raw=arrival.raw,
        in_known_thread=in_known_thread,
        text=_text(arrival, told),
        files=incoming.files(records(told, "attachments"), channel_id, message_id),
        ref=address.message_ref(channel_id, message_id),
        sent_at=_moment(string(arrival.data, "timestamp")),
    )


def _forwarded(data: JSON) -> JSON:
    """What was said: the message itself, or the one that it forwards."""
    snapshots = records(data, "message_snapshots")
    return record(snapshots[0], "message") if snapshots else data


def _text(arrival: Arrival, told: JSON) -> str:
    guild_id, content = arrival.id("guild_id"), string(told, "content")
    own = frozenset({arrival.context.bot_id, *arrival.context.sight.own_roles(guild_id)})
    people = {identity(one, "id"): name_of(one, record(one, "member")) for one in records(told, "mentions")}
    named = arrival.context.sight.names(guild_id, text.entities(content))
    return text.to_markdown(content, {**named, **people}, own)


def _author(arrival: Arrival) -> Author | None:
    """Who wrote, or None for what must not be answered: system messages, ourselves, other bots."""
    user, context = record(arrival.data, "author"), arrival.context
    native_id = identity(user, "id")
    if number(arrival.data, "type") not in _SPOKEN or not native_id or native_id == context.bot_id:
        return None
    is_bot = user.get("bot") is True or bool(string(arrival.data, "webhook_id"))
    if is_bot and not context.answer_bots:
        return None
    return person(user, record(arrival.data, "member"), is_bot=is_bot)


def person(user: JSON, member: JSON, *, is_bot: bool = False, locale: str = "") -> Author:
    """Somebody, by their id; the name is what others see there."""
    return Author(
        platform=address.PLATFORM,
        native_id=identity(user, "id"),
        name=name_of(user, member),
        locale=locale or None,
        is_bot=is_bot,
        metadata={"username": strip(string(user, "username"))},
    )


def name_of(user: JSON, member: JSON) -> str:
    """What somebody is called: in this guild, else everywhere, else their account."""
    return strip(string(member, "nick") or string(user, "global_name") or string(user, "username"))


def _reacted(arrival: Arrival) -> Sequence[Event]:
    """A reaction to a message; in which conversation that message is, only the host knows."""
    channel_id, message_id, user_id = (arrival.id(name) for name in ("channel_id", "message_id", "user_id"))
    emoji = _emoji(record(arrival.data, "emoji"))
    member = record(arrival.data, "member")
    user = record(member, "user") or {"id": user_id}
    is_bot = user.get("bot") is True
    if not channel_id or not message_id or not user_id or not emoji or user_id == arrival.context.bot_id:
        return ()
    if is_bot and not arrival.context.answer_bots:
        return ()
    return (
        ReactionChanged(
            key=address.event_key(message_id, user_id, arrival.name, string(arrival.data, MOMENT)),
            thread=address.thread_key(channel_id),
            author=person({**user, "id": user_id}, member, is_bot=is_bot),
            raw=arrival.raw,
            in_known_thread=True,
            emoji=emoji,
            added=arrival.name == "MESSAGE_REACTION_ADD",
            ref=address.message_ref(channel_id, message_id),
        ),
    )


def _emoji(told: JSON) -> str:
    """The character without its skin tone, `:name:` for a picture of a server's own."""
    name = string(told, "name")
    return f":{name}:" if name and identity(told, "id") else _SKIN_TONES.sub("", name)


def _thread_updated(arrival: Arrival) -> Sequence[Event]:
    state = record(arrival.data, "thread_metadata")
    if state.get("archived") is not True:
        return ()
    return _closed(arrival, [arrival.id("id")], "archived", string(state, "archive_timestamp"))


def _deleted(arrival: Arrival) -> Sequence[Event]:
    channel_id = arrival.id("id")
    below = arrival.context.sight.places(arrival.id("guild_id"), channel_id)
    return _closed(arrival, [channel_id, *below], "deleted")


def _members_updated(arrival: Arrival) -> Sequence[Event]:
    """The bot was taken out of a thread."""
    left = arrival.context.bot_id in strings(arrival.data, "removed_member_ids")
    return _closed(arrival, [arrival.id("id")], "left", string(arrival.data, "member_count")) if left else ()


def _guild_left(arrival: Arrival) -> Sequence[Event]:
    """The bot was removed from a guild; one that is merely not available now comes back."""
    if arrival.data.get("unavailable") is True:
        return ()
    return _closed(arrival, arrival.context.sight.places(arrival.id("id")), "removed")


def _closed(arrival: Arrival, channel_ids: Iterable[str], *why: str) -> Sequence[Event]:
    return [
        ChatClosed(
            key=address.event_key(channel_id, *why),
            thread=address.thread_key(channel_id),
            raw={"event": arrival.name, "data": {"id": arrival.id("id"), "guild_id": arrival.id("guild_id")}},
            in_known_thread=True,
        )
        for channel_id in channel_ids
        if channel_id
    ]


def _moment(timestamp: str) -> str | None:
    try:
        return iso(datetime.fromisoformat(timestamp))
    except ValueError:
        return None


HANDLERS: Final[Mapping[str, Callable[[Arrival], Sequence[Event]]]] = {
    "MESSAGE_CREATE": _message,
    "MESSAGE_REACTION_ADD": _reacted,
    "MESSAGE_REACTION_REMOVE": _reacted,
    "THREAD_UPDATE": _thread_updated,
    "THREAD_DELETE": _deleted,
    "CHANNEL_DELETE": _deleted,
    "THREAD_MEMBERS_UPDATE": _members_updated,
    "GUILD_DELETE": _guild_left,
}
