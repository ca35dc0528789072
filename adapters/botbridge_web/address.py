"""Session and thread ids, and the neutral keys that stand for them."""

from __future__ import annotations

import uuid

from botbridge.model.ids import MessageRef, ThreadKey, is_uuid

PLATFORM = "web"
_NAMESPACE = uuid.UUID("b6a4f0b1-6d0c-4d8e-9d2e-2f5d0c1a7e44")
# The version of UUIDs that are derived from names, as every thread id that belongs to another platform is.
_DERIVED = 5


def thread_of_session(session_id: str) -> str:
    """The thread that a session is in when its client names none: derived, so that a restart changes nothing."""
    return str(uuid.uuid5(_NAMESPACE, session_id))


def thread_for(session_id: str, asked: str) -> str | None:
    """The thread that a client may enter who asks for `asked` (may be empty); None if it may not.

    Derived ids other than the session's own name conversations of other platforms or sessions and could be
    computed by outsiders, so they are never entered by naming them.
    """
    own = thread_of_session(session_id)
    if asked in {"", own}:
        return own
    return asked if is_uuid(asked) and uuid.UUID(asked).version != _DERIVED else None


def thread_key(thread_id: str) -> ThreadKey:
    return ThreadKey(PLATFORM, (thread_id,))


def thread_id_of(key: ThreadKey) -> str:
    return key.parts[0]


def message_ref(thread_id: str, message_id: str) -> MessageRef:
    return MessageRef(PLATFORM, (thread_id, message_id))
