"""`python -m botbridge.testing teams`: the fake Teams with a prompt to be a person in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from botbridge.testing.fake import console
from botbridge.testing.teams.server import FakeTeams
from botbridge.testing.teams.shell import Shell

_DELIVER_TO = "http://127.0.0.1:8000/teams/events"


def main(arguments: Sequence[str]) -> int:
    """Run until `quit`, the end of the input, Ctrl-C or SIGTERM; return the exit status."""
    return console.main(_parser(), _serve, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m botbridge.testing teams", description="A fake Teams.")
    parser.add_argument("--port", type=int, default=4700, help="port to listen on (default: 4700; 0: any)")
    parser.add_argument("--deliver-to", default=_DELIVER_TO, help=f"where activities go (default: {_DELIVER_TO})")
    parser.add_argument("--anonymous", action="store_true", help="the bot has no registration, nothing is signed")
    parser.add_argument("--rsc", action="store_true", help="the app reads every message of groups and channels")
    return parser


async def _serve(options: argparse.Namespace) -> int:
    target, anonymous = options.deliver_to, options.anonymous
    async with FakeTeams(options.port, deliver_to=target, anonymous=anonymous, rsc=options.rsc) as teams:
        shell = Shell(teams, console.write)
        for name, value in teams.env().items():
            console.write(f"export {name}={value}")
        unsigned = ", unsigned" if anonymous else ""
        console.write(f"activities go to {target}{unsigned}; help lists what you can do")
        await console.talk(shell)
    return 0
