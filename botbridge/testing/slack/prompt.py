"""`python -m botbridge.testing slack`: the fake Slack with a prompt to be a person in it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence

from botbridge.testing.slack.server import FakeSlack
from botbridge.testing.slack.shell import Shell

_DELIVER_TO = "http://127.0.0.1:8000/slack/events"


def main(arguments: Sequence[str]) -> int:
    """Run until `quit`, the end of the input, Ctrl-C or SIGTERM; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_run(options))
    except asyncio.CancelledError:
        return 0
    except OSError as error:
        sys.stderr.write(f"cannot listen on 127.0.0.1:{options.port}: {error.strerror}; choose another --port\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m botbridge.testing slack", description="A fake Slack.")
    parser.add_argument("--port", type=int, default=4600, help="port to listen on (default: 4600; 0: any)")
    parser.add_argument("--deliver-to", default=_DELIVER_TO, help=f"where events go (default: {_DELIVER_TO})")
    parser.add_argument("--socket", action="store_true", help="Socket Mode: the app connects, no URL is needed")
    return parser


async def _run(options: argparse.Namespace) -> int:
    target = None if options.socket else options.deliver_to
    _end_on_signals()
    async with FakeSlack(options.port, deliver_to=target) as slack:
        shell = Shell(slack, _write)
        for name, value in slack.env(socket_mode=options.socket).items():
            _write(f"export {name}={value}")
        _write(f"events go {'over Socket Mode' if options.socket else f'to {target}'}; help lists what you can do")
        await _talk(shell)
    return 0


def _end_on_signals() -> None:
    # Handlers of our own: a shell starts what runs in its background with Ctrl-C ignored.
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - narrows the type, this is called in a task
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _talk(shell: Shell) -> None:
    # From a pipe the next line must not overtake the answer to this one.
    patient = not sys.stdin.isatty()
    async for line in _lines():
        if not await shell.run(line):
            return
        if patient:
            await shell.quiet()


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _lines() -> AsyncIterator[str]:
    """Yield the lines of standard input, from a thread that never keeps the process alive."""
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_read, args=(loop, queue), daemon=True).start()
    rest = b""
    while piece := await queue.get():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")


def _read(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes]) -> None:
    # os.read, not sys.stdin: a thread that sleeps inside a buffered reader breaks the interpreter's exit.
    piece = b"?"
    while piece:
        piece = os.read(sys.stdin.fileno(), 65_536)
        try:
            loop.call_soon_threadsafe(queue.put_nowait, piece)
        except RuntimeError:
            return  # the loop has ended before the input
