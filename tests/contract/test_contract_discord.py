"""The contract, on Discord: threads of a channel, and direct messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord_stage import DiscordStage, hurried

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.discord import FakeDiscord

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "discord" / "openapi.json"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(specs=SPECS if SPECS.is_file() else None) as discord:
        discord.channel("C1")
        yield hurried(discord)


class TestDiscordThreads(AdapterContract):
    """Threads in a channel."""

    @pytest.fixture
    def stage(self, folder: Path, discord: FakeDiscord) -> Stage:
        return DiscordStage(folder, discord)


class TestDiscordDirectMessages(AdapterContract):
    """Direct messages."""

    @pytest.fixture
    def stage(self, folder: Path, discord: FakeDiscord) -> Stage:
        return DiscordStage(folder, discord, place="dm")


class TestDiscordUnread(AdapterContract):
    """Threads whose messages the bot may not read: people mention it, or write into its form."""

    @pytest.fixture
    def stage(self, folder: Path, discord: FakeDiscord) -> Stage:
        return DiscordStage(folder, discord, place="unread")
