"""`botbridge manifest`: the files that are checked in, made by the command that people use."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from process.command import run_once

MANIFESTS = Path(__file__).parents[3] / "manifests"
SAYS = ("--description", "Says hello, and says again what you say.")
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("platform", ["slack", "discord"])
def test_values_are_written_beside_where_one_is(tmp_path: Path, platform: str) -> None:
    done = run_once(tmp_path, "manifest", platform, "hello.py", *SAYS)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "hello.json").read_bytes() == (MANIFESTS / platform / "hello.json").read_bytes()
    assert "hello.json is written" in done.stderr


def test_the_package_of_teams_takes_the_id_from_the_environment(tmp_path: Path) -> None:
    done = run_once(tmp_path, "manifest", "teams", "--name", "hello", *SAYS, env={"TEAMS_APP_ID": NOBODY})
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "hello.zip") as made, zipfile.ZipFile(MANIFESTS / "teams" / "hello.zip") as known:
        assert made.namelist() == known.namelist()
        assert made.read("manifest.json") == known.read("manifest.json")


def test_an_address_and_a_name_for_the_file_can_be_given(tmp_path: Path) -> None:
    done = run_once(tmp_path, "manifest", "slack", "--url", "https://bot.example.com", "-o", "of ours.json")
    assert done.returncode == 0, done.stderr
    assert "https://bot.example.com/slack/events" in (tmp_path / "of ours.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["teams"], ["--app-id", "TEAMS_APP_ID"]),
        (["irc"], ["'irc'", "discord, slack, teams"]),
        (["slack", "-o", "nowhere/a.json"], ["nowhere/a.json", "--output"]),
    ],
)
def test_what_cannot_be_written_says_why(tmp_path: Path, arguments: list[str], words: list[str]) -> None:
    done = run_once(tmp_path, "manifest", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert [word for word in words if word not in line] == []
    assert list(tmp_path.iterdir()) == []


def test_a_name_leads_nowhere(tmp_path: Path) -> None:
    done = run_once(tmp_path, "manifest", "slack", "--name", "../our app")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["-our-app.json"]
