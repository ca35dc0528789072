"""Makes one effect happen: waits for its budget, tries again where that helps, and never doubles knowingly."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable

from botbridge.adapter import Adapter, Placed
from botbridge.errors import RateLimited, StreamLost, Unavailable
from botbridge.model.effect import Effect, Post, StreamAppend, StreamClose, StreamOpen
from botbridge.model.ids import MessageRef
from botbridge.outbox.pacer import Pacer, Priority
from botbridge.render.limits import Limits

log = logging.getLogger(__name__)

# How long one effect is tried, in seconds. A platform that says when to come back is believed for longer than
# one that merely fails.
RATE_LIMITED_FOR = 900.0
UNAVAILABLE_FOR = 120.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0


class Courier:
    """Delivers effects to one adapter.

    `limits` is how much text one message of it takes, `stream_limits` one that grows; None for any length.
    """

    def __init__(self, adapter: Adapter, pacer: Pacer, clock: Callable[[], float] = time.monotonic) -> None:
        self.adapter = adapter
        text = adapter.capabilities.text
        stream = adapter.capabilities.stream
        self.limits = self.stream_limits = None
        if text.chars is not None:
            self.limits = Limits(text.chars, text.blocks, adapter.measure)
            self.stream_limits = Limits(stream.chars or text.chars, text.blocks, adapter.measure)
        self._pacer = pacer
        self._clock = clock

    async def deliver(self, effect: Effect, priority: Priority) -> MessageRef | Placed | None:
        """The adapter's answer, after as many attempts as it takes.

        Raises what the adapter raises last: RateLimited after 15 minutes, Unavailable after 2 minutes of
        trying, Refused and StreamLost at once; StreamLost too where an append may have happened or not.
        """
        began, pause = self._clock(), _FIRST_PAUSE
        while True:
            rates = self.adapter.rates(effect)
            await self._pacer.turn(rates, priority)
            try:
                return await self.adapter.deliver(effect)
            except RateLimited as error:
                used_up = [rate for rate in rates if error.budget in (None, rate.key)]
                self._pacer.block(used_up, error.retry_after)
                await self._pause(effect, error, error.retry_after, began + RATE_LIMITED_FOR)
            except Unavailable as error:
                if error.ambiguous and self._would_double(effect):
                    # Said once more it might stand there twice; an edit of the whole cannot.
                    raise StreamLost(str(error)) from error
                await self._pause(effect, error, pause * random.uniform(0.8, 1.2), began + UNAVAILABLE_FOR)  # noqa: S311
                pause = min(pause * 2, _LONGEST_PAUSE)
                found = await self._left_behind(effect) if error.ambiguous else None
                if found is not None:
                    return found

    def _would_double(self, effect: Effect) -> bool:
        """Whether repeating a call that may have happened adds to a stream once more; the whole text never does."""
        cumulative = self.adapter.capabilities.stream.kind == "cumulative"
        return isinstance(effect, StreamAppend | StreamClose) and not cumulative

    async def _pause(self, effect: Effect, error: Exception, seconds: float, end: float) -> None:
        if self._clock() + seconds > end:
            raise error
        log.info("%s on %s waits %.1f s: %s", type(effect).__name__, effect.thread, seconds, error)
        await asyncio.sleep(seconds)

    async def _left_behind(self, effect: Effect) -> MessageRef | None:
        if not isinstance(effect, Post | StreamOpen):
            return None
        try:
            return await self.adapter.find(effect)
        except (RateLimited, Unavailable) as error:
            log.warning("cannot tell whether %s on %s arrived: %s", type(effect).__name__, effect.thread, error)
            return None
