"""Socket Mode with the real SDK's client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .conftest import env_client
from .test_fake_chat import error_of


@pytest.fixture
async def socket(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[SocketModeClient]:
    """A client that is connected; listeners are up to the test."""
    socket = SocketModeClient(app_token="xapp-fake-app", web_client=client)
    await socket.connect()
    await slack.until(lambda: slack.sockets.connected)
    yield socket
    await socket.close()


async def test_a_bolt_app_answers_over_a_socket(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    app = AsyncApp(client=client)

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say(text=f"you said {event['text']}")

    handler = AsyncSocketModeHandler(app, slack.env(socket_mode=True)["SLACK_APP_TOKEN"], web_client=client)
    await handler.connect_async()
    try:
        await user.dm("hi")
        assert (await slack.thread.reply()).text == "you said hi"
        await slack.delivered()
        assert {(d.attempts[-1].via, d.status) for d in slack.deliveries} == {("socket", 200)}
    finally:
        await handler.close_async()


async def test_opening_a_socket_needs_the_app_token(slack: FakeSlack, client: AsyncWebClient) -> None:
    opened = await client.apps_connections_open(app_token="xapp-fake-app")
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert await error_of(client.apps_connections_open(app_token="xoxb-fake-bot")) == "not_allowed_token_type"
    assert await error_of(env_client(slack).apps_connections_open(app_token="xapp-no")) == "invalid_auth"
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"].replace("ticket=", "ticket=x"))


async def test_an_envelope_without_an_answer_is_sent_again(
    slack: FakeSlack, socket: SocketModeClient, user: User
) -> None:
    slack.courier.deadline = 0.1
    got: list[SocketModeRequest] = []

    async def listen(client: SocketModeClient, request: SocketModeRequest) -> None:
        got.append(request)
        if request.retry_attempt:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    socket.socket_mode_request_listeners.append(listen)
    await user.dm("hi")
    await slack.delivered()
    assert [(r.retry_attempt, r.retry_reason) for r in got] == [(0, ""), (1, "timeout")]
    assert got[0].envelope_id != got[1].envelope_id
    assert got[0].payload["event_id"] == got[1].payload["event_id"]
    assert slack.deliveries[0].acknowledged


async def test_each_envelope_goes_to_one_socket(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    counts = [0, 0]
    sockets = [SocketModeClient(app_token="xapp-fake-app", web_client=client) for _ in counts]
    for number, socket in enumerate(sockets):

        async def listen(own: SocketModeClient, request: SocketModeRequest, number: int = number) -> None:
            counts[number] += 1
            await own.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

        socket.socket_mode_request_listeners.append(listen)
        await socket.connect()
    await slack.until(lambda: len(slack.sockets.open) == 2)
    for _ in range(4):
        await user.dm("hi")
    await slack.delivered()
    assert counts == [2, 2]
    await asyncio.gather(*(socket.close() for socket in sockets))


async def test_a_refresh_makes_the_client_connect_anew(slack: FakeSlack, socket: SocketModeClient, user: User) -> None:
    async def listen(own: SocketModeClient, request: SocketModeRequest) -> None:
        await own.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    socket.socket_mode_request_listeners.append(listen)
    await slack.sockets.disconnect("refresh_requested")
    await slack.until(lambda: len(slack.calls_of("apps.connections.open")) == 2, timeout=10)
    await slack.until(lambda: slack.sockets.connected, timeout=10)
    await user.dm("hi")
    await slack.delivered()
    assert slack.deliveries[0].acknowledged


async def test_the_eleventh_socket_is_sent_away(slack: FakeSlack, client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        opened = []
        for _ in range(11):
            url = (await client.apps_connections_open(app_token="xapp-fake-app"))["url"]
            opened.append(await session.ws_connect(url))
        first = [(await socket.receive_json()) for socket in opened]
        assert [message["type"] for message in first] == ["hello"] * 10 + ["disconnect"]
        assert first[-1]["reason"] == "too_many_websockets"
        for socket in opened:
            await socket.close()
