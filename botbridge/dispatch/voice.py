"""Voice messages: recordings that go to the audio callbacks piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from botbridge.chat.audio import InputAudioChunk
from botbridge.chat.element import Element
from botbridge.handlers import Callback, Handlers, call

_PIECE = 64 * 1024  # bytes


async def hear(handlers: Handlers, recordings: Sequence[Element]) -> list[Element]:
    """Let the app hear these recordings; those that it does not want to hear are returned. Raises what it raises."""
    if (listen := handlers.on_audio_chunk) is None:
        return list(recordings)
    return [recording for recording in recordings if not await _heard(handlers, listen, recording)]


async def _heard(handlers: Handlers, listen: Callback, recording: Element) -> bool:
    if handlers.on_audio_start is not None and await call(handlers.on_audio_start) is False:
        return False
    data = await asyncio.to_thread(Path(recording.path or "").read_bytes)
    for place in range(0, len(data), _PIECE):
        piece = InputAudioChunk(place == 0, recording.mime, 0.0, data[place : place + _PIECE])
        await call(listen, piece)
    if handlers.on_audio_end is not None:
        await call(handlers.on_audio_end)
    return True
