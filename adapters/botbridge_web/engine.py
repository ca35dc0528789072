"""python-socketio's server, with what it leaves to chance taken in hand: tasks, bad packets, logs, compression."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
import engineio.packet
import socketio
import socketio.packet
from aiohttp import hdrs, web

_log = logging.getLogger("botbridge.web")

_FAREWELL_SECONDS = 2.0  # for clients to answer the closing handshake; browsers do at once
# Events are text; a few attachments are for audio. The library itself would collect any number in memory.
_MAX_ATTACHMENTS = 4
_RESERVED = frozenset({"connect", "disconnect"})


class _Packet(socketio.packet.Packet):  # type: ignore[misc]
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
    """Keeps its background tasks, so that they can be ended."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.tasks: set[asyncio.Task[Any]] = set()

    def start_background_task(
        self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any
    ) -> asyncio.Task[Any]:
        task = asyncio.create_task(target(*args, **kwargs))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


class _Server(socketio.AsyncServer):  # type: ignore[misc]
    def _engineio_server_class(self) -> type[_Engine]:
        return _Engine


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
            # One event of a client after the other: a message must not overtake the one before it.
            async_handlers=False,
            serializer=_Packet,
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

    def engine_id(self, sid: str) -> str:
        engine_id: str = self._server.manager.eio_sid_from_sid(sid, "/")
        return engine_id

    async def send(self, engine_id: str, packet: engineio.packet.Packet) -> None:
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
            response: web.StreamResponse = await self._server.handle_request(_uncompressed(request))
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


def _uncompressed(request: web.Request) -> web.Request:
    """The request without the offer to compress: deflate costs more time than a frame, and memory per client."""
    if hdrs.SEC_WEBSOCKET_EXTENSIONS not in request.headers:
        return request
    headers = request.headers.copy()
    headers.popall(hdrs.SEC_WEBSOCKET_EXTENSIONS)
    return request.clone(headers=headers)


def packet(text: str) -> engineio.packet.Packet:
    """A Socket.IO packet as an Engine.IO message, which can go to any number of clients."""
    return engineio.packet.Packet(engineio.packet.MESSAGE, data=text)
