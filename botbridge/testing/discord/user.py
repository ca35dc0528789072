"""The people and the other bots, and what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import typed
from botbridge.testing.discord.acting import Acting
from botbridge.testing.discord.attachments import Upload
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.conversation import Conversation
from botbridge.testing.discord.message import VOICE_MESSAGE, Message
from botbridge.testing.discord.people import Profile
from botbridge.testing.discord.world import REPLY

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

JSON = dict[str, Any]
Place = str | Channel | Conversation


class User(Acting):
    """A person at the keyboard. Every method does what Discord's window would do, events included."""

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
        return self._world.dm_with(self.profile)

    async def mention(self, text: str, channel: Place = "C1", *, files: Sequence[Upload] = ()) -> Message:
        """Say something to the app in a channel or thread: `@app text`."""
        return await self.say(f"<@{self._world.bot.id}> {text}".rstrip(), channel, files=files)

    async def dm(self, text: str, *, files: Sequence[Upload] = ()) -> Message:
        """Say something to the app in the direct message."""
        return await self.say(text, self.dm_channel, files=files)

    async def say(
        self,
        text: str,
        channel: Place = "C1",
        *,
        files: Sequence[Upload] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        voice: bool = False,
    ) -> Message:
        """Say something in a channel, thread or conversation; `@name` mentions somebody who is called so.

        A reply mentions whom it replies to, unless `ping` is False. `voice` makes the one file a voice message.
        Raises LookupError in a thread that is not open yet, PermissionError in a locked one.
        """
        place = self._discord.place(channel)
        if place.thread and place.thread.locked:
            raise PermissionError(f"the thread {place.id} is locked")
        body: JSON = {"content": typed.content(text, self._discord.people_by_name())}
        body |= {"flags": VOICE_MESSAGE} if voice else {}
        more: JSON = {"nonce": self._world.clock.snowflake()}
        if reply_to is not None:
            more |= self._reply(place, reply_to, ping=ping)
        return self._spoken(place, body, files, more, REPLY if reply_to else 0)

    def _reply(self, place: Channel, target: Message, *, ping: bool) -> JSON:
        told = {"type": 0, "channel_id": place.id, "message_id": target.id}
        mentioned = [target.raw["author"]] if ping else []
        return {"message_reference": told, "referenced_message": target.as_discord(), "mentions": mentioned}

    def _spoken(self, place: Channel, body: JSON, files: Sequence[Upload], more: JSON, kind: int) -> Message:
        for mentioned in (self._world.people.get(one) for one in typed.mentioned(body["content"])):
            if mentioned is not None and place.is_thread:
                self._world.add_to_thread(place, mentioned)
        said = self._world.post(place, self.profile, body, dict(enumerate(files)), kind=kind, more=more)
        if place.is_thread:
            self._world.add_to_thread(place, self.profile)
        self._world.latest = said.thread.id
        return said

    async def post_in_forum(
        self, title: str, text: str, channel: str = "F1", *, mention: bool = True, files: Sequence[Upload] = ()
    ) -> Message:
        """Open a post in a forum channel with a first message."""
        forum = self._discord.place(channel)
        if forum.type != kinds.FORUM:
            raise LookupError(f"{channel} is no forum")
        post = self._world.start_thread(forum, self.profile, title, kind=kinds.PUBLIC_THREAD)
        self._world.add_to_thread(post, self._world.bot)
        content = f"<@{self._world.bot.id}> {text}" if mention else text
        return self._spoken(post, {"content": content}, files, {"id": post.id}, 0)

    async def open_thread(self, message: Message, title: str) -> Conversation:
        """Open a thread on a message."""
        parent = message.channel
        thread = self._world.start_thread(
            parent, self.profile, title, kind=kinds.THREAD_OF[parent.type], thread_id=message.id
        )
        return Conversation(self._world, thread.id)

    async def edit(self, message: Message, text: str) -> None:
        """Edit a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        self._world.change(message, {"content": typed.content(text, self._discord.people_by_name())})

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        self._world.delete(message)

    def _require_own(self, message: Message) -> None:
        if message.author_id != self.id:
            raise PermissionError(f"{self.name} cannot change the message {message.id} of somebody else")

    async def react(self, message: Message, emoji: str) -> None:
        """React with an emoji."""
        self._world.react(message, self.profile, emoji)

    async def unreact(self, message: Message, emoji: str) -> None:
        """Take a reaction back."""
        self._world.unreact(message, self.profile, emoji)

    async def archive(self, thread: Place, *, archived: bool = True, locked: bool | None = None) -> None:
        """Archive a thread (or open it again), and lock it if one likes."""
        self._world.archive(self._discord.place(thread), archived=archived, locked=locked)

    async def delete_channel(self, channel: Place) -> None:
        """Delete a channel or thread, as somebody who may."""
        self._world.delete_channel(self._discord.place(channel))

    async def remove_app(self) -> None:
        """Remove the app from the guild."""
        self._world.remove_app(self._discord.guild())

    def close_dms(self) -> None:
        """Take no direct messages from the app any more."""
        self.profile.takes_dms = False


class OtherBot:
    """Another app's bot."""

    def __init__(self, discord: FakeDiscord, profile: Profile) -> None:
        self._discord = discord
        self.profile = profile

    async def say(self, text: str, channel: Place = "C1", *, mention: bool = False, webhook: bool = False) -> Message:
        """Say something; with `mention` the app is named, with `webhook` it comes from no account."""
        world, place = self._discord.world, self._discord.place(channel)
        content = f"<@{world.bot.id}> {text}" if mention else text
        more = {"webhook_id": self.profile.id} if webhook else {}
        return world.post(place, self.profile, {"content": content}, more=more)
