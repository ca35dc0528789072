"""Questions' forms: pages that Discord takes, and what comes back from them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.ask import AskData
from botbridge.testing.discord import components, modals
from botbridge.testing.discord.refusal import Problems
from botbridge_discord import modal

FIELDS = [
    {"id": "name", "label": "Name", "required": True, "max": 20, "placeholder": "Ada"},
    {"id": "about", "label": "About you", "type": "textarea", "value": "nothing"},
    {"id": "age", "label": "Age", "type": "number", "min": 1, "max": 99, "value": 3},
    {"id": "mail", "label": "Mail", "type": "email", "description": "Where we write to"},
    {"id": "page", "label": "Page", "type": "url"},
    {"id": "day", "label": "Day", "type": "date"},
    {"id": "hour", "label": "Hour", "type": "time", "value": "09:30"},
    {"id": "size", "label": "Size", "type": "radio", "options": ["S", "M", "L"], "value": "M"},
    {"id": "tags", "label": "Tags", "type": "multiselect", "options": ["a", "b", "c"], "value": ["c"], "max": 2},
    {"id": "ok", "label": "I agree", "type": "checkbox", "required": True},
    {"id": "town", "label": "Town", "type": "select", "options": [f"town {n}" for n in range(60)], "value": "town 33"},
]


def ask(*fields: dict[str, Any], **more: Any) -> AskData:
    known = {"id": "q", "thread_id": "t", "kind": "element", "timeout": 60, "text": "**Book** a table"}
    return AskData(**{**known, "props": {"fields": list(fields)}, **more})


def taken(form: dict[str, Any]) -> dict[str, Any]:
    """A form, if Discord takes it."""
    problems = Problems()
    components.check_modal(form, problems)
    assert not problems, problems.refusal.answer()
    return form


def filled(form: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What Discord sends of a form that somebody filled in by its labels."""
    shown, _ = modals.filled(form, values, lambda _upload: {})
    return {"components": shown}


def test_a_form_has_pages_of_five_inputs_and_says_so() -> None:
    asked = ask(*FIELDS)
    pages = modal.pages(asked)
    assert [len(page) for page in pages] == [5, 5, 3]
    titles = [taken(modal.form(asked, "called", number, {}))["title"] for number in range(3)]
    assert titles == ["Book a table (1/3)", "Book a table (2/3)", "Book a table (3/3)"]
    assert taken(modal.form(ask(FIELDS[0]), "called", 0, {}))["title"] == "Book a table"


def test_what_is_filled_in_on_all_pages_is_the_answer() -> None:
    asked, entries = ask(*FIELDS), {}
    pages = modal.pages(asked)
    given_: list[dict[str, Any]] = [
        {"Name": "Ada", "Mail": "ada@example.org"},
        {"Day": "2026-12-31", "Size": "L", "Tags": ["a", "b"], "I agree": True},
        {"Town (1 to 25)": ["town 7"], "Town (26 to 50)": []},
    ]
    for number, values in enumerate(given_):
        form = taken(modal.form(asked, "called", number, entries))
        entries = {**entries, **modal.entries(pages[number], filled(form, **values))}
        assert modal.problems(pages, number, entries) == []
    answer = modal.values([one for page in pages for one in page], entries)
    assert answer == {
        "name": "Ada",
        "about": "nothing",
        "age": "3",
        "mail": "ada@example.org",
        "page": "",
        "day": "2026-12-31",
        "hour": "09:30",
        "size": "L",
        "tags": ["a", "b"],
        "ok": True,
        "town": "town 7",
    }


def test_what_was_filled_in_stands_there_when_a_page_is_shown_again() -> None:
    asked = ask(*FIELDS)
    (first, second, third), entries = modal.pages(asked), {}
    forms = [modal.form(asked, "called", number, {}) for number in range(3)]
    entries |= modal.entries(first, filled(forms[0], Name="Ada", Age="7"))
    entries |= modal.entries(second, filled(forms[1], Size="S", Tags=["b"], **{"I agree": True}))
    entries |= modal.entries(third, filled(forms[2], **{"Town (26 to 50)": ["town 49"]}))
    for number in range(3):
        again = taken(modal.form(asked, "called", number, entries))
        page = modal.pages(asked)[number]
        assert modal.entries(page, filled(again)).items() <= entries.items()


