"""Files come from Discord's file hosts only, are counted while they come, and their addresses expire."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from discord_kit import MemoryHost

from botbridge.errors import FileRefused, Unavailable
from botbridge.model.element import IncomingFile
from botbridge.testing.discord import FakeDiscord, User
from botbridge.testing.discord.limits import CDN_SECONDS
from botbridge_discord.adapter import DiscordAdapter

LIMIT = 1_000_000


@pytest.fixture
async def file(user: User, host: MemoryHost, adapter: DiscordAdapter) -> IncomingFile:
    """A file that somebody sent."""
    await user.dm("look", files=[("a ö.txt", b"hello", "text/plain; charset=utf-8")])
    await host.has(1)
    return host.messages[0].files[0]


async def test_a_file_is_fetched(adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path) -> None:
    fetched = await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"hello"
    assert (fetched.name, fetched.size, fetched.mime) == ("a ö.txt", 5, "text/plain")


async def test_the_token_stays_here(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    (headers,) = fake.file_host.headers
    assert "Authorization" not in headers


async def test_a_type_that_is_not_told_is_the_file_hosts(
    user: User, host: MemoryHost, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    await user.dm("look", files=[("a.png", b"\x89PNG", "image/png")])
    await host.has(1)
    untyped = replace(host.messages[0].files[0], mime="application/octet-stream")
    assert (await adapter.fetch(untyped, tmp_path / "x", limit=LIMIT)).mime == "image/png"


async def test_an_address_that_expired_is_asked_for_anew(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    fake.clock.advance(CDN_SECONDS + 1)
    await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"hello"
    assert len(fake.calls_of("get_message")) == 1


async def test_a_file_whose_message_is_gone_is_gone(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    fake.clock.advance(CDN_SECONDS + 1)
    fake.world.delete(fake.messages[0])
    with pytest.raises(FileRefused, match="not there any more"):
        await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", ["", "1/2", "a/b/c", "1/2/3"])
async def test_a_file_without_a_message_is_gone(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path, name: str
) -> None:
    fake.clock.advance(CDN_SECONDS + 1)
    with pytest.raises(FileRefused, match="not there any more"):
        await adapter.fetch(replace(file, id=name), tmp_path / "x", limit=LIMIT)


async def test_a_file_that_its_message_does_not_have_any_more_is_gone(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    fake.clock.advance(CDN_SECONDS + 1)
    fake.messages[0].stored.clear()
    with pytest.raises(FileRefused, match="not there any more"):
        await adapter.fetch(file, tmp_path / "x", limit=LIMIT)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/attachments/1/2/a.txt",
        "https://cdn.discordapp.com.evil.example/a.txt",
        "http://cdn.discordapp.com/attachments/1/2/a.txt",
        "file:///etc/passwd",
        "//cdn.discordapp.com/a.txt",
    ],
)
async def test_other_hosts_are_never_asked(
    adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path, url: str
) -> None:
    with pytest.raises(FileRefused, match="no file host of Discord"):
        await adapter.fetch(replace(file, url=url), tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()


async def test_redirects_are_not_followed(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    fake.faults.redirect_downloads = f"{fake.url}/api/v10/gateway"
    with pytest.raises(FileRefused, match="status 302"):
        await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert fake.calls_of("get_gateway") == []


async def test_a_file_that_is_too_large_is_refused_before_and_while_it_comes(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match="larger than the 4 bytes"):
        await adapter.fetch(file, tmp_path / "x", limit=4)
    assert fake.file_host.downloads == []
    for lying in (None, 1):
        with pytest.raises(FileRefused, match="larger than the 4 bytes"):
            await adapter.fetch(replace(file, size=lying), tmp_path / "x", limit=4)
    fake.file_host.chunked = True
    with pytest.raises(FileRefused, match="larger than the 4 bytes"):
        await adapter.fetch(replace(file, size=None), tmp_path / "x", limit=4)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_file_host_that_fails_is_asked_again_by_others(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path, status: int
) -> None:
    fake.faults.status(status, "download")
    with pytest.raises(Unavailable):
        await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()


async def test_a_transfer_that_breaks_off_leaves_nothing(
    fake: FakeDiscord, adapter: DiscordAdapter, file: IncomingFile, tmp_path: Path
) -> None:
    fake.faults.drop("download", after=True)
    with pytest.raises(Unavailable, match="could not be fetched"):
        await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()
    await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
