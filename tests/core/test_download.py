"""Files by URL: from public addresses only, whichever way they are named, bounded in size and time."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from botbridge import download
from botbridge.download import Downloader
from botbridge.errors import FileRefused, Unavailable

LIMIT = 1000
HERE = ("127.0.0.1", "localhost")


class Site:
    """A server on this machine: what it was asked, by path, with the headers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0
        self.free = asyncio.Event()  # lets the slow path go on

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        handler = getattr(self, f"_{request.match_info['path'].partition('/')[0]}")
        response: web.StreamResponse = await handler(request)
        return response

    async def _plain(self, _: web.Request) -> web.Response:
        return web.Response(body=b"hello", content_type="text/plain", charset="utf-8")

    async def _bytes(self, request: web.Request) -> web.Response:
        return web.Response(body=b"x" * int(request.query["n"]))

    async def _chunked(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(int(request.query["n"])):
            await response.write(b"x")
        return response

    async def _zipped(self, request: web.Request) -> web.Response:
        body = gzip.compress(b"x" * int(request.query["n"]))
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async def _broken(self, _: web.Request) -> web.Response:
        return web.Response(body=b"no gzip", headers={"Content-Encoding": "gzip"})

    async def _status(self, request: web.Request) -> web.Response:
        return web.Response(status=int(request.query["code"]), body=b"")

    async def _loop(self, _: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "/loop"})

    async def _to(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["at"]})

    async def _slow(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await self.free.wait()
        return response

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport is not None
        request.transport.abort()
        return response


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.port = runner.addresses[0][1]
    yield site
    site.free.set()
    await runner.cleanup()


async def get(url: str, target: Path, *allowed: str, limit: int = LIMIT) -> tuple[str, int, bytes]:
    found = await Downloader(allowed).get(url, target, limit)
    return found.mime, found.size, target.read_bytes()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file"


async def test_a_file_comes_with_its_type(site: Site, target: Path) -> None:
    assert await get(f"{site.url}/plain", target, *HERE) == ("text/plain", 5, b"hello")
    [(_, headers)] = site.asked
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert headers["User-Agent"] == "botbridge"
    assert "Authorization" not in headers
    assert "Cookie" not in headers


async def test_an_untold_type_is_bytes(site: Site, target: Path) -> None:
    assert await get(f"{site.url}/bytes?n=3", target, *HERE) == ("application/octet-stream", 3, b"xxx")


async def test_the_servers_own_name_is_what_it_is_asked_by(site: Site, target: Path) -> None:
    """The connection goes to the address that was checked; the name goes with it."""
    assert (await get(f"http://LocalHost:{site.port}/plain", target, "LOCALHOST"))[1] == 5
    assert site.asked[0][1]["Host"] == f"localhost:{site.port}"


PRIVATE = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", PRIVATE)
async def test_no_private_address_is_asked_however_it_is_written(site: Site, target: Path, host: str) -> None:
    for name in (host, f"example.org@{host}", f"user:pw@{host}"):
        # Some ways to write an address are none to the parser or the resolver.
        with pytest.raises((FileRefused, Unavailable), match=r"no public address|not known|no URL"):
            await get(f"http://{name}:{site.port}/plain", target)
    assert site.asked == []
    assert not target.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"])
async def test_a_redirect_leads_to_no_private_address(site: Site, target: Path, host: str) -> None:
    allowed, at = "localhost", f"http://{host}:{site.port}/plain"
    url = f"http://{allowed}:{site.port}/to?at={at}"
    if host == allowed:
        assert (await get(url, target, allowed))[1] == 5
        return
    with pytest.raises(FileRefused, match="no public address"):
        await get(url, target, allowed)
    assert [path for path, _ in site.asked] == ["/to"]


async def test_a_host_is_allowed_by_its_name_and_no_other(site: Site, target: Path) -> None:
    for allowed in ("127.0.0.1", "local", "localhost.example", f"localhost:{site.port}", "*", ""):
        with pytest.raises(FileRefused, match="localhost is no public address"):
            await get(f"http://localhost:{site.port}/plain", target, allowed)
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "data:text/plain,x",
        "//127.0.0.1/x",
        "/etc/passwd",
        "plain words",
        "",
        "http://",
        "http:///x",
        "http://[::1",
        "http://127.0.0.1:port/",
        "http://\x00/",
        "http://127.0.0.1/\ud800",
    ],
)
async def test_what_is_no_web_address_is_refused(target: Path, url: str) -> None:
    with pytest.raises(FileRefused):
        await get(url, target, *HERE)


