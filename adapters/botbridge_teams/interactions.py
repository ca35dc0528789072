"""What people press, fill in and judge → neutral events, without I/O."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from botbridge.model.ask import AskData
from botbridge.model.event import (
    ActionClicked,
    Event,
    FeedbackGiven,
    QuestionAnswered,
    ReactionChanged,
    StopRequested,
)
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.shape import JSON, record, records, string
from botbridge_teams import address, forms, reactions
from botbridge_teams.buttons import KEY, Press, press_of
from botbridge_teams.inbound import Arrival, arrived, person

_VERDICTS: Final[Mapping[str, Literal[0, 1]]] = {"like": 1, "dislike": 0}


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of something of ours: what it is, what it is about, and what the card's inputs hold."""

    press: Press
    about: str
    inputs: JSON
    arrival: Arrival

    def common(self) -> dict[str, Any]:
        """What every event of it has."""
        return _common(self.arrival, "pressed")


def executed(activity: JSON) -> Pressed | None:
    """The press in an `adaptiveCard/action`; None if it is nothing of ours."""
    return _pressed(activity, record(record(record(activity, "value"), "action"), "data"))


def submitted(activity: JSON) -> Pressed | None:
    """The press in the message that `Action.Submit` sends."""
    return _pressed(activity, record(activity, "value"))


def opened(activity: JSON) -> Pressed | None:
    """The press in a `task/fetch`."""
    return _pressed(activity, record(record(activity, "value"), "data"))


def _pressed(activity: JSON, data: JSON) -> Pressed | None:
    press, arrival = press_of(data.get(KEY)), arrived(activity)
    if press is None or arrival is None or not string(arrival.sender, "id"):
        return None
    return Pressed(press[0], press[1], {name: one for name, one in data.items() if name != KEY}, arrival)


def thread_of(press: Pressed) -> ThreadKey:
    """The conversation in which something was pressed."""
    return address.thread_key(press.arrival.conversation)


def is_submission(activity: JSON) -> bool:
    """Whether a message is a button's data and no words."""
    return activity.get("value") is not None and not string(activity, "text").strip()


def event(press: Pressed, ask: AskData | None) -> Event | None:
    """The event of a press; None for one that only shows something. `ask` is the question that it is about."""
    make = _EVENTS.get(press.press)
    return make(press, ask) if make is not None else None


def _answer(press: Pressed, ask: AskData | None) -> Event:
    values = forms.values(ask.fields, press.inputs) if ask is not None else {}
    return QuestionAnswered(**press.common(), question_id=press.about, values=values)


_EVENTS: Final[Mapping[Press, Callable[[Pressed, AskData | None], Event]]] = {
    Press.ACTION: lambda press, _ask: ActionClicked(**press.common(), action_id=press.about),
    Press.ANSWER: _answer,
    Press.CANCEL: lambda press, _ask: QuestionAnswered(**press.common(), question_id=press.about),
    Press.STOP: lambda press, _ask: StopRequested(**press.common()),
}


def verdict(activity: JSON) -> FeedbackGiven | None:
    """The verdict in a `message/submitAction`, not located yet; None where there is none."""
    arrival, told = arrived(activity), record(record(activity, "value"), "actionValue")
    value = _VERDICTS.get(string(told, "reaction"))
    if arrival is None or value is None or string(record(activity, "value"), "actionName") != "feedback":
        return None
    return FeedbackGiven(
        **_common(arrival, "judged"), value=value, ref=_about(arrival), comment=_comment(string(told, "feedback"))
    )


def _comment(told: str) -> str | None:
    """What was written beside a verdict: JSON in text, `feedbackText` is the default form's field; or the words."""
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return told.strip() or None
    return string(found, "feedbackText").strip() or None if isinstance(found, dict) else None


def reacted(activity: JSON) -> Sequence[ReactionChanged]:
    """What a `messageReaction` tells of reactions, not located yet."""
    arrival = arrived(activity)
    if arrival is None or not string(arrival.sender, "id"):
        return ()
    changes = [(one, True) for one in records(activity, "reactionsAdded")]
    changes += [(one, False) for one in records(activity, "reactionsRemoved")]
    return [
        ReactionChanged(
            **_common(arrival, f"reacted{number}"),
            emoji=reactions.character(string(one, "type")),
            added=added,
            ref=_about(arrival),
        )
        for number, (one, added) in enumerate(changes)
        if string(one, "type")
    ]


def _common(arrival: Arrival, kind: str) -> dict[str, Any]:
    return {
        "key": arrival.key(kind),
        "thread": address.thread_key(arrival.conversation),
        "author": person(arrival),
        "raw": arrival.raw,
        "in_known_thread": True,
    }


def _about(arrival: Arrival) -> MessageRef:
    """The message that something was done to."""
    place = arrival.place
    return address.message_ref(arrival.conversation, arrival.get("replyToId"), place.service_url, place.tenant)


def candidates(ref: MessageRef) -> Sequence[MessageRef]:
    """How the message may be known to us: nothing tells whether it bears the label."""
    return (ref, address.labelled(ref))
