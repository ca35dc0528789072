"""The state of the fake: tenants, people, conversations, messages, files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botbridge.testing.fake.changes import Changes
from botbridge.testing.fake.clock import Clock
from botbridge.testing.teams import pings
from botbridge.testing.teams.conversations import THREAD, Conversation, Kind, Place
from botbridge.testing.teams.files import Drive
from botbridge.testing.teams.message import Message
from botbridge.testing.teams.people import Bot, Person, guid, opaque
from botbridge.testing.teams.pings import Ping
from botbridge.testing.teams.streams import Stream

JSON = dict[str, Any]


@dataclass
class World:
    """Everything that the fake remembers."""

    clock: Clock
    bot: Bot
    host: str = ""
    tenants: set[str] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)  # by tenant and key
    places: dict[str, Place] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    drive: Drive = field(default_factory=Drive)
    changes: Changes = field(default_factory=Changes)
    pings: list[Ping] = field(default_factory=list)
    read: set[tuple[str, str]] = field(default_factory=set)
    watchers: list[Callable[[str, Any], None]] = field(default_factory=list)
    latest: Conversation | None = None  # where a person spoke last
    typing_seconds: float = 3.0
    _last_id: int = 0

    def service_url(self, tenant: str) -> str:
        """Return the connector's address for a tenant, with its final slash."""
        return f"{self.host}/connector/{tenant}/"

    def person(self, key: str, name: str, tenant: str, **more: Any) -> Person:
        """Return a person; they are made on first use."""
        known = f"{tenant}/{key}"
        if known not in self.people:
            self.tenants.add(tenant)
            email = more.pop("email", f"{key.lower()}@example.com")
            self.people[known] = Person(key, name or key.title(), tenant, email, **more)
        return self.people[known]

    def personal(self, person: Person) -> Conversation:
        """Return the chat between a person and the app."""
        place = self._place(f"a:1{opaque(f'{person.tenant}/{person.key}/chat', 60)}", "personal", person.tenant)
        place.members[person.id] = person
        return self.conversation(place)

    def group(self, key: str, tenant: str) -> Conversation:
        """Return a group chat."""
        made = self._place(f"19:{guid(f'{tenant}/{key}').replace('-', '')}@thread.v2", "groupChat", tenant, key)
        return self.conversation(made)

    def channel(self, key: str, team: str, tenant: str) -> Place:
        """Return a channel of a team; its threads are the conversations."""
        name = f"{tenant}/{team}/{key}"
        place = self._place(f"19:{guid(name).replace('-', '')}@thread.tacv2", "channel", tenant, key)
        place.team = f"19:{guid(f'{tenant}/{team}').replace('-', '')}@thread.tacv2"
        return place

    def _place(self, place_id: str, kind: Kind, tenant: str, name: str = "") -> Place:
        self.tenants.add(tenant)
        return self.places.setdefault(place_id, Place(place_id, kind, tenant, name))

    def conversation(self, place: Place, root: str = "") -> Conversation:
        """Return the conversation of a place, or of one of its threads."""
        made = Conversation(self, place, root)
        return self.conversations.setdefault(made.id, made)

    def find(self, conversation_id: str) -> Conversation | None:
        """Return the conversation with this id; a channel by itself is where its next thread begins."""
        place_id, _, root = conversation_id.partition(THREAD)
        known = self.conversations.get(conversation_id)
        place = self.places.get(place_id)
        return known or (Conversation(self, place) if place is not None and not root else None)

    def new_id(self) -> str:
        """Return a new message id: the time in milliseconds, strictly greater than every one before."""
        self._last_id = max(int(self.clock.now() * 1_000), self._last_id + 1)
        return str(self._last_id)

    def post(self, conversation: Conversation, raw: JSON, *, by_app: bool, stream: Stream | None = None) -> Message:
        """Store a message; in a channel without a thread it begins one."""
        message_id = self.new_id()
        if conversation.kind == "channel" and not conversation.root:
            conversation = self.conversation(conversation.place, message_id)
        message = Message(conversation, message_id, {**raw, "id": message_id}, by_app, stream)
        conversation.messages[message_id] = message
        if by_app:
            conversation.typing_until = 0.0
        self.changed(message, "posted")
        return message

    def changed(self, message: Message, kind: str = "changed") -> None:
        """Note what a message says now, and tell everybody who waits."""
        if not message.versions or message.text != message.versions[-1]:
            message.versions.append(message.text)
        if message.by_app:
            self._note_pings(message)
        self.tell(kind, message)

    def _note_pings(self, message: Message) -> None:
        known = {(one.message, one.who) for one in self.pings}
        for who in pings.active(message.raw):
            if (message.id, who) not in known:
                self.pings.append(Ping(message.conversation.id, message.id, who))

    def types(self, conversation: Conversation) -> None:
        """Show for some seconds that the app types."""
        conversation.typing_until = self.clock.now() + self.typing_seconds
        self.tell("typing", conversation)

    def tell(self, kind: str, what: Any) -> None:
        """Tell waiters and watchers what changed."""
        self.changes.touch()
        for watcher in self.watchers:
            watcher(kind, what)

    def stamp(self) -> str:
        """Return the time as activities tell it."""
        now = time.gmtime(self.clock.now())
        return time.strftime("%Y-%m-%dT%H:%M:%S", now) + f".{int(self.clock.now() * 1000) % 1000:03}Z"
