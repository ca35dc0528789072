"""`botbridge db upgrade`: bring the database's tables to this version."""

from __future__ import annotations

import argparse
import asyncio
import logging
from pathlib import Path
from typing import Any

from botbridge.cli.environment import environment_of
from botbridge.runtime import DATA_FOLDER
from botbridge.sql.database import Database
from botbridge.sql.schema import HEAD, upgrade
from botbridge.sql.url import database_url

log = logging.getLogger("botbridge")


def add_to(commands: Any) -> None:
    """Add this subcommand."""
    parser = commands.add_parser("db", help="look after the database")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    one = actions.add_parser("upgrade", help="bring the tables to this version; safe to repeat")
    one.add_argument("target", nargs="?", default="app.py", metavar="APP.py", help="the app beside which .env lies")
    one.add_argument("-d", "--debug", action="store_true", help="show errors with their traceback")
    one.set_defaults(execute=execute)


def execute(options: argparse.Namespace) -> int:
    """Upgrade the database that DATABASE_URL names, or the app's SQLite file."""
    asyncio.run(_upgrade(Path(options.target).resolve()))
    return 0


async def _upgrade(app: Path) -> None:
    env = environment_of(app)
    async with Database(database_url(env.get("DATABASE_URL"), app.parent / DATA_FOLDER / "botbridge.db")) as database:
        await upgrade(database)
    log.info("the database is at version %s", HEAD)
