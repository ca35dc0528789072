"""Signed links to files, for platforms that do not take them: over HTTP, with no client of ours."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

import botbridge as cl
from botbridge.model.element import ElementData
from botbridge.model.ids import ThreadKey, new_id
from botbridge.model.user import Author
from botbridge.runtime import Running
from botbridge.testing.memory import RICH, MemoryPlatform

from .conftest import Start, host_of

ENV = {"BOTBRIDGE_URL": "https://bot.example"}
KEY = ThreadKey("memory", ("main",))
ADA = Author(platform="memory", native_id="ada", name="Ada")
PAGE = b"<script>alert(1)</script>"


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform(capabilities=RICH)


def app() -> None:
    @cl.on_message
    async def answer(_message: cl.Message) -> None:
        await cl.Message("here", elements=[cl.File(name="a b.html", content=PAGE, mime="text/html")]).send()


async def got(run: Running, address: str | None) -> httpx.Response:
    assert address is not None
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("https", "bot.example")
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{run.port}{parts.path}?{parts.query}")


async def kept(platform: MemoryPlatform, run: Running) -> ElementData:
    """The element that the app sent, as an adapter gets it."""
    await platform.user().say("hi")
    await platform.text("here")
    await platform.until(lambda: platform.working[-1] is False)
    thread = await run.layer.get_thread(KEY.thread_id)
    assert thread is not None
    [told] = thread["elements"] or []
    return ElementData(id=told["id"], thread_id=told["threadId"], type="file", name=told["name"])


async def test_a_link_leads_to_the_bytes(platform: MemoryPlatform, start: Start) -> None:
    async with start(app, env=ENV) as run:
        answer = await got(run, await host_of(platform).file_link(await kept(platform, run)))
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%20b.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


async def test_what_stands_for_another_is_kept_when_it_is_linked_to(platform: MemoryPlatform, start: Start) -> None:
    async with start(app, env=ENV) as run:
        whole = await kept(platform, run)
        csv = replace(whole, id=new_id(), name="all.csv", mime="text/csv", content=b"a,b\r\n", stands_for=whole.id)
        for _ in range(2):
            answer = await got(run, await host_of(platform).file_link(csv))
            assert (answer.status_code, answer.content) == (200, b"a,b\r\n")


async def test_a_link_opens_nothing_else(platform: MemoryPlatform, start: Start) -> None:
    async with start(app, env=ENV) as run:
        element = await kept(platform, run)
        host = host_of(platform)
        address = await host.file_link(element)
        assert address is not None
        for wrong in (
            address.replace(element.id, new_id()),
            address[:-1] + ("A" if address[-1] != "A" else "B"),
            address.partition("?")[0],
            (host.page_link(element.thread_id, element.id, ADA) or "").replace("/element/", "/files/"),
        ):
            assert (await got(run, wrong)).status_code == 403
        gone = replace(element, id=new_id())
        assert (await got(run, await host.file_link(gone))).status_code == 404
        token = address.partition("?token=")[2]
        assert await host.linked(token) is None  # nor does it open the element's page


async def test_without_an_address_there_are_no_links(platform: MemoryPlatform, start: Start) -> None:
    async with start(app) as run:
        assert await host_of(platform).file_link(await kept(platform, run)) is None
