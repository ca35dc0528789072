"""A thin client of the web protocol: it looks for a few words in each frame and parses none."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from contextlib import suppress
from typing import Any, Self

import aiohttp

_TIMEOUT = 120.0
_TOKEN = "~"  # each streamed token holds one, and nothing else does
_ECHO = "echo: "


class WebClient:
    """One connected client. Tokens are counted in the text, so that joined ones count in full."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self._url = f"{address}/ws/socket.io/?EIO=4&transport=websocket"
        self._session_id = str(uuid.uuid4())
        self._echo: asyncio.Future[str] | None = None
        self._end: asyncio.Future[None] | None = None
        self.tokens = 0  # of the last complete message

    async def connect(self) -> Self:
        self._socket = await self._http.ws_connect(self._url, max_msg_size=0)
        await self._socket.receive_str()
        await self._socket.send_str("40" + json.dumps(self._hello()))
        answer = await self._socket.receive_str()
        if not answer.startswith("40"):
            raise RuntimeError(f"refused: {answer[:200]}")
        self._reader = asyncio.create_task(self._read())
        self._end = asyncio.get_running_loop().create_future()
        await self._emit("connection_successful")
        await asyncio.wait_for(self._end, _TIMEOUT)  # the server tells that nobody is at work
        return self

    async def echo(self, text: str) -> tuple[float, str]:
        """Seconds until the answer was there, and the answer; returns when the task has ended."""
        loop = asyncio.get_running_loop()
        self._echo, self._end = loop.create_future(), loop.create_future()
        began = time.perf_counter()
        await self._say(text)
        frame = await asyncio.wait_for(self._echo, _TIMEOUT)
        seconds = time.perf_counter() - began
        await asyncio.wait_for(self._end, _TIMEOUT)
        return seconds, json.loads(frame[2:])[1]["output"].removeprefix(_ECHO)

    async def stream(self, tokens: int) -> None:
        """Ask for so many tokens; returns when the task has ended. Raises RuntimeError if any is missing."""
        self.tokens, self._end = 0, asyncio.get_running_loop().create_future()
        await self._say(f"stream {tokens}")
        await asyncio.wait_for(self._end, _TIMEOUT)
        if self.tokens != tokens:
            raise RuntimeError(f"{self.tokens} tokens came instead of {tokens}")

    async def leave(self) -> None:
        """End the session (as `New chat` does) and the connection."""
        await self._emit("clear_session")
        await self._socket.send_str("41")
        await self._socket.close()
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader

    def _hello(self) -> dict[str, str]:
        return {
            "clientType": "webapp", "sessionId": self._session_id, "threadId": "", "userEnv": "{}", "chatProfile": "",
        }  # fmt: skip

    async def _say(self, text: str) -> None:
        message = {"id": str(uuid.uuid4()), "name": "User", "type": "user_message", "output": text}
        await self._emit("client_message", {"message": message, "fileReferences": []})

    async def _emit(self, event: str, *arguments: Any) -> None:
        await self._socket.send_str("42" + json.dumps([event, *arguments]))

    async def _read(self) -> None:
        async for frame in self._socket:
            text: str = frame.data
            if text == "2":
                await self._socket.send_str("3")
            elif text.startswith('42["new_message"'):
                self._shown(text)
            elif text.startswith('42["task_end"') and self._end and not self._end.done():
                self._end.set_result(None)

    def _shown(self, text: str) -> None:
        self.tokens = text.count(_TOKEN)
        if self._echo and not self._echo.done() and _ECHO in text:
            self._echo.set_result(text)
