"""The routes of elements, actions and feedback, as the page's other side answers them."""

import asyncio
import csv
import io
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class FakeRest:
    """What the routes know; a test may change any of it at any time."""

    def __init__(self, heard: list[tuple[str, Any]]) -> None:
        self.heard = heard
        # The app's JSX by name, and its tables by the element's id.
        self.jsx: dict[str, str] = {}
        self.tables: dict[str, tuple[list[str], list[list[Any]]]] = {}
        self.token = "signed"
        self.signed: dict[str, Json] = {}
        self.answered: list[Json] = []
        # Why the next requests are refused.
        self.refusal = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.response: Any = None

    def add_routes(self, router: web.UrlDispatcher, at: str) -> None:
        router.add_post(f"{at}/project/action", self._heard("action", lambda: {"response": self.response}))
        router.add_put(f"{at}/feedback", self._heard("feedback", lambda: {"feedbackId": "f1"}))
        router.add_delete(f"{at}/feedback", self._heard("feedback deleted", dict))
        router.add_put(f"{at}/project/element", self._heard("element", dict))
        router.add_delete(f"{at}/project/element", self._heard("element deleted", dict))
        router.add_get(f"{at}/project/element/{{id}}", self._signed)
        router.add_post(f"{at}/project/element/{{id}}/answer", self._answer)
        router.add_get(f"{at}/project/element/{{id}}/rows", self._rows)
        router.add_get(f"{at}/project/element/{{id}}/csv", self._csv)
        router.add_get(f"{at}/project/element-source/{{name}}", self._source)

    def asked(self, name: str) -> list[Any]:
        return [data for known, data in self.heard if known == name]

    def _heard(self, name: str, more: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            self.heard.append((name, await request.json()))
            await self.gate.wait()
            if self.refusal:
                return web.json_response({"detail": self.refusal}, status=403)
            return web.json_response({"success": True, **more()})

        return handle

    async def _signed(self, request: web.Request) -> web.Response:
        if request.query.get("token") != self.token:
            return web.json_response({"detail": "This link has expired"}, status=403)
        return web.json_response(self.signed[request.match_info["id"]])

    async def _answer(self, request: web.Request) -> web.Response:
        assert request.query["token"] == self.token
        if self.refusal:
            return web.json_response({"detail": self.refusal}, status=409)
        self.answered.append(await request.json())
        return web.json_response({"success": True})

    async def _rows(self, request: web.Request) -> web.Response:
        offset, limit = int(request.query["offset"]), int(request.query["limit"])
        self.heard.append(("rows", (offset, limit)))
        assert limit <= 200
        if self.refusal:
            return web.json_response({"detail": self.refusal}, status=503)
        columns, rows = self.tables[request.match_info["id"]]
        page = {"columns": columns, "rows": rows[offset : offset + limit], "total": len(rows), "offset": offset}
        return web.json_response(page)

    async def _csv(self, request: web.Request) -> web.Response:
        columns, rows = self.tables[request.match_info["id"]]
        out = io.StringIO()
        csv.writer(out).writerows([columns, *rows])
        return web.Response(text=out.getvalue(), content_type="text/csv")

    async def _source(self, request: web.Request) -> web.Response:
        return web.json_response({"source": self.jsx.get(request.match_info["name"])})
