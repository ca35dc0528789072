"""Native streams: who may stream, in which order, how much, how fast, for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botbridge.testing.teams import limits
from botbridge.testing.teams.refusal import Refusal, bad, no_stream

JSON = dict[str, Any]

_TOO_LONG = "Content stream finished due to exceeded streaming time."
_COMPLETED = "Content stream is not allowed on an already completed streamed message"
_CANCELED = "Content stream was canceled by user."
_NOT_A_PREFIX = "Request streamed content should contain the previously streamed content"
_AI_LABEL = "https://schema.org/Message"


@dataclass
class StreamLimits:
    """How long streams live, in seconds of the fake's clock, and after how many chunks they die; None: never."""

    seconds: float | None = limits.STREAM_SECONDS
    chunks: int | None = None


@dataclass(eq=False)
class Stream:
    """One stream: its last sequence number, what it told, and how it ended.

    `text` is None as long as only progress was told.
    """

    now: Callable[[], float]
    limits: StreamLimits
    started: float = 0.0
    sequence: int = 0
    chunks: int = 0
    progress: str = ""
    text: str | None = None
    completed: bool = False
    stopped: bool = False

    def __post_init__(self) -> None:
        self.started = self.now()

    def alive(self) -> bool:
        """Whether it still takes text: not completed, not stopped, not too old, not dead."""
        return not (self.completed or self.stopped or self._expired())

    def _expired(self) -> bool:
        over = self.limits.seconds is not None and self.now() - self.started >= self.limits.seconds
        return over or (self.limits.chunks is not None and self.chunks >= self.limits.chunks)

    def require_alive(self) -> None:
        """Raise Refusal(403): stopped by the person, completed, or too old."""
        if self.stopped:
            raise no_stream(_CANCELED)
        if self.completed:
            raise no_stream(_COMPLETED)
        if self._expired():
            raise no_stream(_TOO_LONG)

    def take(self, info: JSON, text: str) -> bool:
        """Take an update in; False when a later one was there before, so that this one is dropped.

        Raises Refusal when the text does not go on from what was said.
        """
        sequence = _sequence(info)
        if sequence <= self.sequence:
            return False
        if kind_of(info) == "informative":
            self.progress = text if self.text is None else self.progress
        else:
            self.require_prefix(text)
            self.text, self.chunks = text, self.chunks + 1
        self.sequence = sequence
        return True

    def require_prefix(self, text: str) -> None:
        """Raise Refusal(403) unless the text begins with what was streamed."""
        if not text.startswith(self.text or ""):
            raise no_stream(_NOT_A_PREFIX)


def kind_of(info: JSON) -> str:
    """Return the stream type of a `streaminfo` entity."""
    return str(info.get("streamType") or "streaming")


def _sequence(info: JSON) -> int:
    sequence = info.get("streamSequence")
    if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
        raise bad("streamSequence must be a positive number on every request but the final one", "BadRequest")
    return sequence


def check_update(activity: JSON, info: JSON) -> str:
    """Return the text of an update that begins or continues a stream. Raises Refusal(400)."""
    text = activity.get("text")
    if activity.get("type") != "typing" or kind_of(info) not in ("informative", "streaming"):
        raise bad("an update of a stream is a typing activity of type informative or streaming", "BadRequest")
    if not isinstance(text, str) or not text:
        raise bad("Start streaming activities should include text", "BadRequest")
    if kind_of(info) == "informative" and len(text) > limits.INFORMATIVE_CHARS:
        raise bad("Informative messages must not be more than 1000 characters", "BadRequest")
    if activity.get("attachments") or any(one.get("type") == _AI_LABEL for one in activity.get("entities") or []):
        raise bad("attachments and labels are for the final message of a stream", "BadRequest")
    _sequence(info)
    return text


def check_first(info: JSON) -> None:
    """Raise Refusal(400) unless this can be the first request of a stream."""
    if info.get("streamSequence") != 1:
        raise bad("the first request of a stream has the streamSequence 1", "BadRequest")


def check_final(activity: JSON, info: JSON) -> None:
    """Raise Refusal(400) unless this can be the final request of a stream."""
    if activity.get("type") != "message" or "streamSequence" in info:
        raise bad("the final request of a stream is a message without streamSequence", "BadRequest")
    if not info.get("streamId"):
        raise bad("the final request of a stream names it by streamId", "BadRequest")


def too_large() -> Refusal:
    """What a stream gets that says too much."""
    return no_stream("Message size too large")


def not_allowed() -> Refusal:
    """What a stream gets where there are none, or while another is open."""
    return no_stream("Content stream is not allowed")
