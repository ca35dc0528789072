"""What is not the connector: the token authority, the OpenID document and its keys, the drive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from botbridge.testing.teams.authority import Authority
from botbridge.testing.teams.call import Call
from botbridge.testing.teams.connector import Connector
from botbridge.testing.teams.faults import Faults
from botbridge.testing.teams.people import guid
from botbridge.testing.teams.posting import Answer
from botbridge.testing.teams.refusal import Refusal
from botbridge.testing.teams.world import World

JSON = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Hosts:
    """Serves what Microsoft serves on other hosts; its calls stand among the connector's."""

    world: World
    authority: Authority
    faults: Faults
    connector: Connector

    def routes(self) -> list[web.RouteDef]:
        """Return everything that is served here."""
        return [
            web.post("/{tenant}/oauth2/v2.0/token", self._token),
            web.get("/v1/.well-known/openidconfiguration", self._metadata),
            web.get("/v1/.well-known/keys", self._keys),
            web.get("/drive/download/{key}", self._download),
            web.put("/drive/upload/{key}", self._upload),
        ]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {name: values[0] for name, values in parse_qs((await request.read()).decode()).items()}
        tenant = request.match_info["tenant"]

        def run() -> Answer:
            if self.faults.no_token:
                raise Refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
            return 200, self.authority.token(tenant, form)

        # What goes wrong here is worded in another way than by the connector.
        told = {name: value for name, value in form.items() if name != "client_secret"}
        call = Call("token", self.world.clock.now(), tenant, told)
        response = await self._serve(call, request, lambda: _worded(run))
        call.response.pop("access_token", None)
        return response

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(
            self._call("metadata"), request, lambda: (200, self.authority.metadata(self.world.host))
        )

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(self._call("keys"), request, lambda: (200, self.authority.published()))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self.faults.redirect_downloads:
            raise web.HTTPFound(self.faults.redirect_downloads)
        file = self.world.drive.files.get(request.match_info["key"])

        def run() -> Answer:
            _require_temporary(request)
            if file is None or file.pasted:
                raise Refusal(404, "itemNotFound", "The file does not exist.")
            return 200, {}

        call = self._call("download")
        call.token = request.headers.get("Authorization", "")
        response = await self._serve(call, request, run)
        if call.status != 200 or file is None:
            return response
        return web.Response(body=file.content, headers={"Content-Type": "application/octet-stream"})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        upload = self.world.drive.uploads.get(request.match_info["key"])

        def run() -> Answer:
            _require_temporary(request)
            if upload is None or upload.complete:
                raise Refusal(404, "itemNotFound", "The upload session was not found.")
            answer = upload.take(request.headers.get("Content-Range", ""), body)
            return (201 if upload.complete else 202), answer

        call = self._call("upload")
        call.token = request.headers.get("Authorization", "")
        return await self._serve(call, request, run)

    def _call(self, method: str) -> Call:
        return Call(method, self.world.clock.now())

    async def _serve(self, call: Call, request: web.Request, run: Callable[[], Answer]) -> web.StreamResponse:
        return await self.connector.answer(call, request, run)


def _worded(run: Callable[[], Answer]) -> Answer:
    try:
        return run()
    except Refusal as refusal:
        return refusal.status, {"error": refusal.code, "error_description": refusal.message}


def _require_temporary(request: web.Request) -> None:
    """The drive knows addresses that carry their permission, and does not take the app's token."""
    if request.query.get("tempauth") != guid(request.match_info["key"]):
        raise Refusal(401, "unauthenticated", "The address does not carry a permission.")
    if "Authorization" in request.headers:
        raise Refusal(401, "unauthenticated", "The token is meant for somebody else.")
