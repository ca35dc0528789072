"""A raw client over one WebSocket: it keeps what it is told, and the messages as a page would show them."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiohttp

from botbridge_web.address import thread_of_session


class Client:
    """One tab. `shown` is what its page would show: text by message id, in order.

    `buttons`, `elements` and `panel` stand beside it, `asked` is the question that is open with its number.
    """

    def __init__(
        self, http: aiohttp.ClientSession, url: str, session_id: str, *, answers_pings: bool = True, **auth: Any
    ) -> None:
        self._http = http
        self._answers_pings = answers_pings
        self._url = url + "/ws/socket.io/?EIO=4&transport=websocket"
        self.session_id = session_id
        self.thread_id = thread_of_session(session_id)
        self.auth = {
            "clientType": "webapp",
            "sessionId": session_id,
            "threadId": "",
            "userEnv": "{}",
            "chatProfile": "",
            **auth,
        }
        self.told: list[tuple[str, Any]] = []
        self.shown: dict[str, dict[str, Any]] = {}
        self.buttons: list[str] = []
        self.elements: dict[str, dict[str, Any]] = {}
        self.panel: dict[str, Any] | None = None
        self.asked: tuple[int, dict[str, Any]] | None = None
        self.loading: bool | None = None
        self.acks: dict[int, Any] = {}
        self._count = 0
        self._more = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self.closed = False

    async def connect(self, *, greet: bool = True) -> Any:
        """Connect; answers with the server's `40` or `44` payload."""
        self.socket = await self._http.ws_connect(self._url, max_msg_size=0)
        assert (await self.socket.receive_str()).startswith("0")
        await self.socket.send_str("40" + json.dumps(self.auth))
        answer = await self.socket.receive_str()
        self._reader = asyncio.create_task(self._read())
        if answer.startswith("40") and greet:
            await self.call("connection_successful")
        return json.loads(answer[2:]) | {"refused": answer.startswith("44")}

    async def emit(self, event: str, *arguments: Any) -> None:
        await self.socket.send_str("42" + json.dumps([event, *arguments]))

    async def call(self, event: str, *arguments: Any) -> Any:
        """Emit, and wait for the acknowledgement."""
        self._count += 1
        number = self._count
        await self.socket.send_str(f"42{number}" + json.dumps([event, *arguments]))
        await self.until(lambda: number in self.acks)
        return self.acks.pop(number)

    async def say(self, text: str, message_id: str | None = None, **more: Any) -> Any:
        message = {"id": message_id or str(uuid.uuid4()), "type": "user_message", "output": text, **more}
        self.shown[message["id"]] = message  # a page shows at once what its user sends
        return await self.call("client_message", {"message": message, "fileReferences": []})

    async def answer(self, value: Any, number: int | None = None) -> None:
        """Acknowledge the open question, or whatever had this number."""
        if number is None:
            await self.until(lambda: self.asked is not None)
            assert self.asked is not None
            number = self.asked[0]
        await self.socket.send_str(f"43{number}" + json.dumps([value]))

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self._more.clear()
                await self._more.wait()

    async def settle(self) -> None:
        """Wait until everything that was sent before has arrived: an unknown event is acknowledged in order."""
        await self.call("stop")

    def names(self) -> list[str]:
        return [name for name, _ in self.told]

    def of(self, name: str) -> list[Any]:
        return [payload for known, payload in self.told if known == name]

    def texts(self) -> list[str]:
        return [step["output"] for step in self.shown.values()]

    async def vanish(self) -> None:
        """Be gone without a word."""
        await self.socket.close()
        await self._end()

    async def leave(self) -> None:
        """New chat."""
        await self.emit("clear_session")
        await self.socket.send_str("41")
        await self.vanish()

    async def _end(self) -> None:
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        async for frame in self.socket:
            self._take(frame.data)
            if frame.data == "2" and self._answers_pings:
                await self.socket.send_str("3")
            self._more.set()
        self.closed = True
        self._more.set()

    def _take(self, data: str) -> None:
        if data.startswith("43"):
            place = data.index("[")
            arguments = json.loads(data[place:])
            self.acks[int(data[2:place])] = arguments[0] if arguments else None
        elif data.startswith("42"):
            place = data.index("[")
            name, *arguments = json.loads(data[place:])
            payload = arguments[0] if arguments else None
            self.told.append((name, payload))
            if name == "ask":
                self.asked = (int(data[2:place]), payload)
            self._show(name, payload)
            self._hang(name, payload)

    def _show(self, name: str, payload: Any) -> None:
        if name in {"new_message", "update_message", "stream_start"}:
            self.shown[payload["id"]] = dict(payload)
        elif name == "stream_token" and payload["id"] in self.shown:
            self.shown[payload["id"]]["output"] += payload["token"]
        elif name == "delete_message":
            self.shown.pop(payload["id"], None)
        elif name == "resume_thread":
            self.shown = {step["id"]: dict(step) for step in payload["steps"]}
        elif name in {"task_start", "task_end"}:
            self.loading = name == "task_start"

    def _hang(self, name: str, payload: Any) -> None:
        """As the npm client does, which appends every button that it is told."""
        if name == "action":
            self.buttons.append(payload["id"])
        elif name == "remove_action" and payload["id"] in self.buttons:
            self.buttons.remove(payload["id"])
        elif name == "element":
            self.elements[payload["id"]] = payload
        elif name == "remove_element":
            self.elements.pop(payload["id"], None)
        elif name in {"clear_ask", "ask_timeout"}:
            self.asked = None
        elif name == "set_sidebar_title":
            self.panel = {"elements": [], **(self.panel or {}), "title": payload}
        elif name == "set_sidebar_elements":
            self._fill(payload)

    def _fill(self, payload: dict[str, Any]) -> None:
        if not payload["elements"]:
            self.panel = None
        elif self.panel is None or self.panel.get("key") != payload["key"]:
            self.panel = {"title": "", **(self.panel or {}), **payload}
