"""A browser's tab, without the browser: python-socketio's own client, made to come back as a page does."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import socketio

from process.command import until


class Tab:
    """What one tab shows: `texts` by message id, in the order of arrival; `mine` are the ids that it sent."""

    def __init__(self, http: aiohttp.ClientSession, session_id: str | None = None) -> None:
        self.session_id = session_id or str(uuid.uuid4())
        self.thread_id = ""
        self.connections = 0
        self.shown: dict[str, dict[str, Any]] = {}
        self.mine: set[str] = set()
        self._http = http
        self._lost = asyncio.Event()
        self._greeted = asyncio.Event()
        self.client = self._new_client()

    def _new_client(self) -> socketio.AsyncClient:
        # Its own reconnection does not come back from a server that says goodbye, the JavaScript client's does.
        client = socketio.AsyncClient(reconnection=False, http_session=self._http)
        client.on("connect", self._connected)
        client.on("disconnect", self._disconnected)
        client.on("*", self._told)
        return client

    async def stay(self, url: str, path: str = "ws/socket.io") -> None:
        """Be connected until cancelled, whatever happens to the server. A page announces itself when it is opened."""
        announced = {"session_id": self.session_id}
        await self._http.post(f"{url}/{path.removesuffix('ws/socket.io')}set-session-cookie", json=announced)
        auth = {
            "clientType": "webapp",
            "sessionId": self.session_id,
            "threadId": "",
            "userEnv": "{}",
            "chatProfile": "",
        }
        while True:
            self._lost.clear()
            try:
                await self.client.connect(url, auth=auth, socketio_path=path, transports=["websocket"])
                await self._lost.wait()
            except socketio.exceptions.ConnectionError:
                await asyncio.sleep(0.1)
            await self.client.shutdown()
            self.client = self._new_client()

    async def _connected(self) -> None:
        await self.client.emit("connection_successful")
        self.connections += 1
        self._greeted.set()

    def _disconnected(self, _reason: str) -> None:
        self._greeted.clear()
        self._lost.set()

    async def drop(self) -> None:
        """Lose the connection as a network does: without a word to the server."""
        await self.client.eio.ws.close()

    async def _told(self, event: str, *arguments: Any) -> None:
        payload = arguments[0] if arguments else None
        if event in ("new_message", "update_message", "stream_start"):
            self.shown[payload["id"]] = dict(payload)
        elif event == "stream_token":
            self.shown[payload["id"]]["output"] += payload["token"]
        elif event == "delete_message":
            self.shown.pop(payload["id"], None)
        elif event == "first_interaction":
            self.thread_id = payload["thread_id"]

    async def say(self, text: str) -> Any:
        """Send a message; what the server acknowledged. A page shows it at once."""
        message = {"id": str(uuid.uuid4()), "name": "user", "type": "user_message", "output": text}
        self.mine.add(message["id"])
        self.shown[message["id"]] = message
        await self._greeted.wait()
        return await self.client.call("client_message", {"message": message, "fileReferences": []})

    @property
    def texts(self) -> list[str]:
        return [one["output"] for one in self.shown.values()]

    @property
    def answers(self) -> list[str]:
        return [one["output"] for one in self.shown.values() if one["id"] not in self.mine]

    async def sees(self, text: str, timeout: float = 15.0) -> None:
        """Wait until an answer is just this text."""
        try:
            await until(lambda: text in self.answers, f"{text!r}", timeout)
        except TimeoutError as error:
            raise AssertionError(f"{error}; the tab shows {self.texts} after {self.connections} connections") from None


@asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[Tab]:
    """A connected tab, closed at the end."""
    async with aiohttp.ClientSession() as http:
        tab = Tab(http, options.pop("session_id", None))
        staying = asyncio.create_task(tab.stay(url, **options))
        try:
            await until(lambda: tab.connections or staying.done(), "a connection")
            yield tab
        finally:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)
            await tab.client.shutdown()
