"""The Teams adapter between a FakeTeams and a host that only remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from teams_kit import MemoryHost, Sender, running

from botbridge.testing.teams import FakeTeams, User
from botbridge_teams.adapter import TeamsAdapter


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(retry_delays=(0.05, 0.05)) as teams:
        yield teams


@pytest.fixture
def ada(teams: FakeTeams) -> User:
    return teams.user("ada", name="Ada Lovelace")


@pytest.fixture
def host(teams: FakeTeams, tmp_path: Path) -> MemoryHost:
    return MemoryHost(teams.env(), tmp_path)


@pytest.fixture
async def adapter(teams: FakeTeams, host: MemoryHost) -> AsyncIterator[TeamsAdapter]:
    async with running(teams, host) as adapter:
        yield adapter


@pytest.fixture
async def chat(adapter: TeamsAdapter, ada: User, teams: FakeTeams, host: MemoryHost) -> Sender:
    """The personal chat, in which ada has written."""
    said = await ada.say("hi")
    await teams.delivered()
    return Sender(adapter, said.conversation, host.events[-1])


@pytest.fixture
async def thread(adapter: TeamsAdapter, ada: User, teams: FakeTeams, host: MemoryHost) -> Sender:
    """A channel's thread, which ada has begun."""
    said = await ada.mention("hi", teams.channel())
    await teams.delivered()
    return Sender(adapter, said.conversation, host.events[-1])
