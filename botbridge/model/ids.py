"""Addresses: which conversation, which native message."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

_NAMESPACE = uuid.UUID("6f1c9d0e-3a52-4b87-9c64-0d1b7e5a2f38")


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """One conversation on one platform; two keys are equal exactly when it is the same conversation.

    `platform` is the adapter's name, `parts` are the native ids that name the conversation, in the order the
    adapter's `address.py` gives them. `str(key)` and `ThreadKey.parse` are exact inverses for any characters.
    """

    platform: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join(quote(part, safe="") for part in (self.platform, *self.parts))

    @classmethod
    def parse(cls, text: str) -> ThreadKey:
        platform, *parts = (unquote(part) for part in text.split(":"))
        return cls(platform, tuple(parts))

    @property
    def thread_id(self) -> str:
        """The public id, a UUID string: the native id itself where that is one UUID, else derived from the key.

        It is derived, not drawn, so that no table is needed to find a conversation again.
        """
        return _thread_id(self)


@lru_cache(maxsize=256)  # one event asks for it several times, soon after another
def _thread_id(key: ThreadKey) -> str:
    if len(key.parts) == 1 and is_uuid(key.parts[0]):
        return key.parts[0]
    return str(uuid.uuid5(_NAMESPACE, str(key)))


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One native message, as its platform names it; only the adapter that made it reads `parts`."""

    platform: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join(quote(part, safe="") for part in (self.platform, *self.parts))

    @classmethod
    def parse(cls, text: str) -> MessageRef:
        platform, *parts = (unquote(part) for part in text.split(":"))
        return cls(platform, tuple(parts))


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in its canonical form (lower case, with hyphens)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def new_id() -> str:
    """A fresh public id, a UUID string."""
    return str(uuid.uuid4())
