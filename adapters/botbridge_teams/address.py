"""Conversations and messages ↔ Teams' ids: the conversation's id in two parts, and what names a message for ever.

A conversation's id is taken as it comes. In a channel it is `<channel>;messageid=<first message>`: the two parts of
a key, so that the channel is the beginning of the keys of its threads. A message's reference carries beside its
ids where it was sent to (service address, tenant), so that it can be changed after a restart.
"""

from __future__ import annotations

from typing import Final, Literal

from botbridge.model.ids import MessageRef, ThreadKey

PLATFORM: Final = "teams"
Kind = Literal["personal", "groupChat", "channel"]
AI: Final = "ai"  # marks a message whose text was streamed, and which bears the label of generated content

REF_PARTS: Final = 5

_THREAD: Final = ";messageid="


def thread_key(conversation_id: str) -> ThreadKey:
    """The conversation with this id of Teams."""
    return ThreadKey(PLATFORM, tuple(conversation_id.split(_THREAD, 1)))


def conversation_id(key: ThreadKey) -> str:
    """The id that Teams knows the conversation by."""
    return _THREAD.join(key.parts)


def kind(conversation: str) -> Kind:
    """What kind of conversation an id names, as far as its form tells."""
    if _THREAD in conversation or "@thread.tacv2" in conversation or "@thread.skype" in conversation:
        return "channel"
    return "groupChat" if conversation.startswith("19:") else "personal"


def message_ref(
    conversation: str, activity_id: str, service_url: str = "", tenant: str = "", mark: str = ""
) -> MessageRef:
    """One message."""
    return MessageRef(PLATFORM, (conversation, activity_id, service_url, tenant, mark))


def labelled(ref: MessageRef) -> MessageRef:
    """The same message, if it bears the label of generated content."""
    return MessageRef(ref.platform, (*ref.parts[:4], AI))


def activity_id(ref: MessageRef) -> str:
    """The message's id within its conversation."""
    return ref.parts[1]


def sent_to(ref: MessageRef) -> tuple[str, str]:
    """The service address and the tenant of the message's conversation, as they were then."""
    return ref.parts[2], ref.parts[3]


def is_generated(ref: MessageRef) -> bool:
    """Whether the message bears the label of generated content."""
    return ref.parts[4] == AI


def event_key(moment: str, *place: str) -> str:
    """What makes an event one: `teams:id:conversation:type`, exact for any characters.

    The id of a message is its time, so that the index of all keys grows at its end.
    """
    return str(MessageRef(PLATFORM, (moment, *place)))
