"""What of discord.py is global: where its calls go, and what it logs; changed while the adapter runs, then put back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

_LOGGER: Final = "discord"
# Where discord.py tells of connections that it lost, with the whole traceback each time.
_TALKERS: Final = ("discord.client", "discord.gateway", "discord.shard")
_NETWORK: Final = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.ConnectionClosed)


class _Brief(logging.Filter):
    """Leaves one line of a lost connection."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, _NETWORK):
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})", None
            record.exc_info = None
        return True


@contextmanager
def redirected(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let all of discord.py's calls and connections go to this base, also those after an invalid session."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@contextmanager
def quiet() -> Iterator[None]:
    """Let discord.py log warnings only: below that it writes whole payloads, with what people wrote in them."""
    logger = logging.getLogger(_LOGGER)
    level = logger.level
    logger.setLevel(logging.WARNING)
    brief = _Brief()
    for name in _TALKERS:
        logging.getLogger(name).addFilter(brief)
    warned = discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave
    # Nobody here wants to speak.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    try:
        yield
    finally:
        logger.setLevel(level)
        for name in _TALKERS:
            logging.getLogger(name).removeFilter(brief)
        discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave = warned
