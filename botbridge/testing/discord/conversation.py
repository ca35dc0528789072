"""A conversation: a thread, a direct message, or a channel, as a person looks at it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.message import Message

if TYPE_CHECKING:
    from botbridge.testing.discord.world import World


@dataclass(frozen=True)
class Conversation:
    """One place to talk, named by its channel's id; a thread may not have been opened yet."""

    world: World
    id: str

    def __repr__(self) -> str:
        return f"Conversation({self.id!r})"

    @property
    def channel(self) -> Channel | None:
        """The channel, or None while there is no such thread."""
        return self.world.channels.get(self.id)

    @property
    def exists(self) -> bool:
        """Whether people can write there."""
        return self.channel is not None and not self.channel.deleted

    @property
    def messages(self) -> list[Message]:
        """Everything that stands there, oldest first; notices for one person included."""
        return list(self.channel.messages.values()) if self.channel else []

    @property
    def answers(self) -> list[Message]:
        """What the app has said since the last person spoke."""
        found: list[Message] = []
        for message in self.messages:
            found = [] if message.by_person else [*found, message]
        return [message for message in found if message.by_app]

    @property
    def text(self) -> str:
        """The texts of `answers`, joined by newlines."""
        return "\n".join(message.text for message in self.answers)

    @property
    def title(self) -> str:
        """The thread's name."""
        return self.channel.name if self.channel else ""

    @property
    def archived(self) -> bool:
        """Whether the thread is archived."""
        return self.channel is not None and self.channel.archived

    @property
    def typing(self) -> bool:
        """Whether people see that the app is typing."""
        return self.channel is not None and self.world.is_typing(self.channel, self.world.bot.id)

    async def opened(self, timeout: float = 5.0) -> None:
        """Wait until the thread is there. Raises TimeoutError."""
        await self.world.changes.until(lambda: self.exists, timeout, f"thread {self.id}")

    async def reply(self, timeout: float = 5.0, *, complete: bool = True) -> Message:
        """Return the app's next message that no earlier call returned.

        Waits up to `timeout` seconds for it and, if `complete`, until nobody could stop it any more.
        Raises TimeoutError.
        """
        deadline = time.monotonic() + timeout
        changes = self.world.changes
        message = await changes.until(self._unread, timeout, f"reply in {self!r}")
        self.world.read.add(message.id)
        if complete:
            await changes.until(lambda: not message.growing, deadline - time.monotonic(), f"end of {message.id}")
        return message

    def _unread(self) -> Message | None:
        return next((one for one in self.messages if one.by_app and one.id not in self.world.read), None)

    async def settled(self, timeout: float = 10.0, *, quiet: float = 0.3, at_least: int = 1) -> list[Message]:
        """Return the app's `answers` once there are `at_least` so many and nothing changed for `quiet` seconds.

        A message that can be stopped is not complete. Raises TimeoutError.
        """
        changes = self.world.changes

        def calm() -> bool:
            answers = self.answers
            if len(answers) < at_least or any(one.growing for one in answers):
                return False
            return changes.idle() >= quiet

        await changes.until(calm, timeout, f"{at_least} settled answers in {self!r}")
        return self.answers


class LatestConversation(Conversation):
    """The conversation in which a person spoke last; called with a message, that message's conversation."""

    def __init__(self, world: World) -> None:
        if world.latest is None:
            raise LookupError("nobody has said anything yet: let a user say, mention or dm first")
        super().__init__(world, world.latest)

    def __call__(self, message: Message) -> Conversation:
        """Return the conversation of `message`."""
        return message.thread
