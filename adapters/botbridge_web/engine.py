"""python-socketio's server, with what it leaves to chance taken in hand: tasks, bad packets, logs, memory."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
import weakref
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
import socketio
import socketio.packet
from aiohttp import web
from engineio.packet import MESSAGE, PING, Packet

from botbridge_web.driver import WebSocketDriver
from botbridge_web.queue import PacketQueue

_log = logging.getLogger("botbridge.web")

_FAREWELL_SECONDS = 2.0  # for clients to answer the closing handshake; browsers do at once
# Events are text; a few attachments are for audio. The library itself would collect any number in memory.
_MAX_ATTACHMENTS = 4
_RESERVED = frozenset({"connect", "disconnect"})
# Ends of a connection of which the client is told nothing, as it is gone.
_SILENT = frozenset({engineio.AsyncServer.reason.CLIENT_DISCONNECT, engineio.AsyncServer.reason.PING_TIMEOUT})


class _EventPacket(socketio.packet.Packet):  # type: ignore[misc]
    """A packet whose sender is not trusted: what the library takes on faith is checked when it is read."""

    def decode(self, encoded_packet: str) -> int:
        attachments: int = super().decode(encoded_packet) or 0
        if attachments > _MAX_ATTACHMENTS:
            raise ValueError("too many attachments")
        if self.packet_type in {socketio.packet.EVENT, socketio.packet.BINARY_EVENT}:
            self._check_event()
        return attachments

    def _check_event(self) -> None:
        name = self.data[0] if isinstance(self.data, list) and self.data else None
        # The library would run the handlers of its own events for a client that sends these names.
        if not isinstance(name, str) or name in _RESERVED:
            raise ValueError("not an event of a client")


class _Engine(engineio.AsyncServer):  # type: ignore[misc]
    """Keeps its background tasks, so that they can be ended; costs less memory per client."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async: dict[str, Any] = {**vars(self)["_async"], "websocket": WebSocketDriver}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.connections: dict[str, asyncio.Transport | None] = {}  # of clients on a WebSocket
        self._pings: deque[tuple[float, Any]] = deque()
        self._pinging = False

    def create_queue(self, *args: Any, **kwargs: Any) -> PacketQueue:
        return PacketQueue()

    def start_background_task(self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any) -> None:
        if getattr(target, "__name__", "") == "_send_ping":
            self._ping_later(target.__self__)  # type: ignore[attr-defined]
        else:
            self._start(target(*args, **kwargs))

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _ping_later(self, socket: Any) -> None:
        """One task pings all clients; the library's own one per client would outlive it, too."""
        self._pings.append((asyncio.get_running_loop().time() + self.ping_interval, weakref.ref(socket)))
        if not self._pinging:
            self._pinging = True
            self._start(self._send_pings())

    async def _send_pings(self) -> None:
        while self._pings:
            due, reference = self._pings.popleft()
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            socket = reference()
            if socket is not None and not socket.closing and not socket.closed:
                socket.last_ping = time.time()
                # Not `socket.send`: it may close a client that is gone, and this task serves all of them.
                socket.queue.put_nowait(Packet(PING))
        self._pinging = False


Answered = Callable[[str, int, list[Any]], Coroutine[Any, Any, None]]


class _Server(socketio.AsyncServer):  # type: ignore[misc]
    answered: Answered | None = None

    async def _handle_ack(self, engine_id: str, namespace: str | None, number: int, data: Any) -> None:
        # The library forgets what was asked with the connection; our questions outlive it.
        sid = self.manager.sid_from_eio_sid(engine_id, namespace or "/")
        if sid is not None and self.answered is not None and isinstance(data, list):
            await self.answered(sid, number, data)

    def _engineio_server_class(self) -> type[_Engine]:
        return _Engine

    async def _handle_eio_disconnect(self, engine_id: str, reason: str) -> None:
        await super()._handle_eio_disconnect(engine_id, reason)
        socket, transport = self.eio.sockets.get(engine_id), self.eio.connections.get(engine_id)
        # The library leaves a poll, or the writer, waiting for a packet that never comes.
        if socket is not None and reason in _SILENT:
            socket.queue.put_nowait(None)
        # Nothing that is written now is read, and a full buffer would hold the writer for minutes.
        if transport is not None and reason == self.reason.PING_TIMEOUT:
            transport.abort()


