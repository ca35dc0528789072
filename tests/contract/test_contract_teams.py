"""The contract, on Teams: personal chats and channel threads, and what is special in group chats."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from teams_stage import TeamsStage

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.contract.cases.receiving import Receiving, Remembering
from botbridge.testing.contract.cases.streaming import Streaming
from botbridge.testing.teams import FakeTeams


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(retry_delays=(0.05, 0.05), typing_seconds=0.3) as teams:
        yield teams


class TestTeamsPersonal(AdapterContract):
    """A person's own chat with the app: native streams, a progress bar, files."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "personal")


class TestTeamsChannel(AdapterContract):
    """Threads of a channel: edits, no status, no files but pictures."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "channel")


class TestTeamsGroup(Receiving, Remembering, Streaming):
    """Group chats: typing, edits; everything else is done as in channels."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "group")
