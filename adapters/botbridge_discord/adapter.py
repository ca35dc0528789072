"""Discord's adapter: its life, and the port's methods handed to the rooms that do them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import discord

from botbridge.adapter import Adapter, Host, Placed
from botbridge.capability import Rate
from botbridge.errors import Unavailable
from botbridge.model.effect import Delete, Edit, Effect, HideElement, Post, ShowTasks, StreamOpen
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef
from botbridge_discord import address, capabilities, commands, gateway, vendor
from botbridge_discord import text as dialects
from botbridge_discord.api import Api, open_session
from botbridge_discord.attachments import Attachments
from botbridge_discord.budgets import Budgets
from botbridge_discord.client import Client
from botbridge_discord.config import PORTAL, DiscordSettings
from botbridge_discord.delivery import Delivery
from botbridge_discord.extras import Extras
from botbridge_discord.files import Files
from botbridge_discord.identity import Identity, identify
from botbridge_discord.inbound import Context
from botbridge_discord.intake import Intake
from botbridge_discord.sight import CacheSight
from botbridge_discord.threads import Threads
from botbridge_discord.tokens import Tokens

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Connection:
    """What exists while the adapter runs."""

    client: Client
    delivery: Delivery
    files: Files
    threads: Threads


class DiscordAdapter(Adapter):
    """Discord through the gateway."""

    name: ClassVar[str] = address.PLATFORM
    client_type: ClassVar[str] = "discord"
    capabilities = capabilities.CAPABILITIES

    pace: ClassVar[float] = 1.0  # how many times faster than Discord usually allows
    heartbeat_timeout: ClassVar[float] = 60.0  # seconds without a word from the gateway after which it is left
    identify_pause: ClassVar[float] = 5.0  # seconds before a new session ([docs] one in five seconds)

    def __init__(self, host: Host, settings: DiscordSettings) -> None:
        self._host = host
        self._settings = settings
        self._budgets = Budgets(host, self.pace)
        self._connection: _Connection | None = None

    @classmethod
    def create(cls, host: Host) -> DiscordAdapter:
        return cls(host, DiscordSettings.from_env(host.env))

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        settings = self._settings
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(open_session())
            api = Api(settings.bot_token, settings.api_url, session, self._budgets)
            identity = await identify(api, settings.api_url)
            reads_all = self._reads_all(identity)
            threads = Threads(api, self._budgets)
            tokens, files = Tokens(), Attachments(self._host)
            delivery = Delivery(api, threads, files, tokens, identity.application_id, replies=not reads_all)
            intake = Intake(self._host, api, delivery, tokens, identity.application_id)
            stack.enter_context(vendor.quiet())
            stack.enter_context(vendor.redirected(settings.api_url, identity.gateway_url))
            client = self._client(intake, reads_all=reads_all)
            intake.begin(self._context(identity, client, threads, reads_all=reads_all))
            if self._host.config.discord.chat_command:
                await commands.register(api, identity.application_id)
            self._connection = _Connection(client, delivery, Files(api, session, settings.api_url), threads)
            stack.callback(self._disconnected)
            stack.push_async_callback(intake.close)
            await stack.enter_async_context(gateway.connected(client, settings.bot_token, identity.shards))
            yield

    def _reads_all(self, identity: Identity) -> bool:
        """Whether messages can be read that do not mention the bot; if not, or if there is more, the log says so."""
        if identity.by_http:
            log.warning("discord sends interactions to the Interactions Endpoint URL of %s, none come here", PORTAL)
        reads_all = identity.reads_all(self._host.config.discord.intents)
        if not reads_all:
            log.warning(
                "discord: without the message content intent, people go on by mentions, /chat and a Reply button; to "
                'change that, switch it on at %s → your app → Bot ([discord] intents is "%s")',
                PORTAL,
                self._host.config.discord.intents,
            )
        return reads_all

    def _client(self, intake: Intake, *, reads_all: bool) -> Client:
        wanted = discord.Intents(
            guilds=True,
            guild_messages=True,
            guild_reactions=True,
            dm_messages=True,
            dm_reactions=True,
            message_content=reads_all,
        )
        return Client(
            hear=intake.hear,
            intents=wanted,
            heartbeat_timeout=self.heartbeat_timeout,
            identify_pause=self.identify_pause,
        )

    def _context(self, identity: Identity, client: Client, threads: Threads, *, reads_all: bool) -> Context:
        return Context(
            bot_id=identity.bot_id,
            sight=CacheSight(client, threads.refused),
            answer_bots=self._host.config.run.answer_bots,
            reads_all=reads_all,
        )

    def _disconnected(self) -> None:
        self._connection = None

    @property
    def ready(self) -> bool:
        return self._connection is not None and self._connection.client.connected

    def _running(self) -> _Connection:
        if self._connection is None:
            raise Unavailable("discord is not connected")
        return self._connection

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return await self._running().delivery.deliver(effect)

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        return self._running().delivery.find(effect)

    def measure(self, text: str) -> int:
        return dialects.measure(text)

    def rates(self, effect: Effect) -> Sequence[Rate]:
        route = capabilities.route(effect)
        ref = effect.ref if isinstance(effect, Edit | Delete | HideElement | ShowTasks) else None
        if ref is not None or self._connection is None:
            return self._budgets.rates(route, address.channel(ref or effect.thread))
        threads = self._connection.threads
        opens_in = threads.opens_in(effect.thread, effect.cause)
        return self._budgets.rates(route, threads.channel_of(effect.thread), opens_in)

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        return await self._running().files.download(file, target, limit)

    async def extras(self, event: Event) -> Mapping[str, Any]:
        """`discord_channel` and `discord_message`: discord.py's objects, to do with them what it can do.

        The thread of a conversation that begins is opened first, so that the channel is there.
        """
        connection = self._running()
        await connection.threads.prepare(event)
        return Extras(connection.client, event)
