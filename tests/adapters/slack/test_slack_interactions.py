"""What people press → events, without a network; what is not ours is nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import PAYLOADS, THREAD

from botbridge.model.event import (
    ActionClicked,
    Event,
    FeedbackGiven,
    QuestionAnswered,
    ReactionChanged,
    StopRequested,
    dump,
    load,
)
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_slack import address, emoji_names, inbound, interactions
from botbridge_slack.identity import Identity

CONTEXT = inbound.Context(identity=Identity(team_id="T1", bot_user_id="U0BOT", bot_id="B0BOT"), dm="flat")


def payload(action_id: str, block_id: str | None = None, **action: Any) -> dict[str, Any]:
    known = {"type": "button", "action_id": action_id, "block_id": block_id or address.mark(THREAD, 0)}
    return {
        "type": "block_actions",
        "user": {"id": "U1", "name": "ada <!channel>", "team_id": "T9"},
        "team": {"id": "T1"},
        "token": "secret",
        "response_url": "https://hooks.slack.com/secret",
        "trigger_id": "1.2.secret",
        "message": {"text": "secret"},
        "actions": [{**known, "action_ts": "5.0", **action}],
    }


def event(action_id: str, **fields: Any) -> Event | None:
    press = interactions.pressed(payload(action_id, **fields))
    return interactions.event(press) if press is not None else None


@pytest.mark.parametrize(
    ("action_id", "action", "kind", "expected"),
    [
        ("action:a1", {}, ActionClicked, {"action_id": "a1"}),
        ("choose:0", {"selected_option": {"value": "a2"}}, ActionClicked, {"action_id": "a2"}),
        ("cancel:q1", {}, QuestionAnswered, {"question_id": "q1", "values": None}),
        ("judge:m1", {"value": "1"}, FeedbackGiven, {"message_id": "m1", "value": 1}),
        ("judge:m1", {"value": "0"}, FeedbackGiven, {"message_id": "m1", "value": 0}),
        ("stop:", {}, StopRequested, {}),
    ],
)
def test_every_press_is_an_event_of_its_conversation(
    action_id: str, action: dict[str, Any], kind: type[Event], expected: dict[str, Any]
) -> None:
    made = event(action_id, **action)
    assert isinstance(made, kind)
    assert made.thread == THREAD
    assert made.author is not None
    assert made.author.identifier == "slack:T1:U1"
    assert made.in_known_thread
    assert {name: getattr(made, name) for name in expected} == expected
    assert load(dump(made)) == made


def test_a_press_that_shows_a_form_is_no_event() -> None:
    assert event("answer:q1") is None
    press = interactions.pressed(payload("answer:q1"))
    assert press is not None
    assert (press.about, press.trigger_id) == ("q1", "1.2.secret")


def test_nothing_is_kept_with_which_one_could_answer_in_the_apps_name() -> None:
    made = event("action:a1")
    assert made is not None
    assert "secret" not in json.dumps(made.raw)
    assert made.raw["event"]["actions"][0]["action_id"] == "action:a1"


def test_two_clicks_are_two_events_and_one_click_delivered_twice_is_one() -> None:
    first, again = event("action:a1"), event("action:a1")
    later, other = event("action:a1", action_ts="6.0"), event("action:a2")
    assert first is not None
    assert again is not None
    assert later is not None
    assert other is not None
    assert first.key == again.key
    assert len({first.key, later.key, other.key}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"action_id": ""},
        {"action_id": "go"},
        {"action_id": None},
        {"action_id": "page"},
        {"block_id": "P0z+f"},
        {"block_id": ""},
        {"block_id": "0:discord:1"},
        {"block_id": 7},
    ],
)
def test_what_is_not_ours_is_nothing(change: dict[str, Any]) -> None:
    told = payload("action:a1")
    told["actions"][0].update(change)
    assert interactions.pressed(told) is None


@pytest.mark.parametrize("value", ["", "2", "-1", "yes", None, 1, True])
def test_a_verdict_is_one_or_zero(value: Any) -> None:
    assert event("judge:m1", value=value) is None


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just(address.mark(THREAD, 0))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["actions", "action_id", "block_id", "user", "id", "value", "selected_option", "view"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["actions", "user", "view", "trigger_id", "team"]), json_values))
def test_a_payload_of_any_shape_does_no_harm(told: dict[str, Any]) -> None:
    press = interactions.pressed(told)
    assert press is None or interactions.event(press) is None or press.thread == THREAD
    interactions.answered(told, "q1", THREAD, values={})


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the recordings are not part of the project")
def test_recorded_presses_of_other_apps_are_nothing() -> None:
    recorded = json.loads((PAYLOADS / "actions-reactions.json").read_text(encoding="utf-8"))
    presses = [one for one in recorded.values() if isinstance(one, dict) and one.get("type") == "block_actions"]
    assert presses
    assert [interactions.pressed(one) for one in presses] == [None] * len(presses)


def test_each_opening_of_a_modal_is_answered_once() -> None:
    def answered(view: dict[str, Any]) -> str:
        return interactions.answered({"user": {"id": "U1"}, "view": view}, "q1", THREAD, values={"a": 1}).key

    assert answered({"id": "V1", "hash": "h1"}) == answered({"id": "V1", "hash": "h1"})
    assert answered({"id": "V1", "hash": "h1"}) != answered({"id": "V2", "hash": "h1"})


def reaction(**fields: Any) -> Event | None:
    item = {"type": "message", "channel": "C1", "ts": "2.0"}
    told = {"type": "reaction_added", "user": "U1", "reaction": "+1", "item": item, "event_ts": "9.0", **fields}
    return inbound.translate({"type": "event_callback", "team_id": "T1", "event": told}, CONTEXT)


def test_a_reaction_names_the_message_it_is_on() -> None:
    on, off = reaction(), reaction(type="reaction_removed")
    assert isinstance(on, ReactionChanged)
    assert isinstance(off, ReactionChanged)
    assert (on.emoji, on.added, off.added) == ("👍", True, False)
    assert on.ref == MessageRef("slack", ("2.0", "T1", "C1"))
    assert on.thread == ThreadKey("slack", ("T1", "C1"))
    assert on.key != off.key
    assert inbound.key_of(on.ref) == "slack:2.0:T1:C1"


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "U0BOT"},
        {"user": ""},
        {"item": {"type": "file", "file": "F1"}},
        {"item": None},
        {"item": "message"},
    ],
)
def test_reactions_that_are_ours_or_on_no_message_are_nothing(fields: dict[str, Any]) -> None:
    assert reaction(**fields) is None


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("+1", "👍"),
        ("thumbsup", "👍"),
        ("-1", "👎"),
        ("+1::skin-tone-4", "👍"),
        ("heart", "❤️"),
        ("tada", "🎉"),
        ("white_check_mark", "✅"),
        ("de", "🇩🇪"),
        ("flag-de", "🇩🇪"),
        ("woman-shrugging", "🤷‍♀️"),
        ("our_own_logo", ":our_own_logo:"),
        ("", "::"),
    ],
)
def test_emoji_are_the_characters_themselves(name: str, character: str) -> None:
    assert emoji_names.character(name) == character


@given(st.text())
def test_any_name_of_an_emoji_is_text(name: str) -> None:
    assert emoji_names.character(name)
