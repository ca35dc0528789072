"""Slack's adapter: its life, and the port's methods handed to the rooms that do them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from botbridge.adapter import Adapter, Host, Placed
from botbridge.capability import Rate
from botbridge.errors import AdapterError, DeliveryError, Refused, Unavailable
from botbridge.model.effect import Effect, Post, StreamOpen
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event, ReactionChanged
from botbridge.model.ids import MessageRef
from botbridge.model.user import Author
from botbridge_slack import address, capabilities, failures, inbound, webhook
from botbridge_slack import text as dialects
from botbridge_slack.api import Api, open_session
from botbridge_slack.config import EVENTS_PATH, SlackSettings
from botbridge_slack.delivery import Delivery
from botbridge_slack.files import Files
from botbridge_slack.history import History
from botbridge_slack.identity import Identity, identify
from botbridge_slack.intake import bolt_app
from botbridge_slack.interactivity import Interactivity
from botbridge_slack.people import People
from botbridge_slack.socket_mode import Socket

log = logging.getLogger(__name__)

_RATE_LIMITED: Final = "app_rate_limited"


@dataclass(frozen=True, slots=True)
class _Connection:
    """What exists while the adapter runs."""

    app: AsyncApp
    context: inbound.Context
    delivery: Delivery
    files: Files
    history: History
    people: People
    interactivity: Interactivity
    socket: Socket | None


class SlackAdapter(Adapter):
    """Slack over signed HTTP or Socket Mode."""

    name: ClassVar[str] = address.PLATFORM
    client_type: ClassVar[str] = "slack"
    capabilities = capabilities.CAPABILITIES

    def __init__(self, host: Host, settings: SlackSettings) -> None:
        self._host = host
        self._settings = settings
        self._connection: _Connection | None = None

    @classmethod
    def create(cls, host: Host) -> SlackAdapter:
        return cls(host, SlackSettings.from_env(host.env))

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(open_session())
            settings = self._settings
            api = Api(settings.bot_token, settings.api_url, session)
            identity = await self._identify(api)
            app = bolt_app(settings.bot_token, settings.signing_secret, self._store)
            socket = Socket(Api(settings.app_token, settings.api_url, session), app) if settings.socket_mode else None
            files, history = Files(api, session, settings.bot_token, settings.api_url), History(api)
            delivery = Delivery(api, files, history, identity)
            self._connection = _Connection(
                app=app,
                context=self._context(identity),
                delivery=delivery,
                files=files,
                history=history,
                people=People(api),
                interactivity=Interactivity(self._host, api, delivery.deliver),
                socket=socket,
            )
            stack.callback(self._disconnected)
            if socket:
                await stack.enter_async_context(socket.connected())
            yield

    async def _identify(self, api: Api) -> Identity:
        try:
            answer = await api.ask("auth.test")
        except Refused as error:
            if error.code in failures.BAD_TOKEN:
                raise AdapterError(
                    f"slack refuses SLACK_BOT_TOKEN ({error.code}): copy the Bot User OAuth Token anew from "
                    "https://api.slack.com/apps → your app → OAuth & Permissions"
                ) from error
            raise AdapterError(f"slack does not tell who the bot is: {error}") from error
        except DeliveryError as error:
            raise AdapterError(f"slack cannot be reached at {self._settings.api_url}: {error}") from error
        return identify(answer.data if isinstance(answer.data, dict) else {}, answer.headers)

    def _context(self, identity: Identity) -> inbound.Context:
        return inbound.Context(
            identity=identity,
            dm=identity.dm_mode(self._host.config.slack.dm),
            answer_bots=self._host.config.run.answer_bots,
            chat_start=self._host.has_chat_start,
        )

    def _disconnected(self) -> None:
        self._connection = None

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """`POST /slack/events`, unless events come through Socket Mode: without a secret none could be checked."""
        return () if self._settings.socket_mode else (web.post(EVENTS_PATH, self._receive),)

    @property
    def ready(self) -> bool:
        connection = self._connection
        return connection is not None and (connection.socket is None or connection.socket.ready)

    async def _receive(self, request: web.Request) -> web.Response:
        if self._connection is None:
            return web.json_response({"error": "not connected"}, status=503)
        return await webhook.answer(request, self._connection.app)

    async def _store(self, envelope: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Store what came in; what Slack is to be told beside that it arrived."""
        if envelope.get("type") == _RATE_LIMITED:
            log.warning("Slack holds events back: more than 30,000 came within an hour")
        connection = self._running()
        event = inbound.translate(envelope, connection.context)
        if event is None:
            return await connection.interactivity.answer(envelope)
        if isinstance(event, ReactionChanged):
            located = await self._host.locate(event.ref, inbound.key_of(event.ref))
            if located is None:
                return None
            event = replace(event, thread=located.thread)
        await self._host.accept(event)
        return None

    def _running(self) -> _Connection:
        if self._connection is None:
            raise Unavailable("slack is not connected")
        return self._connection

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return await self._running().delivery.deliver(effect)

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        return await self._running().delivery.find(effect)

    def measure(self, text: str) -> int:
        return dialects.measure(text)

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return capabilities.rates(effect)

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        return await self._running().files.download(file, target, limit)

    async def author(self, author: Author) -> Author:
        """What Slack tells of a person (name, email, locale), remembered for an hour; unchanged if it does not."""
        return await self._running().people.complete(author)

    async def extras(self, event: Event) -> Mapping[str, Any]:
        """`slack_event`, and `fetch_slack_message_history(limit=30)`: this conversation's messages at Slack."""
        return {
            "slack_event": dict(event.raw.get("event") or {}),
            "fetch_slack_message_history": partial(self._running().history.recent, event.thread),
        }
