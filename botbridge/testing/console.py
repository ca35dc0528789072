"""A fake platform's prompt: lines from standard input, one after the other, until `quit` or a signal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from typing import Protocol


class Shell(Protocol):
    """What carries out the lines of a person at the prompt."""

    async def run(self, line: str) -> bool:
        """Carry out a line; False when it says to quit."""
        ...

    async def quiet(self) -> None:
        """Wait until the app seems to have finished."""
        ...


def end_on_signals() -> None:
    """Let Ctrl-C and SIGTERM end the task that calls this."""
    # Handlers of our own: a shell starts what runs in its background with Ctrl-C ignored.
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - narrows the type, this is called in a task
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def talk(shell: Shell) -> None:
    """Carry out the lines of standard input, until one says to quit or there are no more."""
    # From a pipe the next line must not overtake the answer to this one.
    patient = not sys.stdin.isatty()
    async for line in _lines():
        if not await shell.run(line):
            return
        if patient:
            await shell.quiet()


def write(line: str) -> None:
    """Show a line at once."""
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
