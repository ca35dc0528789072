"""All lanes of one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from botbridge.adapter import Adapter
from botbridge.model.ids import ThreadKey
from botbridge.outbox.courier import Courier
from botbridge.outbox.lane import Growing, Lane, PageLink
from botbridge.outbox.pacer import Pacer
from botbridge.state.store import StateStore
from botbridge.tasks import Tasks


class Outbox:
    """Makes the lane of each conversation; budgets are shared among them."""

    def __init__(
        self,
        adapters: Sequence[Adapter],
        store: StateStore,
        tasks: Tasks,
        streams: dict[str, Growing],
        link: PageLink,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pacer = Pacer(now)
        self._couriers = {adapter.name: Courier(adapter, self.pacer, now) for adapter in adapters}
        self._store = store
        self._own = tasks.own
        self._streams = streams
        self._link = link
        self._now = now

    def lane(self, key: ThreadKey) -> Lane:
        """The way out of one conversation. Raises KeyError for a platform that does not run here."""
        courier = self._couriers[key.platform]
        return Lane(key, courier, self._store, self._own, self._streams, self._now, self._link)
