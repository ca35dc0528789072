"""`python -m botbridge.testing teams` as a person or a script uses it."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import botbridge as cl
from botbridge.app import collecting
from botbridge.testing.running import running
from botbridge.testing.teams import FakeTeams
from botbridge.testing.teams.shell import COMMANDS, Shell

PROMPT = [sys.executable, "-m", "botbridge.testing", "teams"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@asynccontextmanager
async def prompt(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*PROMPT, *arguments, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def exports(process: asyncio.subprocess.Process) -> dict[str, str]:
    """What the prompt says to export."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(30):
        while line := (await process.stdout.readline()).decode():
            told = re.fullmatch(r"export (\w+)=(\S+)\n", line)
            if told is None:
                return found
            found[told[1]] = told[2]
    raise AssertionError("the prompt ended")


async def test_a_script_talks_and_uploads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello", encoding="utf-8")
    with collecting(tmp_path / "app.py") as app:

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            reply = cl.Message("")
            for word in ("you ", "said ", message.content, *(one.name for one in message.elements)):
                await reply.stream_token(word)
            reply.elements = [cl.File(name="b.txt", content=b"for you")] if message.content == "give" else []
            await reply.send()

    port = free_port()
    lines = ["hello", f"upload {tmp_path}/a.txt see ", "give", "accept", "@general hi", "react heart", "as eve"]
    lines += ["faults status 503 send", "calls 3", "nonsense but said", "click Nothing", "help", "quit"]
    async with prompt("--deliver-to", f"http://127.0.0.1:{port}/api/messages", "--port", "0") as process:
        env = await exports(process)
        async with running(app, "teams", env=env, port=port):
            out, err = await asyncio.wait_for(process.communicate("\n".join(lines).encode()), 100)
    shown = out.decode()
    assert (process.returncode, err.decode()) == (0, "")
    for line in (
        "bot in chat> (ends) you said hello",
        "(AI generated)",
        "you said seea.txt",
        "file: b.txt",
        "bot in thread>",
        "you are Eve",
        "faults: status 503 send",
        "you said nonsense but said",
        "has no button 'Nothing'",
        "press the Stop button",
    ):
        assert line in shown, line


async def test_every_command_is_explained_and_wrong_ones_are_told() -> None:
    written: list[str] = []
    async with FakeTeams() as teams:
        shell = Shell(teams, written.append)
        for line in (
            "help",
            "faults",
            "click x",
            "stop",
            "edit x",
            "faults 429 a b c",
            "submit",
            "accept",
            "upload /none",
        ):
            assert await shell.run(line)
        assert not await shell.run("quit")
    text = "\n".join(written)
    assert all(name in text for name in COMMANDS)
    assert text.count("  ! ") == 7
    assert "usage: faults 429" in text


async def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with prompt("--port", str(taken.getsockname()[1])) as process:
            _, err = await asyncio.wait_for(process.communicate(b""), 30)
    assert process.returncode == 2
    assert b"choose another --port" in err
