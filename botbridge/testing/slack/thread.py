"""A conversation between people and the app, as a test or a person follows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from botbridge.testing.slack.message import Message
    from botbridge.testing.slack.workspace import Workspace


# The root of what is said in a direct message beside all threads.
BESIDE: Final = "0"


class Thread:
    """One thread of a channel; in a direct message also what is said there beside threads, from its root on."""

    def __init__(self, workspace: Workspace, channel: str, root: str) -> None:
        self._workspace = workspace
        self._address = (channel, root)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thread) and self._address == other._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"Thread({self._address[0]!r}, {self._address[1]!r})"

    @property
    def channel(self) -> str:
        """The channel's id."""
        return self._address[0]

    @property
    def root(self) -> str:
        """The `ts` of the first message."""
        return self._address[1]

    @property
    def messages(self) -> list[Message]:
        """Everything in it, oldest first, without ephemeral and deleted messages."""
        channel = self._workspace.channels[self.channel]
        return [m for m in channel.messages.values() if self._holds(m)]

    def _holds(self, message: Message) -> bool:
        if message.root == self.root:
            return True
        beside = message.channel.kind == "im" and message.ts > self.root and message.root == message.ts
        return beside and not message.raw.get("reply_count")

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
    def status(self) -> str:
        """The "is thinking" line under the thread; empty when none is shown."""
        return self._workspace.status(self.channel, self.root)

    @property
    def title(self) -> str:
        """The thread's title in the person's list; empty when none was given."""
        return self._workspace.titles.get((self.channel, self.root), "")

    @property
    def session(self) -> str:
        """The agent session's status (`active`, `processing`, `suspended`, `closed`); empty without one."""
        session = self._workspace.sessions.get((self.channel, self.root))
        return session.status if session else ""

    async def reply(self, timeout: float = 5.0, *, complete: bool = True) -> Message:
        """Return the app's next message that no earlier call returned.

        Waits up to `timeout` seconds for it and, if `complete`, until its stream has ended.
        Raises TimeoutError.
        """
        deadline = time.monotonic() + timeout
        changes = self._workspace.changes
        message = await changes.until(self._unread, timeout, f"reply in {self!r}")
        self._workspace.read.add((self.channel, message.ts))
        if complete:
            left = deadline - time.monotonic()
            await changes.until(lambda: not message.streaming, left, f"end of the stream {message.ts}")
        return message

    def _unread(self) -> Message | None:
        read = self._workspace.read
        return next((m for m in self.messages if m.by_app and (self.channel, m.ts) not in read), None)

    async def settled(self, timeout: float = 10.0, *, quiet: float = 0.3, at_least: int = 1) -> list[Message]:
        """Return the app's `answers` once there are `at_least` so many and nothing changed for `quiet` seconds.

        An open stream is a change. Raises TimeoutError.
        """
        changes = self._workspace.changes

        def calm() -> bool:
            answers = self.answers
            if len(answers) < at_least or any(m.streaming for m in answers):
                return False
            return changes.idle() >= quiet

        await changes.until(calm, timeout, f"{at_least} settled answers in {self!r}")
        return self.answers


class LatestThread(Thread):
    """The conversation in which a person spoke last; called with a message, that message's conversation."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, *(workspace.latest or ("", "")))

    def __call__(self, message: Message) -> Thread:
        """Return the conversation of `message`."""
        return message.thread

    @property
    def channel(self) -> str:
        """The channel's id. Raises LookupError when nobody has spoken yet."""
        if not self._address[0]:
            raise LookupError("nobody has said anything yet: let a user say, mention or dm first")
        return self._address[0]
