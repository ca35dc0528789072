"""users.* and bots.info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack.methods.conversations import page
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.people import Profile
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]


def _shown(desk: Desk, person: Profile) -> JSON:
    scopes = desk.workspace.held_scopes
    return person.as_slack(with_locale=desk.call.flag("include_locale"), with_email="users:read.email" in scopes)


def info(desk: Desk) -> JSON:
    """users.info."""
    person = desk.workspace.people.get(desk.call["user"])
    if person is None:
        raise Refusal("user_not_found")
    return {"user": _shown(desk, person)}


def listing(desk: Desk) -> JSON:
    """users.list."""
    people = [person for person in desk.workspace.people.values() if person.team is desk.team]
    chosen, more = page(desk, people, 1000)
    return {
        "members": [_shown(desk, person) for person in chosen],
        "cache_ts": int(desk.call.time),
        **more,
    }


def lookup(desk: Desk) -> JSON:
    """users.lookupByEmail."""
    people = (p for p in desk.workspace.people.values() if p.team is desk.team)
    person = next((p for p in people if p.email == desk.call["email"]), None)
    if person is None:
        raise Refusal("users_not_found")
    return {"user": _shown(desk, person)}


def bot_info(desk: Desk) -> JSON:
    """bots.info: without a bot, nothing to tell."""
    wanted, team = desk.call["bot"], desk.team
    if wanted == team.bot_id:
        return {"bot": {**team.bot_profile(), "user_id": team.bot_user_id}}
    person = next((p for p in desk.workspace.people.values() if p.bot_id and p.bot_id == wanted), None)
    if person is None:
        raise Refusal("bot_not_found")
    return {
        "bot": {
            "id": wanted,
            "deleted": False,
            "name": person.name,
            "updated": 0,
            "app_id": "A0OTHER",
            "user_id": person.id,
            "icons": {},
        }
    }


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "users.info": info,
    "users.list": listing,
    "users.lookupByEmail": lookup,
    "bots.info": bot_info,
}
