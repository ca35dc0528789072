"""Engine.IO over an aiohttp WebSocket, in the place of the library's own driver.

The library's spends three tasks and two timers more per client, compresses every frame (which costs more time than
it saves, and memory), and fails with a traceback on a frame that is not a packet.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import engineio.packet
from aiohttp import web
from engineio.exceptions import EngineIOError, SocketIsClosedError

from botbridge_web.queue import PacketQueue

_log = logging.getLogger("botbridge.web")


class WebSocketDriver:
    """One WebSocket of one client. The library makes it with the handler of its own socket, and calls it."""

    __slots__ = ("_handler", "_server", "_ws")

    def __init__(self, handler: Callable[[Any], Awaitable[None]], server: Any) -> None:
        self._handler = handler
        self._server = server
        self._ws = web.WebSocketResponse(max_msg_size=server.max_http_buffer_size, compress=False)

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        request: web.Request = environ["aiohttp.request"]
        await self._ws.prepare(request)
        socket: Any = self._handler.__self__  # type: ignore[attr-defined]
        self._server.connections[socket.sid] = request.transport
        try:
            await (self._upgraded(socket) if socket.connected else self._direct(socket))
        finally:
            self._server.connections.pop(socket.sid, None)
        return self._ws

    async def wait(self) -> str | bytes:
        """The next frame. Raises OSError when there is none any more, as the library expects."""
        message = await self._ws.receive()
        if not isinstance(message.data, (str, bytes)):
            raise OSError("the WebSocket is closed")
        return message.data

    async def send(self, frame: str | bytes) -> None:
        await (self._ws.send_str(frame) if isinstance(frame, str) else self._ws.send_bytes(frame))

    async def close(self) -> None:
        await self._ws.close()

    async def _upgraded(self, socket: Any) -> None:
        """A client that began with long polling: the library knows how to switch over."""
        try:
            await self._handler(self)
        except (ValueError, EngineIOError) as error:
            _log.warning("hung up on a client that sent no packet: %s", error)
            socket.queue.put_nowait(None)
            await socket.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_ERROR)

    async def _direct(self, socket: Any) -> None:
        """A client that began with the WebSocket."""
        socket.connected = socket.upgraded = True
        writer = _Writer(self, socket.queue)
        try:
            await self._read(socket)
        finally:
            socket.queue.put_nowait(None)
            await writer.done()
            await socket.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_CLOSE)

    async def _read(self, socket: Any) -> None:
        try:
            while True:
                frame = await self.wait()
                await self._take(socket, frame)
        except (OSError, SocketIsClosedError):
            return

    async def _take(self, socket: Any, frame: str | bytes) -> None:
        try:
            await socket.receive(engineio.packet.Packet(encoded_packet=frame))
        except (OSError, SocketIsClosedError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever the library stumbles over, its client sent it
            _log.warning("a client sent what cannot be read: %r", error)


class _Writer:
    """Writes what is queued for one client; it is a task only while there is something to write."""

    __slots__ = ("_driver", "_ended", "_queue", "_task")

    def __init__(self, driver: WebSocketDriver, queue: PacketQueue) -> None:
        self._driver = driver
        self._queue = queue
        self._ended = False
        self._task: asyncio.Task[None] | None = None
        queue.on_put = self._wake
        self._wake()

    async def done(self) -> None:
        """Return when the end of the queue was written."""
        if self._task is not None:
            await self._task

    def _wake(self) -> None:
        if self._task is None and not self._ended:
            self._task = asyncio.create_task(self._write())

    async def _write(self) -> None:
        try:
            while (packet := self._queue.get_nowait()) is not None:
                await self._driver.send(packet.encode())
            self._ended = True
            await self._driver.close()
        except asyncio.QueueEmpty:
            return
        except OSError:
            self._ended = True
            _log.debug("a client went away while it was written to")
        finally:
            self._task = None
