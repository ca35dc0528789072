"""What an invoke is answered with, at once: Teams waits for it, and shows an error for a body that does not fit.

A table by name, without I/O: for what is none of the app's own, people are told that nothing is behind what they
pressed. What is the app's own is answered by `interactivity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botbridge.shape import JSON, string

FILE_CONSENT: Final = "fileConsent/invoke"

_NOTHING_BEHIND: Final = "Nothing is behind this any more."


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, and its JSON; None for an empty body."""

    status: int
    body: Mapping[str, Any] | None = None


def line(words: str) -> Answer:
    """The answer to a click that lets the person, and nobody else, read these words."""
    return Answer(200, {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words})


def dialog_line(words: str) -> Answer:
    """A dialog that only says this."""
    return Answer(200, {"task": {"type": "message", "value": words}})


def dialog(title: str, card: Mapping[str, Any]) -> Answer:
    """A dialog that shows a card."""
    shown = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"title": title, "height": "small", "width": "small", "card": shown}
    return Answer(200, {"task": {"type": "continue", "value": value}})


_LINE: Final = line(_NOTHING_BEHIND)
_DIALOG: Final = dialog_line(_NOTHING_BEHIND)
DONE: Final = Answer(200)
# 412 lets Teams go on without: there is nothing to sign in to.
_NO_SIGN_IN: Final = Answer(412, {"failureDetail": "this app asks nobody to sign in"})
UNKNOWN: Final = Answer(501)

_ANSWERS: Final[Mapping[str, Answer]] = {
    "adaptiveCard/action": _LINE,
    "task/fetch": _DIALOG,
    "task/submit": _DIALOG,
    "message/fetchTask": _DIALOG,
    "message/submitAction": DONE,  # [docs] anything but an empty body is an error to the person
    "suggestedActions/submit": DONE,
    FILE_CONSENT: DONE,  # what follows happens behind it: `offers`
    "signin/verifyState": _NO_SIGN_IN,
    "signin/tokenExchange": _NO_SIGN_IN,
    "signin/failure": DONE,
}


def answer(activity: JSON) -> Answer:
    """The answer to an invoke; 501 for a name that is not known."""
    return _ANSWERS.get(string(activity, "name"), UNKNOWN)
