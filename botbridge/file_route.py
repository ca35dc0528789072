"""The route of signed links to files: whoever has the address gets the bytes."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from botbridge.host import RuntimeHost
from botbridge.model.element import IncomingFile
from botbridge.serving import served


def file_route(host: RuntimeHost) -> web.RouteDef:
    """`GET /files/{id}?token=…`: an element's bytes, or where they are; 403 for a link that is not ours or too old."""

    async def answer(request: web.Request) -> web.StreamResponse:
        link = host.links.read_file(request.query.get("token", ""))
        if link is None or link.element_id != request.match_info["id"]:
            return _told(HTTPStatus.FORBIDDEN, "This link is not valid, or it is too old.")
        found = await host.element(link.thread_id, link.element_id)
        return await _bytes(found[1]) if found is not None else _gone()

    return web.get("/files/{id}", answer)


async def _bytes(file: IncomingFile) -> web.StreamResponse:
    path = Path(file.path) if file.path is not None else None
    if path is not None and await asyncio.to_thread(path.is_file):
        return served(file, path)
    if path is None and file.url and urlsplit(file.url).scheme in ("http", "https"):
        return web.Response(status=HTTPStatus.FOUND, headers={hdrs.LOCATION: file.url})
    return _gone()


def _gone() -> web.Response:
    return _told(HTTPStatus.NOT_FOUND, "This file is not there any more.")


def _told(status: HTTPStatus, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers={"X-Content-Type-Options": "nosniff"})
