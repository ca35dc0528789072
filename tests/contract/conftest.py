"""Where the apps of the contract lie: each in a folder of its own, with an empty database that is migrated already."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from botbridge.runtime import DATA_FOLDER
from botbridge.testing.contract import MemoryStage
from botbridge.testing.contract.apps import answering, echo
from botbridge.testing.memory import EDITS


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an app that ran once and heard nothing; migrating anew would be a fifth of every case."""
    folder = tmp_path_factory.mktemp("migrated")

    async def run_once() -> None:
        async with MemoryStage(folder, EDITS).run(answering(echo)):
            pass

    asyncio.run(run_once())
    return folder / DATA_FOLDER


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    """A new app's folder."""
    shutil.copytree(migrated, tmp_path / DATA_FOLDER)
    return tmp_path
