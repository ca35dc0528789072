"""The built page in a real Chromium, in front of a real `botbridge run`."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext
from process.chromium import Watch, chromium, context, npm_build, watch
from process.command import App
from process.conftest import Builder, build

from browser.chat import Chat

__all__ = ["build", "chromium", "context", "watch"]

ROOT = Path(__file__).parents[3]
APPS = Path(__file__).parent / "apps"


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The page, built by npm if it is missing or older than its sources."""
    webui = ROOT / "webui"
    sources = [path for path in (webui / "src").rglob("*") if path.is_file()]
    npm_build(webui, webui / "botbridge_webui" / "static" / "index.html", webui / "index.html", *sources)


@pytest.fixture
def example(build: Builder) -> Builder:
    """Makes an app of an example, in a folder of its own: `example("hello")`."""

    def make(name: str, *options: str) -> App:
        return build((ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8"), *options)

    return make


def made(folder: Path, name: str, *, config: str = "") -> App:
    """One of the apps beside the tests, with its elements and settings, in a folder of its own."""
    app = App(folder / name, (APPS / f"{name}.py").read_text(encoding="utf-8"))
    shutil.copytree(APPS / "public", app.folder / "public")
    (app.folder / "botbridge.toml").write_text(config, encoding="utf-8")
    return app


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """The app that the module names as `APP`, running for all of its tests."""
    app = made(tmp_path_factory.mktemp("server"), request.module.APP)
    await app.start()
    yield app
    app.close()


@pytest_asyncio.fixture(loop_scope="module")
async def tab(chat: Chat, server: App) -> Chat:
    """A tab in a conversation of its own with the module's app."""
    await chat.open(server.url)
    return chat


@pytest_asyncio.fixture(loop_scope="module")
async def chat(context: BrowserContext, watch: Watch) -> Chat:
    """A tab that shows nothing yet; what goes wrong in it fails the test."""
    return Chat(await context.new_page())
