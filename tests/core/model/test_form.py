"""Forms: what can be asked, and what is an answer."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.form import CHOICES, Field, FieldType, Option, check, fields_of

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def field(kind: FieldType = "text", **more: Any) -> Field:
    options = (Option("a", "Apple"), Option("b", "Banana"), Option("c", "Cherry")) if kind in CHOICES else ()
    return Field(**{"id": "x", "label": "It", "type": kind, "options": options, **more})


def one(kind: FieldType, told: Any, **more: Any) -> Any:
    """The value that was taken. Raises AssertionError with what is wrong."""
    values, wrong = check([field(kind, **more)], {"x": told})
    assert wrong == {}
    return values["x"]


def fault(kind: FieldType, told: Any, **more: Any) -> str:
    """What is wrong with it."""
    values, wrong = check([field(kind, **more)], {"x": told})
    assert values == {}
    return wrong["x"]


# What can be asked


def test_fields_are_read_with_what_they_leave_out() -> None:
    told = [
        {"id": "name"},
        {"id": "n", "label": "How many", "type": "number", "required": True, "min": 1, "max": 8, "value": 2},
        {"id": "fruit", "type": "select", "options": ["a", {"value": 1, "label": "One"}, {"label": "both"}, 2.5]},
    ]
    name, number, fruit = fields_of({"fields": told})
    assert name == Field(id="name", label="name")
    assert (number.label, number.required, number.min, number.max, number.value) == ("How many", True, 1, 8, 2)
    assert fruit.options == (Option("a", "a"), Option("1", "One"), Option("both", "both"), Option("2.5", "2.5"))


@pytest.mark.parametrize("props", [{}, {"fields": None}, {"fields": "name"}, {"fields": 7}, {"fields": {"id": "x"}}])
def test_properties_without_fields_are_no_form(props: dict[str, Any]) -> None:
    assert fields_of(props) == ()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([{"label": "x"}], "field 1 of a form needs an id"),
        ([{"id": "a"}, {"id": ""}], "field 2 of a form needs an id"),
        ([{"id": 7}], "field 1 of a form needs an id"),
        (["name"], "field 1 of a form needs an id"),
        ([{"id": "a"}, {"id": "a"}], "two fields of a form have the same id"),
        ([{"id": "a", "type": "rocket"}], "field 'a' has the type 'rocket'; known are text, textarea"),
        ([{"id": "a", "type": ["text"]}], "field 'a' has the type"),
        ([{"id": "a", "type": "select"}], "field 'a' is a select and needs options"),
        ([{"id": "a", "type": "radio", "options": []}], "field 'a' is a radio and needs options"),
    ],
)
def test_a_form_that_cannot_be_asked_is_named(fields: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=r"field") as raised:
        fields_of({"fields": fields})
    assert str(raised.value).startswith(reason)


# What is an answer


@pytest.mark.parametrize("kind", get_args(FieldType))
@pytest.mark.parametrize("told", [None, ""])
def test_what_was_left_empty_is_nothing(kind: FieldType, told: Any) -> None:
    empty: dict[str, Any] = {"checkbox": False, "multiselect": []}
    assert one(kind, told) == empty.get(kind)
    assert fault(kind, told, required=True) == "It is needed"


@pytest.mark.parametrize(
    ("kind", "told", "value"),
    [
        ("text", "  Ariadne ", "Ariadne"),
        ("textarea", "two\nlines", "two\nlines"),
        ("number", 0, 0),
        ("number", "12.50", 12.5),
        ("number", " 7 ", 7),
        ("number", "  ", None),
        ("text", "  ", None),
        ("text", ["x"], None),
        ("multiselect", [], []),
        ("number", 3.0, 3),
        ("number", "-1e3", -1000),
        ("email", "ada@example.org", "ada@example.org"),
        ("url", "HTTPS://example.org/x?y#z", "HTTPS://example.org/x?y#z"),
        ("date", "2026-02-28", "2026-02-28"),
        ("time", "18:30", "18:30"),
        ("time", "18:30:59", "18:30:59"),
        ("select", "b", "b"),
        ("radio", "c", "c"),
        ("multiselect", ["c", "a", "c"], ["a", "c"]),
        ("multiselect", "b", ["b"]),
        ("checkbox", True, True),
        ("checkbox", "on", True),
        ("checkbox", "no", False),
        ("checkbox", [1], False),
    ],
)
def test_an_answer_comes_as_its_field_wants_it(kind: FieldType, told: Any, value: Any) -> None:
    taken = one(kind, told)
    assert (taken, type(taken)) == (value, type(value))
    if value or (value == 0 and kind == "number"):
        assert one(kind, told, required=True) == value


@pytest.mark.parametrize(
    ("kind", "told", "reason"),
    [
        ("number", "seven", "It has to be a number"),
        ("number", True, "It has to be a number"),
        ("number", [1], "It has to be a number"),
        ("number", "nan", "It has to be a number"),
        ("number", float("inf"), "It has to be a number"),
        ("number", 10**400, "It has to be a number"),
        ("number", "1e400", "It has to be a number"),
        ("email", "nobody", "It has to be an e-mail address"),
        ("email", "a b@example.org", "It has to be an e-mail address"),
        ("url", "javascript:alert(1)", "It has to be a web address (https://…)"),
        ("url", "https://", "It has to be a web address (https://…)"),
        ("date", "28.2.2026", "It has to be a date (2026-12-31)"),
        ("date", "2026-02-30", "It has to be a date (2026-12-31)"),
        ("date", "20260228", "It has to be a date (2026-12-31)"),
        ("date", "2026-W09-1", "It has to be a date (2026-12-31)"),
        ("date", "٢٠٢٦-02-28", "It has to be a date (2026-12-31)"),
        ("time", "25:00", "It has to be a time (23:59)"),
        ("time", "1830", "It has to be a time (23:59)"),
        ("time", "18:30+02:00", "It has to be a time (23:59)"),
        ("select", "z", "It has to be one of its choices"),
        ("select", ["a"], "It has to be one of its choices"),
        ("radio", {"a": 1}, "It has to be one of its choices"),
        ("multiselect", ["a", "z"], "It has to be some of its choices"),
        ("multiselect", [["a"]], "It has to be some of its choices"),
        ("multiselect", {"a": 1}, "It has to be some of its choices"),
        ("text", "x" * 3001, "It has to be 0 to 3000 characters long"),
    ],
)
def test_what_is_no_answer_is_said_in_words(kind: FieldType, told: Any, reason: str) -> None:
    assert fault(kind, told) == reason


@pytest.mark.parametrize(
    ("kind", "bounds", "right", "wrong", "reason"),
    [
        ("text", {"min": 2, "max": 3}, ["ab", "abc", "👍👍"], ["a", "abcd"], "It has to be 2 to 3 characters long"),
        ("text", {"max": 99_999}, ["x" * 3000], ["x" * 3001], "It has to be 0 to 3000 characters long"),
        ("number", {"min": 1, "max": 8}, [1, "8", 1.5], [0, 8.01, "-1"], "It has to be 1 to 8"),
        ("number", {"min": 0.5}, [0.5, 1e9], [0], "It has to be at least 0.5"),
        ("number", {"max": 0}, [0, -7], [1], "It has to be at most 0"),
        ("number", {"min": "three", "max": None}, [-(10**9)], [], ""),
        ("date", {"min": "2026-01-01"}, ["2026-01-01"], ["2025-12-31"], "It has to lie between 2026-01-01 and …"),
        ("date", {"max": "2026-01-01"}, ["2026-01-01"], ["2026-01-02"], "It has to lie between … and 2026-01-01"),
        ("time", {"min": "08:00", "max": "17:30"}, ["08:00"], ["17:31"], "It has to lie between 08:00 and 17:30"),
        ("multiselect", {"min": 2, "max": 2}, [["a", "b"], []], [["a"], ["a", "b", "c"]], "It needs 2 to 2 choices"),
    ],
)
def test_limits_hold(kind: FieldType, bounds: dict[str, Any], right: Any, wrong: Any, reason: str) -> None:
    for told in right:
        one(kind, told, **bounds)
    for told in wrong:
        assert fault(kind, told, **bounds) == reason


def test_every_field_is_looked_at_and_nothing_else_is_taken() -> None:
    fields = [field(id="a", required=True), field("number", id="b"), field("checkbox", id="c"), field(id="d")]
    values, wrong = check(fields, {"b": "x", "c": True, "d": "ok", "e": "unasked", "__proto__": "x"})
    assert values == {"c": True, "d": "ok"}
    assert wrong == {"a": "It is needed", "b": "It has to be a number"}


some_fields = st.builds(
    field,
    st.sampled_from(get_args(FieldType)),
    required=st.booleans(),
    min=st.none() | st.integers(-5, 5) | st.sampled_from(["2026-01-01", "12:00"]),
    max=st.none() | st.integers(-5, 5) | st.sampled_from(["2026-12-31", "13:00"]),
)
answers = (
    anything
    | st.dates().map(date.isoformat)
    | st.times().map(time.isoformat)
    | st.lists(st.sampled_from("abcz"))
    | st.sampled_from("abz")
)


@given(some_fields, answers)
def test_whatever_is_answered_is_a_value_that_can_be_answered_again_or_a_reason(asked: Field, told: Any) -> None:
    values, wrong = check([asked], {"x": told})
    assert values.keys() | wrong.keys() == {"x"}
    assert values.keys().isdisjoint(wrong)
    json.dumps(values, allow_nan=False)
    if values:
        assert check([asked], values) == (values, {})
    else:
        assert wrong["x"].startswith("It ")
