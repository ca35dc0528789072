"""A FakeTeams, an app that answers by hand, and a real botbuilder bot in a process of its own."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from botbridge.testing.teams import Conversation, FakeTeams, User
from botbridge.testing.teams.server import TENANT

SHARED = Path(__file__).parents[4] / "shared"
PAYLOADS = SHARED / "payloads" / "teams"
JSON = dict[str, Any]


class HandMade:
    """An app that does by hand what a test tells it: it hears activities and calls the connector."""

    def __init__(self, teams: FakeTeams) -> None:
        self.teams = teams
        self.heard: list[JSON] = []
        self.tokens: list[str] = []
        self.status = 200
        self.body: Any = None
        self.pause = 0.0
        self._session: aiohttp.ClientSession | None = None
        self._token = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        await asyncio.sleep(self.pause)
        if self.body is None:
            return web.Response(status=self.status)
        return web.json_response(self.body, status=self.status)

    async def token(self, **changes: str) -> tuple[int, JSON]:
        env = self.teams.env()
        form = {
            "grant_type": "client_credentials",
            "client_id": env["TEAMS_APP_ID"],
            "client_secret": env["TEAMS_APP_PASSWORD"],
            "scope": "https://api.botframework.com/.default",
            **changes,
        }
        tenant = form.pop("tenant", "botframework.com")
        async with self.session.post(f"{self.teams.url}/{tenant}/oauth2/v2.0/token", data=form) as got:
            return got.status, await got.json()

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, tenant: str = TENANT
    ) -> tuple[int, JSON]:
        """Call the connector of a tenant, with the app's own token unless another is given."""
        if token is None:
            if not self._token:
                self._token = (await self.token())[1]["access_token"]
            token = self._token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.teams.url}/connector/{tenant}/v3/{path}"
        headers["Content-Type"] = "application/json"
        data = io.BytesIO(json.dumps(body).encode())
        async with self.session.request(method, url, data=data, headers=headers) as got:
            text = await got.text()
            self.headers = got.headers
            return got.status, json.loads(text) if text.startswith(("{", "[")) else {}

    async def send(self, where: Conversation, **activity: Any) -> tuple[int, JSON]:
        return await self.call("POST", f"conversations/{where.id}/activities", {"type": "message", **activity})

    async def stream(self, where: Conversation, text: str, **info: Any) -> tuple[int, JSON]:
        """A step of a stream: an update, or with `streamType="final"` its end."""
        kind = "message" if info.get("streamType") == "final" else "typing"
        return await self.send(where, type=kind, text=text, entities=[{"type": "streaminfo", **info}])

    async def update(self, where: Conversation, activity_id: str, **activity: Any) -> tuple[int, JSON]:
        return await self.call(
            "PUT", f"conversations/{where.id}/activities/{activity_id}", {"type": "message", **activity}
        )

    async def delete(self, where: Conversation, activity_id: str) -> tuple[int, JSON]:
        return await self.call("DELETE", f"conversations/{where.id}/activities/{activity_id}")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(retry_delays=(0.05, 0.05)) as teams:
        yield teams


@pytest.fixture
async def app(teams: FakeTeams) -> AsyncIterator[HandMade]:
    app = HandMade(teams)
    application = web.Application()
    application.router.add_post("/api/messages", app.receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teams.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield app
    await app.close()
    await runner.cleanup()


@pytest.fixture
def ada(teams: FakeTeams) -> User:
    return teams.user("ada", name="Ada Lovelace")


@pytest.fixture
async def sdk(teams: FakeTeams) -> AsyncIterator[FakeTeams]:
    """The fake with a botbuilder bot behind it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("sdk_bot.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", str(script), str(port), env={**os.environ, **teams.env()}
    )
    teams.deliver_to = f"http://127.0.0.1:{port}/api/messages"
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while not await _answers(session, port):
            await asyncio.sleep(0.05)
    yield teams
    process.send_signal(signal.SIGTERM)
    await process.wait()


async def _answers(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/health") as got:
            return got.status == 200
    except aiohttp.ClientError:
        return False
