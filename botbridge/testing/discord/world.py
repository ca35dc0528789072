"""The state of the fake: guilds, channels, messages and what hangs on them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import limits
from botbridge.testing.discord.attachments import StoredFile, Upload
from botbridge.testing.discord.channels import Channel, Overwrite, ThreadState
from botbridge.testing.discord.clock import Clock, moment_of
from botbridge.testing.discord.conversation import Conversation
from botbridge.testing.discord.guilds import Guild
from botbridge.testing.discord.message import VOICE_MESSAGE, Message
from botbridge.testing.discord.people import Member, Profile, Role
from botbridge.testing.discord.permissions import BITS, EVERYONE, EVERYTHING, held
from botbridge.testing.discord.pings import Mentions, Ping, mentions
from botbridge.testing.fake.changes import Changes

JSON = dict[str, Any]
# An event, its data, and the channel that it is about where it is about one.
Outlet = Callable[[str, JSON, "Guild | None", "Channel | None"], None]

REPLY, THREAD_STARTER = 19, 21  # [docs] message types


@dataclass
class World:
    """Everything that the fake remembers. Changes go through its methods, which also send the events."""

    clock: Clock
    bot: Profile
    application_id: str
    host: str = ""
    content_intent: bool = True  # whether the application may have the message content intent
    interactions_url: str = ""  # where interactions are said to go to; they come through the gateway all the same
    changes: Changes = field(default_factory=Changes)
    people: dict[str, Profile] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    pings: list[Ping] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    outlet: Outlet = lambda _event, _data, _guild, _channel: None
    watchers: list[Callable[[str, Any], None]] = field(default_factory=list)
    latest: str | None = None  # the channel in which a person spoke last
    _nonces: dict[str, Message] = field(default_factory=dict)

    def names(self) -> Mapping[str, str]:
        """Return the names that people see for ids."""
        roles = {role.id: role.name for guild in self.guilds.values() for role in guild.roles.values()}
        people = {one.id: one.name for one in self.people.values()}
        return {**roles, **people, **{one.id: one.name for one in self.channels.values()}}

    def conversation(self, message: Message) -> Conversation:
        """Return where the talk about a message goes on."""
        below = message.channel.type in (kinds.TEXT, kinds.ANNOUNCEMENT) and not message.by_app
        return Conversation(self, message.id if below else message.channel.id)

    def tell(self, kind: str, what: Any) -> None:
        """Tell waiters and watchers what changed."""
        self.changes.touch()
        for watcher in self.watchers:
            watcher(kind, what)

    # Making places and people.

    def add_person(self, person: str, name: str, *, is_bot: bool = False) -> Profile:
        """Make an account, a member of every guild."""
        username = "".join(name.lower().split()) or person
        made = self.people[person] = Profile(person, name, username, is_bot)
        for guild in self.guilds.values():
            self.join(guild, made)
        return made

    def add_guild(self, guild_id: str, name: str, permissions: int) -> Guild:
        """Make a guild with the app in it, in a role of its own with these permissions; all people are members."""
        now = self.clock.iso()
        guild = self.guilds[guild_id] = Guild(guild_id, name, self.clock.snowflake(), now)
        guild.roles[guild_id] = Role(guild_id, "@everyone", EVERYONE)
        own = Role(self.clock.snowflake(), self.bot.name, permissions, self.bot.id)
        guild.roles[own.id] = own
        for person in self.people.values():
            self.join(guild, person)
        guild.members[self.bot.id].roles.append(own.id)
        self.outlet("GUILD_CREATE", guild.as_create(self.bot.id), guild, None)
        return guild

    def join(self, guild: Guild, person: Profile) -> None:
        """Let somebody join a guild."""
        guild.members.setdefault(person.id, Member(person, self.clock.iso()))

    def add_channel(self, channel_id: str, name: str, kind: int, guild: Guild) -> Channel:
        """Make a channel in a guild."""
        channel = self.channels[channel_id] = guild.channels[channel_id] = Channel(channel_id, kind, name, guild)
        self.outlet("CHANNEL_CREATE", channel.as_discord(), guild, channel)
        return channel

    def dm_with(self, person: Profile) -> Channel:
        """Return the direct message channel between a person and the app; it is made on first use."""
        known = (one for one in self.channels.values() if one.recipient is person and not one.deleted)
        return next(known, None) or self._add_dm(person)

    def _add_dm(self, person: Profile) -> Channel:
        channel_id = self.clock.snowflake()
        made = self.channels[channel_id] = Channel(channel_id, kinds.DM, "", recipient=person)
        return made

    # Permissions.

    def held(self, person_id: str, channel: Channel) -> int:
        """Return the permissions of somebody in a channel; in a direct message there are none to lack."""
        return held(channel.guild, person_id, channel) if channel.guild else EVERYTHING

    def may(self, permission: str, channel: Channel) -> bool:
        """Whether the app holds a permission in a channel."""
        return bool(self.held(self.bot.id, channel) & BITS[permission])

    def sees(self, channel: Channel) -> bool:
        """Whether the app can look into a channel."""
        if channel.deleted or (channel.guild and not channel.guild.installed):
            return False
        private = channel.type == kinds.PRIVATE_THREAD and channel.thread is not None
        return self.may("VIEW_CHANNEL", channel) and not (
            private and self.bot.id not in channel.thread.members  # type: ignore[union-attr]  # `private` says so
        )

    def overwrite(self, channel: Channel, *, deny: int = 0, allow: int = 0) -> None:
        """Take permissions from the app's member in one channel, and give others."""
        channel.overwrites[self.bot.id] = Overwrite(is_role=False, allow=allow, deny=deny)
        self.outlet("CHANNEL_UPDATE", channel.as_discord(), channel.guild, channel)

    # Messages.

    def post(
        self,
        channel: Channel,
        author: Profile,
        body: JSON,
        uploads: Mapping[int, Upload] = MappingProxyType({}),
        *,
        kind: int = 0,
        ephemeral_to: str = "",
        more: JSON | None = None,
    ) -> Message:
        """Store a message, tell the watchers and send its events. Speaking in an archived thread opens it."""
        if channel.thread and channel.thread.archived:
            self.archive(channel, archived=False)
        raw = self._raw(channel, author, body, kind) | (more or {})
        message = Message(self, channel, raw, self.store(channel, uploads, body), ephemeral_to=ephemeral_to)
        message.versions.append(message.text)
        channel.messages[message.id] = message
        channel.last_message_id = message.id
        channel.typing.pop(author.id, None)
        if channel.thread:
            channel.thread.total_messages += 1
        if message.by_app and not ephemeral_to:
            self._note_pings(message, body)
        self.tell("posted", message)
        if not ephemeral_to:
            self.outlet("MESSAGE_CREATE", self.event_of(message), channel.guild, channel)
        return message

    def _raw(self, channel: Channel, author: Profile, body: JSON, kind: int) -> JSON:
        mentioned = self._mentions(channel, author, body)
        return {
            "id": self.clock.snowflake(),
            "channel_id": channel.id,
            "type": kind,
            "author": author.as_discord(),
            "content": body.get("content") or "",
            "timestamp": self.clock.iso(),
            "edited_timestamp": None,
            "tts": bool(body.get("tts")),
            "pinned": False,
            "mentions": [self.people[one].as_discord() for one in mentioned.users if one in self.people],
            "mention_roles": mentioned.roles,
            "mention_everyone": bool(mentioned.everyone),
            "attachments": [],
            "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or []],
            "components": body.get("components") or [],
            "flags": int(body.get("flags") or 0),
        }

    def _mentions(self, channel: Channel, author: Profile, body: JSON) -> Mentions:
        everyone = bool(self.held(author.id, channel) & BITS["MENTION_EVERYONE"]) and channel.guild is not None
        return mentions(body, may_everyone=everyone)

    def _note_pings(self, message: Message, body: JSON) -> None:
        for what in self._mentions(message.channel, self.bot, body).all:
            self.pings.append(Ping(message.channel.id, message.id, what))

    def store(self, channel: Channel, uploads: Mapping[int, Upload], body: JSON) -> list[StoredFile]:
        """Keep uploaded files; the body's `attachments` describe them by their number."""
        told = {str(one.get("id")): one for one in body.get("attachments") or [] if isinstance(one, dict)}
        stored = []
        for number, (name, content, kind) in uploads.items():
            about = told.get(str(number), {})
            file = StoredFile(self.clock.snowflake(), channel.id, about.get("filename") or name, content, kind)
            file.description, file.spoiler = about.get("description"), bool(about.get("is_spoiler"))
            file.voice = bool((body.get("flags") or 0) & VOICE_MESSAGE)
            self.files[file.id] = file
            stored.append(file)
        return stored

    def event_of(self, message: Message) -> JSON:
        """Return a message as its event tells of it."""
        guild, shown = message.channel.guild, message.as_discord()
        shown["channel_type"] = message.channel.type
        if guild is None:
            return shown
        member = guild.members.get(message.author_id)
        told = {"member": member.as_discord(with_user=False)} if member else {}
        for one in shown["mentions"]:
            if one["id"] in guild.members:
                one["member"] = guild.members[one["id"]].as_discord(with_user=False)
        return {**shown, **told, "guild_id": guild.id}

    def readable(self, shown: JSON, channel: Channel, *, intent: bool) -> JSON:
        """Return a message as the app may read it: without the intent, others' words are kept from it.

        [docs] Not kept are its own messages, direct ones, and those that mention it.
        """
        mine = shown["author"]["id"] == self.bot.id or any(one["id"] == self.bot.id for one in shown["mentions"])
        if intent or mine or channel.guild is None:
            return shown
        return {**shown, "content": "", "embeds": [], "attachments": [], "components": []}

    def recall(self, channel: Channel, nonce: str) -> Message | None:
        """Return the app's message with this nonce that `enforce_nonce` finds."""
        found = self._nonces.get(f"{channel.id}:{nonce}")
        fresh = found is not None and self.clock.now() - moment_of(found.id) < limits.NONCE_SECONDS
        return found if fresh and found is not None and not found.deleted else None

    def remember(self, nonce: str, message: Message) -> None:
        """Keep the nonce of a message."""
        self._nonces[f"{message.channel.id}:{nonce}"] = message

    def change(self, message: Message, body: JSON, stored: list[StoredFile] | None = None) -> None:
        """Edit a message: the fields that the body has; `stored` are the files that it has from now on."""
        for name in ("content", "embeds", "components", "flags"):
            if name in body:
                message.raw[name] = copy.deepcopy(body[name]) or (
                    "" if name == "content" else [] if name != "flags" else 0
                )
        if "content" in body:
            mentioned = self._mentions(message.channel, self.people[message.author_id], body)
            message.raw["mentions"] = [self.people[one].as_discord() for one in mentioned.users if one in self.people]
        if stored is not None:
            message.stored = stored
        message.raw["edited_timestamp"] = self.clock.iso()
        message.versions.append(message.text)
        self.tell("changed", message)
        if not message.ephemeral_to:
            self.outlet("MESSAGE_UPDATE", self.event_of(message), message.channel.guild, message.channel)

    def delete(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        self.tell("deleted", message)
        gone: JSON = {"id": message.id, "channel_id": message.channel.id}
        guild = message.channel.guild
        self.outlet("MESSAGE_DELETE", {**gone, **({"guild_id": guild.id} if guild else {})}, guild, message.channel)

    def react(self, message: Message, person: Profile, name: str) -> None:
        """Add a reaction; the same once more is nothing."""
        users = message.reactions.setdefault(name, [])
        if person.id not in users:
            users.append(person.id)
            self._tell_reaction("MESSAGE_REACTION_ADD", message, person, name)

    def unreact(self, message: Message, person: Profile, name: str) -> None:
        """Take a reaction back."""
        if person.id in message.reactions.get(name, []):
            message.reactions[name].remove(person.id)
            message.reactions = {one: users for one, users in message.reactions.items() if users}
            self._tell_reaction("MESSAGE_REACTION_REMOVE", message, person, name)

    def _tell_reaction(self, event: str, message: Message, person: Profile, name: str) -> None:
        guild = message.channel.guild
        told: JSON = {
            "user_id": person.id,
            "channel_id": message.channel.id,
            "message_id": message.id,
            "message_author_id": message.author_id,
            "emoji": {"id": None, "name": name},
            "burst": False,
            "type": 0,
        }
        if guild:
            told["guild_id"] = guild.id
            if event.endswith("ADD") and person.id in guild.members:
                told["member"] = guild.members[person.id].as_discord()
        self.tell("reaction", message)
        self.outlet(event, told, guild, message.channel)

    def type_in(self, channel: Channel, person: Profile) -> None:
        """Show that somebody types, for ten seconds or until they have spoken."""
        channel.typing[person.id] = self.clock.now() + limits.TYPING_SECONDS
        self.tell("typing", channel)
        told: JSON = {"channel_id": channel.id, "user_id": person.id, "timestamp": int(self.clock.now())}
        guild = channel.guild
        self.outlet("TYPING_START", {**told, **({"guild_id": guild.id} if guild else {})}, guild, channel)

    def is_typing(self, channel: Channel, person_id: str) -> bool:
        """Whether people see somebody type."""
        return channel.typing.get(person_id, 0.0) > self.clock.now()

    # Threads.

    def start_thread(
        self,
        parent: Channel,
        owner: Profile,
        name: str,
        *,
        kind: int,
        thread_id: str | None = None,
        minutes: int = 1_440,
    ) -> Channel:
        """Open a thread in a channel; one that hangs on a message has its id. Its owner and the app are in it."""
        now = self.clock.iso()
        state = ThreadState(owner.id, now, now, minutes, members={owner.id})
        made_id = thread_id or self.clock.snowflake()
        thread = Channel(made_id, kind, name, parent.guild, parent, thread=state)
        self.channels[made_id] = thread
        if parent.guild:
            parent.guild.channels[made_id] = thread
        self.tell("thread", thread)
        self.outlet("THREAD_CREATE", {**thread.as_discord(self.bot.id), "newly_created": True}, parent.guild, thread)
        return thread

    def add_to_thread(self, thread: Channel, person: Profile) -> None:
        """Let somebody into a thread; a mention there does that too."""
        if thread.thread and person.id not in thread.thread.members:
            thread.thread.members.add(person.id)
            self.outlet("THREAD_MEMBERS_UPDATE", self._members_update(thread, person), thread.guild, thread)

    def _members_update(self, thread: Channel, person: Profile) -> JSON:
        return {
            "id": thread.id,
            "guild_id": thread.guild.id if thread.guild else "",
            "member_count": len(thread.thread.members) if thread.thread else 0,
            "added_members": [thread.member(person.id)],
            "removed_member_ids": [],
        }

    def archive(self, thread: Channel, *, archived: bool = True, locked: bool | None = None) -> None:
        """Archive a thread, or open it again."""
        if thread.thread is None:
            raise LookupError(f"channel {thread.id} is no thread")
        thread.thread.archived = archived
        thread.thread.locked = thread.thread.locked if locked is None else locked
        thread.thread.archive_changed_at = self.clock.iso()
        self.tell("archived", thread)
        self.outlet("THREAD_UPDATE", thread.as_discord(self.bot.id), thread.guild, thread)

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel or thread another name."""
        channel.name = name
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.tell("renamed", channel)
        self.outlet(event, channel.as_discord(self.bot.id), channel.guild, channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or one thread."""
        below = [one for one in self.channels.values() if one.parent is channel]
        told = channel.as_discord()
        if channel.is_thread:
            told = {name: told[name] for name in ("id", "guild_id", "parent_id", "type")}
        self.outlet("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", told, channel.guild, channel)
        for one in (channel, *below):
            one.deleted = True
            self.channels.pop(one.id, None)
            if one.guild:
                one.guild.channels.pop(one.id, None)
        self.tell("closed", channel)

    def remove_app(self, guild: Guild) -> None:
        """Remove the app from a guild."""
        self.outlet("GUILD_DELETE", {"id": guild.id}, guild, None)
        guild.installed = False
        self.tell("removed", guild)
