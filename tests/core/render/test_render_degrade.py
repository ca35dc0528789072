"""What stands in for a part that a platform lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from botbridge.capability import Capabilities, StreamLimits, TableLimits, TextLimits
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData, ElementType
from botbridge.model.message import MessageData
from botbridge.render.degrade import degraded, framed

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
NOTHING = Capabilities(
    text=TextLimits(chars=2000), stream=StreamLimits(kind="edit", edit_interval=1), empty_messages=False
)
EVERYTHING = replace(
    NOTHING, custom_elements=True, text_elements=True, plots=True, tables=TableLimits(), rating=True, native_author=True
)


def element(kind: ElementType, name: str = "It", **more: Any) -> ElementData:
    return ElementData(id="e", thread_id="t", type=kind, name=name, **more)


def message(*elements: ElementData, **more: Any) -> MessageData:
    return MessageData(id="m", thread_id="t", content="words", author="A", created_at="", elements=elements, **more)


def no_page(_element: ElementData) -> None:
    return None


def page(one: ElementData) -> str:
    return f"https://bot.example/element/{one.id}"


def notes(one: ElementData, can: Capabilities = NOTHING, link: Any = no_page) -> tuple[str, ...]:
    """The notes below the text; no element is left."""
    shown = degraded(message(one), can, link)
    assert shown.message.elements == ()
    return shown.notes


def elements(one: ElementData, can: Capabilities = NOTHING) -> list[str]:
    """The names of the elements that are left; nothing is said below the text."""
    shown = degraded(message(one), can, no_page)
    assert shown.notes == ()
    return [item.name for item in shown.message.elements]


CSV = element("file", "It.csv", content=b"a")


@pytest.mark.parametrize("kind", ["image", "file", "pdf", "audio", "video"])
def test_files_are_everywhere(kind: ElementType) -> None:
    assert elements(element(kind, content=b"x")) == ["It"]


def test_a_platform_that_has_it_all_gets_it_as_it_is() -> None:
    every: list[ElementType] = ["custom", "plotly", "dataframe", "text", "image"]
    whole = message(*(element(kind, instead=(CSV,), text="x") for kind in every), rated=True)
    assert degraded(whole, EVERYTHING, page) == (whole, ())


def test_what_cannot_be_shown_says_why() -> None:
    for can in (NOTHING, EVERYTHING):
        [note] = notes(element("image", "a *b*", problem="its file is <missing>"), can)
        assert RENDERER.render(note).replace("\u2060", "") == "<p><em>a *b*: its file is &lt;missing&gt;</em></p>\n"


# The app's own


def test_an_element_of_the_apps_own_is_a_way_to_its_page_or_a_list() -> None:
    props = {"name": "Ariadne", "crew": ["Ada", ["Bob", 1234567.25]], "sails": True, "n": None, "m": -2.0, "": ""}
    own = element("custom", "Ship_1", props=props)
    assert notes(own, link=page) == ("[Ship\\_1](https://bot.example/element/e)",)
    [note] = notes(own)
    assert note == (
        "**Ship\\_1**\n\n- **name**: Ariadne\n- **crew**:\n  - Ada\n  - **2**:\n    - Bob\n    - 1234567.25\n"
        "- **sails**: yes\n- **n**: \\-\n- **m**: -2\n- **…**: …"
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=60,
)


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=6))
def test_whatever_its_properties_are_the_list_is_short_and_only_words(props: dict[str, Any]) -> None:
    [note] = notes(element("custom", "Odd", props=props))
    lines = note.splitlines()
    assert len(lines) <= 2 + 41 + 6  # the title, the lines, and one more "…" for each level that was cut
    tokens = RENDERER.parse(note)
    assert {child.type for token in tokens for child in token.children or []} <= {
        "text",
        "text_special",
        "strong_open",
        "strong_close",
    }
    assert not {"fence", "code_block", "html_block", "heading_open", "table_open"} & {token.type for token in tokens}


def test_a_long_list_says_that_there_is_more() -> None:
    [note] = notes(element("custom", props={"n": list(range(100))}))
    assert note.splitlines()[-1].strip() == "- …"


def test_what_is_asked_for_has_a_form_of_its_own() -> None:
    asked = element("custom", "Form", props={"fields": [{"id": "a"}]})
    ask = AskData(id="m", thread_id="t", kind="element", timeout=1, element_id="e", props=asked.props)
    other = replace(element("custom", "Other"), id="o")
    shown = degraded(message(asked, other, ask=ask), NOTHING, page)
    assert shown.notes == ("[Other](https://bot.example/element/o)",)
    assert shown.message.elements == ()
    assert degraded(message(asked, ask=ask), EVERYTHING, page).message.elements == (asked,)


# Charts and tables


def test_a_chart_is_what_stands_in_for_it() -> None:
    assert elements(element("plotly", instead=(CSV,))) == ["It.csv"]
    assert elements(element("plotly")) == []
    assert elements(element("plotly", instead=(CSV,)), replace(NOTHING, plots=True)) == ["It"]


def frame(rows: int, columns: int = 2) -> ElementData:
    names = [f"c{number}" for number in range(columns)]
    props = {"columns": names, "rows": [list(range(columns))] * min(rows, 100), "total": rows}
    return element("dataframe", props=props, instead=(CSV,))


def test_a_table_is_text_and_all_of_it_a_file() -> None:
    [note] = notes(frame(2))
    assert note.splitlines()[0] == "| c0 | c1 |"
    shown = degraded(message(frame(11)), NOTHING, no_page)
    assert [one.name for one in shown.message.elements] == ["It.csv"]
    assert shown.notes[0].endswith("*1 more rows*")


@pytest.mark.parametrize(("rows", "columns", "names"), [(100, 20, ["It"]), (101, 2, ["It", "It.csv"])])
def test_a_native_table_has_limits(rows: int, columns: int, names: list[str]) -> None:
    can = replace(NOTHING, tables=TableLimits(rows=100, columns=20))
    assert elements(frame(rows, columns), can) == names
    assert elements(frame(rows, 21), can) == ["It", "It.csv"]


# Texts


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"text": "some *words*"}, "**It**\n\nsome *words*"),
        ({"text": "x = 1", "language": "python"}, "**It**\n\n```python\nx = 1\n```"),
        ({"text": "````", "language": "md"}, "**It**\n\n`````md\n````\n`````"),
        ({"text": "alone", "name": ""}, "alone"),
        ({"text": "x" * 3000}, f"**It**\n\n{'x' * 3000}"),
    ],
)
def test_a_short_text_stands_in_the_message(more: dict[str, Any], note: str) -> None:
    assert notes(element("text", **more)) == (note,)


@pytest.mark.parametrize(
    "more", [{"text": "x" * 3001}, {"text": None}, {"text": "x", "display": "side"}, {"text": "x", "display": "page"}]
)
def test_a_long_text_or_one_for_beside_is_a_file(more: dict[str, Any]) -> None:
    assert elements(element("text", **more)) == ["It"]


# The message itself


def test_only_where_people_can_judge_is_a_message_to_be_judged() -> None:
    assert degraded(message(rated=True), NOTHING, no_page).message.rated is False
    assert degraded(message(rated=True), EVERYTHING, no_page).message.rated is True
    assert degraded(message(CSV, rated=True), NOTHING, no_page).message.rated is False


def test_author_and_language_are_words_where_they_are_not_native() -> None:
    other = message(language="py", is_default_author=False)
    assert framed(other, NOTHING) == "**A**\n\n```py\nwords\n```"
    assert framed(other, replace(NOTHING, native_author=True, native_language=True)) == "words"
    assert framed(message(), NOTHING) == "words"


def test_notes_come_in_the_order_of_the_elements() -> None:
    shown = degraded(message(frame(1), element("text", "T", text="t"), CSV, element("custom", "C")), NOTHING, page)
    assert [note.splitlines()[0] for note in shown.notes] == [
        "| c0 | c1 |",
        "**T**",
        "[C](https://bot.example/element/e)",
    ]
    assert shown.message.elements == (CSV,)
