"""The hosts for uploads and downloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from botbridge.testing.slack.faults import Faults
from botbridge.testing.slack.stored_files import StoredFile
from botbridge.testing.slack.workspace import Workspace

# What a browser gets that is not signed in; Slack sends it with status 200.
_LOGIN_PAGE: Final = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>"


@dataclass(frozen=True, eq=False)
class FileHost:
    """Takes the bytes of uploads, gives the bytes of files to who holds the token and the scope."""

    workspace: Workspace
    faults: Faults

    async def upload(self, request: web.Request) -> web.Response:
        """Take an upload, raw or as a form; its length must be the announced one."""
        file = self.workspace.uploads.get(request.match_info["key"])
        if file is None or file.content is not None:
            return web.Response(status=404, text="upload not found")
        content = await _content(request)
        if len(content) != file.size:
            return web.Response(status=400, text=f"expected {file.size} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """Give a file's bytes; without a token that may read it: the login page, with status 200."""
        if self.faults.redirect_downloads:
            raise web.HTTPFound(self.faults.redirect_downloads)
        file = self.workspace.files.get(request.match_info["id"].partition("-")[2])
        if not self._may_read(request, file):
            return web.Response(text=_LOGIN_PAGE, content_type="text/html")
        if file is None or file.content is None:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.content, headers={"Content-Type": file.mimetype})

    def _may_read(self, request: web.Request, file: StoredFile | None) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = {team.bot_token: team for team in self.workspace.teams.values()}
        team = known.get(token)
        scopes = self.workspace.held_scopes
        return team is not None and team.installed and "files:read" in scopes and (file is None or file.team is team)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
        if isinstance(value, bytes | bytearray):
            return bytes(value)
    return b""
