"""Looking into JSON from outside, which may have any shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

JSON = Mapping[str, Any]

_NOWHERE: Final = SplitResult("", "", "", "", "")


def string(data: JSON, name: str) -> str:
    """A field's text; empty where it is missing or no text."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def record(data: JSON, name: str) -> JSON:
    """A field's object; empty where it is missing or none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def records(data: JSON, name: str) -> list[JSON]:
    """The objects in a field's list; empty where it is missing or no list."""
    value = data.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def address_parts(url: str) -> SplitResult:
    """What a URL consists of; nothing where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOWHERE
