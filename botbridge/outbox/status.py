"""Showing that a handler is at work, and offering to stop it, where that takes calls of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from botbridge.adapter import Adapter, Placed
from botbridge.errors import DeliveryError
from botbridge.model.effect import Delete, Effect, OfferStop, Working
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey

log = logging.getLogger(__name__)

Own = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]


class Status:
    """One conversation's status; quick work is not worth showing everywhere, and nothing ever fails with it."""

    __slots__ = ("_adapter", "_key", "_offer", "_offer_ref", "_offered", "_own", "_reminder", "_working")

    def __init__(self, key: ThreadKey, adapter: Adapter, own: Own) -> None:
        self._key = key
        self._adapter = adapter
        self._own = own
        self._working = False
        self._reminder: asyncio.TimerHandle | None = None
        self._offer: asyncio.TimerHandle | None = None
        self._offered: asyncio.Task[None] | None = None
        self._offer_ref: MessageRef | None = None

    async def working(self, *, on: bool, cause: Event | None) -> None:
        """Show whether a handler is at work, if the platform can."""
        can = self._adapter.capabilities
        if can.status:
            self._forget()
            if (on and not can.status_after) or (not on and self._working):
                await self._show(on=on, cause=cause)
            if on and (can.status_after or can.status_lasts):
                again = can.status_after or (can.status_lasts or 0) * 0.75
                self._reminder = asyncio.get_running_loop().call_later(again, self._remind, cause)
        if not on and self._offer is not None:
            self._offer.cancel()
            self._offer = None
        if not on and self._offered is not None:
            await self._withdraw(self._offered, cause)

    def streams(self, cause: Event | None) -> None:
        """A message grows now: people may want to stop it."""
        after = self._adapter.capabilities.stop_after
        if after is not None and self._offer is None and self._offered is None:
            self._offer = asyncio.get_running_loop().call_later(after, self._offer_stop, cause)

    def _forget(self) -> None:
        if self._reminder is not None:
            self._reminder.cancel()
            self._reminder = None

    def _remind(self, cause: Event | None) -> None:
        """Show it now that the work takes longer, and again before the platform forgets it."""
        lasts = self._adapter.capabilities.status_lasts
        self._reminder = None
        if lasts is not None:
            self._reminder = asyncio.get_running_loop().call_later(lasts * 0.75, self._remind, cause)
        self._own(self._show(on=True, cause=cause), f"status of {self._key}")

    async def _show(self, *, on: bool, cause: Event | None) -> None:
        self._working = on
        # A status is said again or passes; no answer waits for it or fails with it.
        await self._deliver(Working(thread=self._key, cause=cause, on=on))

    def _offer_stop(self, cause: Event | None) -> None:
        self._offer = None
        self._offered = self._own(self._make_offer(cause), f"stop of {self._key}")

    async def _make_offer(self, cause: Event | None) -> None:
        self._offer_ref = await self._deliver(OfferStop(thread=self._key, cause=cause))

    async def _withdraw(self, offered: asyncio.Task[None], cause: Event | None) -> None:
        await asyncio.wait([offered])
        ref, self._offered, self._offer_ref = self._offer_ref, None, None
        if ref is not None:
            await self._deliver(Delete(thread=self._key, cause=cause, ref=ref, message_id=""))

    async def _deliver(self, effect: Effect) -> MessageRef | None:
        try:
            answer = await self._adapter.deliver(effect)
        except DeliveryError as error:
            log.info("the status of %s was not shown: %s", self._key, error)
            return None
        return answer.ref if isinstance(answer, Placed) else answer
