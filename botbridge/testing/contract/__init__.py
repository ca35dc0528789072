"""The adapter contract suite: what every adapter promises, as tests that a third party runs too.

    from botbridge.testing.contract import AdapterContract, Stage

    class TestMatrix(AdapterContract):
        @pytest.fixture
        async def stage(self, tmp_path: Path) -> AsyncIterator[Stage]:
            async with FakeMatrix() as matrix:
                yield MatrixStage(tmp_path, matrix)

`Stage` and `Person` are what the platform has to bring; `MemoryStage` is the smallest example.
"""
# ruff: noqa: E402 - pytest rewrites the asserts of modules that are imported after it was told of them

import pytest

pytest.register_assert_rewrite("botbridge.testing.contract.cases")

from botbridge.testing.contract.memory_stage import MemoryStage
from botbridge.testing.contract.stage import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.suite import AdapterContract

__all__ = ["AdapterContract", "MemoryStage", "Person", "Seen", "Stage", "Traits", "Upload"]
