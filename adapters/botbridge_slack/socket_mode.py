"""The WebSocket edge: Socket Mode, by the SDK's client; an envelope is acknowledged after its event is stored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from botbridge.errors import AdapterError, DeliveryError
from botbridge_slack.api import Api, vendor_logger

_OPENS_WITHIN: Final = 15.0  # seconds for the first connection
_STORES_WITHIN: Final = 5.0  # seconds that envelopes may take to be stored and acknowledged at the end
_PING: Final = 5.0  # seconds; also how long the SDK waits before it connects again


class Socket:
    """Slack's envelopes from a connection that the SDK renews whenever Slack closes it."""

    def __init__(self, api: Api, app: AsyncApp) -> None:
        self._api = api
        self._app = app
        self._client: SocketModeClient | None = None
        self._greeted = False
        self._closing = False
        self._handling: set[asyncio.Task[Any]] = set()

    @property
    def ready(self) -> bool:
        """Whether Slack has said hello on a connection that is open."""
        connection = self._client.current_session if self._client else None
        return self._greeted and not self._closing and connection is not None and not connection.closed

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Connect on entry, disconnect on exit. Raises AdapterError if Slack refuses or cannot be reached."""
        url = await self._ask_url()
        self._client = client = self._new_client(url)
        try:
            await self._connect(client)
            yield
        finally:
            self._closing = True
            await self._settle()
            await _close(client)

    async def _ask_url(self) -> str:
        """Where to connect; asking proves the app token, which the SDK would try for ever."""
        try:
            answer = await self._api.call("apps.connections.open")
        except DeliveryError as error:
            raise AdapterError(
                f"slack refuses SLACK_APP_TOKEN ({error}): it must be an app-level token (xapp-…) with the scope "
                "connections:write, from https://api.slack.com/apps → your app → Basic Information, "
                "and Socket Mode must be on"
            ) from error
        return str(answer.get("url"))

    def _new_client(self, url: str) -> SocketModeClient:
        client = SocketModeClient(
            app_token=self._api.client.token or "",
            web_client=self._api.client,
            logger=vendor_logger("socket"),
            ping_interval=_PING,
        )
        client.wss_uri = url
        client.message_listeners.append(self._on_message)
        client.socket_mode_request_listeners.append(self._on_request)
        return client

    async def _connect(self, client: SocketModeClient) -> None:
        try:
            async with asyncio.timeout(_OPENS_WITHIN):
                await client.connect()  # type: ignore[no-untyped-call]
        except TimeoutError as error:
            raise AdapterError("slack: the Socket Mode connection could not be opened; see the log above") from error

    async def _on_message(self, _client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
        self._greeted = self._greeted or message.get("type") == "hello"

    async def _on_request(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        if self._closing or task is None:
            return  # not acknowledged, so Slack gives it to another connection or to the next start
        # The SDK makes this task and keeps no hold on it.
        self._handling.add(task)
        try:
            answer = await run_async_bolt_app(self._app, request)
            await send_async_response(client, request, answer, time.time())
        finally:
            self._handling.discard(task)

    async def _settle(self) -> None:
        """Let envelopes that are being stored be acknowledged."""
        if self._handling:
            await asyncio.wait(set(self._handling), timeout=_STORES_WITHIN)


async def _close(client: SocketModeClient) -> None:
    """Close the connection and wait for the SDK's tasks, which its own close only asks to end."""
    await client.close()  # type: ignore[no-untyped-call]
    tasks = (client.message_processor, client.message_receiver, client.current_session_monitor)
    for task in tasks:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
