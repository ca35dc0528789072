"""Where people and the app talk: personal chats, group chats, and the threads of channels."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from botbridge.testing.teams.people import Person

if TYPE_CHECKING:
    from botbridge.testing.teams.message import Message
    from botbridge.testing.teams.world import World

JSON = dict[str, Any]
Kind = Literal["personal", "groupChat", "channel"]

THREAD: Final = ";messageid="


@dataclass(eq=False)
class Place:
    """A personal chat, a group chat or a channel; `installed` tells whether the app is in it."""

    id: str
    kind: Kind
    tenant: str
    name: str = ""
    team: str = ""
    members: dict[str, Person] = field(default_factory=dict)  # by the person's id
    installed: bool = True

    def member(self, native_id: str) -> Person | None:
        """Return the member with this id of the app, or of the directory."""
        found = (one for one in self.members.values() if native_id in (one.id, one.aad_object_id))
        return next(found, None)


@dataclass(eq=False)
class Conversation:
    """What activities name by `conversation.id`; in a channel it is one thread, and `root` its first message."""

    world: World = field(repr=False)
    place: Place
    root: str = ""
    messages: dict[str, Message] = field(default_factory=dict, repr=False)
    typing_until: float = 0.0

    @property
    def id(self) -> str:
        """The id, with `;messageid=` in a channel."""
        return f"{self.place.id}{THREAD}{self.root}" if self.root else self.place.id

    @property
    def kind(self) -> Kind:
        """`personal`, `groupChat` or `channel`."""
        return self.place.kind

    def account(self) -> JSON:
        """Return how activities name the conversation."""
        shared = {"isGroup": True} if self.kind != "personal" else {}
        return {**shared, "conversationType": self.kind, "tenantId": self.place.tenant, "id": self.id}

    @property
    def shown(self) -> list[Message]:
        """Everything that people see in it, oldest first; progress without text is no message."""
        return [one for one in self.messages.values() if not one.deleted and not one.is_progress]

    @property
    def answers(self) -> list[Message]:
        """What the app has said since a person last spoke."""
        found: list[Message] = []
        for message in self.shown:
            found = [*found, message] if message.by_app else []
        return found

    @property
    def text(self) -> str:
        """The texts of `answers`, joined by newlines."""
        return "\n".join(message.text for message in self.answers)

    @property
    def progress(self) -> str:
        """What the app says it is doing (an informative update); empty when nothing is shown."""
        open_ = (one for one in self.messages.values() if not one.deleted and one.is_progress)
        return next((one.stream.progress for one in open_ if one.stream is not None and one.stream.alive()), "")

    @property
    def working(self) -> bool:
        """Whether people see that the app is at work: it types, or tells its progress."""
        return bool(self.progress) or self.world.clock.now() < self.typing_until

    async def reply(self, timeout: float = 5.0, *, complete: bool = True) -> Message:
        """Return the app's next message that no earlier call returned.

        Waits up to `timeout` seconds for it and, if `complete`, until its stream has ended. Raises TimeoutError.
        """
        deadline = time.monotonic() + timeout
        message = await self.world.changes.until(self._unread, timeout, f"reply in {self.id}")
        self.world.read.add((self.id, message.id))
        if complete:
            left = deadline - time.monotonic()
            await self.world.changes.until(lambda: not message.streaming, left, f"end of the stream {message.id}")
        return message

    def _unread(self) -> Message | None:
        unread = (one for one in self.shown if one.by_app and (self.id, one.id) not in self.world.read)
        return next(unread, None)

    async def settled(self, timeout: float = 10.0, *, quiet: float = 0.3, at_least: int = 1) -> list[Message]:
        """Return the app's `answers` once there are `at_least` so many and nothing changed for `quiet` seconds.

        An open stream is a change. Raises TimeoutError.
        """

        def calm() -> bool:
            answers = self.answers
            still = len(answers) >= at_least and not any(one.streaming for one in answers)
            return still and self.world.changes.idle() >= quiet

        await self.world.changes.until(calm, timeout, f"{at_least} settled answers in {self.id}")
        return self.answers
