"""Looking into JSON from outside, which may have any shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JSON = Mapping[str, Any]


def string(data: JSON, name: str) -> str:
    """A field's text; empty where it is missing or no text."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def listing(data: JSON, name: str) -> list[Any]:
    """A field's list; empty where it is missing or no list."""
    value = data.get(name)
    return value if isinstance(value, list) else []


def objects(value: Any) -> Iterator[JSON]:
    """Every JSON object in a value, itself included, in order."""
    if isinstance(value, dict):
        yield value
    children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for child in children:
        yield from objects(child)
