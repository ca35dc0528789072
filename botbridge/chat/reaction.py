"""Emoji that people put on messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botbridge.chat.message import Message
from botbridge.model.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji that somebody put on a message (`added`), or took off it again.

    `emoji` is the character itself; a platform's own picture is its name between colons. `message` is None for
    one that is not known any more. `native` is the platform's event.
    """

    emoji: str
    added: bool
    user: User | None = None
    message_id: str | None = None
    message: Message | None = None
    native: Mapping[str, Any] = field(default_factory=dict)
