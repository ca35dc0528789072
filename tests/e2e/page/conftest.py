"""A real Chromium in front of the built page; a request to any other host fails the test."""

import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from botbridge_webui import static_dir
from page.fake_server import FakeServer

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    assert path, "these tests drive a real browser: install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> FakeServer:
    return FakeServer(static_dir())


class Watch:
    """Everything that went wrong in a browser context."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("request", lambda request: self._request(request.url))
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("console", lambda message: self._console(message.text))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.faults.append(f"request to another host: {url}")

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text or "Warning:" in text:
            self.faults.append(text)


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-US")
    context.set_default_timeout(8000)
    watch = Watch(context)
    yield context
    await context.close()
    assert watch.faults == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(context: BrowserContext, server: FakeServer) -> AsyncIterator[Page]:
    """The page, connected and ready to type into."""
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        yield page
        await page.close()
