"""The state of the fake: teams, people, channels, messages and what hangs on them."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.changes import Changes
from botbridge.testing.slack import events, limits, pings
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.clock import Clock
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile, Team
from botbridge.testing.slack.pings import Ping
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.stored_files import StoredFile
from botbridge.testing.slack.streams import Stream, StreamLimits

JSON = dict[str, Any]
Address = tuple[str, str]  # channel, root ts

# The bot scopes of an app with everything switched on.
SCOPES: Final = frozenset(
    [
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "channels:read",
        "groups:read",
        "im:read",
        "im:write",
        "mpim:read",
        "mpim:write",
        "chat:write",
        "chat:write.customize",
        "commands",
        "files:read",
        "files:write",
        "reactions:read",
        "reactions:write",
        "users:read",
        "users:read.email",
    ]
)


@dataclass
class Session:
    """An agent session as the person sees it in the list."""

    status: str
    title: str = ""


@dataclass
class Workspace:
    """Everything that the fake remembers. Changes go through its methods, which also send the events."""

    clock: Clock
    host: str
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    missing_scopes: set[str] = field(default_factory=set)
    subscriptions: set[str] = field(default_factory=lambda: set(events.SUBSCRIPTIONS))
    agent: bool = True
    verification_token: str = "verification"  # noqa: S105 - the fake's own
    stream_limits: StreamLimits = field(default_factory=StreamLimits)
    # Limits for the next streams, one each; then `stream_limits` hold again.
    next_streams: list[StreamLimits] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Profile] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    uploads: dict[str, StoredFile] = field(default_factory=dict)
    sessions: dict[Address, Session] = field(default_factory=dict)
    titles: dict[Address, str] = field(default_factory=dict)
    # Prompts at the top of a conversation stand under the root "".
    prompts: dict[Address, list[JSON]] = field(default_factory=dict)
    statuses: dict[Address, tuple[str, float]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    pings: list[Ping] = field(default_factory=list)
    read: set[Address] = field(default_factory=set)
    outlet: Callable[[JSON], object] = lambda _payload: None
    watchers: list[Callable[[str, Any], None]] = field(default_factory=list)
    # Where a person spoke last.
    latest: Address | None = None

    @property
    def held_scopes(self) -> set[str]:
        """The bot's scopes without those that a fault has taken away."""
        return self.scopes - self.missing_scopes

    def require_scope(self, accepted: frozenset[str]) -> None:
        """Raise Refusal(missing_scope) unless one of `accepted` is held, or none is needed."""
        held = self.held_scopes
        if accepted and not accepted & held:
            raise Refusal("missing_scope", needed=",".join(sorted(accepted)), provided=",".join(sorted(held)))

    def names(self) -> Mapping[str, str]:
        """Return the names that people see for ids."""
        people = {person.id: person.name for person in self.people.values()}
        return {**people, **{channel.id: channel.name for channel in self.channels.values()}}

    def status(self, channel: str, root: str) -> str:
        """Return the "is thinking" line of a thread; it clears itself after two minutes."""
        text, since = self.statuses.get((channel, root), ("", 0.0))
        return text if self.clock.now() - since < limits.STATUS_SECONDS else ""

    def dm_with(self, person: Profile) -> Channel:
        """Return the direct message channel between a person and the app; it is made on first use."""
        members = {person.id, person.team.bot_user_id}
        found = (c for c in self.channels.values() if c.kind == "im" and c.members == members)
        return next(found, None) or self.add_channel(f"D{person.id}", person.team, kind="im", members=members)

    def add_channel(self, channel: str, team: Team, *, kind: str = "channel", members: set[str]) -> Channel:
        """Make a channel."""
        made = Channel(channel, team, channel.lower(), kind, set(members))
        self.channels[channel] = made
        return made

    def post(
        self,
        channel: Channel,
        raw: JSON,
        *,
        ts: str | None = None,
        link_names: bool = False,
        stream: Stream | None = None,
    ) -> Message:
        """Store a message, tell the watchers and send its events."""
        message = Message(self, channel, {**raw, "ts": ts or self.clock.timestamp()}, stream)
        self._join_thread(message)
        channel.messages[message.ts] = message
        message.versions.append(message.text)
        if message.by_app:
            self.note_pings(message, link_names=link_names)
            self.statuses.pop((channel.id, message.root), None)
        self.tell("posted", message)
        self._announce(message)
        return message

    def _join_thread(self, message: Message) -> None:
        root = message.channel.messages.get(message.thread_ts or "")
        if root is None:
            return
        message.raw["parent_user_id"] = root.user
        users = [*root.raw.get("reply_users", []), message.user or message.raw.get("bot_id", "")]
        root.raw["thread_ts"] = root.ts
        root.raw["reply_count"] = root.raw.get("reply_count", 0) + 1
        root.raw["reply_users"] = list(dict.fromkeys(users))
        root.raw["reply_users_count"] = len(root.raw["reply_users"])
        root.raw["latest_reply"] = message.ts

    def _announce(self, message: Message) -> None:
        if self._mentions_app(message):
            self.send("app_mention", message.channel.team, events.app_mention(message), message.channel)
        self.send_message_event(message, events.message(message))

    def _mentions_app(self, message: Message) -> bool:
        named = f"<@{message.channel.team.bot_user_id}>" in (message.raw.get("text") or "")
        return named and message.channel.kind != "im" and not message.by_app

    def change(self, message: Message, *, event: bool = True, **fields: Any) -> None:
        """Edit a message: a field set to None is removed."""
        previous = copy.deepcopy(message.raw)
        message.raw.update(fields)
        for name in [name for name, value in fields.items() if value is None]:
            message.raw.pop(name)
        if message.text != message.versions[-1]:
            message.versions.append(message.text)
        self.tell("changed", message)
        if event:
            ts = self.clock.timestamp()
            self.send_message_event(message, events.message_changed(message, previous, ts))

    def delete(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        message.channel.messages.pop(message.ts, None)
        self.tell("deleted", message)
        self.send_message_event(message, events.message_deleted(message, self.clock.timestamp()))

    def limits_of_next_stream(self) -> StreamLimits:
        """Return the limits for a stream that begins now."""
        return self.next_streams.pop(0) if self.next_streams else dataclasses.replace(self.stream_limits)

    def react(self, message: Message, user: str, name: str) -> bool:
        """Add a reaction; False when it is there already."""
        reactions = message.raw.setdefault("reactions", [])
        entry = next((r for r in reactions if r["name"] == name), None)
        if entry and user in entry["users"]:
            return False
        if entry is None:
            reactions.append(entry := {"name": name, "users": [], "count": 0})
        entry["users"].append(user)
        entry["count"] += 1
        self._tell_reaction("reaction_added", message, user, name)
        return True

    def unreact(self, message: Message, user: str, name: str) -> bool:
        """Take a reaction back; False when there is none."""
        reactions = message.raw.get("reactions", [])
        entry = next((r for r in reactions if r["name"] == name and user in r["users"]), None)
        if entry is None:
            return False
        entry["users"].remove(user)
        entry["count"] -= 1
        message.raw["reactions"] = [r for r in reactions if r["count"]]
        self._tell_reaction("reaction_removed", message, user, name)
        return True

    def _tell_reaction(self, kind: str, message: Message, user: str, name: str) -> None:
        self.tell("reaction", message)
        event = events.reaction(kind, message, user, name, self.clock.timestamp())
        self.send(kind, message.channel.team, event, message.channel)

    def note_pings(self, message: Message, *, link_names: bool = False) -> None:
        """Remember what in a message of the app notifies people."""
        known = {(p.channel, p.ts, p.what) for p in self.pings}
        for what in pings.active(message.raw, link_names=link_names):
            ping = Ping(message.channel.id, message.ts, what)
            if (ping.channel, ping.ts, ping.what) not in known:
                known.add((ping.channel, ping.ts, ping.what))
                self.pings.append(ping)

    def tell(self, kind: str, what: Any) -> None:
        """Tell waiters and watchers what changed."""
        self.changes.touch()
        for watcher in self.watchers:
            watcher(kind, what)

    def send_message_event(self, message: Message, event: JSON) -> None:
        """Send an event of the `message` family to the app, if it is a member of the channel."""
        self.send(f"message.{message.channel.family}", message.channel.team, event, message.channel)

    def send(self, subscription: str, team: Team, event: JSON, channel: Channel | None = None) -> None:
        """Send an event, if the app has subscribed to it, holds the scope and may read the channel."""
        scopes = events.SUBSCRIPTIONS[subscription]
        allowed = not scopes or bool(scopes & self.held_scopes)
        if subscription not in self.subscriptions or not allowed or (channel and not channel.has_bot):
            return
        shared = bool(channel and channel.shared)
        now = self.clock.now()
        self.outlet(events.envelope(team, event, now, token=self.verification_token, shared=shared))

    def send_file_shared(self, channel: Channel, file: StoredFile) -> None:
        """Send `file_shared`."""
        event = {
            "type": "file_shared",
            "file_id": file.id,
            "user_id": file.user,
            "file": {"id": file.id},
            "channel_id": channel.id,
            "event_ts": self.clock.timestamp(),
        }
        self.send("file_shared", channel.team, event, channel)
