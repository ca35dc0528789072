"""The gateway: sessions that are identified, resumed, lost and invalidated, and what each is told."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from aiohttp import web

from botbridge.testing.discord import intents, limits
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.compression import COMPRESSIONS
from botbridge.testing.discord.connection import (
    HEARTBEAT,
    HEARTBEAT_ACK,
    IDENTIFY,
    INVALID_SESSION,
    PRESENCE,
    RECONNECT,
    REQUEST_MEMBERS,
    RESUME,
    VOICE,
    Closing,
    Connection,
)
from botbridge.testing.discord.faults import Faults
from botbridge.testing.discord.guilds import Guild
from botbridge.testing.discord.sessions import Session
from botbridge.testing.discord.world import World

JSON = dict[str, Any]

_API: Final = "10"
_GOODBYE: Final = (1000, 1001)  # [docs] codes of the app that end its session
_SESSION_OVER: Final = (4007, 4009)  # [docs] codes of the gateway after which a session cannot be resumed


@dataclass(eq=False)
class Gateway:
    """Takes connections at `/gateway`, and brings the world's events to them.

    `shards` is how many the app is told to use, `guilds_per_shard` how many guilds one may hold. `received` is
    everything that the app sent, `identified` and `resumed` count how sessions began.
    """

    world: World
    faults: Faults
    token: str = field(repr=False)
    heartbeat: float = limits.HEARTBEAT_SECONDS
    shards: int = 1
    max_concurrency: int = 1
    guilds_per_shard: int = limits.GUILDS_PER_SHARD
    sessions: dict[str, Session] = field(default_factory=dict)
    received: list[tuple[int, Any]] = field(default_factory=list, repr=False)
    identified: int = 0
    resumed: int = 0
    _connections: set[Connection] = field(default_factory=set)
    _identifies: deque[float] = field(default_factory=deque)

    @property
    def url(self) -> str:
        """Where to connect."""
        return self.world.host.replace("http", "ws", 1) + "/gateway"

    def about(self) -> JSON:
        """Return what `GET /gateway/bot` says."""
        limit = {
            "total": limits.IDENTIFIES,
            "remaining": max(0, limits.IDENTIFIES - self.identified),
            "reset_after": 86_400_000,
            "max_concurrency": self.max_concurrency,
        }
        return {"url": self.url, "shards": self.shards, "session_start_limit": limit}

    @property
    def connected(self) -> bool:
        """Whether every shard of the app has a session with an open connection."""
        live = {one.shard[0] for one in self.sessions.values() if one.connection is not None}
        return len(live) >= self.shards

    # What can happen to connections.

    def drop(self, code: int | None = None) -> None:
        """Close all connections with a code, or cut them without a word. Their sessions can be resumed."""
        for connection in list(self._connections):
            connection.cut() if code is None else connection.close(code)

    def ask_to_reconnect(self) -> None:
        """Tell the app to come back on a new connection (op 7)."""
        for connection in list(self._connections):
            connection.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the app that its sessions are not valid any more (op 9)."""
        for session in list(self.sessions.values()):
            if session.connection is not None:
                session.connection.send({"op": INVALID_SESSION, "d": resumable, "s": None, "t": None})
            if not resumable:
                self._forget(session)

    def turn_into_zombies(self) -> None:
        """Let all connections stay open and be silent."""
        for connection in self._connections:
            connection.zombie = True

    def ask_for_heartbeat(self) -> None:
        """Ask the app for a heartbeat at once (op 1)."""
        for connection in self._connections:
            connection.send({"op": HEARTBEAT, "d": None, "s": None, "t": None})

    async def close(self) -> None:
        """Cut everything; nothing is delivered any more."""
        self.world.outlet = lambda *_: None
        self.drop()

    # Events.

    def dispatch(self, event: str, data: JSON, guild: Guild | None, channel: Channel | None) -> None:
        """Bring an event to the sessions that shall have it."""
        if guild is not None and not guild.installed:
            return
        if channel is not None and not channel.deleted and not self.world.sees(channel):
            return
        for session in self.sessions.values():
            if not self._is_for(session, guild) or not intents.wanted(
                event, session.intents, in_guild=guild is not None
            ):
                continue
            shown = data
            if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and channel is not None:
                has_intent = bool(session.intents & intents.MESSAGE_CONTENT)
                shown = self.world.readable(data, channel, intent=has_intent)
            session.push(event, shown)

    @staticmethod
    def _is_for(session: Session, guild: Guild | None) -> bool:
        """Direct messages go to the first shard only."""
        number, count = session.shard
        return number == (guild.shard(count) if guild is not None else 0)

    # Connections.

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket."""
        if self.faults.refused_connections > 0:
            self.faults.refused_connections -= 1
            return web.Response(status=502)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        if request.query.get("v") != _API or request.query.get("encoding") != "json":
            await socket.close(code=4012, message=b"Invalid API version")
            return socket
        make = COMPRESSIONS.get(request.query.get("compress", ""))
        connection = Connection(socket, request, make() if make else None, self.heartbeat, self._handle)
        self._connections.add(connection)
        try:
            await connection.run()
        except ConnectionError:
            return socket
        finally:
            self._lost(connection, socket.close_code)
        return socket

    def _lost(self, connection: Connection, code: int | None) -> None:
        self._connections.discard(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection, session.lost_at = None, self.world.clock.now()
            said_goodbye = connection.closed_with is None and code in _GOODBYE
            if said_goodbye or connection.closed_with in _SESSION_OVER:
                self._forget(session)
        self.world.tell("disconnected", code)

    def _forget(self, session: Session) -> None:
        self.sessions.pop(session.id, None)

    def _handle(self, connection: Connection, op: int, data: Any) -> None:
        self.received.append((op, data))
        handle = self._HANDLERS.get(op)
        if handle is None:
            raise Closing(4001, "Unknown opcode.")
        if op not in (HEARTBEAT, IDENTIFY, RESUME) and connection.session is None:
            raise Closing(4003, "Not authenticated.")
        handle(self, connection, data)

    def _beat(self, connection: Connection, _data: Any) -> None:
        connection.send({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})

    def _ignore(self, _connection: Connection, _data: Any) -> None:
        """Presence and voice states change nothing here."""

    def _identify(self, connection: Connection, data: Any) -> None:
        if connection.session is not None:
            raise Closing(4005, "Already authenticated.")
        shard = self._checked_shard(data)
        if self._too_many():
            connection.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        session = Session(secrets.token_hex(16), int(data["intents"]), shard, connection=connection)
        for other in [one for one in self.sessions.values() if one.shard == shard and one.connection is None]:
            self._forget(other)
        self.sessions[session.id] = session
        connection.session = session
        self.identified += 1
        self._greet(session)
        self.world.tell("connected", session)

    def _checked_shard(self, data: Any) -> tuple[int, int]:
        """The shard of an identify. Raises Closing for what the gateway refuses."""
        if not isinstance(data, dict) or data.get("token") != self.token:
            raise Closing(4004, "Authentication failed.")
        wanted = data.get("intents")
        if not isinstance(wanted, int) or wanted & ~intents.KNOWN:
            raise Closing(4013, "Invalid intents.")
        if wanted & intents.PRIVILEGED & ~(intents.MESSAGE_CONTENT if self.world.content_intent else 0):
            raise Closing(4014, "Disallowed intents.")
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise Closing(4010, "Invalid shard.")
        held = [one for one in self.world.guilds.values() if one.installed and one.shard(count) == number]
        if len(held) > self.guilds_per_shard:
            raise Closing(4011, "Sharding required.")
        return number, count

    def _too_many(self) -> bool:
        now = self.world.clock.now()
        while self._identifies and self._identifies[0] <= now - limits.IDENTIFY_SECONDS:
            self._identifies.popleft()
        if len(self._identifies) >= self.max_concurrency:
            return True
        self._identifies.append(now)
        return False

    def _greet(self, session: Session) -> None:
        guilds = [one for one in self.world.guilds.values() if one.installed and self._is_for(session, one)]
        sees = session.intents & intents.GUILDS
        ready: JSON = {
            "v": 10,
            "user": {**self.world.bot.as_discord(), "verified": True, "email": None, "mfa_enabled": True},
            "guilds": [{"id": one.id, "unavailable": True} for one in guilds] if sees else [],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "application": {"id": self.world.application_id, "flags": 0},
            "shard": list(session.shard),
            "_trace": [],
        }
        session.push("READY", ready)
        for guild in guilds if sees else ():
            session.push("GUILD_CREATE", guild.as_create(self.world.bot.id))

    def _resume(self, connection: Connection, data: Any) -> None:
        if not isinstance(data, dict) or data.get("token") != self.token:
            raise Closing(4004, "Authentication failed.")
        session = self.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq")
        if session is None or self._is_stale(session) or not isinstance(sequence, int):
            connection.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        if sequence > session.sequence:
            raise Closing(4007, "Invalid seq.")
        missed = session.missed(sequence)
        if missed is None:
            connection.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        connection.session, session.connection, session.lost_at = session, connection, None
        for payload in missed:
            connection.send(payload)
        self.resumed += 1
        session.push("RESUMED", {"_trace": []})
        self.world.tell("connected", session)

    def _is_stale(self, session: Session) -> bool:
        return session.lost_at is not None and self.world.clock.now() - session.lost_at > limits.SESSION_SECONDS

    def _members(self, connection: Connection, data: Any) -> None:
        guild = self.world.guilds.get(str((data or {}).get("guild_id")))
        session = connection.session
        if guild is None or session is None:
            return
        wanted = [str(one) for one in (data or {}).get("user_ids") or []]
        found = [one.as_discord() for one in guild.members.values() if not wanted or one.profile.id in wanted]
        chunk: JSON = {"guild_id": guild.id, "members": found, "chunk_index": 0, "chunk_count": 1, "not_found": []}
        chunk |= {"nonce": data["nonce"]} if data.get("nonce") else {}
        session.push("GUILD_MEMBERS_CHUNK", chunk)

    def redeliver(self, event: str, data: JSON) -> None:
        """Bring an event to all sessions once more, as a replay after a lost connection does."""
        for session in self.sessions.values():
            session.push(event, data)

    _HANDLERS: ClassVar[dict[int, Callable[[Gateway, Connection, Any], None]]] = {
        HEARTBEAT: _beat,
        IDENTIFY: _identify,
        PRESENCE: _ignore,
        VOICE: _ignore,
        RESUME: _resume,
        REQUEST_MEMBERS: _members,
    }
