"""discord.py's client: its gateway and cache, with the raw events handed on before it takes them itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from weakref import WeakSet

import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard
from discord.state import AutoShardedConnectionState

from botbridge_discord import inbound, interactions

log = logging.getLogger(__name__)

Hear = Callable[[str, Mapping[str, Any]], None]

_MESSAGE: Final = "MESSAGE_CREATE"
HEARD: Final = frozenset({*inbound.HANDLERS, interactions.NAME})


class State(AutoShardedConnectionState["Client"]):
    """The cache. Every event that we hear is handed on first: an event that ends a channel takes it out of here."""

    def __init__(self, *, hear: Hear, up: Callable[[int], None], **options: Any) -> None:
        super().__init__(**options)
        self._hear = hear
        self._up = up
        self._sockets: WeakSet[DiscordWebSocket] = WeakSet()
        for name in HEARD & self.parsers.keys():
            # No message is kept here, so none is made of an event either; `message_of` does it when one is wanted.
            parse = self.parsers[name] if name != _MESSAGE else None
            self.parsers[name] = partial(self._handed_on, name, parse)

    def _handed_on(self, name: str, parse: Callable[[Any], None] | None, data: Any) -> None:
        try:
            self._hear(name, {**data, inbound.MOMENT: self._moment(data)} if name in inbound.WITHOUT_IDS else data)
        except Exception:
            # One event that cannot be read must not end the connection with all others.
            log.exception("an event %s could not be taken", name)
        if parse is not None:
            parse(data)

    def _moment(self, data: Any) -> str:
        """Which event of which session this is: the same when it is replayed, and never another one's."""
        guild_id = data.get("guild_id")
        # [docs] direct messages come by the first shard
        socket = self._get_websocket(int(guild_id)) if guild_id else self._get_websocket(shard_id=0)
        return f"{socket.session_id}-{socket.sequence}"

    def parse_ready(self, data: Any) -> None:
        super().parse_ready(data)
        self._up(data["shard"][0])

    def parse_resumed(self, data: Any) -> None:
        super().parse_resumed(data)
        self._up(data["__shard_id__"])

    def _update_references(self, ws: DiscordWebSocket) -> None:
        self._sockets.add(ws)
        super()._update_references(ws)

    async def end(self) -> None:
        """End what outlives the closed client: tasks that wait for guilds, connections that were just being made."""
        waiting = {task for task in (self._ready_task, *self._ready_tasks.values()) if task is not None}
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting)
        for socket in list(self._sockets):
            await socket.close(code=1000)  # and its thread that sends heartbeats

    def message_of(self, data: Any) -> discord.Message:
        """A message as discord.py knows it, from its event."""
        channel, _ = self._get_guild_channel(data)
        return self.create_message(channel=channel, data=data)  # type: ignore[arg-type]  # as discord.py itself does


class Client(discord.AutoShardedClient):
    """The connection to Discord; `up` holds the shards that are connected now."""

    def __init__(
        self, *, hear: Hear, intents: discord.Intents, heartbeat_timeout: float, identify_pause: float
    ) -> None:
        self._hear = hear
        self._identify_pause = identify_pause
        self.up: set[int] = set()
        self.changed: Callable[[], None] = lambda: None
        super().__init__(
            intents=intents,
            heartbeat_timeout=heartbeat_timeout,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    def _get_state(self, **options: Any) -> State:
        self.state = State(
            hear=self._hear,
            up=self._came_up,
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )
        return self.state

    def _came_up(self, shard: int) -> None:
        self.up.add(shard)
        self.changed()

    async def on_shard_disconnect(self, shard: int) -> None:
        """Called by discord.py when a shard's connection is lost."""
        self.up.discard(shard)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Called by discord.py before a session is begun: Discord takes one in five seconds."""
        if not initial:
            await asyncio.sleep(self._identify_pause)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Called by discord.py to connect a shard for the first time.

        After a connection that could not be made, its shards begin a new session and miss what happened meanwhile;
        a session that is still known is resumed instead, as its client without shards does.
        """
        await super().launch_shard(gateway, shard_id, initial=initial)
        info = self.get_shard(shard_id)
        if info is not None:
            shard = info._parent  # noqa: SLF001 - the only way to it
            shard.reconnect = partial(_resume, shard)  # type: ignore[method-assign]

    @property
    def connected(self) -> bool:
        """Whether every shard is connected."""
        return bool(self.shard_count) and len(self.up) == self.shard_count


async def _resume(shard: Shard) -> None:
    resumable = shard.ws.session_id is not None and shard.ws.sequence is not None
    await shard.reidentify(ReconnectWebSocket(shard.id, resume=resumable))
