"""Slack's events → `model.event`: a table by event type, without I/O.

What the app has no use for becomes None. The author comes without a name: looking it up would delay the
acknowledgement, `SlackAdapter.author` does it later.

An event that ends more than one conversation (a channel is archived, the app is removed) is a ChatClosed whose
key names what they share: (team, channel) or (team,). It counts only where that is known (`in_known_thread`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from botbridge.model.clock import iso
from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived, StopRequested
from botbridge.model.ids import ThreadKey
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge_slack import address, text
from botbridge_slack.identity import Identity

JSON = Mapping[str, Any]

# Everything else that Slack files under `message` is about the channel or about another message.
_SPOKEN: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_SLACKBOT: Final = "USLACKBOT"
# A deleted file, and one beyond what the workspace's plan keeps: there is nothing to fetch.
_UNAVAILABLE: Final = frozenset({"tombstone", "hidden_by_limit"})
_NO_ACCESS: Final = frozenset({"access_denied", "file_not_found"})
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
        return _str(self.event, name)


def translate(envelope: JSON, context: Context) -> Event | None:
    """The neutral event in an Events API envelope, or None if there is nothing to handle."""
    event = envelope.get("event")
    if envelope.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    handle = _HANDLERS.get(_str(event, "type"))
    if handle is None:
        return None
    kept = {name: envelope[name] for name in _KEPT if name in envelope}
    return handle(Arrival(event, _team(envelope, context), kept, context))


def _team(envelope: JSON, context: Context) -> str:
    """The workspace the app is installed in: of a shared channel's event that is the first authorization's."""
    grants = envelope.get("authorizations")
    first = grants[0] if isinstance(grants, list) and grants and isinstance(grants[0], dict) else {}
    if first.get("is_enterprise_install") is True and _str(first, "enterprise_id"):
        return _str(first, "enterprise_id")
    return _str(first, "team_id") or _str(envelope, "team_id") or context.identity.team_id


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
    files = [file for file in _list(arrival.event, "files") if isinstance(file, dict)] or _named(arrival)
    return MessageReceived(
        key=address.event_key(team, channel, ts),
        thread=arrival.context.key(team, channel, arrival.get("thread_ts") or ts, arrival.get("channel_type")),
        author=author,
        raw=arrival.raw,
        in_known_thread=in_known_thread,
        text=_text(arrival, files),
        files=tuple(_file(file) for file in files if _is_fetchable(file)),
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
        name=strip(_str(named, "display_name") or _str(named, "real_name") or arrival.get("username")),
        is_bot=is_bot,
        metadata={"team_id": arrival.get("user_team") or arrival.get("team") or arrival.team},
    )


def _text(arrival: Arrival, files: list[dict[str, Any]]) -> str:
    """The words, and a link for each file that lives elsewhere (a document on another service)."""
    words = text.to_markdown(arrival.get("text"), arrival.context.identity.bot_user_id)
    elsewhere = [f"[{_name(file)}]({_str(file, 'url_private')})" for file in files if _is_elsewhere(file)]
    return "\n".join(part for part in (words, *elsewhere) if part)


def _named(arrival: Arrival) -> list[dict[str, Any]]:
    """The files that the words of a mention name by id.

    A mention is announced twice, and the first announcement has been seen without its `files`. Anybody can write
    any id into their words, so the address says where the file must have been shared to be fetched.
    """
    if arrival.get("type") != "app_mention" or "files" in arrival.event:
        return []
    shared = address.shared_file(arrival.get("channel"), arrival.get("ts"))
    ids = dict.fromkeys(_file_ids(arrival.event.get("blocks")))
    return [{"id": file_id, "url_private": shared} for file_id in ids]


def _file_ids(value: Any) -> Iterator[str]:
    children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, dict) and value.get("type") == "file" and _str(value, "file_id"):
        yield _str(value, "file_id")
    for child in children:
        yield from _file_ids(child)


def _is_elsewhere(file: JSON) -> bool:
    return _str(file, "mode") == "external" or file.get("is_external") is True


def _is_fetchable(file: JSON) -> bool:
    gone = _str(file, "mode") in _UNAVAILABLE or _str(file, "file_access") in _NO_ACCESS
    return bool(_str(file, "id")) and not gone and not _is_elsewhere(file)


def _file(file: JSON) -> IncomingFile:
    """A file as the event tells it; one of another organisation tells its id only, `files.info` the rest."""
    size = file.get("size")
    return IncomingFile(
        id=_str(file, "id"),
        name=_name(file),
        mime=_str(file, "mimetype") or "application/octet-stream",
        size=size if isinstance(size, int) and size >= 0 else None,
        url=_str(file, "url_private_download") or _str(file, "url_private") or None,
    )


def _name(file: JSON) -> str:
    return strip(_str(file, "name") or _str(file, "title") or _str(file, "id") or "file")


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
    return _opened(arrival, _str(thread, "channel_id"), _str(thread, "thread_ts"), _str(thread, "user_id"))


def _opened(arrival: Arrival, channel: str, thread_ts: str, user: str) -> Event | None:
    if not channel or not user:
        return None
    return ChatOpened(
        key=address.event_key(arrival.team, channel, "opened", arrival.get("event_ts") or thread_ts),
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
        key=address.event_key(arrival.team, channel, "stopped", arrival.get("event_ts") or thread_ts),
        thread=arrival.context.key(arrival.team, channel, thread_ts),
        author=_person(arrival, user) if user else None,
        raw=arrival.raw,
    )


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
    bots = _list(tokens, "bot") if isinstance(tokens, dict) else []
    return _closed(arrival) if arrival.context.identity.bot_user_id in bots else None


def _closed(arrival: Arrival, *place: str) -> Event:
    moment = arrival.get("event_ts") or _str(arrival.raw, "event_id")
    return ChatClosed(
        key=address.event_key(arrival.team, *place, "closed", moment),
        thread=ThreadKey(address.PLATFORM, (arrival.team, *place)),
        raw=arrival.raw,
        in_known_thread=True,
    )


def _moment(ts: str) -> str | None:
    try:
        return iso(datetime.fromtimestamp(float(ts), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _str(data: JSON, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _list(data: JSON, name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


_HANDLERS: Final[Mapping[str, Callable[[Arrival], Event | None]]] = {
    "app_mention": _message,
    "message": _message,
    "app_home_opened": _home_opened,
    "assistant_thread_started": _assistant_started,
    "agent_session_stopped": _stopped,
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
