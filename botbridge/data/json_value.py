"""Values that go into a JSON column."""

from __future__ import annotations

import json
from typing import Any


def storable(value: Any, what: str) -> Any:
    """The value itself, once it is sure that it can be stored; tells early, and whose value it is.

    Raises TypeError: `step 1234: metadata cannot be stored as JSON: …`.
    """
    if not value:
        return value
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{what} cannot be stored as JSON: {error}") from error
    return value
