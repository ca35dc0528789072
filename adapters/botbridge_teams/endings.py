"""What Teams tells only when it is called: that a person pressed Stop, that the app is in a conversation no more."""

from __future__ import annotations

import logging
import time

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError
from botbridge.model.effect import Effect
from botbridge.model.event import ChatClosed, StopRequested
from botbridge_teams import address
from botbridge_teams.streams import Streams

log = logging.getLogger(__name__)


class Endings:
    """Hands in as events what the answers to calls tell."""

    def __init__(self, host: Host, streams: Streams) -> None:
        self._host = host
        self._streams = streams

    async def stopped(self, effect: Effect) -> None:
        """The person pressed Stop."""
        self._streams.ended(effect.thread)
        cause = effect.cause
        moment = str(int(time.time() * 1000))
        event = StopRequested(
            key=address.event_key(moment, address.conversation_id(effect.thread), "stopped"),
            thread=effect.thread,
            author=cause.author if cause is not None else None,
            raw=cause.raw if cause is not None else {},
        )
        await self._hand_in(event)

    async def left(self, effect: Effect) -> None:
        """The app is in the conversation no more: it ends."""
        cause = effect.cause.key if effect.cause is not None else str(int(time.time()))
        event = ChatClosed(
            key=address.event_key(cause, address.conversation_id(effect.thread), "left"),
            thread=effect.thread,
            raw=effect.cause.raw if effect.cause is not None else {},
            in_known_thread=True,
        )
        await self._hand_in(event)

    async def _hand_in(self, event: StopRequested | ChatClosed) -> None:
        try:
            await self._host.accept(event)
        except BotbridgeError as error:
            log.warning("event %s is lost: %s", event.key, error)
