from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from botbridge.data.storage_clients.local import LocalStorageClient

HOSTILE = [
    "",
    "/",
    "/etc/passwd",
    "..",
    "../secret",
    "a/../../secret",
    "a/./b",
    "a//b",
    "a/",
    "a/b\0c",
    "..\\secret",
    "a\\..\\..\\secret",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("mine")
    return tmp_path / "files"


async def test_what_is_uploaded_can_be_read_and_deleted(root: Path) -> None:
    client = LocalStorageClient(root, lambda key: f"https://bot.example/files/{key}")
    assert await client.upload_file("t/e/a.txt", b"\x00bytes", mime="text/plain") == {
        "object_key": "t/e/a.txt",
        "url": "https://bot.example/files/t/e/a.txt",
    }
    assert client.path_of("t/e/a.txt").read_bytes() == b"\x00bytes"
    assert await client.delete_file("t/e/a.txt") is True
    assert await client.delete_file("t/e/a.txt") is False
    assert list(root.iterdir()) == []


async def test_text_is_utf8_and_without_a_server_the_url_is_the_files(root: Path) -> None:
    client = LocalStorageClient(root)
    kept = await client.upload_file("ä b.txt", "é")
    assert client.path_of("ä b.txt").read_bytes() == "é".encode()
    assert kept["url"] == (root / "ä b.txt").as_uri()


@pytest.mark.parametrize("key", HOSTILE)
async def test_no_key_leads_out_of_the_root(root: Path, key: str) -> None:
    client = LocalStorageClient(root)
    await client.upload_file("a/inside", b"x")
    for attempt in (client.upload_file(key, b"evil"), client.delete_file(key), client.get_read_url(key)):
        with pytest.raises(ValueError, match="storage folder"):
            await attempt
    assert (root.parent / "secret").read_text() == "mine"
    assert sorted(path.name for path in root.rglob("*")) == ["a", "inside"]


async def test_no_link_leads_out_of_the_root(root: Path) -> None:
    client = LocalStorageClient(root)
    await client.upload_file("a/inside", b"x")
    (root / "out").symlink_to(root.parent)
    (root / "file").symlink_to(root.parent / "secret")
    for key in ("out/secret", "out/new", "file"):
        with pytest.raises(ValueError, match="leads out"):
            await client.upload_file(key, b"evil")
        with pytest.raises(ValueError, match="leads out"):
            await client.delete_file(key)
    assert (root.parent / "secret").read_text() == "mine"


async def test_overwriting_is_asked_for(root: Path) -> None:
    client = LocalStorageClient(root)
    await client.upload_file("a", b"one")
    with pytest.raises(FileExistsError):
        await client.upload_file("a", b"two", overwrite=False)
    assert client.path_of("a").read_bytes() == b"one"
    await client.upload_file("a", b"three")
    assert client.path_of("a").read_bytes() == b"three"
    assert [path.name for path in root.iterdir()] == ["a"]


async def test_a_file_is_no_folder(root: Path) -> None:
    client = LocalStorageClient(root)
    await client.upload_file("a", b"one")
    with pytest.raises(OSError, match="a"):
        await client.upload_file("a/b", b"two")
    assert await client.delete_file("a/b") is False


async def test_a_reader_never_sees_half_a_file(root: Path) -> None:
    client = LocalStorageClient(root)
    contents = {bytes([n]) * 2_000_000 for n in range(8)}
    await client.upload_file("a", next(iter(contents)))

    async def read() -> None:
        for _ in range(30):
            assert await asyncio.to_thread(client.path_of("a").read_bytes) in contents

    await asyncio.gather(read(), *(client.upload_file("a", content) for content in contents))


async def test_uploads_and_deletes_in_one_folder_do_not_trip_each_other(root: Path) -> None:
    client = LocalStorageClient(root)

    async def turn(number: int) -> None:
        for _ in range(20):
            await client.upload_file(f"thread/{number}", b"x")
            assert await client.delete_file(f"thread/{number}")

    await asyncio.gather(*(turn(number) for number in range(8)))
    assert list(root.iterdir()) == []
