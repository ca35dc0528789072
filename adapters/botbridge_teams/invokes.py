"""What an invoke is answered with, at once: Teams waits for it, and shows an error for a body that does not fit.

A table by name, without I/O. Cards, dialogs and feedback of the app find their place here when there are any; until
then people are told that nothing is behind what they pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botbridge_teams.shape import JSON, string

FILE_CONSENT: Final = "fileConsent/invoke"

_NOTHING_BEHIND: Final = "Nothing is behind this any more."


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, and its JSON; None for an empty body."""

    status: int
    body: Mapping[str, Any] | None = None


_LINE: Final = Answer(
    200, {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": _NOTHING_BEHIND}
)
_DIALOG: Final = Answer(200, {"task": {"type": "message", "value": _NOTHING_BEHIND}})
_DONE: Final = Answer(200)
# 412 lets Teams go on without: there is nothing to sign in to.
_NO_SIGN_IN: Final = Answer(412, {"failureDetail": "this app asks nobody to sign in"})
UNKNOWN: Final = Answer(501)

_ANSWERS: Final[Mapping[str, Answer]] = {
    "adaptiveCard/action": _LINE,
    "task/fetch": _DIALOG,
    "task/submit": _DIALOG,
    "message/fetchTask": _DIALOG,
    "message/submitAction": _DONE,  # [docs] anything but an empty body is an error to the person
    "suggestedActions/submit": _DONE,
    FILE_CONSENT: _DONE,  # what follows happens behind it: `offers`
    "signin/verifyState": _NO_SIGN_IN,
    "signin/tokenExchange": _NO_SIGN_IN,
    "signin/failure": _DONE,
}


def answer(activity: JSON) -> Answer:
    """The answer to an invoke; 501 for a name that is not known."""
    return _ANSWERS.get(string(activity, "name"), UNKNOWN)
