"""Buttons, forms, tables and tasks as cards: what Teams' schema allows, and what it says."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outgoing import message
from teams_kit import SHARED

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData
from botbridge.model.form import check, fields_of
from botbridge.model.task import TaskData, TaskListData
from botbridge.testing.teams import cards, inputs, plain
from botbridge_teams import buttons, forms, reactions, tables, tasks, widgets

SCHEMA = SHARED / "specs" / "teams" / "adaptive-cards" / "adaptive-card-1.5.0.json"
FIELDS = [
    {"id": "name", "label": "Name", "type": "text", "required": True, "placeholder": "Ada", "max": 40},
    {"id": "wishes", "label": "Wishes", "type": "textarea", "value": "none", "description": "Anything *at all*"},
    {"id": "seats", "label": "Seats", "type": "number", "min": 1, "max": 8, "value": 2, "required": True},
    {"id": "mail", "label": "Mail", "type": "email"},
    {"id": "page", "label": "Page", "type": "url"},
    {"id": "day", "label": "Day", "type": "date", "min": "2026-01-01"},
    {"id": "at", "label": "At", "type": "time", "value": "12:30"},
    {"id": "where", "label": "Where", "type": "select", "options": ["in, side", "out"], "value": "out"},
    {"id": "how", "label": "How", "type": "radio", "options": [{"value": "x", "label": "By foot"}, "By bike"]},
    {"id": "what", "label": "What", "type": "multiselect", "options": ["a,b", "c", "d"], "value": ["c"]},
    {"id": "sure", "label": "I am sure", "type": "checkbox", "required": True},
    {"id": "botbridge", "label": "Ours", "type": "text"},
    {"id": "msteams", "label": "Theirs", "type": "text"},
]


def ask(**more: Any) -> AskData:
    return AskData(id="q", thread_id="t", kind="element", timeout=9, element_id="e", **more)


def form(**more: Any) -> AskData:
    return ask(props={"fields": FIELDS}, **more)


def card_of(*body: dict[str, Any]) -> dict[str, Any]:
    made = widgets.content(list(body))
    assert cards.problems(made) == []
    return made


def valid(card: dict[str, Any]) -> None:
    """What Microsoft's own schema says of it, but for what Teams adds to it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8-sig"))
    jsonschema.validate({name: one for name, one in card.items() if name != "msteams"}, schema)


def everything() -> list[dict[str, Any]]:
    many = tuple(ActionData(id=str(number), name="pick", label=f"choice {number}") for number in range(30))
    # The published schema knows no alignment of a table's columns, which its documentation has.
    frame = {"columns": ["name", "n"], "rows": [["**x**", "a"], [None, 2.5]], "total": 2}
    table = ElementData(id="d", thread_id="t", type="dataframe", name="people", props=frame)
    listed = TaskListData(id="l", thread_id="t", title="Plan", tasks=(TaskData(id="1", title="Do", details="it"),))
    return [
        card_of(*buttons.hanging(message("x", actions=many))),
        card_of(*buttons.hanging(message("x", ask=form()))),
        card_of(*buttons.hanging(message("x", ask=ask(props={})))),
        card_of(*buttons.hanging(message("x", ask=ask(props={})), "https://bot.example.com/element/e")),
        card_of(*buttons.stop()),
        card_of(*tasks.body(listed)),
        tables.card(table)["content"],
        buttons.dialog("Turn it", "https://bot.example.com/element/e"),
    ]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema is not part of the repository")
@pytest.mark.parametrize("number", range(len(everything())))
def test_cards_are_what_the_schema_allows(number: int) -> None:
    valid(everything()[number])


def test_a_button_bears_an_id_and_nothing_else() -> None:
    action = ActionData(id="a1", name="pay", label=" Pay\n now ", tooltip="at once", payload={"secret": 1})
    (row,) = buttons.hanging(message("x", actions=(action,)))
    (button,) = row["actions"]
    assert (button["type"], button["title"], button["tooltip"]) == ("Action.Execute", "Pay now", "at once")
    assert button["data"] == button["fallback"]["data"] == {"botbridge": "action:a1"}
    assert button["fallback"]["type"] == "Action.Submit"
    assert "secret" not in json.dumps(row)
    assert buttons.press_of("action:a1") == (buttons.Press.ACTION, "a1")
    assert [buttons.press_of(one) for one in ("", "x:1", 7, None)] == [None] * 4


