"""The floor of Discord: a bare discord.py bot that answers mentions in a thread and direct messages; nothing is stored.

`python -m benchmarks.discord_floor PORT`
"""

from __future__ import annotations

import os
import sys

import discord
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class Bot(discord.AutoShardedClient):
    """Answers as the echo app does."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        if message.guild is None:
            await message.channel.send(f"echo: {message.content}")
        elif self.user in message.mentions:
            words = message.content.partition("> ")[2]
            thread = await message.create_thread(name=words)
            await thread.send(f"echo: {words}")

    async def setup_hook(self) -> None:
        self.runner = web.AppRunner(web.Application())
        self.runner.app.router.add_get("/health", self._health)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", int(sys.argv[1])).start()

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(status=200 if self.is_ready() else 503)


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_API_URL"].replace("http", "ws"))
    bot = Bot(intents=_INTENTS, chunk_guilds_at_startup=False, max_messages=None)
    bot.run(os.environ["DISCORD_BOT_TOKEN"], log_handler=None)
