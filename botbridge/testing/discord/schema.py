"""Outgoing bodies against Discord's OpenAPI document, where a test has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from botbridge.testing.discord.refusal import Problems

JSON = dict[str, Any]
Problem = tuple[str, str]  # where, what
Operation = tuple[str, re.Pattern[str], JSON]  # method, path, the rule for its body

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
_NOT_BOOL: Final = frozenset({"integer", "number"})


@cache
def _read(path: Path) -> tuple[JSON, list[Operation]]:
    """The schemas by name, and every operation with a JSON body; paths without parameters come first."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return document["components"]["schemas"], list(_operations(document["paths"]))


def _operations(paths: JSON) -> Iterator[Operation]:
    for path in sorted(paths, key=lambda one: one.count("{")):
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        for method, operation in paths[path].items():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if "application/json" in content:
                yield method.upper(), pattern, content["application/json"]["schema"]


class Schema:
    """Checks the JSON of calls; `path` is the OpenAPI document."""

    def __init__(self, path: Path) -> None:
        self._schemas, self._bodies = _read(path)

    def check(self, method: str, path: str, body: Any) -> None:
        """Raise Refusal(50035) for a body that the document does not allow."""
        rule = next((rule for verb, pattern, rule in self._bodies if verb == method and pattern.fullmatch(path)), None)
        if rule is None or body in ({}, None):
            return
        problems = Problems()
        for place, what in self.problems(body, rule):
            problems.add(place or "_misc", "OPENAPI", what)
        problems.check()

    def problems(self, value: Any, rule: JSON, at: str = "") -> list[Problem]:
        """Return what of the document's rules a value breaks."""
        found: list[Problem] = []
        for word, check in self._WORDS.items():
            if word in rule:
                found += check(self, value, rule, at)
        return found

    def _ref(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        return self.problems(value, self._schemas[rule["$ref"].rpartition("/")[2]], at)

    def _type(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        names = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        fits = any(
            isinstance(value, _TYPES[name]) and not (isinstance(value, bool) and name in _NOT_BOOL) for name in names
        )
        return [] if fits else [(at, f"is no {' or '.join(names)}")]

    def _enum(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        return [] if value in rule["enum"] else [(at, f"is none of {rule['enum']}")]

    def _const(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        return [] if value == rule["const"] else [(at, f"is not {rule['const']!r}")]

    def _all(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        return [problem for one in rule["allOf"] for problem in self.problems(value, one, at)]

    def _any(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        tried = [self.problems(value, one, at) for one in rule.get("anyOf") or rule["oneOf"]]
        # Of those that do not fit, the one of the value's own `type` says best what is wrong.
        return min(tried, key=lambda found: (any(place == _below(at, "type") for place, _ in found), len(found)))

    def _size(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        if not isinstance(value, str | list):
            return []
        low = int(rule.get("minLength") or rule.get("minItems") or 0)
        high = int(rule.get("maxLength") or rule.get("maxItems") or len(value))
        return [] if low <= len(value) <= high else [(at, f"is {len(value)} long, not {low} to {high}")]

    def _bounds(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        if not isinstance(value, int | float):
            return []
        low, high = rule.get("minimum", value), rule.get("maximum", value)
        return [] if low <= value <= high else [(at, f"is {value}, not {low} to {high}")]

    def _pattern(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        fits = not isinstance(value, str) or re.search(rule["pattern"], value)
        return [] if fits else [(at, f"does not match {rule['pattern']}")]

    def _properties(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        if not isinstance(value, dict):
            return []
        known = rule["properties"]
        found = [(_below(at, name), "is not known") for name in value if name not in known]
        for name, one in value.items():
            found += self.problems(one, known.get(name, {}), _below(at, name))
        return found

    def _required(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        missing = [name for name in rule["required"] if name not in value] if isinstance(value, dict) else []
        return [(_below(at, name), "is missing") for name in missing]

    def _items(self, value: Any, rule: JSON, at: str) -> list[Problem]:
        items = enumerate(value) if isinstance(value, list) else ()
        return [
            problem for number, one in items for problem in self.problems(one, rule["items"], _below(at, str(number)))
        ]

    _WORDS: ClassVar[dict[str, Callable[[Schema, Any, JSON, str], list[Problem]]]] = {
        "$ref": _ref,
        "type": _type,
        "enum": _enum,
        "const": _const,
        "allOf": _all,
        "anyOf": _any,
        "oneOf": _any,
        "minLength": _size,
        "maxLength": _size,
        "minItems": _size,
        "maxItems": _size,
        "minimum": _bounds,
        "maximum": _bounds,
        "pattern": _pattern,
        "properties": _properties,
        "required": _required,
        "items": _items,
    }


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
