"""Looking into JSON from outside, which may have any shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JSON = Mapping[str, Any]


def string(data: JSON, name: str) -> str:
    """A field's text; empty where it is missing or no text."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def number(data: JSON, name: str) -> int | None:
    """A field's number; None where it is missing or no number."""
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def listing(data: JSON, name: str) -> list[Any]:
    """A field's list; empty where it is missing or no list."""
    value = data.get(name)
    return value if isinstance(value, list) else []


def record(data: JSON, name: str) -> JSON:
    """A field's object; empty where it is missing or no object."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def records(data: JSON, name: str) -> list[JSON]:
    """The objects in a field's list; none where it is missing or no list."""
    return [one for one in listing(data, name) if isinstance(one, dict)]


def strings(data: JSON, name: str) -> list[str]:
    """The texts in a field's list; none where it is missing or no list."""
    return [one for one in listing(data, name) if isinstance(one, str)]


def objects(value: Any) -> Iterator[JSON]:
    """Every JSON object in a value, itself included, in order."""
    if isinstance(value, dict):
        yield value
    children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for child in children:
        yield from objects(child)
