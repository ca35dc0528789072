"""A stand-in for Microsoft: keys, tokens, and a connector that says yes to everything.

`POST /watch` with a UDP port as its body: from then on the conversation of every message goes to that port.
`GET /calls` tells how often each thing was called, `GET /signed` is a token that the connector would bear.
"""

from __future__ import annotations

import collections
import itertools
import json
import socket
import sys
import time
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID, PASSWORD = "0000aaaa-0000-0000-0000-00000000beef", "unused"
ISSUER = "https://api.botframework.com"
_HOUR = 3_600


class Sink:
    """What the stand-in remembers: who watches, and what was called."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._calls: collections.Counter[str] = collections.Counter()
        self._numbers = itertools.count(1)
        self._watcher: tuple[str, int] | None = None
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)

    async def watch(self, request: web.Request) -> web.Response:
        self._watcher = ("127.0.0.1", int(await request.text()))
        return web.Response()

    async def calls(self, _request: web.Request) -> web.Response:
        return web.json_response(self._calls)

    async def signed(self, _request: web.Request) -> web.Response:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + _HOUR, "serviceurl": self.address}
        return web.Response(text=jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "1"}))

    async def metadata(self, _request: web.Request) -> web.Response:
        told = {"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"}
        return web.json_response({**told, "id_token_signing_alg_values_supported": ["RS256"]})

    async def keys(self, _request: web.Request) -> web.Response:
        public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return web.json_response({"keys": [{**public, "kid": "1", "use": "sig", "endorsements": ["msteams"]}]})

    async def token(self, _request: web.Request) -> web.Response:
        self._calls["token"] += 1
        return web.json_response({"token_type": "Bearer", "access_token": "bench", "expires_in": _HOUR})

    async def posted(self, request: web.Request) -> web.Response:
        activity = json.loads(await request.read())
        self._calls[activity["type"]] += 1
        if self._watcher is not None and activity["type"] == "message":
            self._line.sendto(request.match_info["conversation"].encode(), self._watcher)
        return web.json_response({"id": str(1_800_000_000_000 + next(self._numbers))}, status=201)

    async def member(self, request: web.Request) -> web.Response:
        self._calls["member"] += 1
        return web.json_response({"id": request.match_info["member"], "name": "A Person"})


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


if __name__ == "__main__":
    sink = Sink(int(sys.argv[1]))
    application = web.Application()
    conversation = "/v3/conversations/{conversation}"
    application.add_routes(
        [
            web.get("/health", _health),
            web.get("/calls", sink.calls),
            web.get("/signed", sink.signed),
            web.post("/watch", sink.watch),
            web.get("/metadata", sink.metadata),
            web.get("/keys", sink.keys),
            web.post("/{tenant}/oauth2/v2.0/token", sink.token),
            web.post(f"{conversation}/activities", sink.posted),
            web.post(f"{conversation}/activities/{{reply_to}}", sink.posted),
            web.get(f"{conversation}/members/{{member}}", sink.member),
        ]
    )
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
