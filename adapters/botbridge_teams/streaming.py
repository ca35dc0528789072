"""Answers that grow natively, in personal chats: opened, told the whole text each time, ended."""

from __future__ import annotations

from typing import Final

from botbridge.adapter import Placed
from botbridge.errors import RateLimited, StreamLost, StreamStopped
from botbridge.model.effect import StreamAppend, StreamClose, StreamOpen
from botbridge.model.ids import MessageRef
from botbridge_teams import address, outbound
from botbridge_teams.attachments import Attachments, placed
from botbridge_teams.capabilities import STREAM_INTERVAL
from botbridge_teams.messenger import Messenger
from botbridge_teams.outbound import Activity
from botbridge_teams.place import Place
from botbridge_teams.streams import Open, Streams

_FIRST: Final = {"streamSequence": 1}


class Streaming:
    """Teams' own streams; a progress bar that is shown becomes the message."""

    def __init__(self, messenger: Messenger, streams: Streams, attachments: Attachments) -> None:
        self._messenger = messenger
        self._streams = streams
        self._attachments = attachments

    async def open(self, effect: StreamOpen) -> MessageRef:
        """Begin a message. Raises StreamLost where there are no streams."""
        messenger = self._messenger
        place = await messenger.places.of(effect)
        messenger.note_streamed(effect.message.id)
        if not place.is_personal or self._streams.are_refused(effect.thread):
            raise StreamLost(f"no streams in {effect.thread}: Teams has them in personal chats")
        async with self._streams.turn(effect.thread):
            open_ = self._streams.get(effect.thread)
            stream_id = await (self._begin(effect, place) if open_ is None else self._go_over(effect, place, open_))
        return messenger.ref(effect, place, stream_id, label=messenger.label)

    async def _begin(self, effect: StreamOpen, place: Place) -> str:
        try:
            stream_id = await self._grow(effect, place, _FIRST)
        except StreamStopped:
            raise
        except StreamLost:
            self._streams.refuse(effect.thread)
            raise
        self._streams.began(effect.thread, stream_id)
        return stream_id

    async def _go_over(self, effect: StreamOpen, place: Place, open_: Open) -> str:
        """The progress bar becomes the message."""
        if not open_.progress:
            raise StreamLost(f"another stream is open in {effect.thread}, and Teams has one at a time")
        wait = open_.called_at + STREAM_INTERVAL - self._streams.now()
        if wait > 0:
            raise RateLimited(f"the stream in {effect.thread} was called just now", retry_after=wait)
        try:
            await self._grow(effect, place, open_.next(self._streams.now()))
        except StreamLost:
            self._streams.ended(effect.thread)
            raise
        open_.progress = False
        return open_.id

    async def append(self, effect: StreamAppend) -> None:
        """Let the message say this from now on. Raises StreamLost, StreamStopped."""
        place = await self._messenger.places.of(effect, effect.ref)
        async with self._streams.turn(effect.thread):
            open_ = self._streams.get(effect.thread)
            if open_ is None or open_.id != address.activity_id(effect.ref):
                raise StreamLost(f"the stream {effect.ref} is not open any more")
            try:
                await self._grow(effect, place, open_.next(self._streams.now()))
            except StreamLost:
                self._streams.ended(effect.thread)
                raise

    async def _grow(self, effect: StreamOpen | StreamAppend, place: Place, stream: Activity) -> str:
        accounts = self._messenger.accounts(place)
        activity = outbound.growth(effect, place, effect.text, accounts, stream)
        return await self._messenger.send(effect, place, activity)

    async def close(self, effect: StreamClose) -> Placed | None:
        """End the message with all that hangs on it. Raises StreamLost, StreamStopped."""
        messenger = self._messenger
        place = await messenger.places.of(effect, effect.ref)
        prepared = await self._attachments.prepare(effect, place, {})
        words, accounts = prepared.beside(effect.text), messenger.accounts(place)
        manner = messenger.manner(effect, label=messenger.label)
        activity = outbound.said(effect, place, words, accounts, manner)
        plain = outbound.as_text(effect, place, words, accounts, manner)
        stream_id = address.activity_id(effect.ref)
        async with self._streams.turn(effect.thread):
            self._streams.ended(effect.thread)
            await messenger.shown(
                activity, plain, lambda shown: messenger.send(effect, place, outbound.final(shown, stream_id))
            )
        return placed(await self._attachments.share(effect, place, prepared))
