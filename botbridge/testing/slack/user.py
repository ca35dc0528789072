"""The people and the other bots of the workspace, and what they can do."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botbridge.testing.slack import events
from botbridge.testing.slack.acting import Acting, Upload
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile
from botbridge.testing.slack.stored_files import StoredFile
from botbridge.testing.slack.thread import BESIDE, Thread

if TYPE_CHECKING:
    from botbridge.testing.slack.server import FakeSlack

JSON = dict[str, Any]


class User(Acting):
    """A person at the keyboard. Every method does what Slack's window would do, events included."""

    def __repr__(self) -> str:
        return f"User({self.id!r})"

    @property
    def id(self) -> str:
        """The person's id."""
        return self.profile.id

    @property
    def name(self) -> str:
        """What others see."""
        return self.profile.name

    @property
    def dm_channel(self) -> Channel:
        """The direct message channel with the app."""
        return self._workspace.dm_with(self.profile)

    async def mention(
        self, text: str, channel: str = "C1", *, thread: Thread | None = None, files: Sequence[Upload] = ()
    ) -> Message:
        """Say something to the app in a channel: `@app text`. Delivers `app_mention` and `message`."""
        bot = self._slack.channel(channel).team.bot_user_id
        return await self.say(f"<@{bot}> {text}".rstrip(), channel, thread=thread, files=files)

    async def dm(
        self,
        text: str,
        *,
        thread: Thread | None = None,
        thread_ts: str | None = None,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Say something to the app in the direct message."""
        return await self.say(text, self.dm_channel.id, thread=thread, thread_ts=thread_ts, files=files)

    async def say(
        self,
        text: str,
        channel: str | None = None,
        *,
        thread: Thread | None = None,
        thread_ts: str | None = None,
        files: Sequence[Upload] = (),
        voice: bool = False,
        ts: str | None = None,
    ) -> Message:
        """Say something in a channel or thread. `voice` makes the files audio clips, `ts` forces the timestamp."""
        place = self._place(channel or (thread.channel if thread else "C1"))
        raw = events.user_message(self.profile.team, self.id, text)
        root = thread_ts or (thread.root if thread else BESIDE)
        if root != BESIDE:
            raw["thread_ts"] = root
        stored = [self._store(upload, place) for upload in files]
        for file in stored if voice else ():
            file.subtype = "slack_audio"
        raw |= self._from_elsewhere(place) | _with_files(stored)
        if not text:
            raw.pop("blocks")
        message = self._workspace.post(place, raw, ts=ts)
        self._workspace.latest = (place.id, message.root)
        for file in stored:
            self._workspace.send_file_shared(place, file)
        return message

    def _from_elsewhere(self, place: Channel) -> JSON:
        own = self.profile.team
        if own is place.team:
            return {}
        place.shared = True
        return {"user_team": own.id, "source_team": own.id}

    def _place(self, channel: str) -> Channel:
        place = self._slack.channel(channel)
        place.members.add(self.id)
        return place

    async def edit(self, message: Message, text: str) -> None:
        """Edit a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        fresh = events.user_message(self.profile.team, self.id, text)
        stamp = {"user": self.id, "ts": self._workspace.clock.timestamp()}
        self._workspace.change(message, text=fresh["text"], blocks=fresh["blocks"], edited=stamp)

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        self._workspace.delete(message)

    def _require_own(self, message: Message) -> None:
        if message.user != self.id:
            raise PermissionError(f"{self.id} cannot change the message {message.ts} of {message.user or 'a bot'}")

    async def react(self, message: Message, name: str) -> None:
        """React with an emoji's name."""
        self._workspace.react(message, self.id, name.strip(":"))

    async def unreact(self, message: Message, name: str) -> None:
        """Take a reaction back."""
        self._workspace.unreact(message, self.id, name.strip(":"))

    async def open_app_home(self, tab: str = "messages") -> Thread:
        """Open the app's Home: `messages` or `home`; returns what is said in the DM beside threads."""
        event: JSON = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm_channel.id,
            "tab": tab,
            "event_ts": self._workspace.clock.timestamp(),
        }
        home = self._slack.views.homes.get(self.id)
        if tab == "home" and home:
            event["view"] = copy.deepcopy(home)
        self._workspace.send("app_home_opened", self.profile.team, event)
        self._workspace.latest = (self.dm_channel.id, BESIDE)
        return Thread(self._workspace, self.dm_channel.id, BESIDE)

    async def open_assistant_thread(self, context: JSON | None = None) -> Thread:
        """Open a thread in the older assistant pane; returns it."""
        channel = self.dm_channel
        raw = {
            "type": "message",
            "subtype": "assistant_app_thread",
            "user": channel.team.bot_user_id,
            "bot_id": channel.team.bot_id,
            "app_id": channel.team.app_id,
            "text": "New Assistant Thread",
        }
        root = self._workspace.post(channel, raw)
        self._workspace.latest = (channel.id, root.ts)
        event = {
            "type": "assistant_thread_started",
            "assistant_thread": {
                "user_id": self.id,
                "context": context or {"channel_id": "C1", "team_id": channel.team.id, "enterprise_id": None},
                "channel_id": channel.id,
                "thread_ts": root.ts,
            },
            "event_ts": self._workspace.clock.timestamp(),
        }
        self._workspace.send("assistant_thread_started", channel.team, event, channel)
        return root.thread

    async def stop(self, thread: Thread) -> None:
        """Press the native Stop button. Raises LookupError unless the thread's session is `processing`."""
        if thread.session != "processing":
            raise LookupError(f"{thread!r} shows no Stop button: its session is {thread.session or 'absent'}")
        streaming = [m for m in thread.messages if m.streaming]
        for message in streaming:
            if message.stream:
                message.stream.stopped_by_user = True
        event = {
            "type": "agent_session_stopped",
            "channel": thread.channel,
            "user": self.id,
            "thread_ts": thread.root,
            "streaming_message_ts": [m.ts for m in streaming],
            "event_ts": self._workspace.clock.timestamp(),
        }
        self._workspace.tell("stopped", thread)
        self._workspace.send("agent_session_stopped", self.profile.team, event)

    async def rename_session(self, thread: Thread, title: str) -> None:
        """Give an agent session another title. Raises LookupError when there is none."""
        session = self._workspace.sessions.get((thread.channel, thread.root))
        if session is None:
            raise LookupError(f"{thread!r} has no agent session")
        event = {
            "type": "agent_session_title_changed",
            "channel": thread.channel,
            "user": self.id,
            "team_id": self.profile.team.id,
            "thread_ts": thread.root,
            "title": title,
            "previous_title": session.title,
            "event_ts": self._workspace.clock.timestamp(),
        }
        session.title = self._workspace.titles[thread.channel, thread.root] = title
        self._workspace.send("agent_session_title_changed", self.profile.team, event)

    async def look_at(self, channel: str) -> None:
        """Look at a channel while the app is visible: `app_context_changed`."""
        entity = {"type": "slack#/types/channel_id", "value": channel, "team_id": self.profile.team.id}
        event = {
            "type": "app_context_changed",
            "user": self.id,
            "channel": self.dm_channel.id,
            "context": {"entities": [entity]},
            "event_ts": self._workspace.clock.timestamp(),
        }
        self._workspace.send("app_context_changed", self.profile.team, event)

    async def join(self, channel: str) -> Message:
        """Join a channel: the `channel_join` message and `member_joined_channel`."""
        place = self._place(channel)
        text = f"<@{self.id}> has joined the channel"
        raw = {"type": "message", "subtype": "channel_join", "user": self.id, "text": text}
        message = self._workspace.post(place, raw)
        event = events.member_joined(place, self.id, self._workspace.clock.timestamp())
        self._workspace.send("member_joined_channel", place.team, event, place)
        return message

    async def invite(self, channel: str) -> None:
        """Invite the app to a channel."""
        place = self._place(channel)
        place.members.add(place.team.bot_user_id)
        event = events.member_joined(place, place.team.bot_user_id, self._workspace.clock.timestamp())
        self._workspace.send("member_joined_channel", place.team, {**event, "inviter": self.id}, place)

    async def remove_app(self, channel: str) -> None:
        """Remove the app from a channel: `channel_left` or `group_left`."""
        place = self._slack.channel(channel)
        self._leave("left", place, actor_id=self.id)
        place.members.discard(place.team.bot_user_id)

    async def archive(self, channel: str) -> None:
        """Archive a channel: `channel_archive` or `group_archive`."""
        place = self._slack.channel(channel)
        place.archived = True
        self._leave("archive", place, user=self.id)

    def _leave(self, what: str, place: Channel, **who: str) -> None:
        kind = f"{place.kind}_{what}"
        event = {"type": kind, "channel": place.id, **who, "event_ts": self._workspace.clock.timestamp()}
        self._workspace.send(kind, place.team, event, place)


def _with_files(stored: list[StoredFile]) -> JSON:
    if not stored:
        return {}
    return {"subtype": "file_share", "upload": False, "files": [file.as_slack() for file in stored]}


class OtherBot:
    """Another app's bot: its messages carry its `bot_id`."""

    def __init__(self, slack: FakeSlack, profile: Profile) -> None:
        self._slack = slack
        self.profile = profile

    async def say(
        self, text: str, channel: str = "C1", *, thread: Thread | None = None, mention: bool = False
    ) -> Message:
        """Say something; with `mention` the app is named."""
        place = self._slack.channel(channel)
        place.members.add(self.profile.id)
        named = f"<@{place.team.bot_user_id}> {text}" if mention else text
        raw: JSON = {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": self.profile.bot_id,
            "username": self.profile.name,
            "text": named,
        }
        if thread:
            raw["thread_ts"] = thread.root
        return self._slack.workspace.post(place, raw)
