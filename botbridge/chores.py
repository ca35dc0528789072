"""What has to be done now and then: saying that we live, taking up what was left, forgetting what is old."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from botbridge.config import RunConfig
from botbridge.dispatch.dispatcher import Dispatcher
from botbridge.errors import BotbridgeError
from botbridge.files import Files
from botbridge.model.event import ChatClosed
from botbridge.outbox.pacer import Pacer
from botbridge.sql.wake import Wake
from botbridge.state.store import OWNER_BEAT, OWNER_TIMEOUT, StateStore
from botbridge.tasks import Tasks

log = logging.getLogger(__name__)

_SWEEP = 30.0  # seconds between looks at what is idle
_PURGE = 3600.0


class Chores:
    """Starts each chore as a task that repeats until the process stops."""

    def __init__(
        self, config: RunConfig, store: StateStore, dispatcher: Dispatcher, files: Files, pacer: Pacer, wake: Wake
    ) -> None:
        self._config = config
        self._store = store
        self._dispatcher = dispatcher
        self._files = files
        self._pacer = pacer
        self._wake = wake
        self._beaten_at = time.monotonic()

    def start(self, tasks: Tasks) -> None:
        """Begin; the tasks end with their owner."""
        sweep = min(_SWEEP, self._config.idle_evict, self._config.idle_end or _SWEEP)
        tasks.own(_every(OWNER_BEAT, self._beat), "chore: beat")
        tasks.own(_every(sweep, self._sweep), "chore: sweep")
        tasks.own(_every(_PURGE, self._purge), "chore: purge")

    async def _beat(self) -> None:
        last, self._beaten_at = self._beaten_at, time.monotonic()
        if self._beaten_at - last > OWNER_TIMEOUT:
            log.warning(
                "this process was not running for %.0f s; others may go on with its conversations",
                time.monotonic() - last,
            )
            await self._dispatcher.evict_idle(0)
        await self._store.beat()
        await self._wake.check()
        await self._dispatcher.reclaim()

    async def _sweep(self) -> None:
        self._pacer.forget_unused()
        await self._dispatcher.evict_idle(self._config.idle_evict)
        if self._config.idle_end is not None:
            await self._end_silent(time.time() - self._config.idle_end)

    async def _end_silent(self, since: float) -> None:
        for key in await self._store.silent(since):
            await self._dispatcher.accept(ChatClosed(key=f"{key}:silent:{since:.0f}", thread=key))

    async def _purge(self) -> None:
        before = time.time() - self._config.keep_events
        await self._store.purge(before)
        await self._files.purge(before)
        await self._store.purge_references(time.time() - self._config.keep_references)


async def _every(seconds: float, chore: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await chore()
        except BotbridgeError as error:
            log.warning("%s failed and is tried again in %g s: %s", chore.__name__, seconds, error)
        except Exception:
            log.exception("%s failed and is tried again in %g s", chore.__name__, seconds)
