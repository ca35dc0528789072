"""Between the gateway and the inbox: each conversation's events are stored in their order, interactions in time.

Discord pushes an event once and asks for no acknowledgement, so one that cannot be stored is kept and tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError, DeliveryError, Unavailable
from botbridge.model.event import Event
from botbridge_discord import address, failures, inbound, interactions, outbound
from botbridge_discord.api import Api
from botbridge_discord.chains import Chains
from botbridge_discord.delivery import Delivery
from botbridge_discord.inbound import Context, identity
from botbridge_discord.interactions import Plan
from botbridge_discord.shape import record, string

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0  # seconds before an event is stored again
_STORES_WITHIN: Final = 5.0  # seconds that events may take to be stored at the end


class Intake:
    """Takes raw events; `begin` says what they are translated with."""

    def __init__(self, host: Host, api: Api, delivery: Delivery, application_id: str) -> None:
        self._host = host
        self._api = api
        self._delivery = delivery
        self._application_id = application_id
        self._chains = Chains()
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
            self._hear_interaction(data, context)
            return
        if name == "MESSAGE_CREATE":
            self._hear_own(data, context)
        for event in inbound.translate(name, data, context):
            self._chains.add(str(event.thread), partial(self._store, event))

    def _hear_own(self, data: Mapping[str, Any], context: Context) -> None:
        nonce, author = string(data, "nonce"), record(data, "author")
        if nonce and identity(author, "id") == context.bot_id:
            self._delivery.heard(nonce, address.message_ref(identity(data, "channel_id"), identity(data, "id")))

    async def _store(self, event: Event) -> None:
        """Store an event, however often that takes; while the process stops it is lost, and the log says so."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._host.accept(event)
            except BotbridgeError as error:
                if self._closing or isinstance(error, Unavailable):
                    log.warning("event %s is lost, Discord will not bring it again: %s", event.key, error)
                    return
                log.warning("event %s could not be stored, it is tried again in %g s: %s", event.key, pause, error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _hear_interaction(self, data: Mapping[str, Any], context: Context) -> None:
        plan = interactions.plan(data, context)
        if plan is None:
            return
        key = str(plan.event.thread) if plan.event is not None and not plan.opens else identity(data, "id")
        self._chains.add(key, partial(self._interact, plan, identity(data, "id"), string(data, "token")))

    async def _interact(self, plan: Plan, interaction_id: str, token: str) -> None:
        deferred = bool(plan.words)
        if deferred:
            await self._answer(plan, interaction_id, token)
        if not plan.opens and plan.event is not None:
            await self._store(plan.event)
        if not deferred:
            await self._answer(plan, interaction_id, token)
            return
        shown = await self._show(plan, token)
        if plan.opens and plan.event is not None:
            # Without the message there is no thread; the place where the command was given is one too.
            thread = address.thread_key(shown) if shown else plan.event.thread
            await self._store(replace(plan.event, thread=thread))

    async def _answer(self, plan: Plan, interaction_id: str, token: str) -> None:
        await self._try(outbound.callback(interaction_id, token, dict(plan.callback)))

    async def _show(self, plan: Plan, token: str) -> str:
        """Show the words in the place of the deferred answer; the id of that message, empty if it is not there."""
        return string(await self._try(outbound.edit_original(self._application_id, token, plan.words)), "id")

    async def _try(self, call: Any) -> dict[str, Any]:
        """A call whose failure leaves the event as it is: the person sees that it did not work, the log says why."""
        try:
            return await self._api.call(call)
        except DeliveryError as error:
            late = getattr(error, "code", "") in failures.TOO_LATE
            log.log(logging.INFO if late else logging.WARNING, "an interaction was not answered: %s", error)
            return {}
