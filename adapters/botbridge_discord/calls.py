"""What a call of the REST API is made of, as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Upload(NamedTuple):
    """A file that goes out: its name, its bytes, and its alternative text."""

    name: str
    data: bytes
    description: str | None = None


class Call(NamedTuple):
    """A call of the route `name`; `channel` is what its rate limit is counted for."""

    name: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    channel: str = ""
    files: Sequence[Upload] = ()


class Place(NamedTuple):
    """Where messages of a conversation go: its channel, and in the midst of others' talk what they reply to."""

    channel: str
    reply_to: str = ""
