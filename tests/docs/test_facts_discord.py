"""What the documentation says of Discord is what the code does."""

from __future__ import annotations

import inspect
import re

import pytest
from blocks import ROOT

from botbridge.render.table import IN_MARKDOWN
from botbridge.testing.discord import Conversation, FakeDiscord, Faults, Message, User
from botbridge.testing.discord.gateway import Gateway
from botbridge.testing.discord.shell import COMMANDS
from botbridge_discord import capabilities
from botbridge_discord.capabilities import ATTACHMENTS, CAPABILITIES, FILE_BYTES
from botbridge_discord.manifest import INTENTS, PERMISSIONS, invite_url


def told(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def section(title: str) -> str:
    """A section of docs/testing.md."""
    found = re.search(rf"^(#+) {re.escape(title)}$(.*?)(?=^#{{2,}} |\Z)", told("testing.md"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[2]


@pytest.mark.parametrize("name", ["discord.md", "parity.md"])
def test_the_numbers_are_those_that_are_declared(name: str) -> None:
    said = " ".join(told(name).split())
    assert f"{CAPABILITIES.text.chars:,} characters" in said
    assert f"every {CAPABILITIES.stream.edit_interval:g} s" in said
    assert f"{FILE_BYTES // 1024 // 1024} MiB" in said
    assert {10: "ten"}[ATTACHMENTS] in said


def test_the_numbers_of_primitives_are_those_that_are_declared() -> None:
    said = told("discord.md").partition("## What primitives become")[2].partition("## Pace")[0]
    rows, ending = capabilities.ROWS, capabilities.ROWS - 1
    for number in (
        f"menus of {capabilities.MENU_OPTIONS}, for up to {rows * capabilities.MENU_OPTIONS} actions",
        f"({ending * capabilities.MENU_OPTIONS} where something else",
        f"at most {capabilities.LABEL_CHARS} characters, without icon",
        f"pages of {capabilities.FORM_INPUTS} inputs",
        f"at most {IN_MARKDOWN.rows} rows and {IN_MARKDOWN.columns} columns",
        f"`radio` of 2 to {capabilities.RADIO_CHOICES} choices",
        f"beyond {capabilities.MENU_OPTIONS} choices",
        f"more than {capabilities.INPUT_LABEL_CHARS} characters stands whole",
    ):
        assert number in said, number
    assert capabilities.BUTTONS == rows == 5
    assert "five in a row and five rows" in said


def test_every_permission_and_intent_is_told_with_their_sum() -> None:
    text = told("discord.md")
    assert f"`{sum(PERMISSIONS.values())}`" in text
    assert invite_url("APPLICATION_ID") in text
    names = {name.replace("_", " ").title().replace(" In ", " in ") for name in PERMISSIONS}
    rows = re.findall(r"^\| ([A-Z][^|`]+) \|", text.partition("## Permissions")[2], re.MULTILINE)
    assert {name for row in rows for name in row.split(", ")} == names
    assert set(re.findall(r"`([A-Z_]+)`", text.partition("| intent |")[2].partition("\n\n")[0])) == set(INTENTS)


@pytest.mark.parametrize(
    ("prefix", "kind"), [("discord", FakeDiscord), ("user", User), ("thread", Conversation), ("message", Message)]
)
def test_what_the_fake_offers_exists(prefix: str, kind: type) -> None:
    names = set(re.findall(rf"`[^`]*\b{prefix}\.([a-z_]+)", section("A fake Discord")))
    made = inspect.getsource(kind.__init__) if kind is FakeDiscord else ""
    assert len(names) > 2
    assert [
        name
        for name in names
        if not hasattr(kind, name) and f"self.{name} " not in made and f"self.{name}:" not in made
    ] == []


def test_every_fault_is_told() -> None:
    named = set(re.findall(r"\.[a-z_]+", section("A fake Discord")))
    for kind, own in ((Faults, {"due"}), (Gateway, {"about", "close", "dispatch", "redeliver", "serve"})):
        names = {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
        assert {f".{name}" for name in names - own} <= named


def test_what_the_shell_is_said_to_know_it_knows() -> None:
    text = section("Discord from a shell").rpartition("```")[2]
    named = {code.split()[0] for code in re.findall(r"`([a-z]+(?: U2)?)`", text)}
    assert named - {"quit"} <= set(COMMANDS)
    assert set(COMMANDS) - named == {"dm", "mention", "say", "command"}
