"""What the documentation points to exists: links, paths, commands, options, statements, rooms."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from blocks import PAGES, ROOT, Block, all_blocks, prose

from botbridge.sql.database import Database
from botbridge.sql.schema import upgrade
from botbridge.sql.url import database_url
from botbridge.testing.__main__ import PLATFORMS

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_TOP = ["adapters", "benchmarks", "botbridge", "changes", "docs", "examples", "manifests", "tests", "webui"]
_PATH = re.compile(rf"(?:{'|'.join(_TOP)})/[\w./-]*|[A-Z][A-Z_a-z]+(?:\.md)?|pyproject\.toml")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [unquote(link.partition("#")[0]) for link in _LINK.findall(prose(page)) if "://" not in link]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pages
def test_every_path_exists(page: Path) -> None:
    named = [code for code in _CODE.findall(prose(page)) if _PATH.fullmatch(code) and ("/" in code or "." in code)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pages
def test_every_option_exists(page: Path) -> None:
    """Options in running text are our commands' own; in blocks only those of lines that call our commands."""
    lines = [code for code in _CODE.findall(prose(page)) if not code.startswith(("pip", "npm", "towncrier", "git"))]
    lines += [line for block in all_blocks("sh") if block.page == page for line in block.text.splitlines()]
    ours = [
        line for line in lines if line.startswith("--") or re.search(r"\bbotbridge (run|db)|botbridge\.testing", line)
    ]
    named = {option for line in ours for option in _OPTION.findall(line)}
    assert named - _options() == set()


@cache
def _options() -> set[str]:
    """Every option of the `botbridge` command and of the fakes."""
    helps = (
        ["botbridge", "--help"],
        ["botbridge", "run", "--help"],
        ["botbridge", "db", "upgrade", "--help"],
        ["botbridge", "manifest", "--help"],
    )
    shells = tuple(["botbridge.testing", name, "--help"] for name in PLATFORMS)
    found = {"--version"}
    for command in (*helps, *shells):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=True)
        found |= set(_OPTION.findall(done.stdout))
    return found


@pages
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = "\n".join([*_CODE.findall(prose(page)), *(block.text for block in all_blocks("sh") if block.page == page)])
    assert set(re.findall(r"^make ([a-z]+)", code, re.MULTILINE)) - targets == set()


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake hello " in text
    assert "\nmake test " in text
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", all_blocks("sql"), ids=str)
async def test_a_statement_fits_the_tables(block: Block, tmp_path: Path) -> None:
    file = tmp_path / ".botbridge" / "botbridge.db"
    async with Database(database_url(None, file)) as database:
        await upgrade(database)
    connection = sqlite3.connect(file)
    connection.execute(block.text)
    connection.close()


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path for path in (ROOT / "botbridge").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    rooms += [path for path in (ROOT / "adapters").iterdir() if path.is_dir() and list(path.glob("*.py"))]
    rooms += [ROOT / top for top in _TOP]
    named = [f"`{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}`" for path in rooms]
    assert [name for name in named if name not in text and name != "`adapters/`" and name != "`botbridge/`"] == []


def test_every_page_is_listed() -> None:
    listed = set(_LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"} <= listed


def test_every_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in pages]
    assert len(set(numbers)) == len(numbers)
    assert [path.read_text(encoding="utf-8").partition(".")[0] for path in pages] == [f"# {one}" for one in numbers]
