"""The Web API: who calls, may they, do the arguments hold, what does the method say."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from botbridge.testing.slack import arguments
from botbridge.testing.slack.call import Call
from botbridge.testing.slack.faults import Fault, Faults
from botbridge.testing.slack.methods import METHODS
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.people import Team
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.signatures import SIGNATURES
from botbridge.testing.slack.socket_mode import Sockets
from botbridge.testing.slack.tiers import Tiers
from botbridge.testing.slack.views import Views
from botbridge.testing.slack.workspace import Workspace

JSON = dict[str, Any]

_NO_TOKEN_NEEDED: Final = frozenset({"api.test"})
_SOCKET_METHOD: Final = "apps.connections.open"


@dataclass(eq=False)
class WebApi:
    """Answers `/api/<method>` and remembers every call."""

    workspace: Workspace
    faults: Faults
    tiers: Tiers
    views: Views
    sockets: Sockets
    app_token: str = field(repr=False)
    specs: Path | None = None
    calls: list[Call] = field(default_factory=list)
    over_budget: list[Call] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one call."""
        call = Call(request.match_info["method"], {}, self.workspace.clock.now())
        self.calls.append(call)
        faults = self.faults.due(call.method)
        await asyncio.sleep(sum(f.seconds for f in faults if f.kind == "slow"))
        fault = next((f for f in faults if f.kind != "slow"), None)
        if fault is None or fault.after:
            await self._answer(call, request)
        response = self._fail(call, fault, request) if fault else self._respond(call)
        self.workspace.changes.touch()
        return response

    async def _answer(self, call: Call, request: web.Request) -> None:
        call.status = 200
        try:
            given, call.token = await arguments.read(request)
            call.arguments = given
            call.response = {"ok": True, **self._run(call, request)}
        except Refusal as refusal:
            call.response = refusal.answer()
            call.status = 429 if refusal.error == "ratelimited" else 200

    def _run(self, call: Call, request: web.Request) -> JSON:
        if call.method not in SIGNATURES:
            raise Refusal("unknown_method", req_method=call.method)
        if call.method == _SOCKET_METHOD:
            return self._open_socket(call)
        team = self._team(call)
        call.team_id = team.id
        self._check_budget(call)
        self.workspace.require_scope(SIGNATURES[call.method].scopes)
        as_json = request.content_type == "application/json"
        call.arguments = arguments.check(call.method, call.arguments, self.specs, as_json=as_json)
        desk = Desk(self.workspace, team, call, self.views)
        # Answers are snapshots: what the message says later must not change them.
        answer: JSON = json.loads(json.dumps(METHODS[call.method](desk)))
        return answer

    def _team(self, call: Call) -> Team:
        teams = list(self.workspace.teams.values())
        if call.method in _NO_TOKEN_NEEDED and not call.token:
            return teams[0]
        if not call.token:
            raise Refusal("not_authed")
        team = next((t for t in teams if t.bot_token == call.token), None)
        if team is None:
            raise Refusal("not_allowed_token_type" if call.token == self.app_token else "invalid_auth")
        if not team.installed:
            raise Refusal("account_inactive")
        return team

    def _check_budget(self, call: Call) -> None:
        wait = self.tiers.wait(call, SIGNATURES[call.method].tier)
        if not wait:
            return
        call.over_budget = True
        self.over_budget.append(call)
        if self.faults.enforce_tiers:
            call.headers["Retry-After"] = str(wait)
            raise Refusal("ratelimited")

    def _open_socket(self, call: Call) -> JSON:
        if not call.token:
            raise Refusal("not_authed")
        if call.token != self.app_token:
            bot = any(t.bot_token == call.token for t in self.workspace.teams.values())
            raise Refusal("not_allowed_token_type" if bot else "invalid_auth")
        host = self.workspace.host.replace("http", "ws", 1)
        return {"url": f"{host}/link/?ticket={self.sockets.new_ticket()}&app_id={self.sockets.app_id}"}

    def _respond(self, call: Call) -> web.Response:
        call.headers |= self._scope_headers(call)
        return web.json_response(call.response, status=call.status, headers=call.headers)

    def _scope_headers(self, call: Call) -> dict[str, str]:
        scopes = self.workspace.held_scopes
        accepted = SIGNATURES[call.method].scopes if call.method in SIGNATURES else frozenset()
        known = {"X-OAuth-Scopes": ",".join(sorted(scopes))} if call.team_id else {}
        return {**known, "X-Accepted-OAuth-Scopes": ",".join(sorted(accepted))} if accepted else known

    def _fail(self, call: Call, fault: Fault, request: web.Request) -> web.StreamResponse:
        call.status = fault.status
        if fault.kind == "drop":
            if request.transport:
                request.transport.abort()
            raise ConnectionResetError("dropped on purpose")
        if fault.kind == "status":
            call.response = {}
            return web.Response(status=fault.status, text="upstream failure")
        call.response = {"ok": False, "error": fault.error or "ratelimited"}
        if fault.kind == "rate_limit":
            call.headers["Retry-After"] = str(int(fault.seconds))
        return self._respond(call)
