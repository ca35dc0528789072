"""Forms as modals: whatever they ask, Slack takes them, and what comes back is read field by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import THREAD, asking, form

from botbridge.model.ask import Accept
from botbridge.model.form import check
from botbridge.testing.slack import filled
from botbridge.testing.slack.blocks import view_problems
from botbridge.testing.slack.views import with_ids
from botbridge_slack import modal

KINDS = ["text", "textarea", "number", "email", "url", "date", "time", "select", "multiselect", "checkbox", "radio"]
OPTIONS = ["Red", "Blue", {"value": "v" * 200, "label": "<!channel> & " + "x" * 100}]

anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(), max_size=3))
moments = st.sampled_from(["2026-12-24", "2026-13-40", "23:59", "23:59:30", "24:00", "tomorrow"])
some_fields = st.fixed_dictionaries(
    {
        "id": st.text(min_size=1, max_size=20),
        "type": st.sampled_from(KINDS),
        "options": st.lists(st.text(), min_size=1, max_size=120),
    },
    optional={
        "label": st.text(),
        "required": st.booleans(),
        "value": st.one_of(anything, moments),
        "placeholder": st.text(),
        "description": st.text(),
        "min": anything,
        "max": anything,
    },
)


@given(st.lists(some_fields, min_size=1, max_size=8, unique_by=lambda field: field["id"]))
def test_slack_takes_any_form(fields: list[dict[str, Any]]) -> None:
    view = modal.form(form(*fields), THREAD)
    assert view_problems(view) == []
    assert modal.place(view) == ("q1", THREAD)


@given(st.lists(some_fields, min_size=1, max_size=5, unique_by=lambda field: field["id"]))
def test_an_untouched_form_gives_back_what_it_was_opened_with(fields: list[dict[str, Any]]) -> None:
    ask = form(*fields)
    view = modal.form(ask, THREAD)
    sent = {**view, "state": filled.state(with_ids(view["blocks"]), {})}
    for field, value in zip(ask.fields, modal.values(ask, sent).values(), strict=True):
        assert value in ("", [], False, field.value) or str(value) in str(field.value)


@pytest.mark.parametrize(
    ("field", "state", "value"),
    [
        ({"type": "text"}, {"value": "<!channel> & *b*"}, "<!channel> & *b*"),
        ({"type": "textarea"}, {"value": "a\nb"}, "a\nb"),
        ({"type": "number"}, {"value": "4.5"}, 4.5),
        ({"type": "email"}, {"value": "ada@example.com"}, "ada@example.com"),
        ({"type": "url"}, {"value": "https://example.com"}, "https://example.com"),
        ({"type": "date"}, {"selected_date": "2026-12-24"}, "2026-12-24"),
        ({"type": "time"}, {"selected_time": "23:59"}, "23:59"),
        ({"type": "select", "options": OPTIONS}, {"selected_option": {"value": "2"}}, "v" * 200),
        ({"type": "radio", "options": OPTIONS}, {"selected_option": {"value": "0"}}, "Red"),
        (
            {"type": "multiselect", "options": OPTIONS},
            {"selected_options": [{"value": "1"}, {"value": "0"}]},
            ["Red", "Blue"],
        ),
        ({"type": "checkbox"}, {"selected_options": [{"value": "on"}]}, True),
        ({"type": "checkbox"}, {"selected_options": []}, False),
        ({"type": "text"}, {"value": None}, None),
        ({"type": "select", "options": OPTIONS}, {"selected_option": None}, None),
    ],
)
def test_every_kind_of_field_is_read(field: dict[str, Any], state: dict[str, Any], value: Any) -> None:
    ask = form({"id": "f", **field})
    values, wrong = check(ask.fields, modal.values(ask, {"state": {"values": {"f": {"f": state}}}}))
    assert (values["f"], wrong) == (value, {})


@pytest.mark.parametrize("kind", ["select", "radio", "multiselect"])
@pytest.mark.parametrize("number", ["3", "-1", "Red", "", "0 ", None, 0])
def test_a_choice_that_was_not_offered_is_none(kind: str, number: Any) -> None:
    ask = form({"id": "f", "type": kind, "options": OPTIONS})
    state = {"selected_option": {"value": number}, "selected_options": [{"value": number}]}
    assert modal.values(ask, {"state": {"values": {"f": {"f": state}}}})["f"] in ("", [])


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["values", "f", "value", "files", "selected_option"]), inner, max_size=3),
    ),
    max_leaves=10,
)


@given(st.sampled_from(KINDS), json_values)
def test_a_state_of_any_shape_is_read_without_harm(kind: str, state: Any) -> None:
    ask = form({"id": "f", "type": kind, "options": OPTIONS})
    assert set(modal.values(ask, {"state": state})) == {"f"}
    modal.files({"state": state})


@given(st.one_of(st.text(), st.sampled_from(["{}", "[]", "1", '{"question": 1}', '{"question": "q", "thread": "x"}'])))
def test_metadata_that_is_not_ours_names_no_question(metadata: str) -> None:
    assert modal.place({"private_metadata": metadata}) is None


def test_many_choices_become_a_menu_and_very_many_groups_of_100() -> None:
    sizes = {10: "radio_buttons", 11: "static_select", 100: "static_select", 250: "static_select"}
    for size, kind in sizes.items():
        ask = form({"id": "f", "type": "radio", "options": [str(n) for n in range(size)], "value": "9"})
        view = modal.form(ask, THREAD)
        (block,) = view["blocks"]
        assert block["element"]["type"] == kind
        assert [len(group["options"]) for group in block["element"].get("option_groups", [])] == (
            [100, 100, 50] if size > 100 else []
        )
        assert block["element"]["initial_option"]["text"]["text"] == "9"
        assert view_problems(view) == []


def test_long_texts_are_cut_at_slacks_limits() -> None:
    long = {
        "id": "f",
        "label": "l" * 3_000,
        "description": "d" * 3_000,
        "placeholder": "p" * 200,
        "value": "v" * 3_000,
    }
    view = modal.form(form(long, {"id": "s", "type": "select", "options": ["o" * 100]}), THREAD)
    text, select = view["blocks"]
    assert view_problems(view) == []
    assert len(text["label"]["text"]) == len(text["hint"]["text"]) == 2_000
    assert len(text["element"]["placeholder"]["text"]) == 150
    assert len(text["element"]["initial_value"]) == 3_000
    assert len(select["element"]["options"][0]["text"]["text"]) == 75


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ({"type": "date", "value": "tomorrow"}, "initial_date"),
        ({"type": "time", "value": "25:00"}, "initial_time"),
        ({"type": "number", "value": 9, "max": 8}, "initial_value"),
        ({"type": "text", "value": "x" * 3_001}, "initial_value"),
        ({"type": "radio", "options": OPTIONS, "value": "Green"}, "initial_option"),
    ],
)
def test_a_first_value_that_would_be_refused_is_left_out(field: dict[str, Any], name: str) -> None:
    (block,) = modal.form(form({"id": "f", **field}), THREAD)["blocks"]
    assert name not in block["element"]


def test_words_of_a_form_are_only_shown() -> None:
    hostile = "<!channel> <@U1> & *b* :tada:"
    view = modal.form(form({"id": "f", "label": hostile, "description": hostile, "placeholder": hostile}), THREAD)
    (block,) = view["blocks"]
    for text in (block["label"], block["hint"], block["element"]["placeholder"]):
        assert text == {"type": "plain_text", "text": hostile, "emoji": False}


@pytest.mark.parametrize(
    ("accept", "types"),
    [
        (["text/plain"], {"txt"}),
        ([".md", ".TXT"], {"md", "txt"}),
        ({"text/plain": [".txt"], "image/png": []}, {"txt", "png"}),
        (["*/*"], None),
        (["image/*"], None),
        (["text/plain", "strange/type"], None),
        ([], None),
    ],
)
def test_files_are_offered_by_the_endings_that_follow_from_the_rule(accept: Accept, types: set[str] | None) -> None:
    view = modal.form(asking("file", accept=accept, max_files=2), THREAD)
    (block,) = view["blocks"]
    offered = block["element"].get("filetypes")
    assert offered is None if types is None else types <= set(offered)
    assert view_problems(view) == []


@pytest.mark.parametrize(("asked", "offered"), [(None, 1), (1, 1), (10, 10), (50, 10)])
def test_a_modal_takes_ten_files_at_most(asked: int | None, offered: int) -> None:
    (block,) = modal.form(asking("file", max_files=asked), THREAD)["blocks"]
    assert block["element"]["max_files"] == offered


def upload(name: str = "a.txt", mime: str = "text/plain", size: int = 5) -> dict[str, Any]:
    url = "https://files.slack.com/a"
    return {"id": "F1", "name": name, "mimetype": mime, "size": size, "url_private": url, "mode": "hosted"}


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ([upload()], None),
        ([], "This needs one file of type text/plain, at most 1 MB."),
        ([upload(), upload()], "This needs one file of type text/plain, at most 1 MB."),
        (
            [upload("a.pdf", "application/pdf")],
            "a.pdf was not taken: this needs one file of type text/plain, at most 1 MB",
        ),
        ([upload(size=1_048_577)], "a.txt was not taken: this needs one file of type text/plain, at most 1 MB"),
    ],
)
def test_files_that_do_not_fit_the_rule_are_named(sent: list[dict[str, Any]], problem: str | None) -> None:
    ask = asking("file", accept=["text/plain"], max_size_mb=1)
    found = modal.files({"state": {"values": {"files": {"files": {"type": "file_input", "files": sent}}}}})
    assert modal.file_problem(ask, found) == problem


def test_a_page_is_led_to_by_a_link() -> None:
    view = modal.page(asking("element"), THREAD, "https://bot.example.com/page?t=1")
    assert view_problems(view) == []
    assert view["blocks"][0]["elements"][0]["url"] == "https://bot.example.com/page?t=1"
    assert "submit" not in view
