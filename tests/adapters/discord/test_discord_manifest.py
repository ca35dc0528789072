"""The manifest: what is checked in is what would be generated, in numbers that discord.py and Discord read alike."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
from discord_kit import MemoryHost, running

from botbridge.testing.discord import FakeDiscord
from botbridge_discord.manifest import INTENTS, PERMISSIONS, invite_url, manifest

ROOT = Path(__file__).parents[3]
HELLO = manifest("hello", "Says hello, and says again what you say.")


def test_the_checked_in_manifest_is_the_generated_one() -> None:
    text = json.dumps(HELLO, indent=2, ensure_ascii=False) + "\n"
    assert (ROOT / "manifests" / "discord" / "hello.json").read_text(encoding="utf-8") == text


def test_permissions_are_those_of_their_names() -> None:
    named = {name.lower(): True for name in PERMISSIONS}
    assert int(HELLO["permissions"]["value"]) == discord.Permissions(**named).value


def test_intents_are_those_of_their_names() -> None:
    others = {"DIRECT_MESSAGES": "dm_messages", "GUILD_MESSAGE_REACTIONS": "guild_reactions"}
    others["DIRECT_MESSAGE_REACTIONS"] = "dm_reactions"
    named = {others.get(name, name.lower()): True for name in INTENTS}
    assert HELLO["intents"]["value"] == discord.Intents(**named).value


async def test_the_adapter_asks_for_these_intents_and_commands(fake: FakeDiscord) -> None:
    async with running(MemoryHost(fake.env())):
        (session,) = fake.gateway.sessions.values()
        assert session.intents == HELLO["intents"]["value"]
        (command,) = fake.commands.listed()
        assert {name: command[name] for name in HELLO["commands"][0]} == HELLO["commands"][0]


def test_the_invitation_is_for_this_app() -> None:
    parts = urlsplit(invite_url("12&34"))
    assert (parts.hostname, parts.path) == ("discord.com", "/oauth2/authorize")
    assert parse_qs(parts.query) == {
        "client_id": ["12&34"],
        "scope": ["bot applications.commands"],
        "permissions": [HELLO["permissions"]["value"]],
    }


def test_names_are_as_long_as_discord_takes() -> None:
    made = manifest("x" * 50, "y" * 500)
    assert (len(made["name"]), len(made["description"])) == (32, 400)
