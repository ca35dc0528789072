"""Where the apps of the contract lie: each in a folder of its own, with an empty database that is migrated already."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from parity_forms import COLUMNS, FORMS

from botbridge.runtime import DATA_FOLDER
from botbridge.testing.contract import MemoryStage
from botbridge.testing.contract.apps import answering, echo
from botbridge.testing.contract.parity import Platform, page
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


class _Results:
    """Which cases every class of the contract passed; a case with several arguments must pass with all of them."""

    def __init__(self) -> None:
        self.passed: dict[str, set[str]] = {}
        self.failed: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        _, kind, case = report.nodeid.rsplit("::", 2) if report.nodeid.count("::") > 1 else ("", "", "")
        results = self.passed if report.passed else self.failed
        results.setdefault(kind, set()).add(case.partition("[")[0])

    def of(self, kind: str) -> set[str]:
        return self.passed.get(kind, set()) - self.failed.get(kind, set())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--parity", type=Path, help="write the page of what each primitive becomes, from the results")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--parity"):
        config.pluginmanager.register(_Results(), "parity")


def pytest_sessionfinish(session: pytest.Session) -> None:
    target, results = session.config.getoption("--parity"), session.config.pluginmanager.get_plugin("parity")
    if target is None or not isinstance(results, _Results):
        return
    columns = [
        Platform(name=name, forms=FORMS[name], capabilities=can, passed=results.of(kind))
        for name, (kind, can) in COLUMNS.items()
    ]
    target.write_text(page(columns), encoding="utf-8")
