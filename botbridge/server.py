"""The one HTTP server: `/health`, and what the adapters contribute."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from botbridge.adapter import Adapter
from botbridge.errors import AddressError

log = logging.getLogger(__name__)

_STOPPING_FOR = 2.0  # seconds that open connections get when the server stops


def is_loopback(host: str) -> bool:
    """Whether a server on this host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@asynccontextmanager
async def serve(
    adapters: Sequence[Adapter], host: str, port: int, root_path: str, *, started: Callable[[], bool]
) -> AsyncIterator[int]:
    """Listen for as long as the context lasts; yields the port (a free one if 0 was asked for).

    Raises AddressError in one line when the address cannot be bound.
    """
    app = _application(adapters, started)
    if root_path:
        outer = web.Application()
        outer.add_subapp(root_path, app)
        app = outer
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOPPING_FOR, handle_signals=False)
    await runner.setup()
    try:
        yield await _bind(runner, host, port)
    finally:
        await runner.cleanup()


async def _bind(runner: web.AppRunner, host: str, port: int) -> int:
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise AddressError(
            f"cannot listen on {host}:{port}: {reason.lower()}; free it or choose another with --port"
        ) from error
    bound: tuple[str, int] = runner.addresses[0]
    return bound[1]


def _application(adapters: Sequence[Adapter], started: Callable[[], bool]) -> web.Application:
    app = web.Application(middlewares=[_when(started)])
    app.router.add_get("/health", _health({adapter.name: adapter for adapter in adapters}, started))
    for adapter in adapters:
        app.router.add_routes(list(adapter.routes()))
    return app


def _when(started: Callable[[], bool]) -> Middleware:
    """Nothing but `/health` is served before everything has started."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not started() and not _is_health(request):
            return web.json_response({"detail": "starting"}, status=503, headers={"Retry-After": "1"})
        return await handler(request)

    return guard


def _is_health(request: web.Request) -> bool:
    resource = request.match_info.route.resource
    return resource is not None and resource.canonical.endswith("/health")


def _health(
    adapters: Mapping[str, Adapter], started: Callable[[], bool]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def health(_request: web.Request) -> web.Response:
        states = {name: "ready" if started() and adapter.ready else "starting" for name, adapter in adapters.items()}
        ready = started() and all(state == "ready" for state in states.values())
        body = {"status": "ok" if ready else "starting", "adapters": states}
        return web.json_response(body, status=200 if ready else 503)

    return health
