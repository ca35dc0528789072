"""One Web API call: its arguments, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]

_TRUE: Final = frozenset({"1", "true", "True"})
_NOTHING: Final = (None, "")


@dataclass(eq=False)
class Call:
    """A call as it arrived: `arguments` without the token; `response` and `status` once answered.

    `time` is in seconds of the fake's clock.
    """

    method: str
    arguments: JSON
    time: float
    token: str = field(default="", repr=False)
    team_id: str = ""
    response: JSON = field(default_factory=dict)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    over_budget: bool = False

    def __getitem__(self, name: str) -> str:
        """Return an argument as text; empty when it is absent."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean argument: `true`, `1` or JSON true."""
        value = self.arguments.get(name)
        return default if value in _NOTHING else value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """Return a whole number. Raises Refusal: `invalid_arguments`."""
        value = self.arguments.get(name)
        try:
            return default if value in _NOTHING else int(str(value))
        except ValueError:
            raise Refusal("invalid_arguments", [f"[ERROR] must be a number: {name}"]) from None

    def data(self, name: str, refusal: str = "invalid_arguments") -> Any:
        """Return a JSON argument, sent as JSON or as a string of JSON; None when absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(refusal, [f"[ERROR] failed to parse as JSON: {name}"]) from None

    def names(self, name: str) -> list[str]:
        """Return a list given as JSON or separated by commas."""
        value = self.arguments.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in self[name].split(",") if part.strip()]
