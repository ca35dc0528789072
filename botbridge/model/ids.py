"""Addresses: which conversation, which native message."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

_NAMESPACE = uuid.UUID("6f1c9d0e-3a52-4b87-9c64-0d1b7e5a2f38")
# A UUID of RFC 9562 that begins with the time has 80 bits after it: some say which kind it is, the rest is free.
_VERSION_7, _VERSION_8 = (version << 76 | 0b10 << 62 for version in (7, 8))
_FREE = (1 << 80) - 1 ^ 0xF << 76 ^ 0b11 << 62
# What `quote` leaves as it is. Nearly every native id is such, and a dozen are written for each event.
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """One conversation on one platform; two keys are equal exactly when it is the same conversation.

    `platform` is the adapter's name, `parts` are the native ids that name the conversation, in the order the
    adapter's `address.py` gives them. `str(key)` and `ThreadKey.parse` are exact inverses for any characters.
    """

    platform: str
    parts: tuple[str, ...]
    _thread_id: str = field(default="", init=False, repr=False, compare=False)  # once it was asked for

    def __str__(self) -> str:
        return _joined(self.platform, self.parts)

    @classmethod
    def parse(cls, text: str) -> ThreadKey:
        platform, *parts = _parted(text)
        return cls(platform, tuple(parts))

    @property
    def thread_id(self) -> str:
        """The public id, a UUID string: the native id itself where that is one UUID, else derived from the key.

        It is derived, not drawn, so that no table is needed to find a conversation again.
        """
        if not self._thread_id:
            object.__setattr__(self, "_thread_id", self._derive())
        return self._thread_id

    def _derive(self) -> str:
        if len(self.parts) == 1 and is_uuid(self.parts[0]):
            return self.parts[0]
        return str(uuid.uuid5(_NAMESPACE, str(self)))


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One native message, as its platform names it; only the adapter that made it reads `parts`."""

    platform: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return _joined(self.platform, self.parts)

    @classmethod
    def parse(cls, text: str) -> MessageRef:
        platform, *parts = _parted(text)
        return cls(platform, tuple(parts))


def _joined(platform: str, parts: tuple[str, ...]) -> str:
    return ":".join([part if _PLAIN.fullmatch(part) else quote(part, safe="") for part in (platform, *parts)])


def _parted(text: str) -> list[str]:
    return [unquote(part) for part in text.split(":")]


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in its canonical form (lower case, with hyphens)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def new_id() -> str:
    """A fresh public id, a UUID string.

    It begins with the time, so that an index of ids grows at its end: with random ones each row of a batch
    dirties a page of its own in every index.
    """
    return _timed(time.time(), _VERSION_7, secrets.token_bytes(10))


def derived_id(text: str, moment: float) -> str:
    """The id of what `text` names, always the same UUID string; `moment` (seconds since the epoch) is its time."""
    return _timed(moment, _VERSION_8, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10])


def _timed(moment: float, version: int, free: bytes) -> str:
    rest = version | int.from_bytes(free, "big") & _FREE
    digits = f"{int(moment * 1000) << 80 | rest:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
