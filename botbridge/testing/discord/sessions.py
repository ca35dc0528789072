"""Gateway sessions: what was sent, so that it can be sent again after a lost connection."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botbridge.testing.discord import limits

if TYPE_CHECKING:
    from botbridge.testing.discord.connection import Connection

JSON = dict[str, Any]


@dataclass(eq=False)
class Session:
    """One identified session; it outlives its connection for a few minutes (`lost_at` is the fake's time)."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    sent: deque[JSON] = field(default_factory=lambda: deque(maxlen=limits.REPLAYED), repr=False)
    connection: Connection | None = field(default=None, repr=False)
    lost_at: float | None = None

    def push(self, event: str, data: Any) -> None:
        """Give an event its number, keep it, and send it if somebody is connected."""
        self.sequence += 1
        payload: JSON = {"op": 0, "t": event, "s": self.sequence, "d": data}
        self.sent.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def missed(self, sequence: int) -> list[JSON] | None:
        """Return what came after a number; None if some of it is not kept any more."""
        if self.sent and self.sent[0]["s"] > sequence + 1:
            return None
        return [payload for payload in self.sent if payload["s"] > sequence]