class _Rooms(socketio.AsyncManager):  # type: ignore[misc]
    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        """Enter no room of one's own: nothing is sent by rooms, and leaving would look through everybody's."""
        if room != sid:
            super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)


class _Log:
    """What the library logs: packets (with the secrets in them) never, clients' mistakes quietly, on one line."""

    def info(self, *args: object) -> None:
        """Dropped: it is called for every packet, with its contents."""

    def warning(self, message: str, *args: object) -> None:
        _log.debug(message, *args)

    error = warning

    def exception(self, message: str, *args: object) -> None:
        _log.warning("a client sent what cannot be read (%s): %r", message, sys.exc_info()[1])


class Engine:
    """The Socket.IO server over one aiohttp route."""

    def __init__(
        self, *, max_packet_bytes: int, allowed: Callable[[str, Any], bool], transports: list[str] | None
    ) -> None:
        self._server = _Server(
            async_mode="aiohttp",
            client_manager=_Rooms(),
            # One event of a client after the other: a message must not overtake the one before it.
            async_handlers=False,
            serializer=_EventPacket,
            logger=_Log(),
            engineio_logger=_Log(),
            cors_allowed_origins=allowed,
            max_http_buffer_size=max_packet_bytes,
            transports=transports,
        )
        self._requests: dict[asyncio.Task[Any], web.Request] = {}
        self._closing = False

    def on(self, event: str, handler: Callable[..., Coroutine[Any, Any, Any]]) -> None:
        self._server.on(event, handler)

    def on_answer(self, handler: Answered) -> None:
        """What clients acknowledge our events with goes there: who, the number of the event, the values."""
        self._server.answered = handler

    def engine_id(self, sid: str) -> str:
        engine_id: str = self._server.manager.eio_sid_from_sid(sid, "/")
        return engine_id

    def connected(self, engine_id: str) -> bool:
        """Whether this client's connection is still there."""
        socket = self._server.eio.sockets.get(engine_id)
        return socket is not None and not socket.closing and not socket.closed

    async def send(self, engine_id: str, packet: Packet) -> None:
        """Queue a packet for one client: it is written by that client's own task, so this does not wait."""
        await self._server.eio.send_packet(engine_id, packet)

    async def hang_up(self, sid: str) -> None:
        """End one client's connection in a way that tells it not to come back by itself."""
        await self._server.disconnect(sid)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The route: long polling and WebSockets alike."""
        task = asyncio.current_task()
        if self._closing or task is None:
            raise web.HTTPServiceUnavailable
        self._requests[task] = request
        try:
            response: web.StreamResponse = await self._server.handle_request(request)
            return response
        finally:
            del self._requests[task]

    async def close(self) -> None:
        """Let go of all clients (theirs reconnect by themselves) and end every task."""
        self._closing = True
        for socket in list(self._server.eio.sockets.values()):
            await socket.close(wait=False, reason=self._server.reason.SERVER_DISCONNECT)
            socket.queue.put_nowait(None)  # its writer stops after what is queued
        await self._end_requests()
        await _end(self._server.eio.tasks)

    async def _end_requests(self) -> None:
        if not self._requests:
            return
        _, left = await asyncio.wait(self._requests, timeout=_FAREWELL_SECONDS)
        for task in left:
            if (transport := self._requests[task].transport) is not None:
                transport.abort()
        await _end(left)


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def packet(text: str) -> Packet:
    """A Socket.IO packet as an Engine.IO message, which can go to any number of clients."""
    made: Packet = Packet(MESSAGE, data=text)
    return made
