"""Values that go into a JSON column."""

from __future__ import annotations

import json
from typing import Any

# Made once: `json.dumps` with options makes an encoder for each call.
_encode = json.JSONEncoder(allow_nan=False).encode


def storable(value: Any, what: str) -> Any:
    """The value itself, once it is sure that it can be stored; tells early, and whose value it is.

    Raises TypeError: `step 1234: metadata cannot be stored as JSON: …`.
    """
    if not value:
        return value
    try:
        _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{what} cannot be stored as JSON: {error}") from error
    return value
