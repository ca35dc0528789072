"""Between the gateway and the inbox: each conversation's events are stored in their order.

Discord pushes an event once and asks for no acknowledgement, so one that cannot be stored is kept and tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from botbridge.adapter import Host, Located, Receipt
from botbridge.errors import BotbridgeError, Unavailable
from botbridge.model.event import Event, ReactionChanged
from botbridge.shape import record, string
from botbridge_discord import address, inbound, interactions
from botbridge_discord.api import Api
from botbridge_discord.chains import Chains
from botbridge_discord.delivery import Delivery
from botbridge_discord.inbound import Context, identity
from botbridge_discord.interactivity import Interactivity
from botbridge_discord.tokens import Tokens

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0  # seconds before an event is stored again
_WRITTEN_WITHIN: Final = 0.5  # seconds after which it is written down where a message was shown
_STORES_WITHIN: Final = 5.0  # seconds that events may take to be stored at the end


class Intake:
    """Takes raw events; `begin` says what they are translated with."""

    def __init__(self, host: Host, api: Api, delivery: Delivery, tokens: Tokens, application_id: str) -> None:
        self._host = host
        self._delivery = delivery
        self._chains = Chains()
        self._interactivity = Interactivity(host, api, self._chains, tokens, application_id, self._store)
        self._context: Context | None = None
        self._closing = False

    def begin(self, context: Context) -> None:
        """Take events from now on."""
        self._context = context

    async def close(self) -> None:
        """Let what came in be stored; nothing is tried again any more."""
        self._closing = True
        await self._chains.close(_STORES_WITHIN)

    def hear(self, name: str, data: Mapping[str, Any]) -> None:
        """Take a gateway event; returns at once."""
        context = self._context
        if context is None:
            return
        if name == interactions.NAME:
            self._interactivity.hear(data, context)
            return
        if name == "MESSAGE_CREATE" and identity(record(data, "author"), "id") == context.bot_id:
            self._hear_own(data)
            return
        for event in inbound.translate(name, data, context):
            key = event.ref if isinstance(event, ReactionChanged) else event.thread
            self._chains.add(str(key), partial(self._store, event))

    def _hear_own(self, data: Mapping[str, Any]) -> None:
        nonce = string(data, "nonce")
        if nonce:
            self._delivery.heard(nonce, data)

    async def _store(self, event: Event) -> Receipt | None:
        """Store an event, however often that takes; while the process stops it is lost, and the log says so."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await self._accept(event)
            except BotbridgeError as error:
                if self._closing or isinstance(error, Unavailable):
                    log.warning("event %s is lost, Discord will not bring it again: %s", event.key, error)
                    return None
                log.warning("event %s could not be stored, it is tried again in %g s: %s", event.key, pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _accept(self, event: Event) -> Receipt:
        if isinstance(event, ReactionChanged):
            located = await self._locate(event)
            if located is None:
                return Receipt.IGNORED
            event = replace(event, thread=located.thread)
        return await self._host.accept(event)

    async def _locate(self, event: ReactionChanged) -> Located | None:
        """What was reacted to; somebody may be faster than the note of where a message was just shown."""
        message = address.event_key(address.message_id(event.ref))
        located = await self._host.locate(event.ref, message)
        if located is None:
            await asyncio.sleep(_WRITTEN_WITHIN)
            located = await self._host.locate(event.ref, message)
        return located
