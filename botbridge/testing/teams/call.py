"""One call of the connector: what it was for, what it said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


@dataclass(eq=False)
class Call:
    """A call as it arrived; `response` and `status` once answered. `time` is in seconds of the fake's clock.

    `method` is `send`, `update`, `delete`, `typing`, `stream.informative`, `stream.start`, `stream.chunk`,
    `stream.final`, `create`, `members`, `member`, `attachment`, `token`, `metadata`, `keys`, `upload` or `download`.
    """

    method: str
    time: float
    conversation: str = ""
    body: JSON = field(default_factory=dict)
    token: str = field(default="", repr=False)
    response: JSON = field(default_factory=dict)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    over_rate: bool = False

    @property
    def text(self) -> str:
        """The text of the activity that was sent."""
        return str(self.body.get("text") or "")

    @property
    def stream(self) -> JSON:
        """The `streaminfo` entity of the activity; empty where there is none."""
        return streaminfo(self.body)


def streaminfo(activity: JSON) -> JSON:
    """Return an activity's `streaminfo` entity; empty where there is none."""
    entities = activity.get("entities")
    found = [one for one in entities if isinstance(one, dict)] if isinstance(entities, list) else []
    return next((one for one in found if one.get("type") == "streaminfo"), {})
