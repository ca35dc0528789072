"""`botbridge run --watch`: start the app again when one of its files changes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from botbridge.runtime import DATA_FOLDER

# Seconds that a stopping app gets before it is killed; longer than its own default grace.
_PATIENCE = 15.0


def watch(folder: Path, arguments: list[str]) -> int:
    """Run the command below a watcher until it is interrupted; an app that does not start waits for a change."""
    import watchfiles  # noqa: PLC0415 - only this run needs it

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    process = _start(arguments)
    try:
        # What people upload is no part of the app, even if it is Python.
        own = folder / DATA_FOLDER
        watched = watchfiles.PythonFilter(ignore_paths=[own], extra_extensions=(".toml", ".env"))
        for _ in watchfiles.watch(folder, watch_filter=watched, stop_event=stop):
            _end(process)
            process = _start(arguments)
    except KeyboardInterrupt:
        stop.set()
    finally:
        _end(process)
    return 0


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    # Only the first start opens the browser; the page reconnects by itself.
    return subprocess.Popen([sys.executable, "-m", "botbridge", *arguments])  # noqa: S603


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
