"""The HTTP routes of the web protocol. Errors are JSON: `{"detail": …}`."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError, FileRefused
from botbridge.model.ids import is_uuid
from botbridge_web import cors, pictures
from botbridge_web.page import files
from botbridge_web.sessions import Sessions
from botbridge_web.settings import auth_config, project_settings
from botbridge_web.translations import Texts, is_language, pick
from botbridge_web.uploads import BadForm, receive, served

_log = logging.getLogger("botbridge.web")

_COOKIE = "X-Botbridge-Session-id"  # for load balancers that send one session to one process
_MAX_JSON = 64 * 1024  # bytes of a JSON body; the ones here are tiny
_PUBLIC = "public, max-age=3600"
_SVG = "image/svg+xml"


class Problem(Exception):
    """A request that is answered with a status and a reason."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Rest:
    """The routes, and the little that they know: sessions, settings, texts, the app's folder."""

    def __init__(self, host: Host, sessions: Sessions, app_root: Path) -> None:
        self._host = host
        self._sessions = sessions
        self._public = app_root / "public"
        self.texts: Mapping[str, Texts] = {}

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/auth/config", self._auth_config),
            ("GET", "/user", self._user),
            ("POST", "/logout", self._logout),
            ("POST", "/set-session-cookie", self._set_session_cookie),
            ("GET", "/project/settings", self._settings),
            ("GET", "/project/translations", self._translations),
            ("POST", "/project/file", self._upload),
            ("GET", "/project/file/{id}", self._file),
            ("GET", "/project/thread/{id}", self._thread),
            ("GET", "/favicon", self._favicon),
            ("GET", "/logo", self._logo),
            ("GET", "/avatars/{id}", self._avatar),
            ("GET", "/public/{tail:.+}", files(self._public, _PUBLIC)),
        ]
        paths = dict.fromkeys(path for _, path, _ in table)
        return [
            *(web.route(method, path, self._answered(handler)) for method, path, handler in table),
            *(web.options(path, self._preflight) for path in paths),
        ]

    def _answered(self, handler: Handler) -> Handler:
        """The handler, with refusals as JSON and the headers that other origins need."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except Problem as problem:
                response = _refusal(problem.status, problem.detail)
            except web.HTTPException as error:
                response = _refusal(error.status, error.reason)
            except BotbridgeError as error:
                _log.warning("%s %s failed: %s", request.method, request.path, error)
                response = _refusal(503, "The server cannot do this right now")
            response.headers.update(self._cors(request))
            return response

        return answer

    def _cors(self, request: web.Request) -> Mapping[str, str]:
        origins = self._host.config.project.allow_origins
        return cors.headers(request.headers.get(hdrs.ORIGIN), request.host, origins)

    async def _preflight(self, request: web.Request) -> web.Response:
        wanted = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_HEADERS, "")
        return web.Response(status=204, headers={**self._cors(request), **cors.preflight(wanted)})

    async def _auth_config(self, _: web.Request) -> web.Response:
        return web.json_response(auth_config(self._host.config))

    async def _user(self, _: web.Request) -> web.Response:
        return web.json_response(None)

    async def _logout(self, _: web.Request) -> web.Response:
        response = web.json_response({"success": True})
        response.del_cookie(_COOKIE)
        return response

    async def _set_session_cookie(self, request: web.Request) -> web.Response:
        session_id = (await _json(request)).get("session_id")
        if not isinstance(session_id, str) or not is_uuid(session_id):
            raise Problem(400, "session_id must be a UUID")
        # A page sends this before its first connection, and not when it reconnects.
        self._sessions.announce(session_id, asyncio.get_running_loop().time())
        response = web.json_response({"message": "Session cookie set"})
        response.set_cookie(_COOKIE, session_id, httponly=True, samesite="Lax", secure=request.secure)
        return response

    async def _settings(self, request: web.Request) -> web.Response:
        return web.json_response(project_settings(self._host.config, self._texts_for(request)))

    async def _translations(self, request: web.Request) -> web.Response:
        return web.json_response({"translation": self._texts_for(request)})

    def _texts_for(self, request: web.Request) -> Texts:
        language = self._host.config.ui.language or request.query.get("language") or "en-US"
        if not is_language(language):
            raise Problem(400, "language must be a tag such as en-US")
        return pick(self.texts, language)

    async def _upload(self, request: web.Request) -> web.Response:
        session = self._sessions.get(request.query.get("session_id", ""))
        if session is None:
            raise Problem(401, "Unknown session")
        if not self._host.config.features.spontaneous_file_upload.enabled:
            raise Problem(403, "This app takes no files")
        try:
            file = await receive(request, self._host, session.id)
        except (BadForm, FileRefused) as error:
            raise Problem(400, str(error)) from error
        return web.json_response({"id": file.id})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        session_id = request.query.get("session_id", "")
        if not is_uuid(session_id):
            raise Problem(401, "Unknown session")
        file = await self._host.uploaded(session_id, request.match_info["id"])
        if file is not None and file.url and file.path is None:
            return web.Response(status=302, headers={hdrs.LOCATION: file.url})
        path = Path(file.path) if file is not None and file.path else None
        if file is None or path is None or not await asyncio.to_thread(path.is_file):
            raise Problem(404, "No such file in this session")
        return served(file, path)

    async def _thread(self, _: web.Request) -> web.Response:
        raise Problem(401, "Sign in to see threads")

    async def _favicon(self, _: web.Request) -> web.Response:
        return _picture(pictures.favicon())

    async def _logo(self, request: web.Request) -> web.Response:
        return _picture(pictures.logo(request.query.get("theme", ""), self._host.config.ui.name))

    async def _avatar(self, request: web.Request) -> web.Response:
        return _picture(pictures.avatar(request.match_info["id"]))


def _refusal(status: int, detail: str) -> web.Response:
    return web.json_response({"detail": detail}, status=status)


def _picture(svg: str) -> web.Response:
    return web.Response(text=svg, content_type=_SVG, headers=pictures.SVG_HEADERS)


async def _json(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises Problem."""
    body = await request.content.read(_MAX_JSON + 1)
    if len(body) > _MAX_JSON:
        raise Problem(413, f"A body of more than {_MAX_JSON} bytes")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Problem(400, "The body must be a JSON object")
    return data
