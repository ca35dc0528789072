"""What people say aloud."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputAudioChunk:
    """A piece of what somebody records, in order; a recording that was sent as a message comes all at once.

    `isStart` marks the first piece. `mimeType` is the platform's (`audio/ogg` on Discord, `audio/webm` or `audio/mp4`
    on Slack). `elapsedTime` is in milliseconds since the start, 0 for a recording. `data` is at most 64 KiB.
    """

    isStart: bool  # noqa: N815 - the reference's names
    mimeType: str  # noqa: N815
    elapsedTime: float  # noqa: N815
    data: bytes
