"""The package: what is checked in is what would be generated, and what Teams' schema takes."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from teams_kit import SHARED

from botbridge_teams import icons
from botbridge_teams.manifest import Command, files, manifest, package

ROOT = Path(__file__).parents[3]
SCHEMA = SHARED / "specs" / "teams" / "app-manifest" / "v1.30" / "MicrosoftTeams.schema.json"
CHECKED_IN = ROOT / "manifests" / "teams"
HELLO = manifest("hello", "Says hello, and says again what you say.", app_id="00000000-0000-0000-0000-000000000000")
FULL = manifest(
    "x" * 200,
    "y" * 5_000,
    app_id="11111111-2222-3333-4444-555555555555",
    website="https://bot.example.com/",
    developer="z" * 50,
    commands=[Command("ask" * 100, "Ask", "What?"), *[Command(str(number)) for number in range(20)]],
    read_all=True,
)


def _pixels(png: bytes) -> tuple[int, int, bytes]:
    """The size and the raw rows of a PNG: how they are packed depends on the zlib that did it."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    start, packed = 8, b""
    while start < len(png):
        length, name = struct.unpack(">I4s", png[start : start + 8])
        packed += png[start + 8 : start + 8 + length] if name == b"IDAT" else b""
        start += 12 + length
    return width, height, zlib.decompress(packed)


def test_the_checked_in_package_is_the_generated_one() -> None:
    made = files(HELLO)
    folder = {path.name: path.read_bytes() for path in (CHECKED_IN / "hello").iterdir()}
    with zipfile.ZipFile(CHECKED_IN / "hello.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    for found in (folder, packed):
        assert set(found) == set(made)
        assert found["manifest.json"] == made["manifest.json"]
        for icon in ("color.png", "outline.png"):
            assert _pixels(found[icon]) == _pixels(made[icon])


def test_the_same_app_is_always_the_same_package() -> None:
    assert package(HELLO) == package(HELLO)
    with zipfile.ZipFile(io.BytesIO(package(FULL))) as archive:
        assert json.loads(archive.read("manifest.json")) == FULL


def test_the_icons_have_their_sizes_and_the_outline_is_white_on_nothing() -> None:
    width, height, _ = _pixels(icons.color("#112233"))
    assert (width, height) == (192, 192)
    width, height, rows = _pixels(icons.outline())
    assert (width, height) == (32, 32)
    pixels = [rows[line * 129 + 1 + at : line * 129 + 5 + at] for line in range(32) for at in range(0, 128, 4)]
    assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}
    assert {0, 255} <= {pixel[3] for pixel in pixels}


def test_the_bot_is_in_chats_groups_and_teams_and_takes_files() -> None:
    (bot,) = HELLO["bots"]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert bot["supportsFiles"] is True
    assert "commandLists" not in bot


def test_reading_everything_is_asked_for_only_if_it_is_wanted() -> None:
    assert "authorization" not in HELLO
    names = {one["name"] for one in FULL["authorization"]["permissions"]["resourceSpecific"]}
    assert names == {"ChannelMessage.Read.Group", "ChatMessage.Read.Chat"}


def test_the_package_of_a_bot_keeps_its_id() -> None:
    again = manifest("renamed", app_id="00000000-0000-0000-0000-000000000000")
    assert again["id"] == HELLO["id"] != FULL["id"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Teams' schema is not part of the repository")
@pytest.mark.parametrize("made", [HELLO, FULL], ids=["hello", "full"])
def test_teams_schema_takes_it(made: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(made)
