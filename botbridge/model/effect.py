"""What is to happen on a platform, in neutral words: the only thing an adapter is ever asked to do.

Every effect is for one conversation and is small enough for the platform already: the outbox has split,
paced and degraded it by the adapter's capabilities. `text` is neutral Markdown; the adapter writes its dialect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Anything that goes out. `cause` is the event whose handler made it, where there is one."""

    thread: ThreadKey
    cause: Event | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Effect):
    """Show a new native message with this part of the text; answers with its reference.

    `part` counts from 0; the elements of `message` hang on the `last` part.
    """

    message: MessageData
    text: str
    part: int = 0
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Effect):
    """Let a native message show this text from now on; repeating it changes nothing."""

    ref: MessageRef
    message: MessageData
    text: str
    part: int = 0
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Effect):
    """Take a native message away; one that is gone already is no error."""

    ref: MessageRef
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOpen(Effect):
    """Begin a native message that grows, with this first text; answers with its reference.

    Raises StreamLost where the platform has no stream (any more) for this conversation.
    """

    message: MessageData
    text: str
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAppend(Effect):
    """Add text to a growing message: only what is new, or the whole text where streams are cumulative."""

    ref: MessageRef
    message: MessageData
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamClose(Effect):
    """Add the last text (or say the whole, where streams are cumulative) and end the growing message.

    Elements hang on the `last` part.
    """

    ref: MessageRef
    message: MessageData
    text: str
    part: int = 0
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(Effect):
    """Show that a handler is at work (`on`), or that it no longer is."""

    on: bool
