"""The connector's HTTP interface: who calls, may they, how often, and what is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from botbridge.testing.teams import roster, streams
from botbridge.testing.teams.authority import Authority
from botbridge.testing.teams.call import Call
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.faults import Fault, Faults
from botbridge.testing.teams.posting import Answer, Posting
from botbridge.testing.teams.rates import Rates
from botbridge.testing.teams.refusal import Refusal, bad
from botbridge.testing.teams.world import World

JSON = dict[str, Any]
Run = Callable[[Call, web.Request], Answer]

_STREAM_METHODS: Final = {"informative": "stream.informative", "final": "stream.final"}


@dataclass(eq=False)
class Connector:
    """Answers `/connector/{tenant}/v3/…` and remembers every call; `anonymous`: no token is asked for."""

    world: World
    authority: Authority
    faults: Faults
    anonymous: bool = False
    calls: list[Call] = field(default_factory=list)
    over_rate: list[Call] = field(default_factory=list)
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        self._posting = Posting(self.world, self.faults)

    def routes(self) -> list[web.RouteDef]:
        """Return everything that is served here."""
        base = "/connector/{tenant}/v3"
        one = base + "/conversations/{id}"
        return [
            web.post(f"{base}/conversations", self._serve("create", self._create)),
            web.post(f"{one}/activities", self._serve("send", self._send)),
            web.post(one + "/activities/{activity}", self._serve("send", self._send)),
            web.put(one + "/activities/{activity}", self._serve("update", self._update)),
            web.delete(one + "/activities/{activity}", self._serve("delete", self._delete)),
            web.get(f"{one}/members", self._serve("members", self._members)),
            web.get(f"{one}/pagedmembers", self._serve("members", self._members)),
            web.get(one + "/members/{member}", self._serve("member", self._member)),
            web.get(base + "/attachments/{attachment}/views/{view}", self._attachment),
        ]

    def _serve(self, method: str, run: Run) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            call = Call(method, self.world.clock.now(), request.match_info.get("id", ""))
            await self._read(call, request)
            return await self.answer(call, request, lambda: self._run(call, request, run))

        return serve

    async def answer(self, call: Call, request: web.Request, run: Callable[[], Answer]) -> web.StreamResponse:
        """Remember a call and answer it, unless a fault comes first."""
        self.calls.append(call)
        faults = self.faults.due(call.method)
        await asyncio.sleep(sum(one.seconds for one in faults if one.kind == "slow"))
        fault = next((one for one in faults if one.kind != "slow"), None)
        if fault is None or fault.after:
            _take(call, run)
        response = _fail(call, fault, request) if fault else _respond(call)
        self.world.tell("called", call)
        return response

    async def _read(self, call: Call, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        call.token = token.strip() if scheme == "Bearer" else ""
        if request.method not in ("POST", "PUT"):
            return
        try:
            value = json.loads(await request.read())
        except ValueError:
            value = None
        call.body = value if isinstance(value, dict) else {}
        if call.method == "send":
            call.method = _kind(call)

    def _run(self, call: Call, request: web.Request, run: Run) -> Answer:
        self._require_token(call.token)
        tenant = request.match_info["tenant"]
        if tenant not in self.world.tenants:
            raise Refusal(403, "TenantNotFound", "The tenant is not known here.")
        self._count(call, tenant)
        return run(call, request)

    def _require_token(self, token: str) -> None:
        if not self.anonymous and not self.authority.knows(token):
            raise Refusal(401, "Unauthorized", "Authorization has been denied for this request.")

    def _count(self, call: Call, tenant: str) -> None:
        wait = self.rates.wait(call.method, call.conversation, tenant, call.time)
        if not wait:
            return
        call.over_rate = True
        self.over_rate.append(call)
        if self.faults.enforce_rates:
            raise Refusal(429, "TooManyRequests", "API calls quota exceeded", retry_after=max(1, round(wait)))

    def _conversation(self, call: Call) -> Conversation:
        found = self.world.find(call.conversation)
        if found is None:
            raise Refusal(404, "ConversationNotFound", "Conversation not found.")
        if not found.place.installed:
            raise Refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return found

    def _create(self, call: Call, request: web.Request) -> Answer:
        return roster.create(self.world, call.body, request.match_info["tenant"], self._posting)

    def _send(self, call: Call, _request: web.Request) -> Answer:
        return self._posting.send(self._conversation(call), _activity(call))

    def _update(self, call: Call, request: web.Request) -> Answer:
        return self._posting.update(self._conversation(call), request.match_info["activity"], _activity(call))

    def _delete(self, call: Call, request: web.Request) -> Answer:
        return self._posting.delete(self._conversation(call), request.match_info["activity"])

    def _members(self, call: Call, request: web.Request) -> Answer:
        return 200, roster.members(self._conversation(call), paged=request.path.endswith("pagedmembers"))

    def _member(self, call: Call, request: web.Request) -> Answer:
        return 200, roster.member(self._conversation(call), request.match_info["member"])

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        call = Call("attachment", self.world.clock.now())
        await self._read(call, request)
        file = self.world.drive.files.get(request.match_info["attachment"])

        def run() -> Answer:
            self._require_token(call.token)
            if file is None or not file.pasted or request.match_info["view"] != "original":
                raise Refusal(404, "NotFound", "Attachment not found.")
            return 200, {}

        response = await self.answer(call, request, run)
        if call.status != 200 or file is None:
            return response
        return web.Response(body=file.content, headers={"Content-Type": file.mime})


def _kind(call: Call) -> str:
    if call.stream:
        first = "stream.chunk" if call.stream.get("streamId") else "stream.start"
        return _STREAM_METHODS.get(streams.kind_of(call.stream), first)
    return "typing" if call.body.get("type") == "typing" else "send"


def _activity(call: Call) -> JSON:
    if not isinstance(call.body.get("type"), str):
        raise bad("the body is not an activity", "BadArgument")
    return call.body


def _take(call: Call, run: Callable[[], Answer]) -> None:
    try:
        call.status, response = run()
        call.response = json.loads(json.dumps(response))  # a snapshot: what changes later is not this answer
    except Refusal as refusal:
        call.status, call.response = refusal.status, refusal.answer()
        if refusal.retry_after is not None:
            call.headers["Retry-After"] = str(refusal.retry_after)


def _respond(call: Call) -> web.Response:
    return web.json_response(call.response, status=call.status, headers=call.headers)


def _fail(call: Call, fault: Fault, request: web.Request) -> web.Response:
    call.status = fault.status
    if fault.kind == "drop":
        call.status = 0
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)
    if fault.kind == "rate_limit":
        body = Refusal(429, "TooManyRequests", "API calls quota exceeded").answer()
        return web.json_response(body, status=429, headers={"Retry-After": str(int(fault.seconds))})
    if fault.kind == "error":
        return web.json_response(Refusal(fault.status, fault.error, fault.error).answer(), status=fault.status)
    return web.Response(status=fault.status, text="<html><body>The service is unavailable.</body></html>")
