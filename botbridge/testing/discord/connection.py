"""One WebSocket of the gateway: what the app sends, and what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMessage, WSMsgType, web

from botbridge.testing.discord import limits
from botbridge.testing.discord.compression import Compress
from botbridge.testing.discord.sessions import Session

JSON = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE = 0, 1, 2, 3, 4
RESUME, RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 6, 7, 8, 9, 10, 11
_LATE: Final = 1.5  # heartbeat intervals without a heartbeat after which the connection is closed
_END: Final = object()


class Closing(Exception):
    """The gateway closes a connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


@dataclass(eq=False)
class Connection:
    """Reads and writes one socket; `handle` answers what comes. A zombie takes everything and says nothing."""

    socket: web.WebSocketResponse
    request: web.Request
    compress: Compress | None
    heartbeat: float  # seconds
    handle: Callable[[Connection, int, Any], None]
    session: Session | None = None
    zombie: bool = False
    closed_with: int | None = None  # our code, if we closed it
    _queue: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    _recent: deque[float] = field(default_factory=deque)

    def send(self, payload: JSON) -> None:
        """Queue a payload; they go out in order."""
        self._queue.put_nowait(payload)

    def close(self, code: int, reason: str = "") -> None:
        """Close the connection after everything that was queued."""
        self.closed_with = code
        self._queue.put_nowait(Closing(code, reason))

    def cut(self) -> None:
        """Lose the connection as a network does: without a word."""
        self._queue.put_nowait(_END)
        if self.request.transport is not None:
            self.request.transport.abort()

    async def run(self) -> None:
        """Say hello, then read and write until one side ends it."""
        self.send(
            {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": []}, "s": None, "t": None}
        )
        writing = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            self._queue.put_nowait(_END)
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writing

    async def _read(self) -> None:
        while not self.socket.closed:
            try:
                async with asyncio.timeout(self.heartbeat * _LATE):
                    message = await self.socket.receive()
                if message.type is not WSMsgType.TEXT:
                    return
                self._take(message)
            except TimeoutError:
                self.close(1001, "no heartbeat")
                await self._drain()
                return
            except Closing as closing:
                self.close(closing.code, closing.reason)
                await self._drain()
                return

    async def _drain(self) -> None:
        """Let the close go out, and the app's own close come in."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                while (await self.socket.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue

    def _take(self, message: WSMessage) -> None:
        now = time.monotonic()
        self._recent.append(now)
        while self._recent[0] < now - 60:
            self._recent.popleft()
        if len(self._recent) > limits.GATEWAY_EVENTS:
            raise Closing(4008, "Rate limited.")
        if len(message.data.encode()) > limits.GATEWAY_BYTES:
            raise Closing(4002, "Payload too large.")
        try:
            payload = json.loads(message.data)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            raise Closing(4002, "Error while decoding payload.") from None
        if not self.zombie:
            self.handle(self, op, data)

    async def _write(self) -> None:
        while True:
            item = await self._queue.get()
            if item is _END:
                return
            if isinstance(item, Closing):
                await self.socket.close(code=item.code, message=item.reason.encode())
                return
            if not self.zombie:
                await self._send(json.dumps(item))

    async def _send(self, text: str) -> None:
        if self.compress is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self.compress(text.encode()))