def test_what_is_wrong_is_told_on_the_page_where_its_field_ends() -> None:
    asked = ask(
        {"id": "a", "label": "A", "type": "number", "max": 3},
        {"id": "b", "label": "B", "type": "select", "required": True, "options": [str(n) for n in range(130)]},
    )
    pages = modal.pages(asked)
    assert [len(page) for page in pages] == [5, 2]
    assert modal.problems(pages, 0, {"0.0": "9"}) == ["A has to be at most 3"]
    assert modal.problems(pages, 1, {"0.0": "1"}) == ["B is needed"]
    assert modal.problems(pages, 1, {"0.0": "1", "1.0": ["7"]}) == []


def test_a_choice_that_was_never_offered_is_none() -> None:
    asked = ask({"id": "a", "label": "A", "type": "select", "options": ["x", "y"]})
    (page,) = modal.pages(asked)
    field = {"type": 3, "custom_id": "0.0", "values": ["99", "x"]}
    entries = modal.entries(page, {"components": [{"type": 18, "component": field}]})
    assert modal.values(page, entries) == {"a": None}


def test_files_are_asked_for_by_their_rule() -> None:
    asked = ask(kind="file", props=None, accept=["image/*"], max_size_mb=2, max_files=3)
    form = taken(modal.upload(asked, "called"))
    ((label, field),) = modals.fields(form)
    assert (label, field["max_values"]) == ("Files", 3)
    assert form["components"][0]["description"] == "Up to 3 files of type image/*, at most 2 MB each"
    sent = [{"id": "8", "filename": "a"}, {"id": "9", "filename": "b"}]
    told = {
        "components": [{"type": 18, "component": {"type": 19, "custom_id": "files", "values": ["9", "8", "7"]}}],
        "resolved": {"attachments": {one["id"]: one for one in sent}},
    }
    assert modal.uploaded(told) == [sent[1], sent[0]]
    assert modal.file_problem(asked, []) == "This needs up to 3 files of type image/*, at most 2 MB each."
    assert modal.file_problem(asked, [("a.png", "image/png", 9)]) is None
    assert "a.txt was not taken" in str(modal.file_problem(asked, [("a.txt", "text/plain", 9)]))


def test_a_long_label_is_cut_and_stands_whole_below() -> None:
    label = "What is the airspeed velocity of an unladen swallow?"
    (component,) = taken(modal.form(ask({"id": "a", "label": label}), "called", 0, {}))["components"]
    assert component["label"] == label[:44] + "…"
    assert component["description"] == label


@pytest.mark.parametrize("count", [1, 2, 10, 11, 25, 26])
@pytest.mark.parametrize("kind", ["radio", "select", "multiselect"])
def test_choices_of_any_number_are_taken(kind: str, count: int) -> None:
    options = [{"value": f"{'v' * 200}{number}", "label": f"{number} {'l' * 200}"} for number in range(count)]
    field = {"id": "a", "label": "A", "type": kind, "options": options, "required": True, "value": options[0]["value"]}
    asked = ask(field)
    for number in range(len(modal.pages(asked))):
        taken(modal.form(asked, "called", number, {}))


WORDS = st.text(max_size=150)
FIELD = st.fixed_dictionaries(
    {"label": WORDS, "type": st.sampled_from([field.get("type", "text") for field in FIELDS])},
    optional={
        "required": st.booleans(),
        "description": WORDS,
        "placeholder": WORDS,
        "value": st.one_of(WORDS, st.integers(), st.booleans(), st.lists(WORDS, max_size=3)),
        "min": st.one_of(st.integers(-5, 5000), WORDS),
        "max": st.one_of(st.integers(-5, 5000), WORDS),
        "options": st.lists(WORDS, min_size=1, max_size=30),
    },
)


@given(st.lists(FIELD, min_size=1, max_size=7), WORDS)
def test_forms_of_any_kind_are_taken(fields: list[dict[str, Any]], text: str) -> None:
    asked = ask(*({"options": ["x"], **one, "id": f"f{n}"} for n, one in enumerate(fields)), text=text)
    for number in range(len(modal.pages(asked))):
        taken(modal.form(asked, "c" * 100, number, {}))


@given(st.dictionaries(st.text(max_size=12), st.recursive(st.none() | WORDS, lambda one: st.lists(one, max_size=3))))
def test_submissions_of_any_shape_are_read(data: dict[str, Any]) -> None:
    (page, *_) = modal.pages(ask(*FIELDS))
    modal.values(page, modal.entries(page, data))
    assert modal.uploaded(data) == []
    assert modal.written(data) == ""
