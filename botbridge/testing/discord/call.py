"""One call of the REST API, as the fake saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botbridge.testing.discord.attachments import Upload

JSON = dict[str, Any]


@dataclass(eq=False)
class Call:
    """A call of the route `name` (such as `create_message`); `at` is the fake's time, `status` 0 without an answer.

    `body` is its JSON (of a multipart body its `payload_json`), `files` are its uploads by number.
    """

    name: str
    method: str
    path: str
    at: float
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=dict)
    files: dict[int, Upload] = field(default_factory=dict, repr=False)
    status: int = 0
    response: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Return a field of the body, None when it is absent."""
        return self.body.get(name) if isinstance(self.body, dict) else None
