"""Recordings, where the contract of adapters does not look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import botbridge as cl
from botbridge.testing.memory import MemoryPlatform

from .conftest import Start

RECORDING = {"voice.ogg": b"OggS" * 40_000}


def app(heard: list[str], *, wanted: bool = True, listening: bool = True) -> Callable[[], None]:
    def define() -> None:
        @cl.on_audio_start
        def start() -> bool:
            heard.append("start")
            return wanted

        def hear(chunk: cl.InputAudioChunk) -> None:
            heard.append(f"{chunk.isStart} {chunk.mimeType} {len(chunk.data)}")

        if listening:
            cl.on_audio_chunk(hear)

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            await cl.Message(f"read {message.content!r} and {[one.name for one in message.elements]}").send()

    return define


async def test_a_recording_with_words_is_heard_and_read(platform: MemoryPlatform, start: Start) -> None:
    heard: list[str] = []
    async with start(app(heard)):
        await platform.user().say("listen", files=RECORDING, voice=True)
        await platform.text("read 'listen' and ['voice.ogg']")
    assert heard == ["start", "True audio/ogg 65536", "False audio/ogg 65536", "False audio/ogg 28928"]


@pytest.mark.parametrize(("wanted", "listening", "heard"), [(False, True, ["start"]), (True, False, [])])
async def test_what_the_app_does_not_hear_is_a_file(
    platform: MemoryPlatform, start: Start, wanted: bool, listening: bool, heard: list[str]
) -> None:
    called: list[str] = []
    async with start(app(called, wanted=wanted, listening=listening)):
        await platform.user().say("", files=RECORDING, voice=True)
        await platform.text("read '' and ['voice.ogg']")
    assert called == heard


async def test_a_file_of_sound_is_no_recording(platform: MemoryPlatform, start: Start) -> None:
    heard: list[str] = []
    async with start(app(heard)):
        await platform.user().say("", files=RECORDING)
        await platform.text("read '' and ['voice.ogg']")
    assert heard == []


async def test_an_app_that_fails_to_hear_is_told_of(platform: MemoryPlatform, start: Start) -> None:
    def define() -> None:
        @cl.on_audio_chunk
        def hear() -> None:
            raise ValueError("deaf")

    async with start(define):
        await platform.user().say("", files=RECORDING, voice=True)
        await platform.until(lambda: any("went wrong" in text for text in platform.texts()))
        assert not any("deaf" in text for text in platform.texts())
