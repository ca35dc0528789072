"""views.*: modals and the Home tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]


def _person(desk: Desk) -> str:
    if not desk.call["trigger_id"]:
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return desk.views.exchange(desk.call["trigger_id"])


def _told(desk: Desk, view: JSON) -> JSON:
    desk.workspace.tell("view", view)
    return {"view": view}


def open_(desk: Desk) -> JSON:
    """views.open."""
    person = _person(desk)
    return _told(desk, desk.views.open(person, desk.call.data("view"), desk.team))


def push(desk: Desk) -> JSON:
    """views.push."""
    person = _person(desk)
    return _told(desk, desk.views.push(person, desk.call.data("view"), desk.team))


def update(desk: Desk) -> JSON:
    """views.update."""
    call = desk.call
    view = desk.views.update(call["view_id"], call["external_id"], call.data("view"), desk.team, call["hash"])
    return _told(desk, view)


def publish(desk: Desk) -> JSON:
    """views.publish."""
    call = desk.call
    if call["user_id"] not in desk.workspace.people:
        raise Refusal("invalid_arguments", ["[ERROR] user not found [json-pointer:/user_id]"])
    return _told(desk, desk.views.publish(call["user_id"], call.data("view"), desk.team, call["hash"]))


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
