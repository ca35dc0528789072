"""What in the app's messages notifies people.

A mention counts where Discord's `allowed_mentions` lets it; without that object every mention does. Code does not
protect: whether it does on Discord is not documented, so it counts here. An edit notifies nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from botbridge.testing.discord import components, limits
from botbridge.testing.discord.refusal import Problems

JSON = dict[str, Any]

_USER: Final = re.compile(r"<@!?(\d+)>")
_ROLE: Final = re.compile(r"<@&(\d+)>")
_EVERYONE: Final = re.compile(r"@(everyone|here)")
_KINDS: Final = frozenset({"users", "roles", "everyone"})


@dataclass(frozen=True)
class Ping:
    """The message `message_id` in `channel_id` notifies `what`: a user's or role's id, `everyone` or `here`."""

    channel_id: str
    message_id: str
    what: str


@dataclass(frozen=True)
class Mentions:
    """What a text mentions, as far as it is allowed to."""

    users: list[str]
    roles: list[str]
    everyone: list[str]

    @property
    def all(self) -> list[str]:
        """Everything that is notified."""
        return [*self.users, *self.roles, *self.everyone]


def mentions(body: JSON, *, may_everyone: bool) -> Mentions:
    """Return what a body mentions by its content and its Components V2."""
    said = [body.get("content") or ""]
    said += [
        one.get("content", "") for one in components.walk(body.get("components")) if one.get("type") == components.TEXT
    ]
    content = "\n".join(said)
    rule = body.get("allowed_mentions")
    users, roles = list(dict.fromkeys(_USER.findall(content))), list(dict.fromkeys(_ROLE.findall(content)))
    everyone = list(dict.fromkeys(_EVERYONE.findall(content))) if may_everyone else []
    if rule is None:
        return Mentions(users, roles, everyone)
    parse = rule.get("parse") or []
    return Mentions(
        users if "users" in parse else [one for one in users if one in (rule.get("users") or [])],
        roles if "roles" in parse else [one for one in roles if one in (rule.get("roles") or [])],
        everyone if "everyone" in parse else [],
    )


def check(rule: Any, problems: Problems) -> None:
    """Note what is wrong with `allowed_mentions`."""
    if rule is None:
        return
    if not isinstance(rule, dict):
        problems.add("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    parse = rule.get("parse") or []
    for kind in set(parse) - _KINDS:
        problems.add("allowed_mentions.parse", "BASE_TYPE_CHOICES", f"{kind!r} is not one of {sorted(_KINDS)}")
    for kind in ("users", "roles"):
        listed = rule.get(kind) or []
        problems.count(f"allowed_mentions.{kind}", listed, 0, limits.ALLOWED_MENTIONS)
        if kind in parse and listed:
            problems.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
