"""The processes that are measured: started, watched through /proc, and ended by their own pid."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PATIENCE = 30.0  # seconds for a process to start, and to end
_POLL = 0.005  # seconds between two questions whether it is ready: how coarse a start is measured
_ROOT = Path(__file__).parent.parent

APPS = Path(__file__).parent / "apps"
ECHO = APPS / "echo.py"


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers `GET /health` on this port of 127.0.0.1."""

    pid: int
    port: int
    started_in: float  # seconds until /health answered 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of processor time so far, of all threads: what a busy machine disturbs least."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def rss(self) -> float:
        """MiB of memory that it holds now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 2**20


@contextmanager
def serving(
    arguments: Sequence[str], *, port: int | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run `python ARGUMENTS` until the block ends; `{port}` in them becomes a free port.

    Raises RuntimeError with what the process wrote if it does not get ready.
    """
    port = port or free_port()
    command = [sys.executable, *(argument.replace("{port}", str(port)) for argument in arguments)]
    with _output() as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=_ROOT, env={**os.environ, **(env or {})}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _await_health(process, port, log)
            yield Server(process.pid, port, time.perf_counter() - began)
        finally:
            _end(process)


def botbridge(folder: Path, adapter: str, *, source: Path = ECHO, module: str = "botbridge") -> Sequence[str]:
    """The arguments that run an app (the echo app) with one adapter; its database is made in `folder`."""
    app = folder / source.name
    app.write_bytes(source.read_bytes())
    return "-m", module, "run", str(app), "--adapters", adapter, "--port", "{port}", "--headless"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _output() -> Iterator[int]:
    """A file without a name, for what a process writes."""
    log = os.memfd_create("output")
    try:
        yield log
    finally:
        os.close(log)


def _await_health(process: subprocess.Popen[bytes], port: int, log: int) -> None:
    end = time.perf_counter() + _PATIENCE
    while not _is_healthy(port):
        if process.poll() is not None or time.perf_counter() > end:
            written = os.pread(log, 100_000, 0).decode(errors="replace")
            raise RuntimeError(f"{process.args!r} did not get ready:\n{written}")
        time.sleep(_POLL)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
