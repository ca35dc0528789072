"""`botbridge run`: run an app until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botbridge.app import load_app
from botbridge.cli.environment import app_path, config_of, environment_of
from botbridge.cli.watch import watch
from botbridge.errors import ConfigError
from botbridge.runtime import Options, run_app

log = logging.getLogger("botbridge")


def add_to(commands: Any) -> None:
    """Add this subcommand."""
    parser = commands.add_parser("run", help="run an app", add_help=False)
    parser.add_argument("--help", action="help", help="show this help and exit")
    parser.add_argument("target", metavar="APP.py", help="the file that holds the handlers")
    parser.add_argument("--adapters", metavar="NAMES", help="e.g. slack,web; default: web and what has credentials")
    parser.add_argument("--host", help="where to listen; default 127.0.0.1, or BOTBRIDGE_HOST")
    parser.add_argument("--port", type=int, help="default 8000, or BOTBRIDGE_PORT")
    parser.add_argument("--root-path", metavar="P", help="serve everything below this path, e.g. /chat")
    parser.add_argument("-w", "--watch", action="store_true", help="start again when a file of the app changes")
    parser.add_argument("-h", "--headless", action="store_true", help="do not open the browser")
    parser.add_argument("-d", "--debug", action="store_true", help="log everything; show errors with their traceback")
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace) -> int:
    """Run the app in this process, or under a watcher."""
    path = app_path(options.target)
    if options.watch:
        return watch(path.parent, [argument for argument in sys.argv[1:] if argument not in {"-w", "--watch"}])
    config, env = config_of(path), environment_of(path)
    app = load_app(path)
    try:
        asyncio.run(_run(app, config, _options(options, env), open_browser=not options.headless))
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 1  # stopped at once: handlers were cut off
    return 0


def _options(given: argparse.Namespace, env: Mapping[str, str]) -> Options:
    names = [name.strip() for name in given.adapters.split(",") if name.strip()] if given.adapters else None
    root = given.root_path if given.root_path is not None else env.get("BOTBRIDGE_ROOT_PATH", "")
    return Options(
        adapters=names,
        host=given.host or env.get("BOTBRIDGE_HOST") or "127.0.0.1",
        port=given.port if given.port is not None else _port(env.get("BOTBRIDGE_PORT", "8000")),
        root_path=_root_path(root),
        debug=given.debug,
        env=env,
    )


def _port(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ConfigError(f"BOTBRIDGE_PORT is {text!r}; it has to be a number, e.g. 8000") from None


def _root_path(text: str) -> str:
    inner = text.strip("/")
    return f"/{inner}" if inner else ""


async def _run(app: Any, config: Any, options: Options, *, open_browser: bool) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with run_app(app, config, options) as running:
        _settle_memory()
        address = f"http://{options.host}:{running.port}{options.root_path}"
        names = ", ".join(adapter.name for adapter in running.adapters)
        log.info("%s is ready on %s (%s)", Path(app.path).name, address, names)
        if open_browser and any(adapter.name == "web" for adapter in running.adapters):
            await asyncio.to_thread(webbrowser.open, address)
        await stop.wait()
        log.info("stopping: no more events are taken, running handlers get %g s", config.run.grace)


def _settle_memory() -> None:
    """What start-up made stays; the collector need not look at it again, nor look so often at what lives long.

    Nothing is acknowledged while it looks. Under load a full collection took a tenth of a second, one of 200,000 young
    objects some forty milliseconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 5, 100)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """The first signal stops gracefully, the second at once."""
    loop = asyncio.get_running_loop()
    main = asyncio.current_task()

    def on_signal() -> None:
        if stop.is_set() and main is not None:
            main.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)
