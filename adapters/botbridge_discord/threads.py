"""Where a conversation's messages go: its thread, opened when it is needed, or where it cannot be, in place."""

from __future__ import annotations

import asyncio
import logging
from typing import Final, NamedTuple

from botbridge.errors import DeliveryError, Refused
from botbridge.model.event import Event, MessageReceived
from botbridge.model.ids import ThreadKey
from botbridge.shape import number, record
from botbridge_discord import address, failures, outbound, text
from botbridge_discord.api import Api
from botbridge_discord.budgets import Budgets
from botbridge_discord.calls import Place
from botbridge_discord.inbound import THREADABLE, identity
from botbridge_discord.memory import Memory

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000  # conversations
_NO_THREAD_HERE: Final = (
    "-# I cannot open a thread here (it takes the permissions Create Public Threads and Send Messages in Threads), so "
    "I answer in the channel. Mention me to go on."
)
_NO_THREAD_NOW: Final = (
    "-# I cannot open a thread now (there are too many in this server; archiving some helps), so I answer in the "
    "channel. Mention me to go on."
)


class Starter(NamedTuple):
    """The message in a channel that a conversation began with: the place of its thread, unless it is in one."""

    channel: str
    message: str
    title: str
    opens: bool  # a thread on this message is the conversation; else the conversation is the channel


class Threads:
    """The threads of this bot's conversations. `refused` are channels in which none can be opened."""

    def __init__(self, api: Api, budgets: Budgets) -> None:
        self._api = api
        self._budgets = budgets
        self._places: Memory[ThreadKey, Place] = Memory(_REMEMBERED)
        self._opening: dict[ThreadKey, asyncio.Lock] = {}
        self._told: Memory[str, None] = Memory(_REMEMBERED)
        self.refused: Memory[str, None] = Memory(_REMEMBERED)

    def channel_of(self, key: ThreadKey) -> str:
        """The channel that a conversation's messages go to, as far as it is known."""
        place = self._places.get(key)
        return place.channel if place is not None else address.channel(key)

    def opens_in(self, key: ThreadKey, cause: Event | None) -> str:
        """The channel in which a thread has still to be opened before something can be said; empty if none has."""
        begun = starter(key, cause)
        waits = begun is not None and begun.opens and key not in self._places and key not in self._opening
        return begun.channel if begun is not None and waits else ""

    async def prepare(self, event: Event) -> None:
        """Open the thread of a conversation that begins, so that people and the app have it at once.

        If it cannot be opened now, that is done when it is needed.
        """
        channel_id = self.opens_in(event.thread, event)
        if not channel_id or not self._budgets.may_open(channel_id):
            return
        try:
            await self.place(event.thread, event)
        except DeliveryError as error:
            log.info("the thread of %s is opened later: %s", event.thread, error)

    async def place(self, key: ThreadKey, cause: Event | None) -> Place:
        """Where to write, with the thread opened if it is not there yet. Raises DeliveryError."""
        begun = starter(key, cause)
        if begun is not None and not begun.opens:
            await self._tell_once(begun, _NO_THREAD_HERE)
            return Place(begun.channel, begun.message)
        known = self._places.get(key)
        if known is not None:
            return known
        if begun is None:
            return Place(_channel_of(cause) or address.channel(key))
        return await self._opened(key, begun)

    async def _opened(self, key: ThreadKey, begun: Starter) -> Place:
        """Open the thread once, whoever asks for it meanwhile."""
        lock = self._opening.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                known = self._places.get(key)
                if known is None:
                    known = await self._open(key, begun)
                    self._places.put(key, known)
        finally:
            self._opening.pop(key, None)
        return known

    async def _open(self, key: ThreadKey, begun: Starter) -> Place:
        try:
            await self._api.call(outbound.open_thread(begun.channel, begun.message, begun.title))
        except Refused as error:
            if error.code == failures.THREAD_EXISTS:
                return Place(address.channel(key))
            if error.code not in failures.NEVER_THREADS | failures.TOO_MANY_THREADS:
                raise
            log.warning("%s is answered in its channel: %s", key, error)
            never = error.code in failures.NEVER_THREADS
            if never:
                self.refused.put(begun.channel, None)
            await self._tell_once(begun, _NO_THREAD_HERE if never else _NO_THREAD_NOW)
            return Place(begun.channel, begun.message)
        return Place(address.channel(key))

    async def _tell_once(self, begun: Starter, why: str) -> None:
        """Say in the channel why there is no thread: once, and nobody's answer depends on it."""
        if begun.channel in self._told:
            return
        self._told.put(begun.channel, None)
        note = outbound.more(Place(begun.channel), why, (), address.nonce(begun.channel, 0, begun.message))
        try:
            await self._api.call(note)
        except DeliveryError as error:
            log.info("why there is no thread in %s could not be told: %s", begun.channel, error)


def _channel_of(cause: Event | None) -> str:
    """Where something was pressed or done: a conversation that got no thread may be held there."""
    if cause is None or isinstance(cause, MessageReceived):
        return ""
    return identity(record(cause.raw, "data"), "channel_id")


def starter(key: ThreadKey, cause: Event | None) -> Starter | None:
    """What a conversation began with; None where its event came from the place where it is answered."""
    if not isinstance(cause, MessageReceived):
        return None
    data, here = record(cause.raw, "data"), address.channel(key)
    channel_id, message_id = identity(data, "channel_id"), identity(data, "id")
    if not channel_id or not message_id or not identity(data, "guild_id"):
        return None
    if channel_id != here:
        name = cause.author.name if cause.author is not None else ""
        return Starter(channel_id, here, text.title(cause.text, name), opens=True)
    in_the_midst = number(data, "channel_type") in THREADABLE
    return Starter(channel_id, message_id, "", opens=False) if in_the_midst else None
