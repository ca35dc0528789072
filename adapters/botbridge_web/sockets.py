"""The clients that are connected: what they say goes to the host, what is to be shown goes to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from engineio.packet import Packet
from socketio.exceptions import ConnectionRefusedError as Refusal

from botbridge.adapter import Host, Receipt
from botbridge.errors import BotbridgeError
from botbridge.model.element import IncomingFile
from botbridge_web import inbound, reading, replay
from botbridge_web.address import thread_key
from botbridge_web.answers import Answers, NotTaken, ack_of, uploaded
from botbridge_web.engine import Engine, packet
from botbridge_web.outbound import encode, error_step, hanging, toast, user_step, working
from botbridge_web.reading import Hello, Invalid, Said
from botbridge_web.sessions import Sessions, Tab, WebSession
from botbridge_web.widgets import NO_QUESTION, Emission, attached

_log = logging.getLogger("botbridge.web")

_FOREIGN = "This conversation belongs to another session"
_NOT_TAKEN = "Your message could not be taken. Please send it again."
_NOT_OPENED = "The conversation could not be opened. Please reload the page."

Handler = Callable[[Tab, Any], Awaitable[Any]]


class Sockets:
    """Socket.IO events of clients, by name, and packets to them."""

    def __init__(self, host: Host, sessions: Sessions, engine: Engine) -> None:
        self._host = host
        self._sessions = sessions
        self._engine = engine
        self._tabs: dict[str, Tab] = {}
        engine.on("connect", self._connect)
        engine.on("disconnect", self._disconnect)
        engine.on("*", self._event)
        engine.on_answer(self._answered)
        self._answers = Answers(host)
        self._handlers: dict[str, Handler] = {
            "connection_successful": self._welcome,
            "client_message": self._message,
            "stop": self._stop,
            "clear_session": self._clear,
        }

    async def send(self, session: WebSession, those: Iterable[Packet]) -> None:
        """Send packets to every tab of a session; a tab that is gone is no error."""
        for one in those:
            for tab in tuple(session.tabs):
                await self._engine.send(tab.engine_id, one)

    async def _tell(self, session: WebSession, emissions: Iterable[Emission]) -> None:
        await self.send(session, packets(emissions))

    async def _tell_one(self, tab: Tab, emissions: Iterable[Emission]) -> None:
        for one in packets(emissions):
            await self._engine.send(tab.engine_id, one)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        try:
            hello = reading.read_hello(auth, self._host.config.project.user_env)
        except Invalid as problem:
            raise Refusal(str(problem)) from None
        engine_id = self._engine.engine_id(sid)
        session = await self._enter(hello)
        if not self._engine.connected(engine_id):
            # It went while its thread was looked up: nobody would tell us that it is gone.
            raise Refusal("The connection is closed")
        if session is not None:
            session.hello, session.raw = hello, _surroundings(hello, environ)
        environ.clear()  # kept by the library as long as the client is connected: 2.5 KiB, read by nobody
        blank = self._sessions.announced(hello.session_id)
        tab = Tab(engine_id, session, blank=blank, thread_named=hello.named)
        self._tabs[sid] = tab
        if session is not None:
            session.join(tab)

    async def _enter(self, hello: Hello) -> WebSession | None:
        """The session that is connected to, or None if the thread is not the session's."""
        thread_id = hello.thread_id
        try:
            if thread_id is None or not await self._host.claim(thread_key(thread_id), hello.session_id):
                return None
        except BotbridgeError as error:
            _log.warning("a client was turned away, its thread could not be looked up: %s", error)
            raise Refusal("The server cannot be reached right now") from None
        return self._sessions.enter(hello.session_id, thread_id, _now())

    async def _disconnect(self, sid: str, reason: str) -> None:
        tab = self._tabs.pop(sid, None)
        if tab is None or tab.session is None:
            return
        tab.session.leave(tab, _now())
        if tab.session.closed and not tab.session.tabs:
            self._sessions.forget(tab.session)

    async def _event(self, event: str, sid: str, *arguments: Any) -> Any:
        """Any event of a client. What it returns acknowledges the event where the client asked for that."""
        tab, handler = self._tabs.get(sid), self._handlers.get(event)
        if tab is None or handler is None:
            _log.debug("ignored the event %.40r", event)
            return None
        if tab.session is None:
            await self._turn_away(sid, tab)
            return None
        try:
            return await handler(tab, arguments[0] if arguments else None)
        except BotbridgeError as error:
            _log.warning("the event %r of a client failed: %s", event, error)
            return {"ok": False}
        except Exception:  # noqa: BLE001
            # The border to a client: a mistake of ours must not take its connection down.
            _log.exception("the event %r of a client failed", event)
            return {"ok": False}

    async def _turn_away(self, sid: str, tab: Tab) -> None:
        await self._engine.send(tab.engine_id, packet(encode(("resume_thread_error", _FOREIGN))))
        await self._engine.hang_up(sid)

    async def _welcome(self, tab: Tab, _: Any) -> None:
        """Tell a client the state of its conversation; open the chat if nobody has."""
        session = _session(tab)
        first, session.welcomed = not session.welcomed, True
        since = session.missed_since(_now())
        told = await self._catch_up(tab, first=first, since=since)
        told += replay.named(session)
        told += hanging(session.asked) if session.asked is not None else [NO_QUESTION]
        told.append(working(session.working))
        await self._tell_one(tab, told)
        await self._open_chat(session)

    async def _catch_up(self, tab: Tab, *, first: bool, since: float) -> list[Emission]:
        session, text_so_far, cot = _session(tab), self._host.streaming_text, self._host.config.ui.cot
        blank, tab.blank = tab.blank, False
        if not (first or blank or session.has_news(since)):
            return []
        waiting = self._host.unhandled(thread_key(session.thread_id))
        thread = await self._host.thread(session.thread_id)
        actions = await self._host.actions(session.thread_id)
        session.name = session.name or replay.name_of(thread)
        thread = replay.with_waiting(session.thread_id, thread, waiting)
        # From here on nothing may wait: what is told must fit the tokens that follow.
        if blank and tab.thread_named and thread is not None:
            told = replay.resumed(session, thread, text_so_far, cot)
        elif blank or first:
            told = replay.everything(session, thread, text_so_far, cot)
        else:
            told = replay.missed(session, thread, text_so_far, cot, since)
        return [*told, *replay.standing(session, actions, None if blank or first else since)]

    async def _open_chat(self, session: WebSession) -> None:
        if session.opened or not self._host.has_chat_start:
            return
        session.opened = True
        try:
            await self._host.accept(inbound.chat_opened(session.thread_id, session.raw))
        except BotbridgeError as error:
            session.opened = False
            _log.warning("a chat could not be opened: %s", error)
            await self._tell_error(session, _NOT_OPENED)

    async def _message(self, tab: Tab, payload: Any) -> Mapping[str, Any]:
        session = _session(tab)
        try:
            said = self._read(payload)
            files = await self._files(session, said)
            event = inbound.message_received(session.thread_id, said, files, session.raw)
            receipt = await self._host.accept(event)
        except (Invalid, BotbridgeError) as problem:
            return await self._not_taken(session, problem)
        session.closed = False
        if receipt is Receipt.STORED:
            await self._show_to_others(tab, said)
            await self._tell(session, [("element", attached(session.thread_id, said.id, file)) for file in files])
        await self._name(session, said)
        return {"ok": True, "id": said.id}

    async def _name(self, session: WebSession, said: Said) -> None:
        """What is said first names the conversation."""
        if session.name is None:
            session.name = replay.shortened(said.text)
            await self._tell(session, replay.named(session))

    def _read(self, payload: Any) -> Said:
        config = self._host.config
        return reading.read_message(
            payload,
            max_bytes=config.web.max_message_bytes,
            max_files=config.features.spontaneous_file_upload.max_files,
        )

    async def _files(self, session: WebSession, said: Said) -> list[IncomingFile]:
        return await uploaded(self._host, session.id, said.file_ids)

    async def _show_to_others(self, tab: Tab, said: Said) -> None:
        session = _session(tab)
        session.changed[said.id] = _now()
        others = [other for other in session.tabs if other is not tab]
        if others:
            sent = packet(encode(("new_message", user_step(session.thread_id, said))))
            for other in others:
                await self._engine.send(other.engine_id, sent)

    async def _not_taken(self, session: WebSession, problem: Exception) -> Mapping[str, Any]:
        _log.warning("a message was not taken: %s", problem)
        text = str(problem) if isinstance(problem, Invalid) else _NOT_TAKEN
        await self._tell_error(session, text)
        return {"ok": False, "error": text}

    async def _tell_error(self, session: WebSession, text: str) -> None:
        author = self._host.config.ui.name
        await self._tell(session, [("new_message", error_step(session.thread_id, author, text))])

    async def _answered(self, sid: str, number: int, values: list[Any]) -> None:
        """What a client acknowledges a question with is its answer; one that is not taken is asked once more."""
        tab = self._tabs.get(sid)
        session = tab.session if tab is not None else None
        if tab is None or session is None:
            return
        try:
            given = await self._answers.read(session, number, values[0] if values else None)
            if given.said is not None:
                # Before the app goes on, whose next words stand below these.
                await self._show_to_others(tab, given.said)
            await self._answers.hand_in(given)
        except NotTaken as problem:
            told = [toast(problem.text)] if problem.text else []
            await self._tell_one(tab, [*told, *(hanging(session.asked) if session.asked is not None else ())])
            return
        if given.said is not None:
            await self._name(session, given.said)

    async def _stop(self, tab: Tab, _: Any) -> None:
        await self._host.accept(inbound.stop_requested(_session(tab).thread_id))

    async def _clear(self, tab: Tab, _: Any) -> None:
        await self.end(_session(tab))

    async def end(self, session: WebSession) -> None:
        """Close a session's chat and forget it as soon as nobody is connected.

        Raises BotbridgeError when that could not be stored; then it is not closed.
        """
        await self._host.accept(inbound.chat_closed(session.thread_id))
        await self._host.forget_uploads(session.id)
        session.closed = True
        if not session.tabs:
            self._sessions.forget(session)


def packets(emissions: Iterable[Emission]) -> list[Packet]:
    """Events as they are sent; a question bears the number that it is answered by. Raises what `encode` does."""
    return [packet(encode(emission, ack_of(emission))) for emission in emissions]


def _session(tab: Tab) -> WebSession:
    if tab.session is None:
        raise RuntimeError("a client without a session was let through")
    return tab.session


def _surroundings(hello: Hello, environ: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored with each event of a client, for the app: nothing that is secret."""
    found = {
        "chat_profile": hello.chat_profile,
        "client_type": hello.client_type,
        "languages": _header(environ, "HTTP_ACCEPT_LANGUAGE"),
        "http_referer": _header(environ, "HTTP_REFERER"),
    }
    return {name: value for name, value in found.items() if value}


def _header(environ: Mapping[str, Any], name: str) -> str:
    return reading.clean_text(str(environ.get(name, "")))[:1000]


def _now() -> float:
    return asyncio.get_running_loop().time()
