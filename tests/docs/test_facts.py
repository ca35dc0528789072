"""Numbers, names and lists in the documentation are those of the code."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace

import pytest
from blocks import ROOT

import botbridge.data.tables
import botbridge.state.tables  # noqa: F401 - fills the metadata, as the line above does
from botbridge import callbacks
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    HideStep,
    Notify,
    Post,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.element import ElementData
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.model.task import TaskListData
from botbridge.sql.metadata import metadata
from botbridge.testing import discord, teams
from botbridge.testing.contract import AdapterContract
from botbridge.testing.contract.parity import PRIMITIVES, cases
from botbridge.testing.memory import MemoryPlatform, MemoryUser
from botbridge.testing.slack import FakeSlack, Faults, Message, Thread, User
from botbridge.testing.slack.shell import COMMANDS
from botbridge.testing.teams import shell
from botbridge_slack import capabilities as slack
from botbridge_slack.capabilities import CAPABILITIES
from botbridge_slack.manifest import manifest
from botbridge_teams import capabilities as teams_capabilities
from botbridge_web import element_routes, interaction_routes, outbound, page, replay, rest, sockets
from botbridge_web.address import message_ref, thread_key
from botbridge_web.outbound import emissions
from botbridge_web.sessions import WebSession


def told(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def told_of_fakes() -> str:
    """docs/testing.md without the fakes whose words are checked elsewhere."""
    return re.sub(r"^## A fake Discord$.*?(?=^## )", "", told("testing.md"), flags=re.MULTILINE | re.DOTALL)


def test_every_table_is_told() -> None:
    assert [table for table in [*metadata.tables, "bb_version"] if f"| `{table}` |" not in told("data.md")] == []


def test_every_decorator_is_in_the_table() -> None:
    assert [name for name in callbacks.__all__ if f"| `cl.{name}` |" not in told("app.md")] == []


def test_every_scope_of_the_manifest_is_told() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", told("slack.md").partition("## Scopes")[2], re.MULTILINE)
    scopes = {scope for row in rows for scope in re.findall(r"[a-z_:.]+", row)}
    assert scopes == set(manifest("x")["oauth_config"]["scopes"]["bot"])


def test_the_numbers_of_slack_are_those_that_are_declared() -> None:
    text, stream, said = CAPABILITIES.text, CAPABILITIES.stream, " ".join(told("slack.md").split())
    assert f"{text.chars:,} characters and {text.blocks} " in said
    assert stream.max_age is not None
    assert f"{stream.max_age / 60:g} minutes" in said
    assert f"every {stream.interval:g} s" in said
    assert f"every {stream.edit_interval:g} s" in said
    assert f"after {CAPABILITIES.status_after:g} s" in said
    assert f"longer than {CAPABILITIES.stop_after:g} s" in said
    assert f"A stream holds {stream.chars:,} characters" in said
    assert f"task cards, at most {stream.tasks}," in said


def test_the_numbers_of_what_hangs_on_a_message_are_those_that_are_declared() -> None:
    table, said = CAPABILITIES.tables, " ".join(told("slack.md").split())
    assert table is not None
    assert f"{table.rows} rows, {table.columns} columns and {table.chars:,} characters" in said
    assert f"cut at {table.cell} characters" in said
    buttons = slack.BUTTONS
    assert f"{buttons} a row; beyond {buttons * slack.BUTTON_ROWS}" in said
    assert f"menus of {slack.MENU_OPTIONS}" in said
    assert f"at most {slack.LABEL_CHARS} characters" in said
    assert f"more than {slack.CHOICES} choices" in said


def test_the_numbers_of_teams_are_those_that_are_declared() -> None:
    text, stream = teams_capabilities.CAPABILITIES.text, teams_capabilities.CAPABILITIES.stream
    assert stream.max_age is not None
    for name in ("teams.md", "parity.md"):
        said = " ".join(told(name).split())
        assert f"{text.chars:,} UTF-16 units" in said
        assert f"after {stream.max_age:g} s" in said.lower()
    said = " ".join(told("teams.md").split())
    assert f"edited every {stream.edit_interval:g} s" in said
    assert f"every {stream.beat:g} s" in said
    assert stream.interval == 1.0
    assert "once a second" in said
    assert f"after {teams_capabilities.CAPABILITIES.status_after:g} s" in said
    tables = teams_capabilities.TABLES
    assert f"{tables.rows} rows and {tables.columns} columns" in said
    assert f"{teams_capabilities.BUTTONS} a row" in said
    assert f"longer than {teams_capabilities.PRESS_SECONDS:g} s" in said
    assert f"more than {teams_capabilities.CAPABILITIES.stop_after:g} s bears a Stop button" in said


def effects() -> list[Effect]:
    """One of each kind, with all that can hang on a message."""
    key, ref = thread_key("t"), message_ref("t", "m")
    element = ElementData(id="e", thread_id="t", type="file", name="f", content=b"f")
    action = ActionData(id="a", name="a", payload={})
    ask = AskData(id="m", thread_id="t", kind="text", timeout=60)
    said = MessageData(
        id="m", thread_id="t", content="", author="a", created_at="", elements=(element,), actions=(action,), ask=ask
    )
    ended = [replace(said, ask=replace(ask, outcome=outcome)) for outcome in ("answered", "expired")]
    return [
        Post(thread=key, message=said, text=""),
        *(Edit(thread=key, message=over, text="", ref=ref, removed=(action,)) for over in ended),
        Delete(thread=key, ref=ref, message_id="m"),
        StreamOpen(thread=key, message=said, text=""),
        StreamAppend(thread=key, message=said, text="", ref=ref),
        StreamClose(thread=key, message=said, text="", ref=ref),
        Working(thread=key, on=True),
        Working(thread=key, on=False),
        ShowTasks(thread=key, list=TaskListData(id="l", thread_id="t")),
        ShowStep(thread=key, step=StepData(id="s", thread_id="t", name="s", created_at="")),
        StepToken(thread=key, step_id="s", token=""),
        HideStep(thread=key, step_id="s"),
        ShowElement(thread=key, element=element),
        HideElement(thread=key, element_id="e"),
        ShowSidebar(thread=key, title="", elements=()),
        Notify(thread=key, to=None, text=""),
    ]


def table(title: str) -> str:
    """A table of docs/web.md, by its first column's title."""
    return told("web.md").partition(f"\n| {title} | |\n")[2].partition("\n\n")[0]


