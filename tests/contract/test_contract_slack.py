"""The contract, on Slack: channels by signed HTTP and by Socket Mode, and direct messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_stage import SlackStage

from botbridge.testing.contract import AdapterContract, Stage
from botbridge.testing.contract.cases.failing import Failing, Stopping
from botbridge.testing.contract.cases.filing import Filing
from botbridge.testing.contract.cases.keeping import Keeping
from botbridge.testing.contract.cases.mentioning import Mentioning
from botbridge.testing.contract.cases.receiving import Receiving, Remembering
from botbridge.testing.contract.cases.sending import Changing
from botbridge.testing.contract.cases.streaming import Streaming
from botbridge.testing.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(retry_delays=(0, 0.05, 0.05)) as slack:
        slack.channel("C1")
        yield slack


class TestSlackHttp(AdapterContract):
    """Threads in a channel, events by signed HTTP."""

    @pytest.fixture
    def stage(self, folder: Path, slack: FakeSlack) -> Stage:
        return SlackStage(folder, slack)


class TestSlackSocketMode(Receiving, Remembering, Stopping, Filing, Keeping):
    """Threads in a channel, events through a socket; what goes out goes the same way as above."""

    @pytest.fixture
    def stage(self, folder: Path, slack: FakeSlack) -> Stage:
        return SlackStage(folder, slack, socket_mode=True)


class TestSlackDirectMessages(Receiving, Remembering, Streaming, Failing, Stopping, Filing, Mentioning):
    """Threads of the direct message; single messages are written and kept as in channels."""

    @pytest.fixture
    def stage(self, folder: Path, slack: FakeSlack) -> Stage:
        return SlackStage(folder, slack, place="dm")


class TestSlackFlatDirectMessages(Receiving, Remembering, Changing, Streaming, Stopping):
    """The direct message as one conversation; the rest is done as in its threads."""

    @pytest.fixture
    def stage(self, folder: Path, slack: FakeSlack) -> Stage:
        return SlackStage(folder, slack, place="flat")
