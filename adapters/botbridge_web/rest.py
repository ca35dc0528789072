"""The HTTP routes of the web protocol. Errors are JSON: `{"detail": …}`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from botbridge.adapter import Host
from botbridge.errors import FileRefused
from botbridge.model.ask import AskData
from botbridge.model.ids import is_uuid
from botbridge_web import pictures
from botbridge_web.access import SESSION_COOKIE, AccessControl
from botbridge_web.element_routes import ElementRoutes
from botbridge_web.interaction_routes import InteractionRoutes
from botbridge_web.page import files
from botbridge_web.problems import Problem, Route, guarded, json_body
from botbridge_web.sessions import Sessions, WebSession
from botbridge_web.settings import auth_config, project_settings
from botbridge_web.translations import Texts, is_language, pick
from botbridge_web.uploads import BadForm, receive

_PUBLIC = "public, max-age=3600"
_SVG = "image/svg+xml"


class Rest:
    """The routes, and the little that they know: sessions, settings, texts, the app's folder."""

    def __init__(self, host: Host, sessions: Sessions, app_root: Path) -> None:
        self._host = host
        self._sessions = sessions
        self._public = app_root / "public"
        access = AccessControl(host, sessions)
        self._elements = ElementRoutes(host, access)
        self._interactions = InteractionRoutes(host, access)
        self.texts: Mapping[str, Texts] = {}

    def routes(self) -> list[web.RouteDef]:
        table: list[Route] = [
            ("GET", "/auth/config", self._auth_config),
            ("GET", "/user", self._user),
            ("POST", "/logout", self._logout),
            ("POST", "/set-session-cookie", self._set_session_cookie),
            ("GET", "/project/settings", self._settings),
            ("GET", "/project/translations", self._translations),
            ("POST", "/project/file", self._upload),
            ("GET", "/project/thread/{id}", self._thread),
            ("GET", "/favicon", self._favicon),
            ("GET", "/logo", self._logo),
            ("GET", "/avatars/{id}", self._avatar),
            ("GET", "/public/{tail:.+}", files(self._public, _PUBLIC)),
        ]
        return guarded([*table, *self._elements.table(), *self._interactions.table()], self._host.config.project)

    async def _auth_config(self, _: web.Request) -> web.Response:
        return web.json_response(auth_config(self._host.config))

    async def _user(self, _: web.Request) -> web.Response:
        return web.json_response(None)

    async def _logout(self, _: web.Request) -> web.Response:
        response = web.json_response({"success": True})
        response.del_cookie(SESSION_COOKIE)
        return response

    async def _set_session_cookie(self, request: web.Request) -> web.Response:
        session_id = (await json_body(request)).get("session_id")
        if not isinstance(session_id, str) or not is_uuid(session_id):
            raise Problem(400, "session_id must be a UUID")
        # A page sends this before its first connection, and not when it reconnects.
        self._sessions.announce(session_id, asyncio.get_running_loop().time())
        response = web.json_response({"message": "Session cookie set"})
        response.set_cookie(SESSION_COOKIE, session_id, httponly=True, samesite="Lax", secure=request.secure)
        return response

    async def _settings(self, request: web.Request) -> web.Response:
        return web.json_response(self._project_settings(request))

    def _project_settings(self, request: web.Request) -> Mapping[str, Any]:
        texts, takes = self._texts_for(request), self._host.takes_feedback
        return project_settings(self._host.config, texts, takes_feedback=takes)

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
        ask = self._asked(request, session)
        if ask is None and not self._host.config.features.spontaneous_file_upload.enabled:
            raise Problem(403, "This app takes no files")
        try:
            file = await receive(request, self._host, session.id, ask)
        except (BadForm, FileRefused) as error:
            raise Problem(400, str(error)) from error
        return web.json_response({"id": file.id})

    def _asked(self, request: web.Request, session: WebSession) -> AskData | None:
        """The question that a file is to answer, if it names one; it has to be open in this conversation."""
        question_id = request.query.get("ask_parent_id")
        if question_id is None:
            return None
        asked = session.asked.ask if session.asked is not None else None
        if asked is None or asked.kind != "file" or asked.id != question_id:
            raise Problem(409, self._host.config.run.late_text)
        return asked

    async def _thread(self, _: web.Request) -> web.Response:
        raise Problem(401, "Sign in to see threads")

    async def _favicon(self, _: web.Request) -> web.Response:
        return _picture(pictures.favicon())

    async def _logo(self, request: web.Request) -> web.Response:
        return _picture(pictures.logo(request.query.get("theme", ""), self._host.config.ui.name))

    async def _avatar(self, request: web.Request) -> web.Response:
        return _picture(pictures.avatar(request.match_info["id"]))


def _picture(svg: str) -> web.Response:
    return web.Response(text=svg, content_type=_SVG, headers=pictures.SVG_HEADERS)
