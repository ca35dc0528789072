"""Files that come in: read with the right credentials, from hosts that may be read, and never too much of them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from teams_kit import MemoryHost, Sender, running

from botbridge.errors import FileRefused, Unavailable
from botbridge.model.element import IncomingFile
from botbridge.testing.teams import FakeTeams, User
from botbridge_teams.adapter import TeamsAdapter
from botbridge_teams.downloads import Downloads, Guard, is_public

LIMIT = 1_000


@dataclass
class Elsewhere:
    """A host that Teams knows nothing of; it keeps the headers of everybody who came."""

    port: int = 0
    seen: list[dict[str, str]] = field(default_factory=list)
    location: str = ""

    def url(self, host: str = "127.0.0.1", path: str = "/file") -> str:
        return f"http://{host}:{self.port}{path}"

    async def file(self, request: web.Request) -> web.Response:
        self.seen.append(dict(request.headers))
        if self.location:
            raise web.HTTPFound(self.location)
        return web.Response(body=b"bytes", content_type="image/gif")


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    made = Elsewhere()
    application = web.Application()
    application.router.add_get("/file", made.file)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


async def fetched(adapter: TeamsAdapter, file: IncomingFile, folder: Path, limit: int = LIMIT) -> IncomingFile:
    return await adapter.fetch(file, folder / "target", limit=limit)


def linked(url: str, mime: str = "image/png") -> IncomingFile:
    return IncomingFile(id="f", name="f.png", mime=mime, url=url)


async def received(ada: User, teams: FakeTeams, host: MemoryHost, **brought: object) -> tuple[IncomingFile, ...]:
    await ada.say("look", **brought)  # type: ignore[arg-type]
    await teams.delivered()
    return host.messages[-1].files


async def test_a_file_is_read_from_the_drive_without_the_token(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "application/pdf")])
    got = await fetched(adapter, file, tmp_path)
    assert ((tmp_path / "target").read_bytes(), got.size, got.mime) == (b"%PDF", 4, "application/pdf")
    (call,) = teams.calls_of("download")
    assert (call.token, call.status) == ("", 200)


async def test_a_picture_is_read_from_the_connector_with_the_token(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, images=[b"picture"])
    got = await fetched(adapter, file, tmp_path)
    assert ((tmp_path / "target").read_bytes(), got.name, got.mime) == (b"picture", "image-1.png", "image/png")
    assert teams.calls_of("attachment")[0].status == 200


async def test_a_file_that_is_too_large_leaves_nothing_behind(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    small, large = await received(ada, teams, host, files=[("a", b"x" * 10, ""), ("b", b"x" * 11, "")])
    assert (await fetched(adapter, small, tmp_path, limit=10)).size == 10
    with pytest.raises(FileRefused, match="larger than the 10 bytes"):
        await fetched(adapter, large, tmp_path, limit=10)
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_what_may_work_later_is_unavailable(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path, status: int
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    teams.faults.status(status, "download")
    with pytest.raises(Unavailable):
        await fetched(adapter, file, tmp_path)
    assert (await fetched(adapter, file, tmp_path)).size == 4


async def test_an_address_that_expired_is_refused(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    for status in (401, 404, 410):
        teams.faults.status(status, "download")
        with pytest.raises(FileRefused, match="may have expired"):
            await fetched(adapter, file, tmp_path)
    assert not (tmp_path / "target").exists()


async def test_a_connection_that_breaks_is_unavailable(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    teams.faults.drop("download", times=None)
    with pytest.raises(Unavailable):
        await fetched(adapter, file, tmp_path)


async def test_a_target_that_cannot_be_written_is_unavailable(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    with pytest.raises(Unavailable):
        await adapter.fetch(file, tmp_path / "no" / "folder", limit=LIMIT)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}/file",
        "https://localhost:{port}/file",
        "https://127.0.0.2:{port}/file",
        "https://[::1]:{port}/file",
        "https://0.0.0.0:{port}/file",
        "https://10.0.0.1/file",
        "https://169.254.169.254/latest/meta-data",
        "http://example.com/file",
        "ftp://example.com/file",
        "file:///etc/passwd",
        "https://",
        "https://[x",
        "",
    ],
)
async def test_hosts_that_are_not_public_are_not_read(
    adapter: TeamsAdapter, elsewhere: Elsewhere, tmp_path: Path, url: str
) -> None:
    with pytest.raises(FileRefused):
        await fetched(adapter, linked(url.format(port=elsewhere.port)), tmp_path)
    assert elsewhere.seen == []


async def test_a_name_that_leads_inside_is_not_read(elsewhere: Elsewhere) -> None:
    guard = Guard(lambda _host: False)
    with pytest.raises(FileRefused, match="no public host"):
        await guard.resolve("localhost", elsewhere.port)
    with pytest.raises(socket.gaierror):
        await guard.resolve("no-such-host.invalid", 443)
    trusting = await Guard(lambda _host: True).resolve("localhost", elsewhere.port)
    assert {one["host"] for one in trusting} <= {"127.0.0.1", "::1"}


async def test_a_redirect_is_looked_at_like_any_address(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    for inside in (elsewhere.url("localhost"), "http://10.0.0.1/", "file:///etc/passwd", "https://[x"):
        teams.faults.redirect_downloads = inside
        with pytest.raises((FileRefused, Unavailable)):
            await fetched(adapter, file, tmp_path)
    assert elsewhere.seen == []


async def test_redirects_end(adapter: TeamsAdapter, elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.location = "/file"
    with pytest.raises(FileRefused, match="too often"):
        await fetched(adapter, linked(elsewhere.url()), tmp_path)
    assert len(elsewhere.seen) == 5


async def test_the_token_does_not_go_along_with_a_redirect(elsewhere: Elsewhere) -> None:
    other = Elsewhere()
    application = web.Application()
    application.router.add_get("/file", other.file)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    other.port = runner.addresses[0][1]
    elsewhere.location = other.url()
    downloads = Downloads({"127.0.0.1"}.__contains__, local=True)
    try:
        async with downloads.get(elsewhere.url(), {"Authorization": "Bearer secret"}) as response:
            assert response.status == 200
    finally:
        await downloads.close()
        await runner.cleanup()
    assert elsewhere.seen[0]["Authorization"] == "Bearer secret"
    assert "Authorization" not in other.seen[0]


async def test_hosts_can_be_allowed(teams: FakeTeams, elsewhere: Elsewhere, tmp_path: Path) -> None:
    host = MemoryHost(teams.env(), tmp_path, project={"allow_hosts": ["localhost"]})
    async with running(teams, host) as adapter:
        got = await fetched(adapter, linked(elsewhere.url("localhost"), "application/octet-stream"), tmp_path)
    assert (got.size, got.mime) == (5, "image/gif")
    assert "Authorization" not in elsewhere.seen[0]


async def test_outside_of_emulators_nothing_is_read_without_tls(elsewhere: Elsewhere) -> None:
    downloads = Downloads(lambda _host: True, local=False)
    with pytest.raises(FileRefused):
        async with downloads.get(elsewhere.url(), {}):
            pass
    with pytest.raises(FileRefused):
        await downloads.put(elsewhere.url(), b"x", {})
    with pytest.raises(aiohttp.ClientConnectorError):  # the other side speaks no TLS
        await downloads.put(elsewhere.url().replace("http:", "https:"), b"x", {})
    await downloads.close()
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_which_addresses_are_public(address: str, *, public: bool) -> None:
    assert is_public(address) == public


async def test_a_download_that_is_given_up_leaves_nothing_behind(
    chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost, tmp_path: Path
) -> None:
    (file,) = await received(ada, teams, host, files=[("a.pdf", b"%PDF", "")])
    teams.faults.slow(5, "download")
    task = asyncio.create_task(fetched(chat.adapter, file, tmp_path))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not (tmp_path / "target").exists()
