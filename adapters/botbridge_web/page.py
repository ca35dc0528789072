"""The web page and the app's public files."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

import botbridge_webui

# Addresses that the page itself understands; its server answers them all with the page.
PAGE_PATHS = ("/", "/thread/{id}", "/share/{id}", "/element/{id}", "/login", "/login/callback", "/env")

# The build puts a digest into the names of the files in `assets`.
_FOREVER = "public, max-age=31536000, immutable"
_CHECK = "no-cache"
_NOT_BUILT = "The web page is not built. Run `npm ci && npm run build` in webui/, then start again.\n"


def security_headers(origins: Sequence[str]) -> Mapping[str, str]:
    """The headers of the page, which may be framed by the pages that may speak with us."""
    framed = "*" if "*" in origins else " ".join(("'self'", *origins))
    policy = (
        "default-src 'self'",
        # The app's own elements are compiled in the page and run as modules of it (blob:), never by `eval`.
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        # The page asks no other host for anything: a picture from elsewhere is shown as a link.
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {framed}",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def with_base(index: str, root_path: str) -> str:
    """The page with its base address, so that its relative addresses hold at every path."""
    base = f'<base href="{html.escape(root_path)}/">'
    return index.replace("<head>", f"<head>{base}", 1)


class Page:
    """The built page, read once, or the reason why there is none."""

    def __init__(self, root_path: str, origins: Sequence[str]) -> None:
        self._root_path = root_path
        self._headers = {**security_headers(origins), "Cache-Control": _CHECK}
        self._index: str | None = None

    def routes(self) -> list[web.RouteDef]:
        pages = [web.get(path, self._page) for path in PAGE_PATHS]
        folder = _static_dir()
        if folder is None:
            return pages
        self._index = with_base((folder / "index.html").read_text(encoding="utf-8"), self._root_path)
        beside = [path.name for path in sorted(folder.iterdir()) if path.is_file() and path.name != "index.html"]
        return [
            *pages,
            web.get("/assets/{tail:.+}", files(folder / "assets", _FOREVER)),
            *(web.get(f"/{name}", files(folder, _CHECK, name)) for name in beside),
        ]

    async def _page(self, _: web.Request) -> web.Response:
        if self._index is None:
            return web.Response(status=503, text=_NOT_BUILT)
        return web.Response(text=self._index, content_type="text/html", headers=self._headers)


def files(folder: Path, caching: str, name: str | None = None) -> Handler:
    """A handler that serves the files in a folder, and nothing outside of it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        tail = name or request.match_info["tail"]
        path = await asyncio.to_thread(inside, folder, tail)
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": caching, "X-Content-Type-Options": "nosniff"})

    return handle


def inside(folder: Path, tail: str) -> Path | None:
    """The file that `tail` names below `folder`; None if there is none, or it leads out of the folder."""
    try:
        path = (folder / tail).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def _static_dir() -> Path | None:
    try:
        return botbridge_webui.static_dir()
    except RuntimeError:
        return None
