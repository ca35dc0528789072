"""Elements by HTTP: their bytes, the rows of tables, what changes of the app's own, and their signed pages."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web

from botbridge.adapter import Host
from botbridge.errors import InteractionRefused
from botbridge.model.element import ElementDict, IncomingFile
from botbridge.model.event import ActionClicked, Event
from botbridge.model.ids import is_uuid
from botbridge.serving import served
from botbridge_web import inbound, reading
from botbridge_web.access import Access, AccessControl
from botbridge_web.frames import CsvResponse, read_rows
from botbridge_web.page import inside
from botbridge_web.problems import Problem, Route, json_body
from botbridge_web.widgets import with_key

_MOST_ROWS = 200  # of one page
_dumps = partial(json.dumps, allow_nan=False)  # browsers cannot read what is not a number


class ElementRoutes:
    """The routes of elements."""

    def __init__(self, host: Host, access: AccessControl) -> None:
        self._host = host
        self._access = access
        self._sources = host.app_folder / "public" / "elements"

    def table(self) -> list[Route]:
        return [
            ("GET", "/project/file/{id}", self._file),
            ("GET", "/project/element/{id}", self._signed),
            ("GET", "/project/element/{id}/rows", self._rows),
            ("GET", "/project/element/{id}/csv", self._csv),
            ("POST", "/project/element/{id}/answer", self._answer),
            ("GET", "/project/element-source/{name}", self._source),
            ("PUT", "/project/element", self._change),
            ("DELETE", "/project/element", self._remove),
        ]

    # Bytes

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = await self._found(request)
        if file is not None and file.url and file.path is None:
            return web.Response(status=302, headers={hdrs.LOCATION: file.url})
        path = await _on_disk(file) if file is not None else None
        if file is None or path is None:
            raise Problem(404, "No such file in this session")
        return served(file, path)

    async def _found(self, request: web.Request) -> IncomingFile | None:
        name = _id(request)
        if "token" in request.query:
            access = await self._access.of(request.query)
            access.require(name)
            return (await self._element(access, name))[1]
        session_id = request.query.get("session_id", "")
        if not is_uuid(session_id):
            raise Problem(401, "Unknown session")
        return await self._host.uploaded(session_id, name)

    async def _element(self, access: Access, element_id: str) -> tuple[ElementDict, IncomingFile]:
        access.require(element_id)
        found = await self._host.element(access.thread.thread_id, element_id)
        if found is None:
            raise Problem(404, "This element is not there any more")
        return found

    # Tables

    async def _rows(self, request: web.Request) -> web.Response:
        offset, limit = _number(request, "offset"), min(_number(request, "limit"), _MOST_ROWS)
        element, path = await self._frame(request)
        rows = await asyncio.to_thread(read_rows, path, offset, limit)
        props = element.get("props") or {}
        return web.json_response(
            {"columns": props.get("columns") or [], "rows": rows, "total": props.get("total") or 0, "offset": offset}
        )

    async def _csv(self, request: web.Request) -> web.StreamResponse:
        element, path = await self._frame(request)
        columns = (element.get("props") or {}).get("columns") or []
        return CsvResponse(path, [str(column) for column in columns], element["name"])

    async def _frame(self, request: web.Request) -> tuple[ElementDict, Path]:
        """A table that may be seen, and where all of it is."""
        access = await self._access.of(request.query)
        element, file = await self._element(access, _id(request))
        path = await _on_disk(file)
        if element["type"] != "dataframe" or path is None:
            raise Problem(404, "There are no rows to read here")
        return element, path

    # The app's own

    async def _source(self, request: web.Request) -> web.Response:
        """The app's JSX, or null: that there is none is no error, as the page has forms of its own."""
        path = await asyncio.to_thread(inside, self._sources, f"{request.match_info['name']}.jsx")
        source = await asyncio.to_thread(path.read_text, "utf-8", "replace") if path is not None else None
        return web.json_response({"source": source}, headers={hdrs.CACHE_CONTROL: "no-cache"})

    async def _change(self, request: web.Request) -> web.Response:
        access, element = await self._named(request)
        props = reading.read_props(element.get("props"))
        return await performed(
            self._host, access, inbound.element_changed(access.thread, element["id"], props, access.author)
        )

    async def _remove(self, request: web.Request) -> web.Response:
        access, element = await self._named(request)
        return await performed(
            self._host, access, inbound.element_changed(access.thread, element["id"], None, access.author)
        )

    async def _named(self, request: web.Request) -> tuple[Access, dict[str, Any]]:
        body = await json_body(request)
        element = body.get("element")
        if not isinstance(element, dict) or not isinstance(element.get("id"), str):
            raise Problem(400, "element needs its id")
        access = await self._access.of(body)
        element_id = reading.clean_text(element["id"])
        access.require(element_id)
        return access, {**element, "id": element_id}

    # Signed pages

    async def _signed(self, request: web.Request) -> web.Response:
        access = await self._access.of(request.query)
        element, _ = await self._element(access, _id(request))
        ask = await self._question(access, element["id"])
        told: dict[str, Any] = {"element": with_key(element)}
        if ask is not None:
            told["ask"] = {"content": ask.text}
        return web.json_response(told)

    async def _answer(self, request: web.Request) -> web.Response:
        access = await self._access.of(request.query)
        element_id = _id(request)
        access.require(element_id)
        values = reading.read_values(await json_body(request))
        asked = await self._question(access, element_id)
        if asked is None:
            raise Problem(409, self._host.config.run.late_text)
        return await performed(self._host, access, inbound.form_answer(access.thread, asked.id, values, access.author))

    async def _question(self, access: Access, element_id: str) -> Any:
        """What is asked by this element now, of whoever has the link."""
        who = access.author.identifier if access.author is not None else None
        for asked in await self._host.questions(access.thread.thread_id):
            if asked.element_id == element_id and asked.allows(who):
                return asked
        return None


async def _on_disk(file: IncomingFile) -> Path | None:
    path = Path(file.path) if file.path else None
    return path if path is not None and await asyncio.to_thread(path.is_file) else None


async def performed(host: Host, access: Access, event: Event) -> web.Response:
    """The answer to what was done: a session is told of a refusal in its conversation, a link right here."""
    try:
        result = await host.perform(event)
    except InteractionRefused as refusal:
        if access.session_id is None:
            raise Problem(409, str(refusal)) from refusal
        return web.json_response({"success": False})
    try:
        return web.json_response({"success": True, "response": result}, dumps=_dumps)
    except (TypeError, ValueError, RecursionError) as error:
        # Who pressed a button does not wait for a result; the code that called an action does.
        if isinstance(event, ActionClicked) and event.action_id is not None:
            return web.json_response({"success": True, "response": None})
        raise Problem(500, f"What the action returned is not JSON: {error}") from error


def _id(request: web.Request) -> str:
    return reading.clean_text(request.match_info["id"])


def _number(request: web.Request, name: str) -> int:
    text = request.query.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Problem(400, f"{name} must be a number")
    return int(text)
