"""A stand-in for Slack's Web API: it says yes to everything and reports which threads were answered.

`POST /watch` with a UDP port as its body: from then on the `thread_ts` of every message goes to that port.
`GET /calls` tells how often each method was called.
"""

from __future__ import annotations

import collections
import itertools
import json
import socket
import sys
from typing import Any

from aiohttp import web

TEAM, BOT_USER, BOT = "T0BENCH", "U0BOT", "B0BOT"
_SCOPES = "app_mentions:read,chat:write,users:read"
_WHO = {"ok": True, "team_id": TEAM, "team": "Bench", "user_id": BOT_USER, "user": "bot", "bot_id": BOT}
_PERSON = {"name": "person", "is_bot": False, "profile": {"real_name": "A Person", "display_name": "person"}}


class Sink:
    """What the stand-in remembers: who watches, and what was called."""

    def __init__(self) -> None:
        self._calls: collections.Counter[str] = collections.Counter()
        self._numbers = itertools.count(1)
        self._watcher: tuple[str, int] | None = None
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def watch(self, request: web.Request) -> web.Response:
        self._watcher = ("127.0.0.1", int(await request.text()))
        return web.Response()

    async def calls(self, _request: web.Request) -> web.Response:
        return web.json_response(self._calls)

    async def call(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], await request.read()
        self._calls[method] += 1
        if method == "chat.postMessage":
            return web.json_response(self._posted(json.loads(body)))
        if method == "users.info":
            return web.json_response({"ok": True, "user": _PERSON})
        if method == "auth.test":
            return web.json_response(_WHO, headers={"X-OAuth-Scopes": _SCOPES})
        return web.json_response({"ok": True})

    def _posted(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._watcher is not None:
            self._line.sendto(message["thread_ts"].encode(), self._watcher)
        stamp = f"1800000000.{next(self._numbers):06}"
        shown = {"type": "message", "ts": stamp, "text": message.get("text", ""), "bot_id": BOT}
        return {"ok": True, "channel": message["channel"], "ts": stamp, "message": shown}


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


if __name__ == "__main__":
    sink = Sink()
    application = web.Application()
    application.add_routes(
        [
            web.get("/health", _health),
            web.get("/calls", sink.calls),
            web.post("/watch", sink.watch),
            web.post("/api/{method}", sink.call),
        ]
    )
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
