"""The contract, on Discord: threads of a channel, and direct messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord_stage import DiscordStage, hurried

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.contract.cases.failing import Failing, Stopping
from botbridge.testing.contract.cases.filing import Filing
from botbridge.testing.contract.cases.mentioning import Mentioning
from botbridge.testing.contract.cases.receiving import Receiving
from botbridge.testing.contract.cases.streaming import Streaming
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


class TestDiscordDirectMessages(Receiving, Streaming, Failing, Stopping, Filing, Mentioning):
    """Direct messages; single messages are written and kept as in threads."""

    @pytest.fixture
    def stage(self, folder: Path, discord: FakeDiscord) -> Stage:
        return DiscordStage(folder, discord, place="dm")
