"""A FakeSlack, the real SDK's client for it, and a real Bolt app behind a real HTTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

SHARED = Path(__file__).parents[4] / "shared"
SPECS = SHARED / "specs" / "slack" / "web-api" / "methods"


def env_client(slack: FakeSlack, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.env()["SLACK_BOT_TOKEN"], base_url=slack.api_url, timeout=10)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(specs=SPECS if SPECS.is_dir() else None, retry_delays=(0, 0.05, 0.05)) as slack:
        slack.channel("C1")
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return env_client(slack)


@pytest.fixture
def user(slack: FakeSlack) -> User:
    return slack.user("U1", name="alice")


@pytest.fixture
async def bolt(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app that gets the fake's events by HTTP."""
    app = AsyncApp(client=client, signing_secret=slack.env()["SLACK_SIGNING_SECRET"], process_before_response=True)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()
