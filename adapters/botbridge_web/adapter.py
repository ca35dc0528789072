"""The web as an adapter: its life, its routes, and how effects reach its clients."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from aiohttp import hdrs, web

from botbridge.adapter import Adapter, Host
from botbridge.errors import BotbridgeError, Refused
from botbridge.model.effect import Edit, Effect, Post, StreamOpen
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_web import cors
from botbridge_web.address import PLATFORM, message_ref, thread_id_of
from botbridge_web.capabilities import CAPABILITIES
from botbridge_web.engine import Engine
from botbridge_web.outbound import emissions
from botbridge_web.page import Page
from botbridge_web.rest import Rest
from botbridge_web.sessions import Sessions, WebSession
from botbridge_web.sockets import Sockets, packets
from botbridge_web.translations import load_texts
from botbridge_web.widgets import END_OF_QUESTION

_log = logging.getLogger("botbridge.web")

_SOCKET_PATHS = ("/ws/socket.io", "/ws/socket.io/")
_SWEEP_SECONDS = 30.0  # how late a session may end; a short session timeout is watched four times as often


class WebAdapter(Adapter):
    """Browsers and other clients of the reference's web protocol."""

    name = PLATFORM
    client_type = "webapp"
    capabilities = CAPABILITIES

    def __init__(self, host: Host) -> None:
        self._host = host
        self._sessions = Sessions()
        self._engine = Engine(
            # JSON may write a character with up to six; beyond that a client is cut off instead of answered.
            max_packet_bytes=2 * host.config.web.max_message_bytes + 64 * 1024,
            allowed=self._origin_allowed,
            transports=host.config.project.transports,
        )
        self._sockets = Sockets(host, self._sessions, self._engine)
        self._rest = Rest(host, self._sessions, host.app_folder)
        self._page = Page(host.root_path, host.config.project.allow_origins)

    @classmethod
    def create(cls, host: Host) -> WebAdapter:
        return cls(host)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        methods = (hdrs.METH_GET, hdrs.METH_POST, hdrs.METH_OPTIONS)
        sockets = [web.route(method, path, self._engine.handle) for path in _SOCKET_PATHS for method in methods]
        return [*sockets, *self._rest.routes(), *self._page.routes()]

    def run(self) -> AbstractAsyncContextManager[None]:
        return self._run()

    @asynccontextmanager
    async def _run(self) -> AsyncIterator[None]:
        self._rest.texts = await asyncio.to_thread(load_texts, self._host.app_folder)
        sweeper = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeper.cancel()
            await asyncio.gather(sweeper, return_exceptions=True)
            await self._engine.close()

    async def deliver(self, effect: Effect) -> MessageRef | None:
        now = asyncio.get_running_loop().time()
        session = self._sessions.of_thread(thread_id_of(effect.thread), now)
        told = _packets(session, effect)  # first: what cannot be told must not be remembered either
        session.note(effect, now)
        await self._sockets.send(session, told)
        return self.ref(effect.thread, effect.message.id) if isinstance(effect, (Post, StreamOpen)) else None

    def ref(self, thread: ThreadKey, message_id: str) -> MessageRef:
        return message_ref(thread_id_of(thread), message_id)

    async def extras(self, event: Event) -> Mapping[str, Any]:
        """What the client brought: its settings for services (`env`) as long as it is known, and its browser's."""
        session = self._sessions.in_thread(thread_id_of(event.thread))
        env = session.hello.env if session is not None and session.hello is not None else {}
        return {**event.raw, "env": dict(env)}

    async def _sweep(self) -> None:
        """End the sessions whose clients have been away for too long."""
        timeout = self._host.config.project.session_timeout
        while True:
            await asyncio.sleep(min(_SWEEP_SECONDS, timeout / 4))
            for session in self._sessions.sweep(asyncio.get_running_loop().time(), timeout):
                try:
                    await self._sockets.end(session)
                except BotbridgeError as error:
                    _log.warning("a session could not be ended, it is tried again: %s", error)
                except Exception:  # noqa: BLE001 - one session must not keep the others from ending
                    _log.exception("a session could not be ended, it is tried again")

    def _origin_allowed(self, origin: str, environ: Mapping[str, Any]) -> bool:
        return cors.allowed(origin, environ.get("HTTP_HOST", ""), self._host.config.project.allow_origins)


def _packets(session: WebSession, effect: Effect) -> Sequence[Any]:
    told = emissions(effect)
    if isinstance(effect, Edit) and session.asked is not None and session.asked.id != effect.message.id:
        # Clients know one question, without its name: the end of another one is not the end of this.
        told = [emission for emission in told if emission[0] not in END_OF_QUESTION]
    try:
        return packets(told)
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"{effect.thread} was told something that is not JSON: {error}", code="not_json") from error