def first_cells(rows: str) -> set[str]:
    """The code in the first column."""
    return {code for row in rows.splitlines() for code in re.findall(r"`([^`]+)`", row.split(" | ")[0])}


def test_every_event_of_the_web_protocol_is_told() -> None:
    assert {type(effect) for effect in effects()} == set(outbound._EMISSIONS)
    sent = {name for effect in effects() for name, _ in emissions(effect)}
    named = {name for name, _ in replay.named(named_session())}
    sources = inspect.getsource(replay) + inspect.getsource(sockets)
    resuming = set(re.findall(r'"(resume_thread\w*)"', sources))
    assert len(resuming) == 2
    assert first_cells(table("to the client")) == sent | named | resuming
    heard = set(re.findall(r'"([a-z_]+)": self\._', inspect.getsource(sockets)))
    assert first_cells(table("from the client")) == heard | {"auth", "ask"}


def named_session() -> WebSession:
    session = WebSession("s", "t", 0)
    session.name = "a name"
    return session


def test_every_route_of_the_web_is_told() -> None:
    sources = "".join(inspect.getsource(module) for module in (rest, element_routes, interaction_routes))
    routes = re.findall(r'\("(GET|POST|PUT|DELETE)", "([^"]+)"', sources)
    assert len(routes) > 20
    paths = {f"{method} {path.replace('{tail:.+}', '…')}" for method, path in routes}
    assert {cell for cell in first_cells(table("route")) if cell != "GET /health"} == paths
    assert [name for name in page.security_headers(["*"]) if name not in told("web.md")] == []


