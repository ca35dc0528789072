"""The REST API: which route, how often, by whom, what does it say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from botbridge.testing.discord import bodies
from botbridge.testing.discord.buckets import Buckets, Verdict
from botbridge.testing.discord.call import Call
from botbridge.testing.discord.commands import Commands
from botbridge.testing.discord.faults import Fault, Faults
from botbridge.testing.discord.interactions import Interactions
from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.routes import ROUTES
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.route import Route
from botbridge.testing.discord.schema import Schema
from botbridge.testing.discord.world import World
from botbridge.testing.fake.faults import Fault as AnyFault

JSON = dict[str, Any]

_LIMITED: Final = "You are being rate limited."


@dataclass(eq=False)
class Rest:
    """Answers everything below `/api/v10` and remembers every call."""

    world: World
    faults: Faults
    buckets: Buckets
    interactions: Interactions
    commands: Commands
    token: str = field(repr=False)
    gateway: Callable[[], JSON]  # what `GET /gateway/bot` says
    schema: Schema | None = None
    calls: list[Call] = field(default_factory=list)
    over_budget: list[Call] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one call."""
        path = "/" + request.match_info["path"]
        route, params = self._route(request.method, path)
        call = Call(
            route.name if route else "unknown",
            request.method,
            path,
            self.world.clock.now(),
            params,
            dict(request.query),
        )
        self.calls.append(call)
        due = self.faults.due(call.name)
        await asyncio.sleep(sum(fault.seconds for fault in due if fault.kind == "slow"))
        fault = next((fault for fault in due if fault.kind != "slow"), None)
        if fault is None or fault.after:
            await self._answer(call, route, request)
        response = self._fail(call, fault, request) if fault else self._respond(call)
        self.world.changes.touch()
        return response

    def _route(self, method: str, path: str) -> tuple[Route | None, dict[str, str]]:
        for route in ROUTES:
            if (params := route.match(method, path)) is not None:
                return route, params
        return None, {}

    async def _answer(self, call: Call, route: Route | None, request: web.Request) -> None:
        try:
            await self._carry_out(call, route, request)
        except Refusal as refusal:
            call.status, call.response = refusal.status, refusal.answer()

    async def _carry_out(self, call: Call, route: Route | None, request: web.Request) -> None:
        if route is None:
            raise Refusal(0)
        self._check_token(route, request)
        verdict = self._count(call, route)
        if verdict.retry_after is not None:
            self._limit(call, verdict.retry_after, is_global=verdict.is_global)
            return
        call.body, call.files = await bodies.read(request)
        if self.schema is not None:
            self.schema.check(call.method, call.path, call.body)
        desk = Desk(self.world, call, self.interactions, self.commands, self.gateway())
        status, told = route.answer(desk)
        # Answers are snapshots: what the message says later must not change them.
        call.status, call.response = status, json.loads(json.dumps(told))

    def _check_token(self, route: Route, request: web.Request) -> None:
        if not route.is_open and request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(0, status=401, message="401: Unauthorized")

    def _count(self, call: Call, route: Route) -> Verdict:
        verdict = self.buckets.draw(route.name, route.major(dict(call.params))) if not route.is_open else Verdict({})
        call.headers |= verdict.headers
        if verdict.retry_after is not None:
            self.over_budget.append(call)
        return verdict

    def _limit(self, call: Call, seconds: float, *, is_global: bool) -> None:
        # discord.py takes a 429 without `Via` for a ban by the proxy in front of the API.
        call.headers["Via"] = "1.1 google"
        call.status = 429
        call.response = {"message": _LIMITED, "retry_after": seconds, "global": is_global}

    def _respond(self, call: Call) -> web.Response:
        if call.response is None:
            return web.Response(status=call.status, headers=call.headers)
        # Exactly this type, without a charset: discord.py reads other answers as text.
        headers = {**call.headers, "Content-Type": "application/json"}
        return web.Response(status=call.status, body=json.dumps(call.response).encode(), headers=headers)

    def _fail(self, call: Call, fault: AnyFault, request: web.Request) -> web.StreamResponse:
        if fault.kind == "drop":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if isinstance(fault, Fault) and fault.kind == "rate_limit":
            scope = {"X-RateLimit-Scope": fault.scope, "Retry-After": str(max(1, round(fault.seconds)))}
            call.headers |= scope | ({"X-RateLimit-Global": "true"} if fault.scope == "global" else {})
            self._limit(call, fault.seconds, is_global=fault.scope == "global")
            return self._respond(call)
        if isinstance(fault, Fault) and fault.kind == "error":
            refusal = Refusal(fault.code)
            call.status, call.response = refusal.status, refusal.answer()
            return self._respond(call)
        call.status = fault.status
        return web.Response(status=fault.status, text="upstream failure")
