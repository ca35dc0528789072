"""Socket Mode: WebSockets that carry events to the app and acknowledgements back."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMsgType, web

from botbridge.testing.slack import limits

JSON = dict[str, Any]

# What a real hello announces: the connection is good for about five hours ([types] node-slack-sdk).
_CONNECTION_SECONDS: Final = 18_060


@dataclass(eq=False)
class Sockets:
    """The open sockets of the app; each envelope goes to one of them, in turn."""

    app_id: str
    tickets: set[str] = field(default_factory=set)
    open: list[web.WebSocketResponse] = field(default_factory=list)
    sent: list[JSON] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[JSON]] = field(default_factory=dict)
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def connected(self) -> bool:
        """Whether the app has an open socket."""
        return bool(self.open)

    def new_ticket(self) -> str:
        """Return a ticket that opens one socket."""
        ticket = secrets.token_hex(16)
        self.tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket at `/link/`."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=401, text="invalid ticket")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=30, timeout=1.0)
        await socket.prepare(request)
        if len(self.open) >= limits.SOCKETS:
            await _farewell(socket, "too_many_websockets")
            return socket
        await self._serve(socket)
        return socket

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        self.open.append(socket)
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            if socket in self.open:
                self.open.remove(socket)

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "fake", "approximate_connection_time": _CONNECTION_SECONDS},
            "connection_info": {"app_id": self.app_id},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            value = json.loads(text)
        except ValueError:
            return
        envelope = value.get("envelope_id", "") if isinstance(value, dict) else ""
        waiting = self._waiting.get(envelope)
        if waiting and not waiting.done():
            waiting.set_result(value.get("payload") or {})

    async def send(self, kind: str, payload: JSON, retry_num: int, reason: str, deadline: float) -> JSON | None:
        """Send an envelope over one socket; return the payload of its acknowledgement, None if there was none."""
        envelope = _envelope(kind, payload, retry_num, reason)
        self.sent.append(envelope)
        waiting: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(deadline):
                await self._next().send_json(envelope)
                return await waiting
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._waiting[envelope["envelope_id"]]

    def _next(self) -> web.WebSocketResponse:
        return self.open[next(self._turn) % len(self.open)]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Say goodbye on every socket: `warning`, `refresh_requested`, `link_disabled`.

        After a warning the sockets stay open, as Slack's do for a few seconds more.
        """
        for socket in list(self.open):
            await _farewell(socket, reason)

    async def drop(self) -> None:
        """Close every socket without a word."""
        for socket in list(self.open):
            await socket.close()


async def _farewell(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
    if reason != "warning":
        await socket.close()


def _envelope(kind: str, payload: JSON, retry_num: int, reason: str) -> JSON:
    envelope: JSON = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": retry_num, "retry_reason": reason}
    return envelope
