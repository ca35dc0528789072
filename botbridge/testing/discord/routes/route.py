"""One route: a method and a path with `{parameters}`, and what answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.discord.routes.desk import Desk

# The status, and the JSON of the answer (None: no body).
Answer = tuple[int, Any]
NO_CONTENT: Final[Answer] = (204, None)
# [docs] the parameters that have budgets of their own.
_MAJOR: Final = ("channel_id", "guild_id", "webhook_id")


@dataclass(frozen=True)
class Route:
    """A route called `name`; `is_open` says that it needs no token, and that the global limit does not count it."""

    name: str
    method: str
    path: str
    answer: Callable[[Desk], Answer]
    is_open: bool = False
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        object.__setattr__(self, "_pattern", re.compile(pattern))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Return the parameters if this is the route of a call, else None."""
        found = self._pattern.fullmatch(path) if method == self.method else None
        return found.groupdict() if found else None

    def major(self, params: dict[str, str]) -> str:
        """Return the parameter that the route's budget is counted for."""
        return next((params[name] for name in _MAJOR if name in params), "")
