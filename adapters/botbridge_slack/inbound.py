"""Slack's events → `model.event`: a table by event type, without I/O.

What the app has no use for becomes None. The author comes without a name: looking it up would delay the
acknowledgement, `SlackAdapter.author` does it later.

An event that ends more than one conversation (a channel is archived, the app is removed) is a ChatClosed whose
key names what they share: (team, channel) or (team,). It counts only where that is known (`in_known_thread`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from botbridge.model.clock import iso
from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived, ReactionChanged, StopRequested
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.shape import JSON, listing, string
from botbridge_slack import address, emoji_names, incoming, text
from botbridge_slack.identity import Identity

# Everything else that Slack files under `message` is about the channel or about another message.
_SPOKEN: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_SLACKBOT: Final = "USLACKBOT"
_KEPT: Final = ("team_id", "enterprise_id", "api_app_id", "event_id", "event_time", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What translation depends on beside the event."""

    identity: Identity
    dm: Literal["flat", "thread"]
    answer_bots: bool = False
    chat_start: bool = True  # whether the app does anything when a conversation opens

    def key(self, team: str, channel: str, thread_ts: str, channel_type: str = "") -> ThreadKey:
        """The conversation of a message or thread in a channel or DM."""
        flat = self.dm == "flat" and address.is_dm(channel, channel_type)
        return address.thread_key(team, channel, "" if flat else thread_ts)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event on its way in: the inner event, its workspace, and what is kept of the envelope."""

    event: JSON
    team: str
    raw: JSON
    context: Context

    def get(self, name: str) -> str:
        """A field of the event; empty where it is missing or no text."""
        return string(self.event, name)


def translate(envelope: JSON, context: Context) -> Event | None:
    """The neutral event in an Events API envelope, or None if there is nothing to handle."""
    event = envelope.get("event")
    if envelope.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    handle = _HANDLERS.get(string(event, "type"))
    if handle is None:
        return None
    kept = {name: envelope[name] for name in _KEPT if name in envelope}
    return handle(Arrival(event, _team(envelope, context), kept, context))


def _team(envelope: JSON, context: Context) -> str:
    """The workspace the app is installed in: of a shared channel's event that is the first authorization's."""
    grants = envelope.get("authorizations")
    first = grants[0] if isinstance(grants, list) and grants and isinstance(grants[0], dict) else {}
    if first.get("is_enterprise_install") is True and string(first, "enterprise_id"):
        return string(first, "enterprise_id")
    return string(first, "team_id") or string(envelope, "team_id") or context.identity.team_id


def _message(arrival: Arrival) -> Event | None:
    channel, ts = arrival.get("channel"), arrival.get("ts")
    author = _author(arrival)
    if not channel or not ts or author is None:
        return None
    if address.is_dm(channel, arrival.get("channel_type")) or _is_addressed(arrival):
        return _received(arrival, author)
    return _received(arrival, author, in_known_thread=True) if arrival.get("thread_ts") else None


def _is_addressed(arrival: Arrival) -> bool:
    if arrival.get("type") == "app_mention":
        return True
    return text.mentions(arrival.get("text"), arrival.context.identity.bot_user_id)


def _received(arrival: Arrival, author: Author, *, in_known_thread: bool = False) -> Event:
    channel, ts, team = arrival.get("channel"), arrival.get("ts"), arrival.team
    files = incoming.files(arrival.event)
    return MessageReceived(
        key=address.event_key(ts, team, channel),
        thread=arrival.context.key(team, channel, arrival.get("thread_ts") or ts, arrival.get("channel_type")),
        author=author,
        raw=arrival.raw,
        in_known_thread=in_known_thread,
        text=_text(arrival, files),
        files=incoming.fetchable(files),
        ref=address.message_ref(team, channel, ts),
        sent_at=_moment(ts),
    )


def _author(arrival: Arrival) -> Author | None:
    """Who wrote, or None for what must not be answered: joins and edits, ourselves, other bots."""
    context, event = arrival.context, arrival.event
    user, bot = arrival.get("user"), arrival.get("bot_id")
    spoken = _SPOKEN | {"bot_message"} if context.answer_bots else _SPOKEN
    if arrival.get("subtype") not in spoken or event.get("hidden") is True:
        return None
    if context.identity.bot_user_id == user or (bot and context.identity.bot_id == bot):
        return None
    is_bot = bool(bot) or user == _SLACKBOT or arrival.get("subtype") == "bot_message"
    if not (user or bot) or (is_bot and not context.answer_bots):
        return None
    return _person(arrival, user or bot, is_bot=is_bot)


def _person(arrival: Arrival, native_id: str, *, is_bot: bool = False) -> Author:
    profile = arrival.event.get("user_profile")
    named = profile if isinstance(profile, dict) else {}
    return Author(
        platform=address.PLATFORM,
        native_id=native_id,
        # The workspace that the app is in, though the person may be at home in another: some events do not tell
        # where (files, Slack Connect), and one person must stay one.
        scope=arrival.team,
        name=strip(string(named, "display_name") or string(named, "real_name") or arrival.get("username")),
        is_bot=is_bot,
        metadata={"team_id": arrival.get("user_team") or arrival.get("team") or arrival.team},
    )


def _text(arrival: Arrival, files: list[JSON]) -> str:
    """The words, and a link for each file that lives elsewhere."""
    words = text.to_markdown(arrival.get("text"), arrival.context.identity.bot_user_id)
    return "\n".join(part for part in (words, *incoming.links(files)) if part)


def _home_opened(arrival: Arrival) -> Event | None:
    """The app's messages tab was opened: in a flat DM the conversation begins; with threads none has yet."""
    opened = arrival.get("tab") == "messages" and arrival.context.dm == "flat"
    if not opened or not arrival.context.chat_start:
        return None
    view_less = {name: value for name, value in arrival.event.items() if name != "view"}
    light = Arrival(view_less, arrival.team, {**arrival.raw, "event": view_less}, arrival.context)
    return _opened(light, arrival.get("channel"), "", arrival.get("user"))