# What a test makes by itself, so that its fields can be seen.
_MADE = (FakeSlack, MemoryPlatform, discord.FakeDiscord, teams.FakeTeams)
_INNER = {"due", "limits_of_next_stream"}  # faults' methods for the fakes themselves
_OFFERED = [
    ("A platform in memory", "platform", MemoryPlatform),
    ("A fake Slack", "slack", FakeSlack),
    ("A fake Slack", "user", User),
    ("A fake Slack", "thread", Thread),
    ("A fake Slack", "message", Message),
    ("A fake Discord", "discord", discord.FakeDiscord),
    ("A fake Discord", "user", discord.User),
    ("A fake Discord", "thread", discord.Conversation),
    ("A fake Discord", "message", discord.Message),
    ("A fake Teams", "teams", teams.FakeTeams),
    ("A fake Teams", "user", teams.User),
    ("A fake Teams", "conversation", teams.Conversation),
    ("A fake Teams", "message", teams.Message),
]


def section(heading: str) -> str:
    return told("testing.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(("heading", "prefix", "kind"), _OFFERED)
def test_what_the_fakes_offer_exists(heading: str, prefix: str, kind: type) -> None:
    names = set(re.findall(rf"`[^`]*\b{prefix}\.([a-z_]+)", section(heading)))
    fields = set(getattr(kind, "__dataclass_fields__", ())) | (set(vars(kind())) if kind in _MADE else set())
    assert names
    assert [name for name in names if not hasattr(kind, name) and name not in fields] == []


@pytest.mark.parametrize(
    ("heading", "kind"), [("A fake Slack", Faults), ("A fake Discord", discord.Faults), ("A fake Teams", teams.Faults)]
)
def test_every_fault_is_told(heading: str, kind: type) -> None:
    names = {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
    assert {f".{name}" for name in names - _INNER} <= set(re.findall(r"\.[a-z_]+", section(heading)))


def test_what_a_person_in_memory_does_exists() -> None:
    row = next(line for line in told("testing.md").splitlines() if "platform.user(name, thread)" in line)
    named = set(re.findall(r"`([a-z]+)`", row))
    assert named == {"say", "open", "stop", "leave", "press", "fill", "judge", "react"}
    assert [name for name in named if not hasattr(MemoryUser, name)] == []


def test_what_the_shell_is_said_to_know_it_knows() -> None:
    text = told("testing.md").partition("### From a shell")[2].partition("## ")[0].rpartition("```")[2]
    named = {code.split()[0] for code in re.findall(r"`([a-z]+(?: U2)?)`", text)}
    assert len(named) > 10
    assert named - {"quit"} <= set(COMMANDS)
    text = section("A fake Teams").partition("`python -m botbridge.testing teams`")[2]
    assert set(re.findall(r"`([a-z]+)`", text)) == set(shell.COMMANDS) - {"help", "mention"}


def test_the_contract_is_as_wide_as_it_is_said_to_be() -> None:
    named = [
        "receiving",
        "remembering",
        "sending",
        "changing",
        "streaming",
        "failing",
        "stopping",
        "filing",
        "mentioning",
        "keeping",
        "acting",
        "asking",
        "showing",
        "stepping",
        "judging",
    ]
    assert sorted(kind.__name__.lower() for kind in AdapterContract.__bases__) == sorted(named)


def test_the_parity_page_has_every_primitive_and_every_promise() -> None:
    said = told("parity.md")
    assert [one.name for one in PRIMITIVES if f"| {one.name} |" not in said] == []
    promised = [promise for kind in AdapterContract.__bases__ for _, promise in cases(kind)]
    assert len(promised) > 90
    rows = [
        row for row in said.partition("## Promises")[2].splitlines() if row.startswith("| ") and "promise" not in row
    ]
    assert [row.split(" | ")[0].removeprefix("| ").replace("\\|", "|") for row in rows] == promised
    assert [row for row in rows if set(row.split(" | ")[1:]) - {"✓", "✓ |"}] == []
