"""The Discord adapter between a FakeDiscord and a host that only remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from discord_kit import SPECS, MemoryHost, running, unlimited

from botbridge.testing.discord import FakeDiscord, User
from botbridge_discord.adapter import DiscordAdapter


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(specs=SPECS if SPECS.is_file() else None) as fake:
        fake.channel("C1")
        yield unlimited(fake)


@pytest.fixture
def user(fake: FakeDiscord) -> User:
    return fake.user("U1", name="ada")


@pytest.fixture
def host(fake: FakeDiscord) -> MemoryHost:
    return MemoryHost(fake.env())


@pytest.fixture
async def adapter(fake: FakeDiscord, host: MemoryHost) -> AsyncIterator[DiscordAdapter]:
    async with running(host) as adapter:
        yield adapter


@pytest.fixture
async def dm(user: User) -> str:
    """A direct message channel."""
    return user.dm_channel.id
