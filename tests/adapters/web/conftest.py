"""A small host, a real server around the adapter, and real clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from web_client import Client
from web_house import Builder, House, open_house, session_id


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Builder]:
    """Opens houses with settings of the test's choice; all are closed at its end."""
    async with AsyncExitStack() as stack:

        async def make(**options: Any) -> House:
            return await stack.enter_async_context(open_house(tmp_path, **options))

        yield make


@pytest.fixture
async def house(build: Builder) -> House:
    return await build()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def tab(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Client]:
    """A connected tab of a conversation in which something was said."""
    tab = Client(http, house.url, session_id())
    await tab.connect()
    await tab.say("hi")
    yield tab
    await tab.vanish()