@pytest.mark.parametrize("at", ["file:///etc/passwd", "http://[", "http://127.0.0.1:port/", "ftp://127.0.0.1/"])
async def test_a_redirect_to_nonsense_is_followed_nowhere(site: Site, target: Path, at: str) -> None:
    with pytest.raises((FileRefused, Unavailable)):
        await get(f"{site.url}/to?at={at}", target, *HERE)


async def test_redirects_are_followed_but_not_for_ever(site: Site, target: Path) -> None:
    assert (await get(f"{site.url}/to?at=/plain", target, *HERE))[1] == 5
    with pytest.raises(FileRefused, match="redirected too often"):
        await get(f"{site.url}/loop", target.with_name("b"), *HERE)
    assert [path for path, _ in site.asked] == ["/to", "/plain", *["/loop"] * 5]


@pytest.mark.parametrize("path", ["bytes", "chunked", "zipped"])
async def test_what_is_too_large_is_refused(site: Site, target: Path, path: str) -> None:
    assert (await get(f"{site.url}/{path}?n={LIMIT}", target, *HERE))[1] == LIMIT
    with pytest.raises(FileRefused, match="larger than"):
        await get(f"{site.url}/{path}?n={LIMIT + 1}", target.with_name("more"), *HERE)


async def test_a_small_packet_that_unpacks_to_a_large_file_is_refused(site: Site, target: Path) -> None:
    with pytest.raises(FileRefused, match="larger than"):
        await get(f"{site.url}/zipped?n=5000000", target, *HERE)
    assert not target.exists() or target.stat().st_size <= LIMIT


@pytest.mark.parametrize(
    ("path", "kind", "told"),
    [
        ("status?code=404", FileRefused, "status 404"),
        ("status?code=403", FileRefused, "status 403"),
        ("status?code=204", FileRefused, "status 204"),
        ("status?code=500", Unavailable, "status 500"),
        ("status?code=503", Unavailable, "status 503"),
        ("status?code=429", Unavailable, "status 429"),
        ("broken", Unavailable, "DecodingError"),
        ("cut", Unavailable, "could not be fetched"),
    ],
)
async def test_what_a_server_answers_decides_whether_it_is_worth_another_try(
    site: Site, target: Path, path: str, kind: Any, told: str
) -> None:
    with pytest.raises(kind, match=told):
        await get(f"{site.url}/{path}", target, *HERE)


async def test_a_slow_server_is_not_waited_for(site: Site, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_TIMEOUT", 0.3)
    with pytest.raises(Unavailable, match="did not answer within"):
        await get(f"{site.url}/slow", target, *HERE)


async def test_a_server_that_is_away_may_come_back(site: Site, target: Path) -> None:
    with pytest.raises(Unavailable):
        await get("http://127.0.0.1:1/", target, *HERE)
    with pytest.raises(Unavailable):
        await get(f"https://127.0.0.1:{site.port}/plain", target, *HERE)
    with pytest.raises(Unavailable, match="not known"):
        await get(f"http://{'a' * 64}.example/", target)
    for port in (65536, 99999):
        with pytest.raises(FileRefused, match="port"):
            await get(f"http://127.0.0.1:{port}/", target, *HERE)


async def test_errors_keep_what_may_be_secret_in_a_url(site: Site, target: Path) -> None:
    secret = f"http://user:hunter2@127.0.0.1:{site.port}/status?code=404&token=hunter2"
    with pytest.raises(FileRefused) as refused:
        await get(secret, target, *HERE)
    assert "hunter2" not in str(refused.value)
    assert "127.0.0.1" in str(refused.value)
    assert "Authorization" not in site.asked[0][1]
