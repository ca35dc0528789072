"""A tab of a browser, as the web protocol sees it: a raw client over one WebSocket, and what its page shows."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import aiohttp

JSON = dict[str, Any]

_HEADERS = {"Accept-Language": "en-GB,en", "Referer": "http://shop.example/help"}
_COMES_BACK = 0.1  # seconds after which a page connects again


class Tab:
    """One session. `steps` and `elements` are what its page shows, by id; `notices` are the page's own.

    `breaks` makes the line break at events of these names, for `away` seconds; the count says how often.
    """

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self.url: str | None = None
        self.session_id = str(uuid.uuid4())
        self.steps: dict[str, JSON] = {}
        self.elements: dict[str, JSON] = {}
        self.actions: dict[str, JSON] = {}
        self.asked: tuple[int, JSON] | None = None  # the number to answer it by, and what is asked
        self.panel: tuple[str, list[JSON]] = ("", [])
        self.notices: list[str] = []
        self.loading = False
        self.takes_feedback = False
        self.breaks: tuple[frozenset[str], int] = (frozenset(), 0)
        self.away = _COMES_BACK
        self._thread_id = ""
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._back_at = 0.0
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._count = 0

    # the line

    async def look(self) -> None:
        """Connect (again) if there is a server and it is time."""
        if self.url is not None and not self._connected and asyncio.get_running_loop().time() >= self._back_at:
            with suppress(ConnectionResetError):  # it breaks again while it greets: the next look mends it
                await self._connect()

    @property
    def _connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    async def close(self) -> None:
        """Close the line without a word."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def cut(self) -> None:
        """Break the line now; the page comes back after a moment."""
        await self.close()
        self._back_at = asyncio.get_running_loop().time() + _COMES_BACK

    async def _connect(self) -> None:
        await self.close()
        async with self._http.get(f"{self.url}/project/settings") as answer:
            self.takes_feedback = bool((await answer.json())["features"]["feedback"])
        endpoint = f"{self.url}/ws/socket.io/?EIO=4&transport=websocket"
        self._socket = socket = await self._http.ws_connect(endpoint, max_msg_size=0, headers=_HEADERS)
        await socket.receive_str()
        auth = {
            "clientType": "webapp",
            "sessionId": self.session_id,
            "threadId": self._thread_id,
            "userEnv": '{"SERVICE_KEY": "k"}',
            "chatProfile": "",
        }
        await socket.send_str("40" + json.dumps(auth))
        welcome = await socket.receive_str()
        assert welcome.startswith("40"), welcome
        self._reader = asyncio.create_task(self._read(socket))
        await self._call("connection_successful")

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if await self._take(socket, frame.data):
                break
        await socket.close()
        for call in self._calls.values():
            if not call.done():
                call.set_exception(ConnectionResetError("the line broke"))
        self._calls.clear()

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, data: str) -> bool:
        """Take a packet in; True if the line breaks now."""
        if data == "2":
            await socket.send_str("3")
        elif data.startswith("43"):
            place = data.index("[")
            call = self._calls.pop(int(data[2:place]))
            call.set_result(next(iter(json.loads(data[place:])), None))
        elif data.startswith("42"):
            place = data.index("[")
            name, *arguments = json.loads(data[place:])
            payload = arguments[0] if arguments else None
            if name == "ask":
                self.asked = (int(data[2:place]), payload)
                self.steps.setdefault(payload["msg"]["id"], dict(payload["msg"]))
            self._show(name, payload)
            return self._is_break(name)
        return False

    def _is_break(self, name: str) -> bool:
        names, left = self.breaks
        if name not in names or not left:
            return False
        self.breaks = (names, left - 1)
        self._back_at = asyncio.get_running_loop().time() + self.away
        return True

    async def _call(self, event: str, *arguments: Any) -> Any:
        """Emit, and wait for the acknowledgement. Raises ConnectionResetError if the line breaks before."""
        if self._socket is None:
            raise ConnectionResetError("not connected")
        self._count += 1
        self._calls[self._count] = answer = asyncio.get_running_loop().create_future()
        await self._socket.send_str(f"42{self._count}" + json.dumps([event, *arguments]))
        async with asyncio.timeout(10):
            return await answer

    async def emit(self, event: str, *arguments: Any) -> Any:
        """Emit as a page does: once more with the same words when the line broke."""
        while True:
            try:
                if not self._connected:
                    await self._connect()
                return await self._call(event, *arguments)
            except ConnectionResetError:
                await asyncio.sleep(0)

    async def answer(self, value: Any) -> None:
        """Acknowledge the question that is open with an answer. Raises LookupError."""
        if self.asked is None or self._socket is None:
            raise LookupError("no question is open")
        number, _ = self.asked
        self.asked = None
        await self._socket.send_str(f"43{number}" + json.dumps([value]))
        await self._call("fetch_favorites")  # events come in order: the answer was taken, or not, by now

    async def request(self, method: str, path: str, body: JSON) -> JSON:
        """What the server answers to a page's request. Raises LookupError with its reason if it refuses."""
        await self.look()
        told = {**body, "sessionId": self.session_id}
        async with self._http.request(method, f"{self.url}{path}", json=told) as answer:
            said: JSON = await answer.json()
            if answer.status != 200:
                raise LookupError(f"{method} {path}: {answer.status} {said}")
            return said

    # files

    async def upload(self, name: str, content: bytes, mime: str, question: str | None = None) -> JSON | None:
        """Send a file ahead of its message or answer; None if it was refused, which the page says."""
        await self.look()
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=mime)
        query = {"session_id": self.session_id, **({"ask_parent_id": question} if question else {})}
        async with self._http.post(f"{self.url}/project/file", params=query, data=form) as answer:
            body = await answer.json()
        if answer.status == 200:
            return {"id": body["id"]}
        self.notices.append(body["detail"])
        return None

    async def download(self, element: Mapping[str, Any]) -> bytes:
        """The bytes of an element, as a page fetches them. Raises LookupError."""
        query = {"session_id": self.session_id}
        async with self._http.get(f"{self.url}/project/file/{element['chainlitKey']}", params=query) as answer:
            if answer.status != 200:
                raise LookupError(f"{element['name']}: {answer.status} {await answer.text()}")
            return await answer.read()

    # the page

    def _show(self, name: str, payload: Any) -> None:
        show = getattr(self, f"_on_{name}", None)
        if show is not None:
            show(payload)

    def _on_new_message(self, step: JSON) -> None:
        self.steps[step["id"]] = dict(step)

    _on_update_message = _on_stream_start = _on_new_message

    def _on_delete_message(self, step: JSON) -> None:
        self.steps.pop(step["id"], None)
        self.elements = {name: one for name, one in self.elements.items() if one.get("forId") != step["id"]}

    def _on_element(self, element: JSON) -> None:
        self.elements[element["id"]] = element

    def _on_remove_element(self, element: JSON) -> None:
        self.elements.pop(element["id"], None)

    def _on_action(self, action: JSON) -> None:
        assert action["id"] not in self.actions, "the npm client would show it twice"
        self.actions[action["id"]] = action

    def _on_remove_action(self, action: JSON) -> None:
        self.actions.pop(action["id"], None)

    def _on_clear_ask(self, _: JSON) -> None:
        self.asked = None

    _on_ask_timeout = _on_clear_ask

    def _on_set_sidebar_title(self, title: str) -> None:
        self.panel = (title, self.panel[1])

    def _on_set_sidebar_elements(self, shown: JSON) -> None:
        self.panel = (self.panel[0], shown["elements"])

    def _on_toast(self, toast: JSON) -> None:
        self.notices.append(toast["message"])

    def _on_resume_thread(self, thread: JSON) -> None:
        self.steps = {step["id"]: dict(step) for step in thread["steps"]}
        self.elements = {element["id"]: element for element in thread["elements"]}
        self.actions = {}

    def _on_first_interaction(self, told: JSON) -> None:
        self._thread_id = told["thread_id"]

    def _on_task_start(self, _: JSON) -> None:
        self.loading = True

    def _on_task_end(self, _: JSON) -> None:
        self.loading = False

    def _on_stream_token(self, token: JSON) -> None:
        self._grow(token)

    def _grow(self, token: JSON) -> None:
        step = self.steps.get(token["id"])
        if step is not None:  # a page ignores tokens of what it does not know: the whole follows
            field = "input" if token["isInput"] else "output"
            step[field] = token["token"] if token["isSequence"] else step[field] + token["token"]
