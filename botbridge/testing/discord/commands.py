"""Application commands: which the app has registered, and what Discord refuses in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.discord import limits
from botbridge.testing.discord.clock import Clock
from botbridge.testing.discord.refusal import Problems, Refusal

JSON = dict[str, Any]
Key = tuple[str, int, str]  # guild ("" for global), type, name

SLASH: Final = 1
_NAME: Final = re.compile(limits.COMMAND_NAME)
_OPTION_TYPES: Final = range(1, 12)


@dataclass(eq=False)
class Commands:
    """The commands by scope, type and name."""

    clock: Clock
    application_id: str
    known: dict[Key, JSON] = field(default_factory=dict)
    created: int = 0  # today

    def listed(self, guild_id: str = "") -> list[JSON]:
        """Return the commands of a guild, or the global ones."""
        return [one for (scope, _, _), one in self.known.items() if scope == guild_id]

    def find(self, name: str, guild_id: str = "") -> JSON | None:
        """Return the slash command that a person in this guild (or a direct message) can use."""
        return self.known.get((guild_id, SLASH, name)) or self.known.get(("", SLASH, name))

    def put(self, body: Any, guild_id: str = "") -> tuple[JSON, bool]:
        """Register a command, replacing one of the same name; whether it is new. Raises Refusal."""
        checked = check(body)
        key = (guild_id, checked["type"], checked["name"])
        is_new = key not in self.known
        if is_new:
            self._count(checked["type"], guild_id)
        before = self.known.get(key, {"id": self.clock.snowflake()})
        self.known[key] = {
            **checked,
            "id": before["id"],
            "application_id": self.application_id,
            "version": self.clock.snowflake(),
        }
        self.known[key] |= {"guild_id": guild_id} if guild_id else {}
        return self.known[key], is_new

    def _count(self, kind: int, guild_id: str) -> None:
        if len([key for key in self.known if key[:2] == (guild_id, kind)]) >= limits.COMMANDS[kind]:
            raise Refusal(30032)
        self.created += 1
        if self.created > limits.COMMAND_CREATES:
            raise Refusal(30034)

    def replace(self, bodies: Any, guild_id: str = "") -> list[JSON]:
        """Register these commands and no others. Raises Refusal."""
        if not isinstance(bodies, list):
            raise Refusal(50109)
        checked = [check(body) for body in bodies]
        kept = {(guild_id, one["type"], one["name"]) for one in checked}
        for key in [key for key in self.known if key[0] == guild_id and key not in kept]:
            del self.known[key]
        return [self.put(body, guild_id)[0] for body in bodies]

    def delete(self, command_id: str, guild_id: str = "") -> None:
        """Take a command away. Raises Refusal."""
        key = next((key for key, one in self.known.items() if one["id"] == command_id and key[0] == guild_id), None)
        if key is None:
            raise Refusal(10063)
        del self.known[key]


def check(body: Any) -> JSON:
    """Return a command as it is kept. Raises Refusal."""
    if not isinstance(body, dict):
        raise Refusal(50109)
    problems = Problems()
    kind = body.get("type") or SLASH
    if problems.required("name", body.get("name")):
        _check_name("name", body["name"], problems, slash=kind == SLASH)
    if kind == SLASH and problems.required("description", body.get("description")):
        problems.length("description", body["description"], limits.COMMAND_DESCRIPTION, 1)
    _check_options("options", body.get("options") or [], problems)
    if _size(body) > limits.COMMAND_CHARS:
        problems.add("name", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({limits.COMMAND_CHARS})")
    problems.check()
    return {
        "type": kind,
        "name": body["name"],
        "description": body.get("description") or "",
        "options": body.get("options") or [],
        "default_member_permissions": body.get("default_member_permissions"),
        "contexts": body.get("contexts"),
        "integration_types": body.get("integration_types") or [0],
        "nsfw": bool(body.get("nsfw")),
        "dm_permission": True,
    }


def _check_name(place: str, name: Any, problems: Problems, *, slash: bool) -> None:
    if slash and not (isinstance(name, str) and _NAME.fullmatch(name) and name == name.lower()):
        problems.add(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    problems.length(place, name, 32, 1)


def _check_options(place: str, options: Any, problems: Problems) -> None:
    optional = False
    for number, option in enumerate(problems.count(place, options, 0, limits.COMMAND_OPTIONS)):
        at = f"{place}.{number}"
        _check_name(f"{at}.name", option.get("name"), problems, slash=True)
        if problems.required(f"{at}.description", option.get("description")):
            problems.length(f"{at}.description", option["description"], limits.COMMAND_DESCRIPTION, 1)
        if option.get("type") not in _OPTION_TYPES:
            problems.add(f"{at}.type", "BASE_TYPE_CHOICES", "Unknown type of option")
        if option.get("required") and optional:
            problems.add(
                at,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not option.get("required")
        problems.count(f"{at}.choices", option.get("choices") or [], 0, limits.COMMAND_OPTIONS)


def _size(body: Mapping[str, Any]) -> int:
    own = len(str(body.get("name") or "")) + len(str(body.get("description") or ""))
    return own + sum(_size(option) for option in body.get("options") or [] if isinstance(option, dict))


def values(command: JSON, given: Mapping[str, Any]) -> list[JSON]:
    """Return the options as a person filled them in. Raises LookupError for unknown and missing ones."""
    known = {option["name"]: option for option in command["options"]}
    if strange := set(given) - set(known):
        raise LookupError(f"/{command['name']} has no option {sorted(strange)}; it has {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in given]
    if missing:
        raise LookupError(f"/{command['name']} wants {missing}")
    return [{"name": name, "type": known[name]["type"], "value": value} for name, value in given.items()]
