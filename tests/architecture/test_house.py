"""The house rules that a reader would otherwise have to check by eye."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import botbridge

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("botbridge/**/*.py"), *ROOT.glob("adapters/**/*.py")])
ADAPTERS = sorted(path for path in ROOT.glob("adapters/botbridge_*") if path.is_dir())
ROOMS = {"__init__", "adapter", "inbound", "outbound", "address", "capabilities", "config"}
VENDOR_WORDS = re.compile(r"\b(slack|discord|teams)\w*\b", re.IGNORECASE)
IO = {"aiohttp", "asyncio", "httpx", "httpcore", "os", "botbuilder", "botframework", "slack_bolt", "slack_sdk"}
IO |= {"socketio", "engineio"}
LONGEST_FILE = 400  # lines; what is longer wants a second room


def test_all_names_what_is_exported_sorted() -> None:
    assert sorted(botbridge.__all__) == list(botbridge.__all__)
    missing = [name for name in botbridge.__all__ if not hasattr(botbridge, name)]
    assert missing == []


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda path: path.name)
def test_every_adapter_has_the_same_rooms(adapter: Path) -> None:
    assert {path.stem for path in adapter.glob("*.py")} >= ROOMS


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda path: path.name)
@pytest.mark.parametrize("room", ["inbound", "outbound", "address", "capabilities"])
def test_the_pure_rooms_of_an_adapter_do_no_io(adapter: Path, room: str) -> None:
    imported = set(_imports(adapter / f"{room}.py"))
    assert imported.isdisjoint(IO)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_wants_a_second_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a module begins with a docstring"


def test_the_core_has_no_platform_words_in_its_code() -> None:
    """Names of platforms stand in documentation, settings and the fakes, never in the core's identifiers."""
    allowed = {"config.py", "errors.py"}
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in ROOT.glob("botbridge/**/*.py")
        if "testing" not in path.parts and path.name not in allowed
        for name in _identifiers(path)
        if VENDOR_WORDS.fullmatch(name) or VENDOR_WORDS.fullmatch(name.strip("_").split("_")[0])
    ]
    assert found == []


def test_importing_botbridge_is_cheap_and_leaves_no_trace(tmp_path: Path) -> None:
    """No vendor SDK, no database, no web server: an app file can be imported anywhere."""
    vendors = ["discord", "slack_sdk", "slack_bolt", "socketio", "botbuilder", "jwt"]
    heavy = ["sqlalchemy", "aiohttp", "pydantic", "markdown_it", "alembic", *vendors]
    code = f"import botbridge, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_imports_keep_to_the_layers() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    from_ = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [name.split(".")[0] for name in (*plain, *from_)]


def _identifiers(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return names | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
