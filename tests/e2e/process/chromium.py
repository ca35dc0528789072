"""A real Chromium, and a watch over everything that it should not do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Watch:
    """What went wrong in a browser; `expected` are parts of console lines that a test provokes."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        self.expected: list[str] = []
        context.on("request", lambda request: self._request(request.url))
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("console", lambda message: self._console(message.type, message.text))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.faults.append(f"request to another host: {url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"{kind}: {text}")

    def check(self) -> None:
        unexpected = [fault for fault in self.faults if not any(part in fault for part in self.expected)]
        assert unexpected == []


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, one for all tests of a module."""
    path = shutil.which("chromium")
    assert path, "these tests drive a real browser: install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser without cookies and storage."""
    context = await chromium.new_context(viewport={"width": 1200, "height": 800}, locale="en-US")
    context.set_default_timeout(15_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def watch(context: BrowserContext) -> AsyncIterator[Watch]:
    """What goes wrong in the browser fails the test."""
    watch = Watch(context)
    yield watch
    watch.check()


def npm_build(folder: Path, result: Path, *sources: Path) -> None:
    """Install what the lock file names and build, unless `result` is newer than all of its sources."""
    npm_install(folder)
    lock = folder / "package-lock.json"
    if not result.exists() or any(source.stat().st_mtime > result.stat().st_mtime for source in (*sources, lock)):
        _run("npm", "run", "build", folder=folder)


def npm_install(folder: Path) -> None:
    """Install what the lock file names, unless it is there."""
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        _run("npm", "ci", folder=folder)


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} failed in {folder}:\n{done.stdout}\n{done.stderr}"
