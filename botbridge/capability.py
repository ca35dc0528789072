"""What a platform can do, as data; beside each field stands what happens where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimits:
    """How much text one native message takes.

    `chars` characters of dialect, as `Adapter.measure` counts them, and `blocks` top-level Markdown blocks
    (None: no such limit). Longer text is split at safe seams, losing nothing. None for `chars` means that any
    length goes out whole.
    """

    chars: int | None
    blocks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How a growing text is shown.

    `delta`: opened, then only new text is appended, at least `interval` seconds apart (0: as fast as the event
    loop turns), rolled to a new native message after `max_age` seconds (None: never) or at the text limits.
    `cumulative`: the same, but each call says the whole text of the native message, of which what was said
    before is always the beginning. After `max_age` seconds it is closed and goes on as edits of the same message.
    `edit`: posted, then edited as a whole. `edit` is also what the other two fall back to.
    `edit_interval` is the least number of seconds between two edits of one message.
    `beat`: seconds after which a cumulative stream that does not grow is said again, where only a call tells that
    somebody ended it there (None: never).
    """

    kind: Literal["delta", "cumulative", "edit"]
    interval: float = 0.0
    edit_interval: float = 1.0
    max_age: float | None = None
    beat: float | None = None

    @property
    def native(self) -> bool:
        """Whether the platform has streams of its own."""
        return self.kind != "edit"

    def piece(self, whole: str, new: str) -> str:
        """What a call on a stream says: the whole text where it is cumulative, else only what is new."""
        return whole if self.kind == "cumulative" else new


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A budget that the platform counts: `per_second` on average, `burst` at once, for all effects of one `key`."""

    key: str
    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one adapter can do. The numbers and their sources stand in the adapter's `capabilities.py`."""

    text: TextLimits
    stream: StreamLimits
    empty_messages: bool = False  # False: a message without text and elements is held until it has some
    native_author: bool = False  # False: another author than the app is a bold first line of the text
    native_language: bool = False  # False: code with a language is a fence
    status: bool = False  # False: nothing is shown while a handler works and has not answered yet
    status_after: float = 0.0  # seconds of work before it is worth a call; a quick answer needs none
    status_lasts: float | None = None  # seconds after which the platform forgets it; it is said again before
    edit: bool = True  # False: an update is a new message
    delete: bool = True  # False: remove raises Unsupported
