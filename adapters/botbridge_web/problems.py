"""Routes whose refusals are JSON, and the JSON that they are sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from botbridge.config import ProjectConfig
from botbridge.errors import BotbridgeError
from botbridge.serving import read_body
from botbridge_web import cors
from botbridge_web.reading import Invalid

_log = logging.getLogger("botbridge.web")

Route = tuple[str, str, Handler]  # method, path, what answers

_MAX_JSON = 1024 * 1024  # bytes of a body: the properties of an element, a filled form


class Problem(Exception):
    """A request that is answered with a status and a reason."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def guarded(table: Iterable[Route], project: ProjectConfig) -> list[web.RouteDef]:
    """The routes, with refusals as JSON and the headers that other origins need."""
    table = list(table)

    def allowed(request: web.Request) -> Mapping[str, str]:
        return cors.headers(request.headers.get(hdrs.ORIGIN), request.host, project.allow_origins)

    async def preflight(request: web.Request) -> web.Response:
        wanted = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_HEADERS, "")
        return web.Response(status=204, headers={**allowed(request), **cors.preflight(wanted)})

    def answered(handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            response = await _response(handler, request)
            if not response.prepared:
                response.headers.update(allowed(request))
            return response

        return answer

    paths = dict.fromkeys(path for _, path, _ in table)
    return [
        *(web.route(method, path, answered(handler)) for method, path, handler in table),
        *(web.options(path, preflight) for path in paths),
    ]


async def _response(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return _refusal(problem.status, problem.detail)
    except Invalid as problem:
        return _refusal(400, str(problem))
    except web.HTTPException as error:
        return _refusal(error.status, error.reason)
    except BotbridgeError as error:
        _log.warning("%s %s failed: %s", request.method, request.path, error)
        return _refusal(503, "The server cannot do this right now")


def _refusal(status: int, detail: str) -> web.Response:
    return web.json_response({"detail": detail}, status=status)


async def json_body(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises Problem."""
    try:
        body = await read_body(request, _MAX_JSON)
    except web.HTTPRequestEntityTooLarge:
        raise Problem(413, f"A body of more than {_MAX_JSON} bytes") from None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Problem(400, "The body must be a JSON object")
    return data
