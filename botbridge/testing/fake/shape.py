"""Small rules that check JSON and say, by JSON pointer, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Problem = tuple[str, str]  # pointer, message
Rule = Callable[[Any, str], list[Problem]]


def anything(_value: Any, _at: str) -> list[Problem]:
    """Accept every value."""
    return []


def boolean(value: Any, at: str) -> list[Problem]:
    """Accept true and false."""
    return [] if isinstance(value, bool) else [(at, "must be a boolean")]


def string(most: int, least: int = 0) -> Rule:
    """Accept a string of `least` to `most` characters."""

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, str):
            return [(at, "must be a string")]
        return _length(len(value), least, most, "characters", at)

    return check


def number(least: float, most: float) -> Rule:
    """Accept a number from `least` to `most`."""

    def check(value: Any, at: str) -> list[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [(at, "must be a number")]
        return [] if least <= value <= most else [(at, f"must be between {least} and {most}")]

    return check


def one_of(*choices: str) -> Rule:
    """Accept one of the given strings."""

    def check(value: Any, at: str) -> list[Problem]:
        return [] if value in choices else [(at, f"must be one of {', '.join(choices)}")]

    return check


def listing(rule: Rule, most: int, least: int = 1) -> Rule:
    """Accept a list of `least` to `most` items, each after `rule`."""

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, list):
            return [(at, "must be an array")]
        found = _length(len(value), least, most, "items", at)
        return found + [p for n, item in enumerate(value) for p in rule(item, f"{at}/{n}")]

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Accept an object with the `required` fields, maybe `optional` ones, and no others."""
    rules = {**required, **(optional or {})}

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [(at, "must be an object")]
        missing = [(at, f"missing required field: {name}") for name in required if value.get(name) is None]
        extra = [(at, f"invalid additional property: {name}") for name in value if name not in rules]
        known = [(name, item) for name, item in value.items() if name in rules and item is not None]
        return missing + extra + [p for name, item in known for p in rules[name](item, f"{at}/{name}")]

    return check


def tagged(kinds: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` names one of `kinds`, after that kind's rule."""

    def check(value: Any, at: str) -> list[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            return [(f"{at}/type", f"unsupported type: {kind}")]
        return kinds[kind](value, at)

    return check


def both(*rules: Rule) -> Rule:
    """Accept what every rule accepts."""
    return lambda value, at: [p for rule in rules for p in rule(value, at)]


def some_of(*names: str) -> Rule:
    """Accept an object with at least one of the fields."""

    def check(value: Any, at: str) -> list[Problem]:
        has = isinstance(value, dict) and any(value.get(name) is not None for name in names)
        return [] if has else [(at, f"must provide one of {', '.join(names)}")]

    return check


def matching(pattern: str, what: str) -> Rule:
    """Accept a string that the pattern matches as a whole."""
    compiled = re.compile(pattern)
    return lambda value, at: (
        [] if isinstance(value, str) and compiled.fullmatch(value) else [(at, f"must be a valid {what}")]
    )


def one_of_fields(*names: str) -> Rule:
    """Accept an object with exactly one of the fields."""

    def check(value: Any, at: str) -> list[Problem]:
        has = [name for name in names if isinstance(value, dict) and value.get(name) is not None]
        return [] if len(has) < 2 else [(at, f"must not have both {' and '.join(has)}")]

    return both(some_of(*names), check)


def _length(size: int, least: int, most: int, unit: str, at: str) -> list[Problem]:
    if size > most:
        kind = (
            f"must be less than {most + 1} characters" if unit == "characters" else f"no more than {most} items allowed"
        )
        return [(at, kind)]
    if size < least:
        return [
            (
                at,
                f"must be more than {least - 1} {unit}"
                if unit == "characters"
                else f"must have at least {least} items",
            )
        ]
    return []
