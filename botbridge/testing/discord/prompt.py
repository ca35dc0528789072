"""`python -m botbridge.testing discord`: the fake Discord with a prompt to be a person in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from botbridge.testing.discord.server import FakeDiscord
from botbridge.testing.discord.shell import Shell
from botbridge.testing.fake import console


def main(arguments: Sequence[str]) -> int:
    """Run until `quit`, the end of the input, Ctrl-C or SIGTERM; return the exit status."""
    return console.main(_parser(), _serve, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m botbridge.testing discord", description="A fake Discord.")
    parser.add_argument("--port", type=int, default=4610, help="port to listen on (default: 4610; 0: any)")
    parser.add_argument("--no-content", action="store_true", help="the app may not have the message content intent")
    return parser


async def _serve(options: argparse.Namespace) -> int:
    async with FakeDiscord(options.port, content_intent=not options.no_content) as discord:
        shell = Shell(discord, console.write)
        for name, value in discord.env().items():
            console.write(f"export {name}={value}")
        console.write("the app connects by itself once it runs with these; help lists what you can do")
        await console.talk(shell)
    return 0
