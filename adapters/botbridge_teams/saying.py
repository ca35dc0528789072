"""New messages; where a progress bar is shown, the message takes its place."""

from __future__ import annotations

import logging

from botbridge.errors import Refused, StreamLost, StreamStopped, Unavailable
from botbridge.model.effect import Effect
from botbridge_teams import outbound
from botbridge_teams.endings import Endings
from botbridge_teams.messenger import Messenger
from botbridge_teams.outbound import Activity
from botbridge_teams.place import Place
from botbridge_teams.streams import Open, Streams

log = logging.getLogger(__name__)


class Saying:
    """Says something new in a conversation."""

    def __init__(self, messenger: Messenger, streams: Streams, endings: Endings) -> None:
        self._messenger = messenger
        self._streams = streams
        self._endings = endings

    async def say(self, effect: Effect, place: Place, activity: Activity, plain: Activity) -> str:
        """Post a message, as `plain` where Teams refuses its card; answers with its id. Raises DeliveryError."""
        shown = self._messenger.shown
        if not place.is_personal:
            return await shown(activity, plain, lambda said: self._messenger.send(effect, place, said))
        async with self._streams.turn(effect.thread):
            open_ = self._streams.get(effect.thread)
            if open_ is not None and open_.progress:
                return await shown(activity, plain, lambda said: self._end_progress(effect, place, open_, said))
            return await shown(activity, plain, lambda said: self._messenger.send(effect, place, said))

    async def _end_progress(self, effect: Effect, place: Place, open_: Open, activity: Activity) -> str:
        try:
            await self._messenger.send(effect, place, outbound.final(activity, open_.id))
        except StreamStopped:
            await self._endings.stopped(effect)
        except StreamLost as error:
            self._streams.ended(effect.thread)
            log.info("the progress bar in %s is over: %s", effect.thread, error)
            if open_.ending and await self._is_there(effect, place, open_.id, activity):
                return open_.id
        except Unavailable:
            open_.ending = True
            raise
        else:
            self._streams.ended(effect.thread)
            return open_.id
        return await self._messenger.send(effect, place, activity)

    async def _is_there(self, effect: Effect, place: Place, activity_id: str, activity: Activity) -> bool:
        """Whether the message had arrived though its answer got lost; it says the same once more."""
        try:
            await self._messenger.put(effect, place, activity_id, activity)
        except (Refused, StreamLost):
            return False
        return True