def _assistant_started(arrival: Arrival) -> Event | None:
    thread = arrival.event.get("assistant_thread")
    if not isinstance(thread, dict) or not arrival.context.chat_start:
        return None
    return _opened(arrival, string(thread, "channel_id"), string(thread, "thread_ts"), string(thread, "user_id"))


def _opened(arrival: Arrival, channel: str, thread_ts: str, user: str) -> Event | None:
    if not channel or not user:
        return None
    return ChatOpened(
        key=address.event_key(arrival.get("event_ts") or thread_ts, arrival.team, channel, "opened"),
        thread=arrival.context.key(arrival.team, channel, thread_ts),
        author=_person(arrival, user),
        raw=arrival.raw,
    )


def _stopped(arrival: Arrival) -> Event | None:
    channel, thread_ts = arrival.get("channel"), arrival.get("thread_ts")
    if not channel:
        return None
    user = arrival.get("user")
    return StopRequested(
        key=address.event_key(arrival.get("event_ts") or thread_ts, arrival.team, channel, "stopped"),
        thread=arrival.context.key(arrival.team, channel, thread_ts),
        author=_person(arrival, user) if user else None,
        raw=arrival.raw,
    )


def _reacted(arrival: Arrival) -> Event | None:
    """A reaction to a message; in which conversation that message is, only the host knows."""
    item, user = arrival.event.get("item"), arrival.get("user")
    if not isinstance(item, dict) or string(item, "type") != "message" or not user:
        return None
    if user == arrival.context.identity.bot_user_id:
        return None
    channel, ts = string(item, "channel"), string(item, "ts")
    return ReactionChanged(
        key=address.event_key(arrival.get("event_ts"), arrival.team, channel, arrival.get("type"), user),
        thread=ThreadKey(address.PLATFORM, (arrival.team, channel)),
        author=_person(arrival, user),
        raw=arrival.raw,
        in_known_thread=True,
        emoji=emoji_names.character(arrival.get("reaction")),
        added=arrival.get("type") == "reaction_added",
        ref=address.message_ref(arrival.team, channel, ts),
    )


def key_of(ref: MessageRef) -> str:
    """The key of the event that a person's message was."""
    (channel, ts), team = address.message_place(ref), ref.parts[1]
    return address.event_key(ts, team, channel)


def _channel_closed(arrival: Arrival) -> Event | None:
    channel = arrival.get("channel")
    return _closed(arrival, channel) if channel else None


def _member_left(arrival: Arrival) -> Event | None:
    ours = arrival.get("user") == arrival.context.identity.bot_user_id
    return _channel_closed(arrival) if ours else None


def _uninstalled(arrival: Arrival) -> Event | None:
    return _closed(arrival)


def _revoked(arrival: Arrival) -> Event | None:
    tokens = arrival.event.get("tokens")
    bots = listing(tokens, "bot") if isinstance(tokens, dict) else []
    return _closed(arrival) if arrival.context.identity.bot_user_id in bots else None


def _closed(arrival: Arrival, *place: str) -> Event:
    moment = arrival.get("event_ts") or string(arrival.raw, "event_id")
    return ChatClosed(
        key=address.event_key(moment, arrival.team, *place, "closed"),
        thread=ThreadKey(address.PLATFORM, (arrival.team, *place)),
        raw=arrival.raw,
        in_known_thread=True,
    )


def _moment(ts: str) -> str | None:
    try:
        return iso(datetime.fromtimestamp(float(ts), UTC))
    except (ValueError, OverflowError, OSError):
        return None


_HANDLERS: Final[Mapping[str, Callable[[Arrival], Event | None]]] = {
    "app_mention": _message,
    "message": _message,
    "app_home_opened": _home_opened,
    "assistant_thread_started": _assistant_started,
    "agent_session_stopped": _stopped,
    "reaction_added": _reacted,
    "reaction_removed": _reacted,
    "channel_archive": _channel_closed,
    "channel_deleted": _channel_closed,
    "channel_left": _channel_closed,
    "group_archive": _channel_closed,
    "group_deleted": _channel_closed,
    "group_left": _channel_closed,
    "member_left_channel": _member_left,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}
