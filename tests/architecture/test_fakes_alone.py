"""Each fake stands alone: it shares no code with what it tests, and needs no vendor's."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = "botbridge.testing.fake"
VENDORS = {
    "discord": {"discord"},
    "slack": {"slack_sdk", "slack_bolt"},
    "teams": {"botbuilder", "botframework", "msrest", "msal"},
}
platforms = pytest.mark.parametrize("platform", VENDORS)


def fake(platform: str) -> str:
    return f"botbridge.testing.{platform}"


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@platforms
def test_it_imports_nothing_of_what_it_tests(platform: str) -> None:
    files = list(Path(importlib.import_module(fake(platform)).__file__ or "").parent.rglob("*.py"))
    assert len(files) > 20
    ours = (fake(platform), SHARED)
    for path in files:
        strange = {
            name
            for name in imported(path)
            if (name.startswith("botbridge") and not name.startswith(ours)) or name.split(".")[0] in VENDORS[platform]
        }
        assert strange == set(), path


@platforms
def test_the_sdk_is_not_loaded(platform: str) -> None:
    code = f"import sys, {fake(platform)}; print(sorted(sys.modules.keys() & {VENDORS[platform]!r}))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


@platforms
def test_public_names_are_there(platform: str) -> None:
    module = importlib.import_module(fake(platform))
    assert sorted(module.__all__) == module.__all__
    assert all(getattr(module, name) for name in module.__all__)
