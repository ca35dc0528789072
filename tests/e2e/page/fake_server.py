"""A small server that speaks the web protocol to the built page, and misbehaves when a test asks for it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

from botbridge_web.page import security_headers, with_base
from page.fake_rest import FakeRest

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f00010401005f"
    "e5c34b0000000049454e44ae426082"
)

Step = dict[str, Any]


def assistant(output: str, **more: Any) -> Step:
    return {"id": str(uuid.uuid4()), "name": "Ada", "type": "assistant_message", "output": output, **more}


@dataclass
class Session:
    """What the server remembers of one tab."""

    id: str
    sid: str = ""
    thread_id: str = ""
    steps: dict[str, Step] = field(default_factory=dict)
    elements: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    # What is asked: the message and the rule for its answer.
    question: dict[str, Any] | None = None
    task: asyncio.Task[None] | None = None


class FakeServer:
    """The page's other side. `settings` and `replies` may be changed by a test at any time."""

    def __init__(self, static: Path, prefix: str = "") -> None:
        self.static, self.prefix = static, prefix
        self.sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        self.sessions: dict[str, Session] = {}
        self.files: dict[str, tuple[str, str, bytes]] = {}
        self.heard: list[tuple[str, Any]] = []
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.rest = FakeRest(self.heard)
        self.auths: list[dict[str, Any]] = []
        self.replies: dict[str, Callable[[Session], Awaitable[None]]] = {}
        self.lines: set[asyncio.WriteTransport] = set()
        # The next event of this name never arrives: the line breaks under it.
        self.lost_event = ""
        self.reachable = True
        self.welcome = True
        self.upload_gate = asyncio.Event()
        self.upload_gate.set()
        self.translation: dict[str, Any] = {}
        uploads = {"enabled": True, "accept": ["*/*"], "max_files": 3, "max_size_mb": 1}
        self.settings: dict[str, Any] = {
            "ui": {"name": "Harbour", "description": "Ask about ships, tides and ports."},
            "features": {"spontaneous_file_upload": uploads},
        }
        self._events()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """The address of the page, while the server runs."""
        runner = web.AppRunner(self._application(), shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}{self.prefix}/"
        finally:
            self.reachable = False
            self.drop()
            await self._cancel_all()
            await self.sio.shutdown()
            await runner.cleanup()

    def drop(self) -> None:
        """Cuts every connection, as a network does: without a word."""
        for line in self.lines:
            line.abort()
        self.lines.clear()

    async def say(self, session: Session, event: str, data: Any) -> None:
        await self.sio.emit(event, data, to=session.sid)

    async def post(self, session: Session, step: Step, event: str = "new_message") -> None:
        """Sends a step and keeps it for a tab that comes back."""
        session.steps[step["id"]] = step
        await self.say(session, event, step)

    async def show(self, session: Session, element: dict[str, Any]) -> None:
        """Sends an element and keeps it for a tab that comes back."""
        session.elements = [known for known in session.elements if known["id"] != element["id"]] + [element]
        await self.say(session, "element", element)

    async def offer(self, session: Session, action: dict[str, Any]) -> None:
        session.actions.append(action)
        await self.say(session, "action", action)

    async def ask(self, session: Session, step: Step, **spec: Any) -> None:
        """Asks, now and whenever the tab comes back; what is answered comes into `answers`."""
        session.steps[step["id"]] = step
        session.question = {"msg": step, "spec": {"timeout": 60, "step_id": step["id"], **spec}}
        await self._ask(session)

    async def _ask(self, session: Session) -> None:
        def answered(answer: Any) -> None:
            session.question = None
            self.answers.put_nowait(answer)

        await self.sio.emit("ask", session.question, to=session.sid, callback=answered)

    async def stream(self, session: Session, tokens: list[str], pause: float = 0.0) -> None:
        step = assistant("", streaming=True)
        await self.post(session, dict(step), "stream_start")
        for number, token in enumerate(tokens):
            if number % 50 == 0:
                # The browser's driver lives on the same loop.
                await asyncio.sleep(0)
            step["output"] += token
            session.steps[step["id"]] = dict(step)
            part = {"id": step["id"], "token": token, "isSequence": False, "isInput": False}
            await self.say(session, "stream_token", part)
            if pause:
                await asyncio.sleep(pause)
        await self.post(session, {**step, "streaming": False})

    @property
    def session(self) -> Session:
        """The session of the newest tab."""
        return list(self.sessions.values())[-1]

    def messages(self) -> list[str]:
        return [data["message"]["output"] for name, data in self.heard if name == "client_message"]

    def _events(self) -> None:
        self.sio.on("connect", self._connect)
        self.sio.on("disconnect", self._disconnect)
        for name in ("connection_successful", "client_message", "stop", "clear_session"):
            self.sio.on(name, self._listener(name, getattr(self, f"_{name}")))

    def _listener(self, name: str, then: Callable[[Session, Any], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def listen(sid: str, data: Any = None) -> None:
            if name == self.lost_event:
                self.lost_event, self.reachable = "", False
                self.drop()
                return
            self.heard.append((name, data))
            session = next((one for one in self.sessions.values() if one.sid == sid), None)
            if session:
                await then(session, data)

        return listen

    async def _connect(self, sid: str, _environ: dict[str, Any], auth: dict[str, Any]) -> None:
        self.auths.append(auth)
        if not self.welcome:
            raise socketio.exceptions.ConnectionRefusedError("not you")
        session = self.sessions.setdefault(auth["sessionId"], Session(auth["sessionId"]))
        session.sid = sid

    async def _disconnect(self, sid: str, _reason: str = "") -> None:
        for session in self.sessions.values():
            if session.sid == sid:
                session.sid = ""

    async def _connection_successful(self, session: Session, _data: Any) -> None:
        await self.say(session, "task_end", {})
        for step in list(session.steps.values()):
            await self.say(session, "new_message", step)
        for element in session.elements:
            await self.say(session, "element", element)
        for action in session.actions:
            await self.say(session, "action", action)
        if session.question:
            await self._ask(session)
        if session.task and not session.task.done():
            await self.say(session, "task_start", {})

    async def _client_message(self, session: Session, data: dict[str, Any]) -> None:
        message = data["message"]
        if message["id"] in session.steps:
            return
        session.steps[message["id"]] = message
        if not session.thread_id:
            session.thread_id = str(uuid.uuid4())
            first = {"interaction": message["output"], "thread_id": session.thread_id}
            await self.say(session, "first_interaction", first)
        for reference in data["fileReferences"]:
            name, mime, _ = self.files[reference["id"]]
            kind = "image" if mime.startswith("image/") else "file"
            key = reference["id"]
            element = {"id": key, "chainlitKey": key, "name": name, "mime": mime, "type": kind, "display": "inline"}
            session.elements.append({**element, "forId": message["id"]})
            await self.say(session, "element", session.elements[-1])
        session.task = asyncio.create_task(self._answer(session, message["output"]))

    async def _answer(self, session: Session, text: str) -> None:
        await self.say(session, "task_start", {})
        with suppress(asyncio.CancelledError):
            reply = self.replies.get(text)
            await (reply(session) if reply else self.post(session, assistant(f"echo: {text}")))
        await self.say(session, "task_end", {})

    async def _stop(self, session: Session, _data: Any) -> None:
        if session.task:
            session.task.cancel()

    async def _clear_session(self, session: Session, _data: Any) -> None:
        del self.sessions[session.id]

    async def _cancel_all(self) -> None:
        tasks = [session.task for session in self.sessions.values() if session.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=8 * 2**20)
        self.sio.attach(app, socketio_path=f"{self.prefix}/ws/socket.io")
        at = self.prefix
        app.router.add_get(f"{at}/project/settings", self._get_settings)
        app.router.add_get(f"{at}/project/translations", self._get_translations)
        app.router.add_post(f"{at}/set-session-cookie", self._set_cookie)
        app.router.add_post(f"{at}/project/file", self._upload)
        app.router.add_get(f"{at}/project/file/{{id}}", self._file)
        self.rest.add_routes(app.router, at)
        app.router.add_get(f"{at}/", self._index)
        app.router.add_get(f"{at}/element/{{id}}", self._index)
        app.router.add_static(f"{at}/", self.static)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if not self.reachable and "socket.io" in request.path:
            raise web.HTTPServiceUnavailable
        if "socket.io" in request.path and isinstance(request.transport, asyncio.WriteTransport):
            self.lines.add(request.transport)
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers.update(security_headers(["*"]))
        return response

    async def _index(self, _request: web.Request) -> web.Response:
        index = (self.static / "index.html").read_text(encoding="utf-8")
        return web.Response(text=with_base(index, self.prefix), content_type="text/html")

    async def _get_settings(self, _request: web.Request) -> web.Response:
        return web.json_response(self.settings)

    async def _get_translations(self, _request: web.Request) -> web.Response:
        return web.json_response({"translation": self.translation})

    async def _set_cookie(self, request: web.Request) -> web.Response:
        self.heard.append(("set-session-cookie", (await request.json())["session_id"]))
        return web.json_response({"message": "set"})

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        await self.upload_gate.wait()
        upload = form["file"]
        assert isinstance(upload, web.FileField)
        if "ask_parent_id" in request.query:
            self.heard.append(("ask_parent_id", request.query["ask_parent_id"]))
        if request.query["session_id"] not in self.sessions or upload.filename.startswith("refuse"):
            return web.json_response({"detail": "No room on board"}, status=400)
        key = str(uuid.uuid4())
        self.files[key] = (upload.filename, upload.content_type, upload.file.read())
        return web.json_response({"id": key})

    async def _file(self, request: web.Request) -> web.Response:
        known = request.query.get("session_id") in self.sessions or request.query.get("token") == self.rest.token
        if not known or request.match_info["id"] not in self.files:
            raise web.HTTPNotFound
        _, mime, content = self.files[request.match_info["id"]]
        return web.Response(body=content, content_type=mime)
