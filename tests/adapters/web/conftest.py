"""A small host, a real server around the adapter, and real clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from web_house import Builder, House, open_house


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
