"""The one HTTP server: `/health`, the process's own routes, and what the adapters contribute."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from aiohttp import web

from botbridge.adapter import Adapter
from botbridge.errors import AddressError

_STOPPING_FOR = 2.0  # seconds that open connections get when the server stops
_BACKLOG = 1024  # connections that may wait to be accepted; the system cuts it to its own limit


def is_loopback(host: str) -> bool:
    """Whether a server on this host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Server:
    """Listens on one address; what it answers depends on whether everything has started.

    Until `open` is called everything but `/health` is refused with 503. After that no code of ours stands between
    a connection and its route: a guard there would cost memory for each open WebSocket.
    """

    def __init__(
        self,
        adapters: Sequence[Adapter],
        host: str,
        port: int,
        root_path: str,
        routes: Sequence[web.AbstractRouteDef] = (),
    ) -> None:
        self._adapters = adapters
        self._routes = routes
        self._host = host
        self._wanted = port
        self._root_path = root_path
        self._stack = AsyncExitStack()
        self.port = 0

    async def __aenter__(self) -> Self:
        """Begin to listen. Raises AddressError in one line when the address cannot be bound."""
        self._socket = await _bind(self._host, self._wanted)
        self._stack.callback(self._socket.close)
        self.port = self._socket.getsockname()[1]
        self._starting = await self._serve(_starting(self._adapters, self._root_path))
        return self

    async def open(self) -> None:
        """Everything has started: serve the adapters' routes."""
        await self._serve(_application(self._adapters, self._root_path, self._routes))
        await self._starting.cleanup()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _serve(self, app: web.Application) -> web.AppRunner:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOPPING_FOR, handle_signals=False)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        # Each has its own handle of the one listening socket, so no connection is refused in between.
        await web.SockSite(runner, self._socket.dup()).start()
        return runner


async def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # the resolver would take it modulo 65536
        raise _cannot_listen(host, port, OverflowError("a port is a number from 0 to 65535"))
    try:
        family, kind, proto, _, address = (
            await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        )[0]
        listening = socket.socket(family, kind, proto)
    except (OSError, OverflowError) as error:
        raise _cannot_listen(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except (OSError, OverflowError) as error:
        listening.close()
        raise _cannot_listen(host, port, error) from error
    return listening


def _cannot_listen(host: str, port: int, error: Exception) -> AddressError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return AddressError(f"cannot listen on {host}:{port}: {reason.lower()}; free it or choose another with --port")


def _starting(adapters: Sequence[Adapter], root_path: str) -> web.Application:
    async def not_yet(_request: web.Request) -> web.Response:
        return web.json_response({"detail": "starting"}, status=503, headers={"Retry-After": "1"})

    app = web.Application()
    app.router.add_get(f"{root_path}/health", _health(adapters, started=False))
    app.router.add_route("*", "/{tail:.*}", not_yet)
    return app


def _application(
    adapters: Sequence[Adapter], root_path: str, routes: Sequence[web.AbstractRouteDef]
) -> web.Application:
    app = web.Application()
    app.router.add_get("/health", _health(adapters, started=True))
    app.router.add_routes(routes)
    for adapter in adapters:
        app.router.add_routes(list(adapter.routes()))
    if not root_path:
        return app
    outer = web.Application()
    outer.add_subapp(root_path, app)
    return outer


def _health(adapters: Sequence[Adapter], *, started: bool) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def health(_request: web.Request) -> web.Response:
        states = {adapter.name: "ready" if started and adapter.ready else "starting" for adapter in adapters}
        ready = started and all(adapter.ready for adapter in adapters)
        body = {"status": "ok" if ready else "starting", "adapters": states}
        return web.json_response(body, status=200 if ready else 503)

    return health
