"""Files, both ways."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

from pathlib import Path

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import answering
from botbridge.testing.contract.stage import Seen, Stage, Upload

# The smallest PNG: one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001000500a0d1e50000000049454e44ae426082"
)
NOTES = Upload("notes.txt", "Zeile eins\nzwei ✓\n".encode(), "text/plain")
RECORDING = Upload("voice-message.ogg", b"OggS" + bytes(range(256)) * 600, "audio/ogg")
PICTURE = Upload("dot.png", PNG, "image/png")


def file_names(shown: list[Seen]) -> list[str]:
    """The names of all files that people see."""
    return [name for one in shown for name in one.files]


def bytes_at(path: str | None) -> bytes:
    """What lies there."""
    return Path(path or "").read_bytes()


@pytest.mark.asyncio
class Filing:
    """Files in and out. Where of people's files only pictures arrive, the cases assert what comes of the others."""

    async def test_files_come_with_the_message(self, stage: Stage) -> None:
        """Files arrive as `message.elements`, with their name, type, size, and their bytes at `path`.

        Where only pictures travel, the message arrives with the picture alone, whatever it is called.
        """
        got: list[tuple[str, str, object, bytes]] = []

        async def answer(message: cl.Message) -> None:
            got.extend((one.name, one.mime, one.size, bytes_at(one.path)) for one in message.elements)
            await cl.Message(f"{message.content}: {len(got)} files").send()

        async with stage.run(answering(answer)):
            await stage.person().say("look", [NOTES, PICTURE])
            await stage.text(f"look: {2 if stage.traits.files else 1} files")
        if not stage.traits.files:
            assert [one[1:] for one in got] == [(PICTURE.mime, len(PNG), PNG)]
            return
        assert got == [(one.name, one.mime, len(one.content), one.content) for one in (NOTES, PICTURE)]

    async def test_a_file_may_come_without_words(self, stage: Stage) -> None:
        """A message of a file alone reaches the handler, with an empty text."""

        async def answer(message: cl.Message) -> None:
            await cl.Message(f"[{message.content}] {[one.name for one in message.elements]}").send()

        sent = NOTES if stage.traits.files else PICTURE
        async with stage.run(answering(answer)):
            await stage.person().say("", [sent])
            shown = await stage.until(lambda shown: [one for one in shown if one.text.startswith("[] ['")])
        (said,) = [one.text for one in shown if one.text.startswith("[] ['")]
        assert "," not in said
        assert sent.name in said or not stage.traits.files

    async def test_a_file_name_leads_nowhere(self, stage: Stage) -> None:
        """Whatever a file is called, it lies in a folder of its own beside the app, with all of its bytes."""
        got: list[Path] = []

        async def answer(message: cl.Message) -> None:
            got.extend(Path(one.path or "") for one in message.elements)
            await cl.Message("done").send()

        names = ("../../escape.txt", "..\\..\\escape.txt", "/etc/escape.txt", ".hidden", "ü \u202e<b>.txt", "n" * 300)
        sent = NOTES if stage.traits.files else PICTURE
        async with stage.run(answering(answer)):
            await stage.person().say("look", [sent._replace(name=name) for name in names])
            await stage.text("done")
            assert [bytes_at(str(path)) for path in got] == [sent.content] * len(names)
        assert len({path.parent for path in got}) == len(names)
        assert all(path.resolve().is_relative_to(stage.folder.resolve()) for path in got)

    @pytest.mark.parametrize(
        "policy", [{"max_size_mb": 0.00001}, {"accept": ["image/*"]}, {"enabled": False}], ids=["size", "type", "none"]
    )
    async def test_a_refused_file_is_told(self, stage: Stage, policy: dict[str, object]) -> None:
        """A file that breaks the policy never reaches the handler, and the user is told."""
        got: list[int] = []

        async def answer(message: cl.Message) -> None:
            got.append(len(message.elements))
            await cl.Message("heard").send()

        sent, name = (NOTES, NOTES.name) if stage.traits.files else (PICTURE, "image")
        if sent is PICTURE and "accept" in policy:
            policy = {"accept": ["text/*"]}
        config = {"features": {"spontaneous_file_upload": policy}}
        async with stage.run(answering(answer), config=config):
            await stage.person().say("look", [sent])
            shown = await stage.until(lambda shown: any(one.text == "heard" for one in shown) and len(shown) > 1)
        assert got == [0]
        assert any(word in "".join(one.text for one in shown) for word in (name, "takes no files"))

    async def test_a_recording_is_heard(self, stage: Stage) -> None:
        """A voice message goes to the audio callbacks, piece by piece; the next words go to `on_message` as ever."""
        heard: list[str] = []
        pieces: list[cl.InputAudioChunk] = []

        def app() -> None:
            @cl.on_audio_start
            async def start() -> bool:
                heard.append("start")
                return True

            @cl.on_audio_chunk
            async def hear(chunk: cl.InputAudioChunk) -> None:
                pieces.append(chunk)

            @cl.on_audio_end
            async def end() -> None:
                heard.append("end")
                await cl.Message(f"heard {sum(len(one.data) for one in pieces)} bytes").send()

            @cl.on_message
            async def answer(message: cl.Message) -> None:
                await cl.Message(f"read {message.content}").send()

        async with stage.run(app):
            await stage.person().say("hello")
            await stage.text("read hello")
            if not stage.traits.voice:
                return
            await stage.person().speak(RECORDING)
            await stage.text(f"heard {len(RECORDING.content)} bytes")
            await stage.person().say("and now")
            await stage.text("read and now")
        assert heard == ["start", "end"]
        assert b"".join(one.data for one in pieces) == RECORDING.content
        assert [one.isStart for one in pieces] == [True, *[False] * (len(pieces) - 1)]
        assert {one.mimeType for one in pieces} == {RECORDING.mime}
        assert all(len(one.data) <= 65_536 for one in pieces)

    async def test_files_go_out_with_their_bytes(self, stage: Stage, tmp_path: Path) -> None:
        """A file and an image that the app sends arrive beside the text, as such or by a link, with their bytes."""
        report = tmp_path / "report.bin"
        report.write_bytes(bytes(range(256)) * 40)

        async def answer(_message: cl.Message) -> None:
            elements = [cl.File(name="report.bin", path=str(report)), cl.Image(name="dot.png", content=PNG)]
            await cl.Message("Here they are.", elements=elements).send()
            await cl.Message("end").send()

        names = {"report.bin", "dot.png"}
        async with stage.run(answering(answer)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: names <= set(file_names(shown)))
            await stage.text("end")
            assert await stage.download("report.bin") == report.read_bytes()
            assert await stage.download("dot.png") == PNG
        assert sorted(file_names(shown)) == sorted(names)
        assert "Here they are." in [one.text for one in shown]

    async def test_a_message_may_be_only_a_file(self, stage: Stage) -> None:
        """A message without text shows its file."""
        sent = Upload("data.bin", b"\x00\x01", "application/octet-stream")

        async def answer(_message: cl.Message) -> None:
            await cl.Message("", elements=[cl.File(name=sent.name, content=sent.content, mime=sent.mime)]).send()

        async with stage.run(answering(answer)):
            await stage.person().say("go")
            await stage.until(lambda shown: file_names(shown) == [sent.name])
            assert await stage.download(sent.name) == sent.content
