"""The file host (CDN): bytes at signed addresses that expire."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from botbridge.testing.discord.attachments import is_signed
from botbridge.testing.discord.faults import Faults
from botbridge.testing.discord.world import World

_GONE: Final = "This content is no longer available."


class FileHost:
    """Serves `/attachments/{channel}/{id}/{name}`; `downloads` are the ids that were asked for."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self.downloads: list[str] = []

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve one file."""
        if self._faults.redirect_downloads:
            raise web.HTTPFound(self._faults.redirect_downloads)
        file = self._world.files.get(request.match_info["id"])
        if file is None or not is_signed(file.path, dict(request.query), self._world.clock.now()):
            return web.Response(status=404, text=_GONE)
        self.downloads.append(file.id)
        kind = file.as_discord("", 0).get("content_type", "application/octet-stream")
        return web.Response(body=file.content, headers={"Content-Type": kind})
