"""`python -m botbridge.testing slack`: the fake Slack with a prompt to be a person in it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from botbridge.testing import console
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
    console.end_on_signals()
    async with FakeSlack(options.port, deliver_to=target) as slack:
        shell = Shell(slack, console.write)
        for name, value in slack.env(socket_mode=options.socket).items():
            console.write(f"export {name}={value}")
        console.write(
            f"events go {'over Socket Mode' if options.socket else f'to {target}'}; help lists what you can do"
        )
        await console.talk(shell)
    return 0
