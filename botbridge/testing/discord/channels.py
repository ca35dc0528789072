"""Channels of every kind, threads and direct messages among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.discord.people import Profile

if TYPE_CHECKING:
    from botbridge.testing.discord.guilds import Guild
    from botbridge.testing.discord.message import Message

JSON = dict[str, Any]

# [docs] channel types, by the words that `FakeDiscord.channel` takes.
KINDS: Final = {"text": 0, "dm": 1, "voice": 2, "announcement": 5, "forum": 15}
TEXT, DM, VOICE, ANNOUNCEMENT, FORUM = KINDS.values()
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS: Final = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
# The type of the threads that hang on messages of a channel.
THREAD_OF: Final = {TEXT: PUBLIC_THREAD, ANNOUNCEMENT: ANNOUNCEMENT_THREAD, FORUM: PUBLIC_THREAD}


@dataclass(eq=False)
class Overwrite:
    """What a channel allows and denies one role or member, beyond the guild."""

    is_role: bool
    allow: int = 0
    deny: int = 0

    def as_discord(self, target: str) -> JSON:
        """Return Discord's overwrite object."""
        return {"id": target, "type": int(not self.is_role), "allow": str(self.allow), "deny": str(self.deny)}


@dataclass(eq=False)
class ThreadState:
    """What a thread has beyond other channels; `members` are the ids of those who are in it."""

    owner_id: str
    created_at: str
    archive_changed_at: str
    auto_archive_minutes: int = 1_440
    archived: bool = False
    locked: bool = False
    members: set[str] = field(default_factory=set)
    total_messages: int = 0


@dataclass(eq=False)
class Channel:
    """A place where messages are: `type` is Discord's number, `parent` a thread's channel."""

    id: str
    type: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: Profile | None = None
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict, repr=False)
    typing: dict[str, float] = field(default_factory=dict, repr=False)
    thread: ThreadState | None = None
    topic: str | None = None
    last_message_id: str | None = None
    deleted: bool = False

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread."""
        return self.thread is not None

    @property
    def archived(self) -> bool:
        """Whether this is a thread that was archived."""
        return self.thread is not None and self.thread.archived

    def as_discord(self, bot_id: str = "") -> JSON:
        """Return Discord's channel object; of a thread with the app's membership if it is in it."""
        common: JSON = {
            "id": self.id,
            "type": self.type,
            "last_message_id": self.last_message_id,
            "flags": 0,
        }
        if self.guild is None:
            people = [self.recipient.as_discord()] if self.recipient else []
            return {**common, "recipients": people}
        common |= {"guild_id": self.guild.id, "name": self.name, "rate_limit_per_user": 0}
        if self.thread is not None:
            return {**common, **self._as_thread(self.thread, bot_id)}
        return {
            **common,
            "position": 0,
            "parent_id": None,
            "nsfw": False,
            "topic": self.topic,
            "permission_overwrites": [one.as_discord(target) for target, one in self.overwrites.items()],
            **({"available_tags": []} if self.type == FORUM else {}),
            **({"bitrate": 64_000, "user_limit": 0, "rtc_region": None} if self.type == VOICE else {}),
        }

    def _as_thread(self, thread: ThreadState, bot_id: str) -> JSON:
        told: JSON = {
            "parent_id": self.parent.id if self.parent else None,
            "owner_id": thread.owner_id,
            "message_count": len(self.messages),
            "total_message_sent": thread.total_messages,
            "member_count": len(thread.members),
            "thread_metadata": {
                "archived": thread.archived,
                "archive_timestamp": thread.archive_changed_at,
                "auto_archive_duration": thread.auto_archive_minutes,
                "locked": thread.locked,
                "create_timestamp": thread.created_at,
            },
        }
        return {**told, "member": self.member(bot_id)} if bot_id in thread.members else told

    def member(self, user_id: str) -> JSON:
        """Return Discord's thread member object."""
        joined = self.thread.created_at if self.thread else ""
        return {"id": self.id, "user_id": user_id, "join_timestamp": joined, "flags": 0}
