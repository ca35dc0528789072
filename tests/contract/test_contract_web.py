"""The contract, on the web."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from web_stage import WebStage

from botbridge.testing.contract import AdapterContract, Stage


class TestWeb(AdapterContract):
    """Tabs over WebSockets."""

    @pytest.fixture
    async def stage(self, folder: Path) -> AsyncIterator[Stage]:
        async with aiohttp.ClientSession() as http:
            yield WebStage(folder, http)
