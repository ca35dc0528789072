"""The Slack adapter between a FakeSlack and a host that only remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_kit import SPECS, MemoryHost, Talk, running

from botbridge.testing.slack import FakeSlack, User
from botbridge_slack.adapter import SlackAdapter


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(specs=SPECS if SPECS.is_dir() else None, retry_delays=(0, 0.05, 0.05)) as slack:
        slack.channel("C1")
        yield slack


@pytest.fixture
def user(slack: FakeSlack) -> User:
    return slack.user("U1", name="alice")


@pytest.fixture
def host(slack: FakeSlack) -> MemoryHost:
    return MemoryHost(slack.env())


@pytest.fixture
async def adapter(slack: FakeSlack, host: MemoryHost) -> AsyncIterator[SlackAdapter]:
    async with running(slack, host) as adapter:
        yield adapter


@pytest.fixture
async def talk(slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> Talk:
    await user.mention("hello")
    await slack.delivered()
    return Talk(slack, user, host, adapter)
