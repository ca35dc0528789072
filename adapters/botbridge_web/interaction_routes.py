"""Buttons and verdicts by HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from botbridge.adapter import Host
from botbridge.errors import InteractionRefused
from botbridge.model.event import FeedbackGiven
from botbridge.model.thread import feedback_id
from botbridge_web import inbound, reading
from botbridge_web.access import SESSION_COOKIE, Access, AccessControl
from botbridge_web.address import thread_id_of
from botbridge_web.element_routes import performed
from botbridge_web.problems import Problem, Route, json_body


class InteractionRoutes:
    """The routes by which people act on what is shown."""

    def __init__(self, host: Host, access: AccessControl) -> None:
        self._host = host
        self._access = access

    def table(self) -> list[Route]:
        return [
            ("POST", "/project/action", self._act),
            ("PUT", "/feedback", self._judge),
            ("DELETE", "/feedback", self._take_back),
        ]

    async def _act(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        click, access = reading.read_click(body.get("action")), await self._access.of(body)
        if click.id is not None and access.session_id is None:
            raise Problem(403, "This link is for an element, not for a button")
        return await performed(self._host, access, inbound.action_clicked(access.thread, click, access.author))

    async def _judge(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        verdict, access = reading.read_verdict(body.get("feedback")), await self._of_session(body)
        thread_id = thread_id_of(access.thread)
        await self._perform(inbound.judged(thread_id, verdict.message_id, verdict.value, verdict.comment))
        return web.json_response({"success": True, "feedbackId": feedback_id(verdict.message_id)})

    async def _take_back(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        # The npm client does not say here which session it is; its cookie does.
        access = await self._of_session({"sessionId": request.cookies.get(SESSION_COOKIE), **body})
        wanted = body.get("feedbackId")
        if not isinstance(wanted, str):
            raise Problem(400, "feedbackId must be a text")
        thread_id = thread_id_of(access.thread)
        thread = await self._host.thread(thread_id)
        for step in thread["steps"] if thread is not None else ():
            if wanted in (feedback_id(step["id"]), (step.get("feedback") or {}).get("id")):
                await self._perform(inbound.judged(thread_id, step["id"], None))
                return web.json_response({"success": True})
        raise Problem(404, "There is no such feedback")

    async def _perform(self, verdict: FeedbackGiven) -> None:
        try:
            await self._host.perform(verdict)
        except InteractionRefused as refusal:
            raise Problem(404, "There is no such answer to judge") from refusal

    async def _of_session(self, told: Mapping[str, Any]) -> Access:
        access = await self._access.of(told)
        if access.session_id is None:
            raise Problem(403, "This link is for an element, not for messages")
        return access
