"""What is needed to answer an interaction further: kept in memory only, and only for as long as it is good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from botbridge_discord import capabilities
from botbridge_discord.memory import Memory

_REMEMBERED: Final = 10_000  # interactions
_FIRST_ANSWER: Final = 5.0  # seconds; after three of them Discord takes none


@dataclass(slots=True)
class _Token:
    value: str
    until: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Tokens:
    """The tokens of interactions, by the event that each became."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: Memory[str, _Token] = Memory(_REMEMBERED)

    def keep(self, event_key: str, token: str) -> None:
        """An interaction came in."""
        self._kept.put(event_key, _Token(token, self._clock() + capabilities.TOKEN_LASTS))

    def answered(self, event_key: str) -> None:
        """It has its first answer; before that it takes no further one."""
        kept = self._kept.get(event_key)
        if kept is not None:
            kept.answered.set()

    def forget(self, event_key: str) -> None:
        """It cannot be answered any more."""
        kept = self._kept.pop(event_key)
        if kept is not None:
            kept.until = float("-inf")
            kept.answered.set()

    async def usable(self, event_key: str) -> str | None:
        """The token, once its interaction has its first answer; None where there is none, or none that is good."""
        kept = self._kept.get(event_key)
        if kept is None:
            return None
        try:
            async with asyncio.timeout(_FIRST_ANSWER):
                await kept.answered.wait()
        except TimeoutError:
            return None
        return kept.value if self._clock() < kept.until else None
