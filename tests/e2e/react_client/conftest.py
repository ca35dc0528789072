"""The page with the unmodified npm package, on an origin of its own, and a real `botbridge run` behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import BrowserContext
from process.chromium import Watch, chromium, context, npm_build, watch
from process.command import App
from process.conftest import Builder, build
from process.line import Line, line_to

from react_client.apps import APP
from react_client.client import ReactClient

__all__ = ["build", "chromium", "context", "watch"]

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder with the page, built by npm if it is not yet."""
    npm_build(HERE, HERE / "built" / "page.js", HERE / "page.jsx", HERE / "package.json")
    return HERE


@pytest_asyncio.fixture(loop_scope="module")
async def page_url(built: Path) -> AsyncIterator[str]:
    """Where the page is served: another origin than the app's."""

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(built / "index.html")

    site = web.Application()
    site.router.add_static("/built", built / "built")
    site.router.add_get("/index.html", index)
    runner = web.AppRunner(site, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module")
async def app(build: Builder) -> App:
    app = build(APP)
    await app.start()
    return app


@pytest_asyncio.fixture(loop_scope="module")
async def line(app: App) -> AsyncIterator[Line]:
    async with line_to(app.port) as line:
        yield line


@pytest_asyncio.fixture(loop_scope="module")
async def client(context: BrowserContext, watch: Watch, line: Line, page_url: str) -> ReactClient:
    """The page, connected to the app; what goes wrong in it fails the test."""
    client = ReactClient(await context.new_page(), line.url)
    await client.open(page_url)
    return client
