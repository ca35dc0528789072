"""The contract, on Teams: personal chats, group chats, and threads of channels."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from teams_stage import TeamsStage

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.teams import FakeTeams


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(retry_delays=(0.05, 0.05), typing_seconds=0.3) as teams:
        yield teams


class TestTeamsPersonal(AdapterContract):
    """A person's own chat with the app: native streams, a progress bar, files by consent."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "personal")


class TestTeamsChannel(AdapterContract):
    """Threads of a channel: edits, no status, pictures, links to other files."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "channel")


class TestTeamsGroup(AdapterContract):
    """Group chats: typing, edits, pictures, links to other files."""

    @pytest.fixture
    def stage(self, folder: Path, teams: FakeTeams) -> Stage:
        return TeamsStage(folder, teams, "group")
