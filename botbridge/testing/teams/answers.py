"""What the window makes of the app's answer to an invoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.teams import cards

if TYPE_CHECKING:
    from botbridge.testing.teams.delivery import Delivery

JSON = dict[str, Any]

_CARD: Final = "application/vnd.microsoft.card.adaptive"
_MESSAGE: Final = "application/vnd.microsoft.activity.message"
_ERROR: Final = "application/vnd.microsoft.error"
_LOGIN: Final = "application/vnd.microsoft.activity.loginRequest"


def problem(delivery: Delivery) -> str:
    """Return why the person sees an error, or an empty string when the answer fits."""
    check = _CHECKS.get(delivery.name)
    if not delivery.status:
        return delivery.attempts[-1].reason
    return check(delivery) if check is not None else ""


def _card_action(delivery: Delivery) -> str:
    answer = delivery.answer()
    if delivery.status != 200:
        return f"Something went wrong: status {delivery.status}"
    code, kind = answer.get("statusCode"), answer.get("type")
    if code == 200 and kind == _CARD:
        found = cards.problems(answer.get("value"))
        return f"the card in the answer is not valid: {found[0]}" if found else ""
    if code == 200 and kind == _MESSAGE:
        return "" if isinstance(answer.get("value"), str) else "the message in the answer is no text"
    if code in (400, 412, 500) and kind == _ERROR:
        return "" if isinstance(answer.get("value"), dict) else "the error in the answer has no value"
    return "" if (code, kind) == (401, _LOGIN) else f"the answer has statusCode {code!r} and type {kind!r}"


def _task(delivery: Delivery) -> str:
    answer = delivery.answer()
    if delivery.status != 200:
        return f"Unable to reach the app: status {delivery.status}"
    task = answer.get("task")
    if task is None:
        return "" if delivery.name == "task/submit" else "the dialog has nothing to show"
    return _dialog(task) if isinstance(task, dict) else "task is no object"


def _dialog(task: JSON) -> str:
    if task.get("type") == "message":
        return "" if isinstance(task.get("value"), str) else "the dialog's message is no text"
    value = task.get("value")
    if task.get("type") != "continue" or not isinstance(value, dict):
        return f"the dialog has type {task.get('type')!r}"
    if value.get("url"):
        return ""
    attachment = value.get("card") or {}
    found = cards.problems(attachment.get("content")) if attachment.get("contentType") == _CARD else [("", "no card")]
    return f"the dialog's card is not valid: {found[0]}" if found else ""


def _feedback(delivery: Delivery) -> str:
    empty = delivery.status == 200 and delivery.attempts[-1].answer in ("", "{}")
    return "" if empty else "the answer to feedback must be an empty 200"


def _consent(delivery: Delivery) -> str:
    return "" if delivery.status == 200 else f"the file could not be sent: status {delivery.status}"


def _sign_in(delivery: Delivery) -> str:
    return "" if delivery.status in (200, 412) else f"sign-in failed: status {delivery.status}"


_CHECKS: Final[dict[str, Callable[[Delivery], str]]] = {
    "adaptiveCard/action": _card_action,
    "task/fetch": _task,
    "task/submit": _task,
    "message/fetchTask": _task,
    "message/submitAction": _feedback,
    "fileConsent/invoke": _consent,
    "signin/verifyState": _sign_in,
    "signin/tokenExchange": _sign_in,
    "signin/failure": _sign_in,
}
