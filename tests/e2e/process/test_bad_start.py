"""What cannot start says so in one line that tells what to do, with exit status 2 and no traceback."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from botbridge.testing.slack import FakeSlack
from process.command import free_port, run_once

APP = "import botbridge as cl\n\n@cl.on_message\nasync def answer():\n    await cl.Message('hi').send()\n"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
BROKEN_TOML = {
    "no TOML": "[run\n",
    "a key that is not known": "[run]\noverlapp = 'queue'\n",
    "a section that is not known": "[runn]\n",
    "a wrong type": "[run]\ngrace = 'long'\n",
    "a wrong value": "[run]\noverlap = 'sometimes'\n",
    "not UTF-8": b"[ui]\nname = '\xff'\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def refused(folder: Path, *arguments: str, target: str = "app.py", env: dict[str, str] | None = None) -> str:
    """The one line that the command ends with."""
    port = () if "--port" in arguments else ("--port", str(free_port()))
    done = run_once(folder, "run", target, "-h", *port, *arguments, env=env)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("botbridge: ")
    return lines[0]


def says(line: str, *words: str) -> None:
    missing = [word for word in words if word not in line]
    assert not missing, f"{missing} not in: {line}"


def test_slack_without_a_token(folder: Path) -> None:
    says(refused(folder, "--adapters", "slack"), "SLACK_BOT_TOKEN", "https://api.slack.com/apps")


def test_slack_without_a_secret(folder: Path) -> None:
    line = refused(folder, "--adapters", "slack,web", env={"SLACK_BOT_TOKEN": "xoxb-1"})
    says(line, "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "https://api.slack.com/apps")


def test_teams_without_an_app_id_where_others_can_reach_it(folder: Path) -> None:
    line = refused(folder, "--adapters", "teams", "--host", "0.0.0.0")
    says(line, "TEAMS_APP_ID", "https://portal.azure.com", "loopback")


def test_teams_without_a_password(folder: Path) -> None:
    says(
        refused(folder, "--adapters", "teams", env={"TEAMS_APP_ID": "1"}),
        "TEAMS_APP_PASSWORD",
        "https://portal.azure.com",
    )


def test_an_adapter_that_does_not_exist(folder: Path) -> None:
    says(refused(folder, "--adapters", "web,slak"), "'slak'", "slack", "web")


@pytest.mark.parametrize(
    ("adapter", "package"), [("slack", "slack_bolt"), ("teams", "botbuilder"), ("web", "socketio")]
)
def test_an_adapter_without_its_packages(folder: Path, adapter: str, package: str) -> None:
    # A module that cannot be imported stands before the installed one on the path.
    (folder / "blocked").mkdir()
    blocked = f'raise ModuleNotFoundError("No module named {package}", name="{package}")\n'
    (folder / "blocked" / f"{package}.py").write_text(blocked)
    line = refused(folder, "--adapters", adapter, env={**SLACK, "PYTHONPATH": str(folder / "blocked")})
    says(line, package, f'pip install "botbridge[{adapter}]"')


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def broken(:\n", ("app.py:1",)),
        ("import botbridge\n\n1 / 0\n", ("ZeroDivisionError", "app.py:3")),
        ("import not_there_at_all\n", ("not_there_at_all", "app.py:1")),
        ("raise ValueError('first\\nsecond')\n", ("ValueError", "first second", "app.py:1")),
        ("import sys\nsys.exit('no')\n", ("app.py:2",)),
        ("import helper\n", ("TypeError", "app.py:1")),
    ],
    ids=["syntax", "exception", "import", "two lines", "exit", "in another file"],
)
def test_an_app_that_does_not_import(folder: Path, source: str, words: tuple[str, ...]) -> None:
    (folder / "app.py").write_text(source)
    (folder / "helper.py").write_text("x = 1\nx[0]\n")
    says(refused(folder), *words)


@pytest.mark.parametrize("target", ["nowhere.py", "notes.txt", "folder", "nowhere/app.py"])
def test_what_is_no_app(folder: Path, target: str) -> None:
    (folder / "notes.txt").write_text(APP)
    (folder / "folder").mkdir()
    says(refused(folder, target=target), target, "app.py")


def test_a_port_in_use(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        says(refused(folder, "--port", str(port)), str(port), "in use", "--port")


@pytest.mark.parametrize(
    ("arguments", "env", "words"),
    [
        (("--port", "99999"), {}, ("99999", "65535")),
        (("--host", "no.such.host.invalid"), {}, ("no.such.host.invalid", "host")),
        (("--host", "192.0.2.1"), {}, ("192.0.2.1",)),
    ],
    ids=["port", "name", "address"],
)
def test_an_address_that_cannot_be_bound(
    folder: Path, arguments: tuple[str, ...], env: dict[str, str], words: tuple[str, ...]
) -> None:
    says(refused(folder, *arguments, env=env), *words)


def test_a_port_in_the_environment_that_is_no_number(folder: Path) -> None:
    done = run_once(folder, "run", "app.py", "-h", env={"BOTBRIDGE_PORT": "eighty"})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    says(done.stderr, "BOTBRIDGE_PORT", "'eighty'", "8000")


@pytest.mark.parametrize("text", BROKEN_TOML.values(), ids=BROKEN_TOML.keys())
def test_settings_that_are_broken(folder: Path, text: str | bytes) -> None:
    (folder / "botbridge.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    says(refused(folder), "botbridge.toml")


def test_settings_that_are_wrong_are_named(folder: Path) -> None:
    (folder / "botbridge.toml").write_text("[run]\ngrace = 'long'\n")
    says(refused(folder), "run.grace", "number")
    (folder / "botbridge.toml").write_text("[run]\noverlapp = 'queue'\n")
    says(refused(folder), "run.overlapp")


def test_a_postgres_that_is_not_there(folder: Path) -> None:
    url = f"postgresql://alice:hunter2@127.0.0.1:{free_port()}/chats"
    line = refused(folder, env={"DATABASE_URL": url})
    says(line, "127.0.0.1", "DATABASE_URL")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://alice:hunter2@127.0.0.1/chats", ("mysql", "postgresql://")),
        ("not a url hunter2", ("DATABASE_URL",)),
        ("sqlite:////proc/nowhere/chats.db", ("/proc/nowhere/chats.db",)),
        ("sqlite:///app.py/chats.db", ("app.py/chats.db",)),
        ("sqlite:///app.py", ("app.py",)),
        ("sqlite:///folder", ("folder",)),
        ("postgresql://alice:hunter2@no.such.host.invalid/chats", ("no.such.host.invalid",)),
    ],
    ids=["kind", "garbage", "no folder", "file as folder", "no database", "folder", "host"],
)
def test_a_database_that_cannot_be_opened(folder: Path, url: str, words: tuple[str, ...]) -> None:
    (folder / "folder").mkdir()
    line = refused(folder, env={"DATABASE_URL": url})
    says(line, *words)
    assert "hunter2" not in line


@pytest.mark.postgres
def test_a_postgres_without_tables(folder: Path, postgres_url: str) -> None:
    says(refused(folder, env={"DATABASE_URL": postgres_url}), "botbridge db upgrade")
    done = run_once(folder, "db", "upgrade", env={"DATABASE_URL": postgres_url})
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert run_once(folder, "db", "upgrade", env={"DATABASE_URL": postgres_url}).returncode == 0


def test_an_upgrade_of_a_database_that_is_not_there(folder: Path) -> None:
    url = f"postgresql://alice:hunter2@127.0.0.1:{free_port()}/chats"
    done = run_once(folder, "db", "upgrade", env={"DATABASE_URL": url})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


async def test_a_token_that_slack_refuses(folder: Path, slack: FakeSlack) -> None:
    env = {**slack.env(), "SLACK_BOT_TOKEN": "xoxb-somebody-elses"}
    line = await asyncio.to_thread(refused, folder, "--adapters", "slack,web", env=env)
    says(line, "SLACK_BOT_TOKEN", "invalid_auth", "https://api.slack.com/apps")
    assert "xoxb-somebody-elses" not in line


async def test_an_app_token_that_slack_refuses(folder: Path, slack: FakeSlack) -> None:
    env = {**slack.env(socket_mode=True), "SLACK_APP_TOKEN": "xapp-somebody-elses"}
    line = await asyncio.to_thread(refused, folder, "--adapters", "slack", env=env)
    says(line, "SLACK_APP_TOKEN", "invalid_auth", "https://api.slack.com/apps")
    assert "xapp-somebody-elses" not in line


def test_a_slack_that_is_not_there(folder: Path) -> None:
    api = f"http://127.0.0.1:{free_port()}/api/"
    says(refused(folder, "--adapters", "slack", env={**SLACK, "SLACK_API_URL": api}), api)


def test_an_option_that_does_not_exist(folder: Path) -> None:
    done = run_once(folder, "run", "app.py", "--colour")
    assert done.returncode == 2
    assert "--colour" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(folder: Path) -> None:
    (folder / "app.py").write_text("1 / 0\n")
    done = run_once(folder, "run", "app.py", "-h", "--debug", "--port", str(free_port()))
    assert done.returncode == 2
    says(done.stderr, "Traceback", "ZeroDivisionError", "does not import")


def test_a_data_folder_that_cannot_be_made(folder: Path) -> None:
    (folder / ".botbridge").write_text("in the way")
    says(refused(folder), ".botbridge/botbridge.db", "DATABASE_URL")


def test_without_a_command_the_usage_is_shown(folder: Path) -> None:
    done = run_once(folder)
    assert done.returncode == 2
    assert "usage: botbridge" in done.stderr
    assert sys.executable not in done.stderr
