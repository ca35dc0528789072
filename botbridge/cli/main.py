"""The command line: one subcommand per file."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence

from botbridge.cli import db, manifest, run
from botbridge.errors import StartError
from botbridge.version import __version__

_COMMANDS = (run, db, manifest)
_CHATTY = (
    "aiosqlite",
    "alembic",
    "choreographer",
    "engineio",
    "httpcore",
    "httpx",
    "kaleido",
    "slack_bolt",
    "slack_sdk",
    "socketio",
    "sqlalchemy",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status: 0, or 2 with one line when it could not start."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.debug else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # At DEBUG they log each statement, request and packet, with what people wrote in it; some chat at INFO.
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        status: int = options.execute(options)
    except StartError as error:
        if options.debug:
            traceback.print_exception(error)
        line = " ".join(str(error).split())  # what an app or a driver raises may have several
        print(f"botbridge: {line}", file=sys.stderr)  # noqa: T201 - the command's own output
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="botbridge",
        description="Write a conversational app once; it runs on Slack, Discord, Teams and the web.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser
