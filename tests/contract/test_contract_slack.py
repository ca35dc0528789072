"""The contract, on Slack: channels by signed HTTP and by Socket Mode, and direct messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_stage import SlackStage

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(retry_delays=(0, 0.05, 0.05)) as slack:
        slack.channel("C1")
        yield slack


class TestSlackHttp(AdapterContract):
    """Threads in a channel, events by signed HTTP."""

    @pytest.fixture
    def stage(self, tmp_path: Path, slack: FakeSlack) -> Stage:
        return SlackStage(tmp_path, slack)


class TestSlackSocketMode(AdapterContract):
    """Threads in a channel, events through a socket."""

    @pytest.fixture
    def stage(self, tmp_path: Path, slack: FakeSlack) -> Stage:
        return SlackStage(tmp_path, slack, socket_mode=True)


class TestSlackDirectMessages(AdapterContract):
    """Threads of the direct message."""

    @pytest.fixture
    def stage(self, tmp_path: Path, slack: FakeSlack) -> Stage:
        return SlackStage(tmp_path, slack, place="dm")
