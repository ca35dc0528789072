"""`python -m botbridge.testing discord`: the fake Discord with a prompt to be a person in it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from botbridge.testing import console
from botbridge.testing.discord.server import FakeDiscord
from botbridge.testing.discord.shell import Shell


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
    parser = argparse.ArgumentParser("python -m botbridge.testing discord", description="A fake Discord.")
    parser.add_argument("--port", type=int, default=4610, help="port to listen on (default: 4610; 0: any)")
    parser.add_argument("--no-content", action="store_true", help="the app may not have the message content intent")
    return parser


async def _run(options: argparse.Namespace) -> int:
    console.end_on_signals()
    async with FakeDiscord(options.port, content_intent=not options.no_content) as discord:
        shell = Shell(discord, console.write)
        for name, value in discord.env().items():
            console.write(f"export {name}={value}")
        console.write("the app connects by itself once it runs with these; help lists what you can do")
        await console.talk(shell)
    return 0
