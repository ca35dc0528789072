"""People, and what they do in Teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botbridge.testing.teams import events
from botbridge.testing.teams.acting import Acting
from botbridge.testing.teams.conversations import Conversation, Place
from botbridge.testing.teams.delivery import Delivery
from botbridge.testing.teams.message import Message
from botbridge.testing.teams.people import Bot

if TYPE_CHECKING:
    from botbridge.testing.teams.server import FakeTeams

JSON = dict[str, Any]
# name, content, mimetype
Upload = tuple[str, bytes, str]


class User(Acting):
    """A person at the keyboard. Every method does what the window of Teams would do, activities included."""

    def __repr__(self) -> str:
        return f"User({self.person.key!r})"

    @property
    def id(self) -> str:
        """The person's id within this app."""
        return self.person.id

    @property
    def aad_object_id(self) -> str:
        """The directory's id of the person."""
        return self.person.aad_object_id

    @property
    def chat(self) -> Conversation:
        """The personal chat with the app."""
        return self._world.personal(self.person)

    async def say(
        self,
        text: str,
        where: Conversation | Place | None = None,
        *,
        files: Sequence[Upload] = (),
        images: Sequence[bytes] = (),
        mention: bool = False,
    ) -> Message:
        """Write in a chat (the personal one unless told), in a channel or in one of its threads.

        Outside of the personal chat the app hears only what mentions it, unless it may read all (`teams.rsc`).
        `files` reach it in the personal chat only; `images` are pasted into the text.
        """
        conversation = self._in(where)
        attachments = self._bring(conversation, files, images)
        raw = events.said(self._world, self.person, conversation, text, mention=mention, attachments=attachments)
        message = self._world.post(conversation, raw, by_app=False)
        conversation = message.conversation
        message.raw["conversation"] = conversation.account()
        self._world.latest = conversation
        if mention or conversation.kind == "personal" or self._teams.rsc:
            self._deliver(message.raw, conversation)
        return message

    async def mention(
        self,
        text: str,
        where: Conversation | Place,
        *,
        files: Sequence[Upload] = (),
        images: Sequence[bytes] = (),
    ) -> Message:
        """Write to the app by its name; in a channel without a thread that begins one."""
        return await self.say(text, where, files=files, images=images, mention=True)

    def _in(self, where: Conversation | Place | None) -> Conversation:
        if where is None:
            return self.chat
        conversation = Conversation(self._world, where) if isinstance(where, Place) else where
        conversation.place.members.setdefault(self.person.id, self.person)
        return conversation

    def _bring(self, conversation: Conversation, files: Sequence[Upload], images: Sequence[bytes]) -> list[JSON]:
        world = self._world
        service_url = world.service_url(conversation.place.tenant)
        stored = [world.drive.store(*one) for one in files if conversation.kind == "personal"]
        stored += [world.drive.store("image.png", one, "image/png", pasted=True) for one in images]
        return [one.attachment(world.host, service_url) for one in stored]

    async def edit(self, message: Message, text: str) -> None:
        """Edit a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        message.raw["text"], message.edited = text, True
        self._world.changed(message)
        self._tell_change(message, "messageUpdate", "editMessage")

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own. Raises PermissionError for others'."""
        self._require_own(message)
        message.deleted = True
        self._world.tell("deleted", message)
        self._tell_change(message, "messageDelete", "softDeleteMessage")

    async def restore(self, message: Message) -> None:
        """Take the deletion of a message back."""
        self._require_own(message)
        message.deleted = False
        self._world.changed(message)
        self._tell_change(message, "messageUpdate", "undeleteMessage")

    def _tell_change(self, message: Message, kind: str, event: str) -> None:
        activity = events.changed(self._world, self.person, message, kind, event)
        self._deliver(activity, message.conversation)

    def _require_own(self, message: Message) -> None:
        if message.author != self.id:
            raise PermissionError(f"{self.person.key} cannot change the message {message.id} of {message.author}")

    async def react(self, message: Message, kind: str = "like") -> None:
        """React to a message; the app hears of reactions to its own."""
        message.reactions.setdefault(kind, []).append(self.id)
        self._tell_reaction(message, kind, added=True)

    async def unreact(self, message: Message, kind: str = "like") -> None:
        """Take a reaction back."""
        if self.id in message.reactions.get(kind, []):
            message.reactions[kind].remove(self.id)
            self._tell_reaction(message, kind, added=False)

    def _tell_reaction(self, message: Message, kind: str, *, added: bool) -> None:
        self._world.tell("reaction", message)
        if message.by_app:
            activity = events.reacted(self._world, self.person, message, kind, added=added)
            self._deliver(activity, message.conversation)

    async def type(self, where: Conversation | None = None) -> Delivery:
        """Type without sending anything."""
        conversation = self._in(where)
        activity = events.activity(self._world, "typing", self.person, conversation, id=self._world.new_id())
        return self._deliver(activity, conversation)

    async def stop(self, where: Conversation | None = None) -> None:
        """Press the Stop button of a stream. Nobody tells the app: it hears of it with its next update.

        Raises LookupError when nothing streams there.
        """
        conversation = self._in(where)
        streaming = [one for one in conversation.messages.values() if one.streaming]
        if not streaming:
            raise LookupError(f"nothing streams in {conversation.id}, so there is no Stop button")
        for message in streaming:
            if message.stream is not None:
                message.stream.stopped = True
            self._world.tell("stopped", message)

    async def install(self, where: Conversation | Place | None = None) -> Conversation:
        """Install the app for oneself, in a group chat or in a team."""
        return self._install(where, "add")

    async def uninstall(self, where: Conversation | Place | None = None) -> Conversation:
        """Take the app away again; it can write there no more."""
        return self._install(where, "remove")

    def _install(self, where: Conversation | Place | None, action: str) -> Conversation:
        conversation = self._in(where)
        if conversation.root:
            conversation = Conversation(self._world, conversation.place)
        conversation.place.installed = action == "add"
        for activity in events.installed(self._world, self.person, conversation, action):
            self._deliver(activity, conversation)
        return conversation

    async def join(self, where: Conversation) -> None:
        """Come into a group chat."""
        conversation = self._in(where)
        self._deliver(events.joined(self._world, self.person, conversation), conversation)


class OtherBot:
    """Another app's bot, as it would look if Teams let it speak to this one."""

    def __init__(self, teams: FakeTeams, bot: Bot) -> None:
        self._teams = teams
        self.bot = bot

    async def say(self, text: str, where: Conversation) -> Delivery:
        """Say something to the app by its name."""
        world = self._teams.world
        raw = events.activity(world, "message", None, where, id=world.new_id())
        named = {"mentioned": world.bot.account(), "text": f"<at>{world.bot.name}</at>", "type": "mention"}
        body = {"from": self.bot.account(), "text": f"<at>{world.bot.name}</at> {text}", "entities": [named]}
        return self._teams.courier.send({**raw, **body})
