"""The life of the gateway connection: discord.py keeps it up; what it cannot mend ends the process, in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord

from botbridge.errors import AdapterError
from botbridge_discord.client import Client
from botbridge_discord.config import PORTAL

_OPENS_WITHIN: Final = 60.0  # seconds for the first connection of the first shard; more shards get five more each
_PER_SHARD: Final = 6.0

_BAD_TOKEN: Final = (
    f"discord refuses DISCORD_BOT_TOKEN: copy the token anew from {PORTAL} → your app → Bot → Reset Token"
)
_NO_INTENT: Final = (
    f"discord does not grant the message content intent: switch it on at {PORTAL} → your app → Bot → Privileged "
    'Gateway Intents, or set [discord] intents = "mentions" in botbridge.toml'
)
# [docs] close codes after which nobody may come back.
_CLOSED: Final = {
    4004: _BAD_TOKEN,
    4010: "discord refuses the number of shards",
    4011: "discord asks for more shards than this process began with; restart it",
    4012: "discord does not know this version of its API any more; update discord.py",
    4013: "discord does not know the intents that discord.py asks for; update discord.py",
    4014: _NO_INTENT,
}


@asynccontextmanager
async def connected(client: Client, token: str, shards: int) -> AsyncIterator[None]:
    """Connect on entry, disconnect on exit.

    Raises AdapterError if Discord refuses. If the connection ends for good later, the body is cancelled and
    AdapterError is raised in its place.
    """
    owner = asyncio.current_task()
    assert owner is not None  # noqa: S101 - narrows the type, this is called in a task
    async with client:
        await _log_in(client, token)
        life = asyncio.create_task(client.connect(), name="discord gateway")
        entered = False

        def ended(_life: asyncio.Task[None]) -> None:
            if entered:
                owner.cancel()

        life.add_done_callback(ended)
        try:
            await _first_connection(client, life, _OPENS_WITHIN + _PER_SHARD * shards)
            entered = True
            yield
        except asyncio.CancelledError:
            if entered and life.done() and (reason := _reason(life)) and owner.uncancel() == 0:
                raise AdapterError(reason) from life.exception()
            raise
        finally:
            entered = False
            await client.close()
            life.cancel()  # a shard that never came up would be tried for ever
            await asyncio.wait([life])
            await client.state.end()


async def _log_in(client: Client, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as error:
        raise AdapterError(_BAD_TOKEN) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise AdapterError(f"discord cannot be logged into: {type(error).__name__}: {error}") from error


async def _first_connection(client: Client, life: asyncio.Task[None], seconds: float) -> None:
    """Wait until every shard is connected. Raises AdapterError."""
    up = asyncio.Event()
    client.changed = lambda: up.set() if client.connected else None
    waiting = asyncio.create_task(up.wait())
    try:
        await asyncio.wait([waiting, life], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if life.done():
        raise AdapterError(_reason(life) or "discord ended the gateway connection") from life.exception()
    if not client.connected:
        raise AdapterError(f"discord's gateway cannot be reached within {seconds:g} s; see the log above")


def _reason(life: asyncio.Task[None]) -> str:
    """Why the connection ended for good, in one line; empty if we ended it."""
    error = None if life.cancelled() else life.exception()
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _NO_INTENT
    if isinstance(error, discord.ConnectionClosed):
        return _CLOSED.get(error.code, f"discord closed the gateway connection for good (code {error.code})")
    return f"the gateway connection failed: {type(error).__name__}: {error}" if error is not None else ""
