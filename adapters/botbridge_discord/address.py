"""Conversations, messages and files ↔ Discord's ids: (channel,), (channel, message), (channel, message, attachment).

A thread that hangs on a message has that message's id, so the conversation that a mention begins has its key before
the thread is there. Ids are unique over all of Discord; no guild is needed beside them.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from botbridge.model.ids import MessageRef, ThreadKey

PLATFORM: Final = "discord"
_NONCE_BYTES: Final = 18  # 24 letters; [docs] a nonce has at most 25


def thread_key(channel_id: str) -> ThreadKey:
    """The conversation of a thread, of a direct message, or of a whole channel."""
    return ThreadKey(PLATFORM, (channel_id,))


def channel(address: ThreadKey | MessageRef) -> str:
    """The channel; of a conversation it is the thread."""
    return address.parts[0]


def message_ref(channel_id: str, message_id: str) -> MessageRef:
    """One message."""
    return MessageRef(PLATFORM, (channel_id, message_id))


def message_id(ref: MessageRef) -> str:
    """The message's id."""
    return ref.parts[1]


def attachment_ref(message: MessageRef, file_id: str) -> MessageRef:
    """One file on a message."""
    return MessageRef(PLATFORM, (*message.parts, file_id))


def attachment_id(ref: MessageRef) -> str:
    """The file; empty if this is a message."""
    return ref.parts[2] if len(ref.parts) > 2 else ""


def bearer(ref: MessageRef) -> MessageRef:
    """The message that a file hangs on."""
    return message_ref(ref.parts[0], ref.parts[1])


def event_key(native_id: str, *more: str) -> str:
    """What makes an event one: `discord:id`; ids begin with the time, so the index of all keys grows at its end."""
    return str(MessageRef(PLATFORM, (native_id, *more)))


def nonce(message: str, part: int, *more: str) -> str:
    """The nonce of a native message: the same for every attempt to post this part of this message."""
    digest = hashlib.sha256(":".join((message, str(part), *more)).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:_NONCE_BYTES]).decode()
