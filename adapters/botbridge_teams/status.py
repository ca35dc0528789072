"""Showing that a handler is at work: a progress bar in a personal chat, typing in a group, nothing in a channel.

The progress bar is a stream without text yet. People can press Stop on it, and the answer goes into it: streamed, or
as its final message.
"""

from __future__ import annotations

import logging
from typing import Final

from botbridge.errors import DeliveryError, StreamLost, StreamStopped
from botbridge.model.effect import Working
from botbridge.model.ids import ThreadKey
from botbridge_teams import address, outbound
from botbridge_teams.capabilities import STREAM_BEAT, STREAM_INTERVAL
from botbridge_teams.connector import Connector
from botbridge_teams.place import Place
from botbridge_teams.places import Places
from botbridge_teams.streams import Open, Streams

log = logging.getLogger(__name__)

_FIRST: Final = {"streamSequence": 1}


class Status:
    """The state of conversations; `words` is what the progress bar says."""

    def __init__(self, connector: Connector, places: Places, streams: Streams, words: str) -> None:
        self._connector = connector
        self._places = places
        self._streams = streams
        self._words = words
        self._doing: dict[ThreadKey, str] = {}  # what is done now, where a handler has told

    def tell(self, key: ThreadKey, doing: str) -> None:
        """The progress bar there says this, or what it always says, when it is shown or said again."""
        if doing:
            self._doing[key] = doing
        else:
            self._doing.pop(key, None)

    async def show(self, effect: Working) -> None:
        """Show or clear it. Raises DeliveryError, StreamStopped when the person pressed Stop."""
        if not effect.on:
            self._doing.pop(effect.thread, None)
        place = await self._places.of(effect)
        if place.is_personal and not self._streams.are_refused(effect.thread):
            async with self._streams.turn(effect.thread):
                await (self._progress(effect, place) if effect.on else self._clear(effect, place))
        elif effect.on and place.kind != "channel":
            await self._post(effect, place, outbound.typing(effect, place))

    async def _progress(self, effect: Working, place: Place) -> None:
        open_ = self._streams.get(effect.thread)
        if open_ is None:
            await self._begin(effect, place)
        elif open_.progress and not open_.ending and self._is_due(effect.thread, open_):
            open_.said = self._said(effect.thread)
            said = outbound.progress(effect, place, open_.said, open_.next(self._streams.now()))
            try:
                await self._post(effect, place, said)
            except StreamLost:
                self._streams.ended(effect.thread)
                raise

    def _said(self, key: ThreadKey) -> str:
        return self._doing.get(key, self._words)

    def _is_due(self, key: ThreadKey, open_: Open) -> bool:
        """Whether it has to be said again: other words, or the same after a while, to hear of a Stop."""
        wait = STREAM_BEAT if open_.said == self._said(key) else STREAM_INTERVAL
        return self._streams.now() - open_.called_at >= wait

    async def _begin(self, effect: Working, place: Place) -> None:
        try:
            said = self._said(effect.thread)
            stream_id = await self._post(effect, place, outbound.progress(effect, place, said, _FIRST))
        except StreamStopped:
            raise
        except StreamLost as error:
            log.info("no streams in %s: %s", effect.thread, error)
            self._streams.refuse(effect.thread)
            return
        if stream_id:
            self._streams.began(effect.thread, stream_id, progress=said)

    async def _clear(self, effect: Working, place: Place) -> None:
        """A handler ended without an answer: its progress bar goes."""
        open_ = self._streams.get(effect.thread)
        if open_ is None or not open_.progress:
            return
        self._streams.ended(effect.thread)
        try:
            await self._connector.delete(place, address.conversation_id(effect.thread), open_.id)
        except DeliveryError as error:
            log.info("the progress bar in %s stays until its time is over: %s", effect.thread, error)

    async def _post(self, effect: Working, place: Place, activity: outbound.Activity) -> str:
        return await self._connector.post(place, address.conversation_id(effect.thread), activity)
