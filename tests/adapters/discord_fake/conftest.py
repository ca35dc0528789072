"""A FakeDiscord, and what speaks with it: plain HTTP, a plain WebSocket, and discord.py as it comes."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from botbridge.testing.discord import FakeDiscord, User

SHARED = Path(__file__).parents[4] / "shared"
SPECS = SHARED / "specs" / "discord" / "openapi.json"


class Caller:
    """Calls the REST API with the bot's token; answers with the status and the JSON."""

    def __init__(self, fake: FakeDiscord, http: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._http = http
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> tuple[int, Any]:
        given = token if token is not None else self._fake.env()["DISCORD_BOT_TOKEN"]
        headers = {"Authorization": f"Bot {given}"}
        async with self._http.request(method, self._fake.api_url + path, json=body, headers=headers) as answer:
            self.headers = dict(answer.headers)
            raw = await answer.read()
            return answer.status, json.loads(raw) if answer.headers.get("Content-Type") == "application/json" else raw

    async def post(self, channel: str, **body: Any) -> tuple[int, Any]:
        return await self("POST", f"/channels/{channel}/messages", body)

    async def upload(self, channel: str, body: Any, *files: tuple[str, bytes]) -> tuple[int, Any]:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(body), content_type="application/json")
        for number, (name, content) in enumerate(files):
            form.add_field(f"files[{number}]", io.BytesIO(content), filename=name)
        headers = {"Authorization": f"Bot {self._fake.env()['DISCORD_BOT_TOKEN']}"}
        url = f"{self._fake.api_url}/channels/{channel}/messages"
        async with self._http.post(url, data=form, headers=headers) as answer:
            return answer.status, await answer.json()


class Socket:
    """A gateway connection that says just what a test wants."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.sequence = 0

    async def send(self, op: int, data: Any) -> None:
        await self._socket.send_json({"op": op, "d": data})

    async def text(self, text: str) -> None:
        await self._socket.send_str(text)

    async def next(self) -> dict[str, Any]:
        """The next payload. Raises ConnectionError with the close code."""
        message = await self._socket.receive(timeout=5)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(self._socket.close_code)
        payload: dict[str, Any] = json.loads(message.data)
        self.sequence = payload["s"] or self.sequence
        return payload

    async def event(self, name: str) -> Any:
        """The data of the next event of this name; others are passed over."""
        while True:
            payload = await self.next()
            if payload["t"] == name:
                return payload["d"]

    async def closed(self) -> int | None:
        """The code with which the other side closes."""
        try:
            while True:
                await self.next()
        except ConnectionError as error:
            code: int | None = error.args[0]
            return code

    async def close(self, code: int = 4000) -> None:
        await self._socket.close(code=code)


def identify(fake: FakeDiscord, **changes: Any) -> dict[str, Any]:
    """What discord.py says, more or less."""
    usual = {"token": fake.env()["DISCORD_BOT_TOKEN"], "intents": 1 | 1 << 9 | 1 << 12 | 1 << 15, "properties": {}}
    return {**usual, **changes}


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(specs=SPECS if SPECS.is_file() else None) as fake:
        fake.channel("C1")
        yield fake


@pytest.fixture
def user(fake: FakeDiscord) -> User:
    return fake.user("U1", name="ada")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


@pytest.fixture
def call(fake: FakeDiscord, http: aiohttp.ClientSession) -> Caller:
    return Caller(fake, http)


@pytest.fixture
async def connect(fake: FakeDiscord, http: aiohttp.ClientSession) -> AsyncIterator[Callable[..., Any]]:
    """Opens gateway connections, past the hello."""
    opened: list[Socket] = []

    async def open_one(query: str = "v=10&encoding=json") -> Socket:
        socket = Socket(await http.ws_connect(f"{fake.gateway.url}?{query}", autoclose=False, autoping=True))
        opened.append(socket)
        return socket

    yield open_one
    for socket in opened:
        await socket.close()


@contextmanager
def redirected(fake: FakeDiscord) -> Iterator[None]:
    """discord.py's calls and connections go to the fake; what it keeps globally is put back."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def logged_in(fake: FakeDiscord, client: discord.Client) -> AsyncIterator[discord.Client]:
    """discord.py, connected to the fake."""
    with redirected(fake):
        async with client:
            life = asyncio.create_task(client.start(fake.env()["DISCORD_BOT_TOKEN"]))
            try:
                await fake.connected()
                yield client
            finally:
                await client.close()
                await asyncio.wait([life])


def everything() -> discord.Intents:
    """The intents of a bot that reads along."""
    intents = discord.Intents.default()
    intents.message_content = True
    return intents
