"""Voice messages: recordings that go to the audio callbacks piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from botbridge.chat.audio import InputAudioChunk
from botbridge.chat.element import Element
from botbridge.handlers import Handlers, call

_PIECE = 64 * 1024  # bytes


async def hear(handlers: Handlers, recordings: Sequence[Element], heard: list[Element]) -> None:
    """Let the app hear these recordings; those that it wants to hear are added to `heard`. Raises what it raises."""
    if (listen := handlers.on_audio_chunk) is None:
        return
    for recording in recordings:
        if handlers.on_audio_start is not None and await call(handlers.on_audio_start) is False:
            continue
        heard.append(recording)
        data = await asyncio.to_thread(Path(recording.path or "").read_bytes)
        for place in range(0, len(data), _PIECE):
            await call(listen, InputAudioChunk(place == 0, recording.mime, 0.0, data[place : place + _PIECE]))
        if handlers.on_audio_end is not None:
            await call(handlers.on_audio_end)