def test_thirty_buttons_stand_in_rows_of_six() -> None:
    many = tuple(ActionData(id=str(number), name="pick", label=str(number)) for number in range(30))
    rows = buttons.hanging(message("x", actions=many))
    assert [len(row["actions"]) for row in rows] == [6] * 5
    assert [one["title"] for row in rows for one in row["actions"]] == [str(number) for number in range(30)]


def test_a_question_that_is_over_asks_nothing() -> None:
    assert buttons.hanging(message("x", ask=form(outcome="expired"))) == []
    assert buttons.is_framed(message("x", ask=form(outcome="expired")))
    assert not buttons.is_framed(message("x"))


def test_a_form_gives_back_what_was_filled_in() -> None:
    card, fields = card_of(*buttons.hanging(message("x", ask=form()))), form().fields
    given = {"Name": "Ada", "Day": "2026-12-31", "How": "By bike", "What": ["a,b", "d"], "I am sure": True}
    sent = inputs.filled(card, {**given, "Ours": "o", "Theirs": "t", "Seats": "3"})
    values, wrong = check(fields, forms.values(fields, sent))
    assert wrong == {}
    assert values == {
        "name": "Ada", "wishes": "none", "seats": 3, "mail": None, "page": None, "day": "2026-12-31", "at": "12:30",
        "where": "out", "how": "By bike", "what": ["a,b", "d"], "sure": True, "botbridge": "o", "msteams": "t",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Name": ""}, "Name is needed"),
        ({"Name": "Ada", "Seats": 9, "I am sure": True}, "Seats is needed, from 1 to 8"),
        ({"Name": "Ada"}, "I am sure is needed"),
        ({"Name": "Ada", "I am sure": True, "Day": "2025-12-31"}, "field_day does not hold"),
    ],
)
def test_clients_hold_people_to_what_a_form_wants(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        inputs.filled(card_of(*buttons.hanging(message("x", ask=form()))), given)


def test_long_lists_are_found_by_typing() -> None:
    (field,) = fields_of({"fields": [{"id": "c", "type": "select", "options": [str(n) for n in range(21)]}]})
    (made,) = forms.inputs([field])
    assert made["style"] == "filtered"


@given(
    st.dictionaries(st.sampled_from([f"field_{one['id']}" for one in FIELDS]), st.none() | st.text() | st.integers())
)
def test_anything_may_come_back(sent: dict[str, Any]) -> None:
    values, wrong = check(form().fields, forms.values(form().fields, sent))
    assert set(values) | set(wrong) == {one["id"] for one in FIELDS}


def test_a_table_shows_words_as_they_are_and_numbers_at_the_right() -> None:
    frame = {"columns": ["name", "born"], "rows": [["**Bob** | <b>", 1815], ["Ada", None]], "total": 2}
    made = tables.card(ElementData(id="d", thread_id="t", type="dataframe", name="people", props=frame))
    read = plain.card_text(made["content"]).replace("\\", "").replace("\u200b", "").replace("\u2060", "")
    assert read.split("\n")[2:] == ["| name | born |", "| --- | --- |", "| **Bob** | <b> | 1815 |", "| Ada |  |"]
    assert made["content"]["body"][1]["columns"] == [
        {"width": 1},
        {"width": 1, "horizontalCellContentAlignment": "right"},
    ]


def test_tasks_are_lines_with_their_state() -> None:
    done, running = (
        TaskData(id="1", title="Read", state="done"),
        TaskData(id="2", title="↳ Write *it*", state="running"),
    )
    listed = TaskListData(id="l", thread_id="t", title="Plan", tasks=(done, running))
    read = plain.card_text(card_of(*tasks.body(listed))).replace("\\", "")
    assert read.split("\n\n") == ["Plan", "✅ Read", "⏳ ↳ Write *it*"]
    assert tasks.current(listed) == "Write *it*"
    assert tasks.current(TaskListData(id="l", thread_id="t", tasks=(done,))) == ""


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("like", "👍"),
        ("heart", "❤️"),
        ("1f440_eyes", "👀"),
        ("2705_whiteheavycheckmark", "✅"),
        ("1f1e8-1f1ed_flag", "🇨🇭"),
        ("1f389", "🎉"),
        ("d800_half", ":d800_half:"),
        ("ffffff_none", ":ffffff_none:"),
        ("party", ":party:"),
    ],
)
def test_reactions_are_characters(name: str, emoji: str) -> None:
    assert reactions.character(name) == emoji
