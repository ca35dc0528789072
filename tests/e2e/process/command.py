"""`python -m botbridge …` as processes of their own, each ended by the test that started it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import aiohttp

_START_SECONDS = 30.0  # a start takes 0.6 s on an idle machine


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        number: int = one.getsockname()[1]
        return number


def environment(home: Path, env: Mapping[str, str]) -> dict[str, str]:
    """What a process needs to run, and `env`; nothing of what the developer has set for their own apps."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **env}


async def until(look: Callable[[], Any], what: str, timeout: float = 15.0) -> Any:
    """The first true result of `look`, which may be a coroutine function. Raises TimeoutError that says `what`."""
    deadline = time.monotonic() + timeout
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout:g} s for {what}")
        await asyncio.sleep(0.02)


class App:
    """One app in a folder, run as often as a test likes, always on the same port.

    `log` is everything that all of its processes wrote to standard error.
    """

    def __init__(self, folder: Path, source: str, *options: str, env: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / "app.py"
        self.path.write_text(source, encoding="utf-8")
        self.cwd = folder.parent / f"{folder.name}-cwd"
        self.cwd.mkdir(exist_ok=True)
        self.port = free_port()
        self.options = options
        self.env = dict(env or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._log = folder.parent / f"{folder.name}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def spawn(self, *options: str) -> None:
        """Start a process, without waiting for anything."""
        assert self.process is None or self.process.poll() is not None, "the app runs already"
        command = [sys.executable, "-m", "botbridge", "run", str(self.path), "-h", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *self.options, *options],
                cwd=self.cwd,
                env=environment(self.cwd, self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a watcher and its child are one group
            )

    async def start(self, *options: str) -> None:
        """Start a process and wait until it is ready."""
        self.spawn(*options)
        await self.ready()

    async def ready(self) -> None:
        """Wait until `/health` says that everything is ready. Raises AssertionError if the process ends."""

        async def is_ready() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, f"the app ended with {self.process.returncode}:\n{self.log}"
            return await self.health() == 200

        await until(is_ready, f"/health of {self.path}", _START_SECONDS)

    async def health(self, path: str = "/health") -> int:
        """The status of `/health`; 0 while nobody listens."""
        try:
            async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
                return answer.status
        except aiohttp.ClientConnectionError:
            return 0

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ended(self, timeout: float = 20.0) -> int:
        """The exit status, once the process has ended."""
        process = self.process
        assert process is not None
        await until(lambda: process.poll() is not None, f"the end of process {process.pid}", timeout)
        return int(process.returncode)

    async def kill(self) -> None:
        """SIGKILL: it gets no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM, and the exit status."""
        assert self.process is not None
        self.process.terminate()
        return await self.ended()

    def close(self) -> None:
        """End whatever still runs, a watcher's child too."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the app's SQLite file, or change it."""
        with closing(sqlite3.connect(self.folder / ".botbridge" / "botbridge.db")) as database, database:
            return database.execute(query).fetchall()

    async def at_rest(self) -> None:
        """Wait until every stored event has been handled."""
        await until(
            lambda: self.rows("SELECT count(*) FROM bb_inbox WHERE status = 'waiting'") == [(0,)], "an empty inbox"
        )

    def notes(self) -> list[str]:
        """What the app itself wrote down in `notes.txt` beside it, line by line."""
        path = self.folder / "notes.txt"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def open_gate(self) -> None:
        """Let handlers go on that wait for the file `gate` beside the app."""
        (self.folder / "gate").touch()

    def close_gate(self) -> None:
        (self.folder / "gate").unlink(missing_ok=True)


def run_once(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `botbridge …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "botbridge", *arguments],
        cwd=folder,
        env=environment(folder, env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
