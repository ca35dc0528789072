"""Buttons, menus and verdicts: whatever they are called, Slack takes them and they do nothing by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outgoing import message
from slack_kit import THREAD, action, asking, form

from botbridge.model.ask import AskData, Outcome
from botbridge.testing.slack.blocks import problems_of
from botbridge_slack import address, buttons
from botbridge_slack.buttons import Press, press_of

HOSTILE = "<!channel> <@U1> & *b* `x` :tada:\n[l](https://evil.test)"


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks for element in block["elements"]]


@given(st.lists(st.text(), max_size=300), st.sampled_from([None, "file", "element"]), st.booleans())
def test_slack_takes_what_hangs_on_any_message(labels: list[str], kind: Any, rated: bool) -> None:
    actions = tuple(action(label, id=f"id-{number}") for number, label in enumerate(labels))
    blocks = buttons.hanging(message(actions=actions, ask=asking(kind) if kind else None, rated=rated), THREAD)
    assert problems_of(blocks) == []
    pressed = [press_of(element["action_id"]) for element in elements(blocks)]
    chosen = [option["value"] for element in elements(blocks) for option in element.get("options", [])]
    assert [about for press, about in filter(None, pressed) if press is Press.ACTION] + chosen == [
        one.id for one in actions
    ]
    assert all(address.marked(block["block_id"]) == THREAD for block in blocks)


@pytest.mark.parametrize(("count", "rows"), [(1, [1]), (25, [25]), (26, [25, 1]), (75, [25, 25, 25])])
def test_a_row_has_25_buttons(count: int, rows: list[int]) -> None:
    actions = tuple(action(str(number)) for number in range(count))
    assert [len(block["elements"]) for block in buttons.hanging(message(actions=actions), THREAD)] == rows


def test_what_three_rows_do_not_hold_is_chosen_from_menus_of_100() -> None:
    actions = tuple(action(str(number)) for number in range(75 + 101))
    menus = elements(buttons.hanging(message(actions=actions), THREAD))[75:]
    assert [menu["type"] for menu in menus] == ["static_select"] * 2
    assert [len(menu["options"]) for menu in menus] == [100, 1]
    assert len({menu["action_id"] for menu in menus}) == 2


def test_a_label_is_shown_as_it_is_on_one_line_and_cut_at_75_characters() -> None:
    blocks = buttons.hanging(message(actions=(action(HOSTILE), action("x" * 80), action(" \n "))), THREAD)
    texts = [element["text"] for element in elements(blocks)]
    assert [text["text"] for text in texts] == [" ".join(HOSTILE.split())[:75], "x" * 75, "…"]
    assert all((text["type"], text["emoji"]) == ("plain_text", False) for text in texts)


def test_a_button_bears_neither_name_nor_payload() -> None:
    secret = action("Go", name="internal_name", payload={"card": "4111"}, id="a1")
    shown = buttons.hanging(message(actions=(secret,)), THREAD)
    assert "internal_name" not in str(shown)
    assert "4111" not in str(shown)
    assert elements(shown)[0]["action_id"] == "action:a1"


def test_a_button_without_a_label_says_its_tooltip_or_name() -> None:
    shown = (action("", tooltip="Take it back", id="1"), action("", name="undo", id="2", icon="undo"))
    texts = [element["text"]["text"] for element in elements(buttons.hanging(message(actions=shown), THREAD))]
    assert texts == ["Take it back", "undo"]


@pytest.mark.parametrize(
    ("ask", "captions"),
    [
        (asking("file"), ["Upload"]),
        (form({"id": "a"}), ["Fill in", "Cancel"]),
        (asking("element", props={"a": 1}), ["Open", "Cancel"]),
        (asking("text"), []),
        (asking("action"), []),
    ],
)
def test_a_question_has_the_buttons_that_lead_to_its_answer(ask: AskData, captions: list[str]) -> None:
    shown = elements(buttons.hanging(message(ask=ask), THREAD))
    assert [element["text"]["text"] for element in shown] == captions
    assert {press_of(element["action_id"]) for element in shown} <= {(Press.ANSWER, "q1"), (Press.CANCEL, "q1")}


@pytest.mark.parametrize("outcome", ["answered", "expired", "interrupted", "stopped"])
@pytest.mark.parametrize("kind", ["file", "element"])
def test_a_question_that_is_over_has_none(kind: Any, outcome: Outcome) -> None:
    assert buttons.hanging(message(ask=asking(kind, outcome=outcome)), THREAD) == []


def test_a_verdict_is_one_press_of_two() -> None:
    (verdict,) = elements(buttons.hanging(message(rated=True), THREAD))
    assert verdict["type"] == "feedback_buttons"
    assert (verdict["positive_button"]["value"], verdict["negative_button"]["value"]) == ("1", "0")
    assert press_of(verdict["action_id"]) == (Press.JUDGE, message().id)


def test_stop_says_in_its_block_what_it_stops() -> None:
    (block,) = buttons.stop(THREAD)
    assert problems_of([block]) == []
    assert address.marked(block["block_id"]) == THREAD
    assert press_of(block["elements"][0]["action_id"]) == (Press.STOP, "")


@given(st.text())
def test_what_is_not_ours_is_no_press(action_id: str) -> None:
    found = press_of(action_id)
    assert found is None or action_id in (f"{found[0]}:{found[1]}", str(found[0]))


@pytest.mark.parametrize("action_id", ["", "page", "go", "ACTION:1", " action:1", "actions:1", "answer-1"])
def test_foreign_action_ids_are_none(action_id: str) -> None:
    assert press_of(action_id) is None


@given(st.integers(min_value=0), st.text(min_size=1), st.text(min_size=1), st.text())
def test_a_block_tells_its_conversation_whatever_its_ids_are(number: int, team: str, channel: str, ts: str) -> None:
    key = address.thread_key(team, channel, ts)
    assert address.marked(address.mark(key, number)) == key


@given(st.text())
def test_a_forged_block_id_tells_a_conversation_of_slack_or_none(block_id: str) -> None:
    found = address.marked(block_id)
    assert found is None or (address.team(found), address.channel(found)) == found.parts[:2]


@pytest.mark.parametrize(
    "block_id", ["", "0", "0:", "x:slack:T1:C1", ":slack:T1:C1", "0:discord:1", "-1:slack:T:C", "0:slack:T"]
)
def test_a_block_that_is_not_ours_tells_none(block_id: str) -> None:
    assert address.marked(block_id) is None
