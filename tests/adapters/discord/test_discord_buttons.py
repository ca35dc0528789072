"""Rows of buttons: what fits, what is said, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outgoing import message

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.ids import ThreadKey, new_id
from botbridge.testing.discord import components, limits
from botbridge.testing.discord.refusal import Problems
from botbridge_discord import buttons
from botbridge_discord.buttons import Page, Press, Verdict

KEY = ThreadKey("discord", ("1" * 20,))


def actions(count: int, **fields: Any) -> tuple[ActionData, ...]:
    return tuple(ActionData(id=new_id(), name="pick", **{"label": f"choice {n}", **fields}) for n in range(count))


def ask(kind: Any = "element", **fields: Any) -> AskData:
    return AskData(id=new_id(), thread_id="t", kind=kind, timeout=60, **fields)


def taken(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The components below some rows, if Discord takes these."""
    problems = Problems()
    components.check_message(rows, problems, v2=False, files=set())
    assert not problems, problems.refusal.answer()
    return [one for one in components.walk(rows) if one["type"] != components.ROW]


def offered(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of the actions that can be chosen, in their order."""
    found = []
    for one in taken(rows):
        pressed = buttons.parse(one["custom_id"])
        assert pressed is not None
        assert pressed.thread == KEY
        if pressed.press is Press.ACTION:
            found.append(pressed.about)
        found += [option["value"] for option in one.get("options", [])]
    return found


@pytest.mark.parametrize("count", [0, 1, 5, 6, 25, 26, 30, 45, 46, 125])
def test_every_action_can_be_chosen(count: int) -> None:
    given_ = actions(count)
    rows = buttons.hanging(message("x", actions=given_), KEY, replies=False)
    assert offered(rows) == [action.id for action in given_]
    assert buttons.left_out(message("x", actions=given_), replies=False) == 0


@pytest.mark.parametrize("count", [20, 21, 100])
def test_what_ends_a_message_has_a_row_of_its_own(count: int) -> None:
    given_ = actions(count)
    rows = buttons.hanging(message("x", actions=given_, rated=True), KEY, replies=True)
    assert offered(rows) == [action.id for action in given_]
    last = rows[-1]["components"]
    assert [one.get("label") or one["emoji"]["name"] for one in last] == ["👍", "👎", "Reply"]


def test_more_than_fits_is_counted() -> None:
    given_ = actions(130)
    rows = buttons.hanging(message("x", actions=given_), KEY, replies=False)
    assert offered(rows) == [action.id for action in given_[:125]]
    assert buttons.left_out(message("x", actions=given_), replies=False) == 5


def test_an_action_that_is_given_twice_is_there_once() -> None:
    (action,) = actions(1)
    assert offered(buttons.hanging(message("x", actions=(action, action)), KEY, replies=False)) == [action.id]


def test_while_a_message_grows_it_can_only_be_stopped() -> None:
    growing = message("x", actions=actions(3), rated=True, streaming=True)
    (stop,) = taken(buttons.hanging(growing, KEY, replies=True))
    assert stop["label"] == "Stop"


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        (ask("text"), []),
        (ask("action"), []),
        (ask("file"), ["Upload"]),
        (ask(props={"fields": [{"id": "a"}]}), ["Fill in", "Cancel"]),
        (ask(props={"turns": 3}), ["Open", "Cancel"]),
        (ask("file", outcome="expired"), []),
    ],
)
def test_questions_have_the_buttons_of_their_kind(asked: AskData, labels: list[str]) -> None:
    rows = buttons.hanging(message("x", ask=asked), KEY, replies=False)
    assert [one["label"] for one in taken(rows)] == labels


def test_while_something_else_than_words_is_asked_for_there_is_no_reply() -> None:
    for asked, replies in (
        (ask("text"), True),
        (ask("action"), False),
        (ask("file"), False),
        (ask("action", outcome="answered"), True),
    ):
        shown = taken(buttons.hanging(message("x", ask=asked), KEY, replies=True))
        assert ("Reply" in [one["label"] for one in shown]) == replies


@given(st.text(max_size=300), st.text(max_size=300))
def test_labels_of_any_kind_fit(label: str, tooltip: str) -> None:
    given_ = actions(30, label=label, tooltip=tooltip)
    for one in taken(buttons.hanging(message("x", actions=given_, rated=True), KEY, replies=True)):
        for option in one.get("options", [one]):
            shown = option.get("label", "-")
            assert 0 < len(shown) <= (limits.LABEL if option is one else limits.OPTION_TEXT)
            assert shown.splitlines() == [shown]


@given(st.sampled_from(list(Press)), st.integers(0, 10**20 - 1), st.text(max_size=40))
def test_what_a_button_is_called_comes_back(press: Press, channel: int, about: str) -> None:
    key = ThreadKey("discord", (str(channel),))
    called = buttons.custom_id(press, key, about)
    assert len(called) <= limits.CUSTOM_ID
    assert buttons.parse(called) == (press, key, about)


@given(st.text(max_size=120))
def test_what_is_not_ours_is_nothing(text: str) -> None:
    pressed = buttons.parse(text)
    assert pressed is None or text.startswith(f"bb:{pressed.press}:")


@given(st.text(max_size=60))
def test_pages_and_verdicts_are_read_or_not(text: str) -> None:
    for kind in (Page, Verdict):
        read = kind.parse(text)
        assert read is None or kind.parse(str(read)) == read
