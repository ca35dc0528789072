"""api.test, auth.test, blocks.validate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.fake.shape import Problem
from botbridge.testing.slack.blocks import problems_of, view_problems
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]


def api_test(desk: Desk) -> JSON:
    """api.test."""
    if error := desk.call["error"]:
        raise Refusal(error, args=desk.call.arguments)
    return {"args": desk.call.arguments}


def auth_test(desk: Desk) -> JSON:
    """auth.test."""
    team = desk.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": "botbridge",
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def validate(desk: Desk) -> JSON:
    """blocks.validate: exactly one of `blocks`, `view`, `message`."""
    given = [name for name in ("blocks", "view", "message") if desk.call.arguments.get(name)]
    if len(given) != 1:
        raise Refusal("invalid_arguments", ["must provide exactly one of `blocks`, `view`, or `message`"])
    name = given[0]
    found = _problems(name, desk.call.data(name))
    if found:
        errors = [{"code": "failed_constraint", "message": text, "pointer": at} for at, text in found]
        raise Refusal(f"invalid_{name}", errors=errors)
    return {}


def _problems(name: str, value: Any) -> list[Problem]:
    if name == "view":
        return view_problems(value)
    if name == "message":
        value = value.get("blocks", []) if isinstance(value, dict) else value
    return problems_of(value, "")


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "blocks.validate": validate,
}
