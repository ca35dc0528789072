"""`botbridge manifest PLATFORM`: write what a platform wants to know of an app."""

from __future__ import annotations

import argparse
import logging
import re
from pathlib import Path
from typing import Any

from botbridge import registry
from botbridge.adapter import AppInfo
from botbridge.cli.environment import environment_of
from botbridge.errors import AppError

log = logging.getLogger("botbridge")

_NO_NAME = re.compile(r"[^\w-]+")  # what a file is better not called


def add_to(commands: Any) -> None:
    """Add this subcommand."""
    parser = commands.add_parser("manifest", help="write what a platform wants to know of the app")
    parser.add_argument("platform", metavar="PLATFORM", help="discord, slack or teams")
    parser.add_argument("target", nargs="?", default="app.py", metavar="APP.py", help="the app, which gives the name")
    parser.add_argument("--name", help="what people call it (default: the name of APP.py)")
    parser.add_argument("--description", default="", help="what it does")
    parser.add_argument("--url", help="where its server is reached from outside (default: BOTBRIDGE_URL)")
    parser.add_argument("--app-id", help="the id that the platform gave it (Teams: default TEAMS_APP_ID)")
    parser.add_argument("--developer", default="", help="who made it")
    parser.add_argument("-o", "--output", help="the file to write (default: its name, here)")
    parser.add_argument("-d", "--debug", action="store_true", help="show errors with their traceback")
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace) -> int:
    """Write the file and say where it is."""
    app = Path(options.target).resolve()
    env = environment_of(app)
    info = AppInfo(
        name=options.name or app.stem,
        description=options.description,
        url=options.url or env.get("BOTBRIDGE_URL") or None,
        app_id=options.app_id or env.get(f"{options.platform.upper()}_APP_ID") or None,
        developer=options.developer,
    )
    written = registry.manifest(options.platform)(info)
    path = Path(options.output or _NO_NAME.sub("-", info.name) + written.ending)
    try:
        path.write_bytes(written.content)
    except OSError as error:
        raise AppError(f"{path} cannot be written: {error.strerror}; name another with --output") from error
    log.info("%s is written", path)
    return 0
