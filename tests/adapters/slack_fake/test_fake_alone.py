"""The fake stands alone: it shares no code with what it tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import botbridge.testing.slack as fake

FOLDER = Path(fake.__file__).parent
OURS = "botbridge.testing.slack"
SHARED = "botbridge.testing.fake"
VENDORS = {"slack_sdk", "slack_bolt"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_it_imports_nothing_of_what_it_tests() -> None:
    files = list(FOLDER.rglob("*.py"))
    assert len(files) > 20
    for path in files:
        strange = {
            name
            for name in imported(path)
            if (name.startswith("botbridge") and not name.startswith((OURS, SHARED))) or name.split(".")[0] in VENDORS
        }
        assert strange == set(), path


def test_the_sdk_is_not_loaded() -> None:
    code = f"import sys, {OURS}; print(sorted(sys.modules.keys() & {VENDORS!r}))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_public_names_are_there() -> None:
    assert sorted(fake.__all__) == fake.__all__
    assert all(getattr(fake, name) for name in fake.__all__)
