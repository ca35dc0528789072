"""Keeps what people and the app said: the data layer's calls of one conversation, in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from botbridge.data.base import BaseDataLayer

log = logging.getLogger(__name__)

Call = Callable[[BaseDataLayer], Awaitable[Any]]


class Recorder:
    """One conversation's calls to the data layer; each begins after the one before it has ended.

    A call that fails is logged with what it was about. It does not disturb the conversation, unless its caller
    asks for the failure.
    """

    __slots__ = ("_layer", "_own", "_tail")

    def __init__(
        self, layer: BaseDataLayer, own: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]
    ) -> None:
        self._layer = layer
        self._own = own
        self._tail: asyncio.Task[None] | None = None

    def submit(self, call: Call, about: str) -> asyncio.Task[None]:
        """Queue a call; the task that is returned ends when it is done, and never raises."""
        before = self._tail
        self._tail = self._own(self._after(before, call, about), f"record {about}")
        return self._tail

    async def record(self, call: Call, about: str, *, strict: bool = False) -> None:
        """Queue a call and wait for it; a caller that is cancelled leaves the call to go on.

        Raises what the data layer raised if `strict`.
        """
        failures: list[Exception] = []

        async def watched(layer: BaseDataLayer) -> None:
            try:
                await call(layer)
            except Exception as error:
                failures.append(error)
                raise

        await asyncio.shield(self.submit(watched, about))
        if strict and failures:
            raise failures[0]

    async def settled(self) -> None:
        """Return when every call queued so far is done."""
        if self._tail is not None:
            await asyncio.shield(self._tail)

    async def _after(self, before: asyncio.Task[None] | None, call: Call, about: str) -> None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        try:
            await call(self._layer)
        except Exception:
            log.exception("the data layer failed to keep %s", about)
        finally:
            if self._tail is asyncio.current_task():
                # A task that is kept keeps all that its handler had in hand.
                self._tail = None
