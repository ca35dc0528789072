"""What a card has to be, and what clients do with its inputs."""

from __future__ import annotations

from typing import Any

import pytest

from botbridge.testing.teams import FakeTeams, User, cards, inputs

from .conftest import HandMade

CARD = "application/vnd.microsoft.card.adaptive"
EXECUTE = {"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"n": 1}}


def card(*body: dict[str, Any]) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}


def acting(**action: Any) -> dict[str, Any]:
    return card({"type": "ActionSet", "actions": [{**EXECUTE, **action}]})


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (acting(verb=None), "missing required property: verb"),
        (acting(data=None), "missing required property: data"),
        (acting(data="n=1"), "must be an object"),
        (acting(style="loud"), "must be one of"),
        (acting(associatedInputs="some"), "must be one of"),
        (acting(fallback={"type": "Action.Nothing"}), "unknown action"),
        (card({"type": "Input.Text", "id": "a", "isRequired": True}), "needs its errorMessage"),
        (card({"type": "Input.Text", "id": "a", "style": "loud"}), "must be one of"),
        (card({"type": "Input.Text"}), "missing required property: id"),
        (card({"type": "Input.Number", "id": "a", "value": "3"}), "must be a number"),
        (card({"type": "Input.Date", "id": "a", "value": "31.12.2026"}), "must be a date"),
        (card({"type": "Input.Time", "id": "a", "min": "9"}), "must be a time"),
        (card({"type": "Input.Toggle", "id": "a"}), "missing required property: title"),
        (card({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x"}]}), "missing required property: value"),
        (card({"type": "Input.Text", "id": "a"}, {"type": "Input.Date", "id": "a"}), "two inputs"),
    ],
)
async def test_cards_that_clients_cannot_show_are_refused(
    app: HandMade, ada: User, made: dict[str, Any], told: str
) -> None:
    status, answer = await app.send(ada.chat, attachments=[{"contentType": CARD, "content": made}])
    assert (status, told in answer["error"]["message"]) == (400, True), answer


@pytest.mark.parametrize("loop", [True, {}, {"type": "loud"}])
async def test_a_feedback_loop_is_of_a_known_type(app: HandMade, ada: User, loop: object) -> None:
    status, answer = await app.send(ada.chat, text="yes", channelData={"feedbackLoop": loop})
    assert (status, answer["error"]["code"]) == (400, "BadArgument")


def test_a_good_card_has_no_problems() -> None:
    assert cards.problems(acting(fallback={"type": "Action.Submit", "title": "Go"}, associatedInputs="none")) == []


async def test_a_client_may_not_know_execute(app: HandMade, ada: User, teams: FakeTeams) -> None:
    made = acting(fallback={"type": "Action.Submit", "title": "Go", "data": {"n": 2}})
    _, answer = await app.send(ada.chat, attachments=[{"contentType": CARD, "content": made}])
    ada.executes = False
    await ada.click(ada.chat.messages[answer["id"]], "Go")
    await teams.delivered()
    assert (app.heard[-1]["type"], app.heard[-1]["value"]) == ("message", {"n": 2})


async def test_a_button_may_leave_the_inputs_alone(app: HandMade, ada: User) -> None:
    name = {"type": "Input.Text", "id": "name", "isRequired": True, "errorMessage": "Who?"}
    made = acting(associatedInputs="none")
    made["body"].insert(0, name)
    _, answer = await app.send(ada.chat, attachments=[{"contentType": CARD, "content": made}])
    app.body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "done"}
    await ada.click(ada.chat.messages[answer["id"]], "Go")
    assert (app.heard[-1]["value"]["action"]["data"], ada.notice) == ({"n": 1}, "done")


async def test_the_window_waits_for_an_answer_only_so_long(
    app: HandMade, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, answer = await app.send(ada.chat, attachments=[{"contentType": CARD, "content": acting()}])
    monkeypatch.setattr("botbridge.testing.teams.limits.INVOKE_SECONDS", 0.05)
    app.pause = 0.2
    delivery = await ada.click(ada.chat.messages[answer["id"]], "Go")
    assert delivery is not None
    assert (delivery.problem, delivery.retries) == ("no answer in time", 0)


def test_people_fill_in_by_what_they_read() -> None:
    choices = [{"title": "Red", "value": "0"}, {"title": "Blue", "value": "1"}]
    made = card(
        {"type": "Input.Text", "id": "a", "label": "Name", "maxLength": 3},
        {"type": "Input.ChoiceSet", "id": "b", "label": "Colour", "choices": choices},
        {"type": "Input.ChoiceSet", "id": "c", "label": "Colours", "isMultiSelect": True, "choices": choices},
        {"type": "Input.Toggle", "id": "d", "title": "Sure", "valueOn": "yes", "value": "no"},
        {"type": "Input.Number", "id": "e", "label": "Count", "max": 8},
    )
    given = {"Name": "Ada", "Colour": "Blue", "Colours": ["Red", "Blue"], "Sure": True, "Count": "7.5"}
    assert inputs.filled(made, given) == {"a": "Ada", "b": "1", "c": "0,1", "d": "yes", "e": 7.5}
    assert inputs.filled(made, {"a": "Bob"}) == {"a": "Bob", "d": "no"}
    for wrong in ({"a": "Adaa"}, {"e": 9}):
        with pytest.raises(ValueError, match="does not hold"):
            inputs.filled(made, wrong)
    with pytest.raises(LookupError, match="no input"):
        inputs.filled(made, {"Age": 7})
