"""The file host (CDN): bytes at signed addresses that expire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from botbridge.testing.discord.attachments import StoredFile, is_signed
from botbridge.testing.discord.faults import Faults
from botbridge.testing.discord.world import World
from botbridge.testing.fake.faults import Fault

_GONE: Final = "This content is no longer available."
_CHUNK: Final = 1 << 16


@dataclass(eq=False)
class FileHost:
    """Serves `/attachments/{channel}/{id}/{name}`; faults call it `download`.

    `downloads` are the ids that were asked for, `headers` what came with each request. With `chunked` no answer says
    how long it is.
    """

    world: World = field(repr=False)
    faults: Faults = field(repr=False)
    chunked: bool = False
    downloads: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list, repr=False)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve one file."""
        self.headers.append(request.headers)
        if self.faults.redirect_downloads:
            raise web.HTTPFound(self.faults.redirect_downloads)
        due = self.faults.due("download")
        await asyncio.sleep(sum(fault.seconds for fault in due))
        fault = next((one for one in due if one.kind != "slow"), None)
        if fault is not None and fault.kind != "drop":
            return web.Response(status=fault.status, text="upstream failure")
        file = self.world.files.get(request.match_info["id"])
        if file is None or not is_signed(file.path, dict(request.query), self.world.clock.now()):
            return web.Response(status=404, text=_GONE)
        self.downloads.append(file.id)
        return await self._send(request, file, fault)

    async def _send(self, request: web.Request, file: StoredFile, fault: Fault | None) -> web.StreamResponse:
        kind = file.as_discord("", 0).get("content_type", "application/octet-stream")
        response = web.StreamResponse(headers={"Content-Type": kind})
        if self.chunked:
            response.enable_chunked_encoding()
        else:
            response.content_length = len(file.content)
        await response.prepare(request)
        content = file.content if fault is None else file.content[: len(file.content) // 2 if fault.after else 0]
        for start in range(0, len(content), _CHUNK):
            await response.write(content[start : start + _CHUNK])
        if fault is not None and request.transport is not None:
            request.transport.abort()
            return response
        await response.write_eof()
        return response
