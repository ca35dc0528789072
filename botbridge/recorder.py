"""Keeps what people and the app said: the data layer's calls of one conversation, in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

from botbridge.data.base import BaseDataLayer

log = logging.getLogger(__name__)

Call = Callable[[BaseDataLayer], Awaitable[Any]]


class Recorder:
    """One conversation's calls to the data layer; each begins after the one before it has ended.

    A call that fails is logged with what it was about. It does not disturb the conversation, unless its caller
    asks for the failure.
    """

    __slots__ = ("_layer", "_own", "_queue", "_worker")

    def __init__(
        self, layer: BaseDataLayer, own: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]
    ) -> None:
        self._layer = layer
        self._own = own
        self._queue: list[_Entry] = []
        self._worker: asyncio.Task[None] | None = None  # only while there is something to do

    def submit(self, call: Call, about: str) -> None:
        """Queue a call and go on."""
        self._put(_Entry(call, about, None))

    async def record(self, call: Call, about: str, *, strict: bool = False) -> None:
        """Queue a call and wait for it; a caller that is cancelled leaves the call to go on.

        Raises what the data layer raised if `strict`.
        """
        answer: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._put(_Entry(call, about, answer))
        error = await answer
        if strict and error is not None:
            raise error

    async def settled(self) -> None:
        """Return when every call queued so far is done."""
        if self._worker is not None:
            await asyncio.wait([self._worker])

    def _put(self, entry: _Entry) -> None:
        self._queue.append(entry)
        if self._worker is None:
            self._worker = self._own(self._work(), "recorder")

    async def _work(self) -> None:
        try:
            while self._queue:
                entry = self._queue.pop(0)
                error = await self._make(entry)
                if entry.answer is not None and not entry.answer.done():
                    entry.answer.set_result(error)
        finally:
            self._worker = None

    async def _make(self, entry: _Entry) -> Exception | None:
        try:
            await entry.call(self._layer)
        except Exception as error:
            log.exception("the data layer failed to keep %s", entry.about)
            return error
        return None


class _Entry(NamedTuple):
    call: Call
    about: str
    answer: asyncio.Future[Exception | None] | None  # None where nobody waits for it
