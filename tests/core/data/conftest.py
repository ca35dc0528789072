from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.sql import schema
from botbridge.sql.database import Database


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorageClient:
    return LocalStorageClient(tmp_path / "files", lambda key: f"/files/{key}")


@pytest.fixture
async def layer(database: Database, storage: LocalStorageClient) -> AsyncIterator[SQLAlchemyDataLayer]:
    await schema.upgrade(database)
    made = SQLAlchemyDataLayer.on(database, storage)
    yield made
    await made.close()
