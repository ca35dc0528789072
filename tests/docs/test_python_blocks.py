"""Whatever the documentation says in Python is run."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import pytest
from blocks import ROOT, Block, all_blocks, blocks_of

import botbridge
from botbridge.app import App, load_app
from botbridge.config import RunConfig
from botbridge.testing.memory import DELTAS, MemoryPlatform
from botbridge.testing.running import running

PYTHON = all_blocks("python")
APPS = [block for block in PYTHON if block.kind != "test"]
TESTS = [block for block in PYTHON if block.kind == "test"]


@pytest.mark.parametrize("block", APPS, ids=str)
async def test_an_example_runs(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = _load(block, tmp_path)
    platform = MemoryPlatform(capabilities=DELTAS)
    async with running(app, platform.adapter()):
        await platform.user().say("hello", files={"notes.txt": b"one two"})
        await platform.until(lambda: False in platform.working)
    assert RunConfig().error_text not in platform.texts()


@pytest.mark.parametrize("block", TESTS, ids=str)
async def test_a_test_passes(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the README's app, as `app.py`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(blocks_of(ROOT / "README.md")[0].text, encoding="utf-8")
    tests = [value for name, value in vars(_module(block, tmp_path)).items() if name.startswith("test_")]
    assert tests
    for test in tests:
        assert inspect.iscoroutinefunction(test)
        await test()


def test_the_readme_begins_with_the_example_that_its_command_runs() -> None:
    first = blocks_of(ROOT / "README.md")[0].text
    example = (ROOT / "examples" / "hello.py").read_text(encoding="utf-8")
    assert example.partition('"""\n\n')[2] == first
    assert len([line for line in first.splitlines() if line.strip()]) == 10


def test_every_public_name_is_explained() -> None:
    text = (ROOT / "docs" / "app.md").read_text(encoding="utf-8")
    assert [name for name in botbridge.__all__ if f"cl.{name}" not in text] == []


def _load(block: Block, folder: Path) -> App:
    path = folder / "app.py"
    path.write_text(block.source, encoding="utf-8")
    return load_app(path)


def _module(block: Block, folder: Path) -> ModuleType:
    path = folder / "block.py"
    path.write_text(block.source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("block", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
