"""The engine's memory, as a port: what must survive the process.

Every method that writes returns when the change is durable. One process is one `owner`; a conversation is
handled by the process that owns it, and an owner that was not seen for `OWNER_TIMEOUT` seconds owns nothing.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey

# A process says that it lives every OWNER_BEAT seconds; three missed beats mean that it was killed.
OWNER_BEAT = 5.0
OWNER_TIMEOUT = 15.0

# The part under which the journal knows what an element became beside its message.
ELEMENT = -1

ItemEnd = Literal["done", "skipped", "dead"]
RunEnd = Literal["done", "failed", "stopped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Item:
    """A stored event that waits to be handled; `attempts` counts the one that is about to be made.

    `new_thread` says that its conversation did not exist before, and is ours. `again` says that it was found in
    the store, where a process that was killed may have left it.
    """

    seq: int
    event: Event
    attempts: int
    new_thread: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stored event that this version cannot read (its `error` says why)."""

    seq: int
    error: str


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What is remembered of a conversation; times are seconds since the epoch, `memory` is JSON text."""

    key: ThreadKey
    memory: str | None = None
    started: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One native message that went out: part `part` of message `message_id`, or `ELEMENT` of an element.

    `open` while it is a stream that was not closed. Until the whole message is complete, `text` is what it showed
    about a second ago.
    """

    thread_id: str
    message_id: str
    ref: MessageRef
    part: int = 0
    run_id: str | None = None
    open: bool = False
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a client sent ahead of its message; `path` is on this machine, `size` in bytes."""

    id: str
    secret: str
    name: str
    mime: str
    size: int
    path: str


def digest(secret: str) -> str:
    """What is kept of a secret that only has to be recognised."""
    return hashlib.sha256(secret.encode()).hexdigest()


class StateStore(ABC):
    """Inbox, conversations, runs, journal and uploads."""

    @abstractmethod
    async def open(self) -> None:
        """Begin to own; a process on the same storage that was killed owns nothing from now on."""

    @abstractmethod
    async def close(self) -> None:
        """Give back everything that is owned, so that another process can go on at once."""

    # The inbox

    @abstractmethod
    async def put(self, event: Event, *, known: bool = False) -> Item | None:
        """Store an event and its conversation; None if an event with this key was stored before.

        `known` says that the conversation was stored before, which spares the look.
        """

    @abstractmethod
    async def knows(self, key: ThreadKey) -> bool:
        """Whether the conversation exists."""

    @abstractmethod
    async def own(self, thread_id: str) -> bool:
        """Take the conversation, unless a living process has it; True if it is ours now."""

    @property
    @abstractmethod
    def shared(self) -> bool:
        """Whether another process lives on the same storage, as far as was seen at the last beat."""

    @abstractmethod
    async def disown(self, thread_id: str) -> None:
        """Give one conversation back (it left memory)."""

    @abstractmethod
    async def reclaim(self, holding: Collection[int], thread_id: str | None = None) -> Sequence[Item | Unreadable]:
        """Waiting events, oldest first, of conversations that are ours or can be; ours from now on.

        Of one conversation only if `thread_id` names it. `holding` are the sequence numbers that are in hand
        already. Each returned item counts one attempt more.
        """

    @abstractmethod
    async def finish(self, seqs: Collection[int], end: ItemEnd, *, error: str | None = None) -> None:
        """These events are over; they stay for inspection until they are purged."""

    @abstractmethod
    async def event(self, key: str) -> Event | None:
        """The stored event of this key, as long as it is remembered; None too if this version cannot read it."""

    # Runs

    @abstractmethod
    def begin_run(self, run_id: str, item: Item) -> Awaitable[Any]:
        """A handler starts to work on an event; it is written soon, and durable once this was awaited."""

    @abstractmethod
    async def end_run(
        self,
        run_id: str,
        end: RunEnd,
        *,
        error: str | None = None,
        item_end: ItemEnd | None,
        seqs: Collection[int] = (),
        thread_id: str,
        memory: str | None = None,
        started: bool = False,
    ) -> None:
        """A handler is over: its run, its events (unless `item_end` is None, then they wait again) and the memory.

        `started` says that the conversation has begun, if that was not said before.
        """

    @abstractmethod
    async def beat(self) -> None:
        """Say that this process lives."""

    # Conversations

    @abstractmethod
    async def conversation(self, thread_id: str) -> ConversationState | None:
        """What is remembered of a conversation."""

    @abstractmethod
    async def mark_started(self, thread_id: str, memory: str | None) -> None:
        """`on_chat_start` finished; it never runs again for this conversation, unless it ends."""

    @abstractmethod
    async def mark_ended(self, thread_id: str) -> None:
        """`on_chat_end` ran: its memory is forgotten, an event from now on begins the chat anew."""

    @abstractmethod
    async def claim(self, key: ThreadKey, secret: str) -> bool:
        """Begin a conversation that is bound to a secret, or check that it is bound to this one.

        A conversation that began without a secret is nobody's to claim.
        """

    @abstractmethod
    async def below(self, key: ThreadKey) -> Sequence[ThreadKey]:
        """The conversations whose key is this one, or begins with its parts (all threads of a channel)."""

    @abstractmethod
    async def silent(self, since: float) -> Sequence[ThreadKey]:
        """Started conversations of which nothing was heard since this time and which have not ended."""

    # The journal

    @abstractmethod
    async def sent(self, sent: Sent) -> None:
        """Remember a native message, or what changed of it (same message id and part)."""

    @abstractmethod
    async def progress(self, message_id: str, part: int, text: str | None) -> None:
        """What one native message of a growing message shows by now."""

    @abstractmethod
    async def refs(self, message_id: str) -> Sequence[Sent]:
        """The native messages of a message, by part."""

    @abstractmethod
    async def drop_refs(self, message_id: str, from_part: int = 0) -> None:
        """Forget native messages that were taken away."""

    @abstractmethod
    async def sent_as(self, ref: MessageRef) -> Sent | None:
        """What went out as this native message, or None."""

    @abstractmethod
    async def open_streams(self, thread_id: str) -> Sequence[Sent]:
        """Streams of this conversation that no living run will close."""

    # Uploads

    @abstractmethod
    async def add_upload(self, upload: Upload) -> None:
        """Remember a file that a client sent."""

    @abstractmethod
    async def upload(self, upload_id: str, secret: str) -> Upload | None:
        """A file that was sent with this secret's digest, or None."""

    @abstractmethod
    async def take_uploads(self, secret: str) -> Sequence[Upload]:
        """All files that were sent with this secret, and forget them."""

    @abstractmethod
    async def threads_of(self, secret: str) -> Sequence[str]:
        """The ids of the conversations that are bound to this secret."""

    @abstractmethod
    async def purge(self, before: float) -> None:
        """Forget events and runs that were over before this time."""
