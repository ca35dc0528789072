"""The contract, on the platform in memory."""

from dataclasses import replace
from pathlib import Path

import pytest

from botbridge.capability import TextLimits
from botbridge.testing.contract import AdapterContract, MemoryStage, Stage
from botbridge.testing.memory import CUMULATIVE, DELTAS, EDITS, RICH


class TestEdits(AdapterContract):
    """A platform that shows growing texts by edits."""

    @pytest.fixture
    def stage(self, folder: Path) -> Stage:
        return MemoryStage(folder, EDITS)


class TestDeltas(AdapterContract):
    """A platform with native streams and a status."""

    @pytest.fixture
    def stage(self, folder: Path) -> Stage:
        return MemoryStage(folder, DELTAS)


class TestCumulative(AdapterContract):
    """A platform whose native streams are told the whole text each time."""

    @pytest.fixture
    def stage(self, folder: Path) -> Stage:
        return MemoryStage(folder, CUMULATIVE)


class TestPoor(AdapterContract):
    """A platform that can neither edit nor delete, nor take much text."""

    @pytest.fixture
    def stage(self, folder: Path) -> Stage:
        return MemoryStage(folder, replace(DELTAS, text=TextLimits(chars=500), edit=False, delete=False))


class TestRich(AdapterContract):
    """A platform that has everything natively."""

    @pytest.fixture
    def stage(self, folder: Path) -> Stage:
        return MemoryStage(folder, RICH)
