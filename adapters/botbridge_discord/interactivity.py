"""Answers interactions within their three seconds, and stores what they ask for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from botbridge.adapter import Host, Receipt
from botbridge.errors import BotbridgeError, DeliveryError
from botbridge.model.event import Event, MessageReceived
from botbridge.shape import JSON, string
from botbridge_discord import address, failures, interactions, outbound
from botbridge_discord.api import Api
from botbridge_discord.calls import Call
from botbridge_discord.chains import Chains
from botbridge_discord.forms import Forms
from botbridge_discord.inbound import Context, identity
from botbridge_discord.interactions import FormWork, Plan
from botbridge_discord.tokens import Tokens

log = logging.getLogger(__name__)

# Seconds after which an interaction is answered although its event is not stored yet: it would be too late after three.
_STORED_WITHIN: Final = 1.5

Store = Callable[[Event], Coroutine[Any, Any, Receipt | None]]


class Interactivity:
    """Commands, presses and forms; `store` stores an event however often that takes."""

    def __init__(self, host: Host, api: Api, chains: Chains, tokens: Tokens, application_id: str, store: Store) -> None:
        self._host = host
        self._api = api
        self._chains = chains
        self._tokens = tokens
        self._application_id = application_id
        self._store = store
        self._forms = Forms(host)

    def hear(self, data: JSON, context: Context) -> None:
        """Take an interaction; returns at once."""
        planned = interactions.plan(data, context)
        if planned is None:
            return
        interaction_id, token = identity(data, "id"), string(data, "token")
        if isinstance(planned, FormWork):
            self._chains.add(interaction_id, partial(self._fill_in, planned, interaction_id, token))
            return
        event = planned.event
        in_order = isinstance(event, MessageReceived) and not planned.opens
        key = str(event.thread) if event is not None and in_order else interaction_id
        self._chains.add(key, partial(self._interact, planned, interaction_id, token))

    async def _fill_in(self, work: FormWork, interaction_id: str, token: str) -> None:
        try:
            plan = await self._forms.plan(work)
        except BotbridgeError as error:
            log.error("the form of question %s cannot be shown: %s", work.page.question_id, error)  # noqa: TRY400
            plan = Plan(callback=interactions.told(self._host.config.run.error_text, in_notice=work.in_notice))
        await self._interact(plan, interaction_id, token)

    async def _interact(self, plan: Plan, interaction_id: str, token: str) -> None:
        event = plan.event
        if event is None:
            await self._answer(plan, interaction_id, token)
            return
        self._tokens.keep(event.key, token)
        if plan.words:
            await self._show_words(plan, event, interaction_id, token)
        else:
            await self._take(plan, event, interaction_id, token)

    async def _take(self, plan: Plan, event: Event, interaction_id: str, token: str) -> None:
        """Store an event, then say that it arrived; if that takes too long, the other way round."""
        async with asyncio.TaskGroup() as group:
            storing = group.create_task(self._store(event))
            await asyncio.wait([storing], timeout=_STORED_WITHIN)
            self._settle(event, in_time=await self._answer(plan, interaction_id, token))
        receipt = storing.result()
        if receipt is Receipt.IGNORED:
            await self._say(token, interactions.notice(self._host.config.run.unknown_text))
        elif plan.thanks is not None and receipt is Receipt.STORED:
            await self._say(token, plan.thanks)

    async def _show_words(self, plan: Plan, event: Event, interaction_id: str, token: str) -> None:
        """Show what somebody said by a command; a conversation that it opens has its key only then."""
        await self._answer(plan, interaction_id, token)
        if not plan.opens:
            await self._store(event)
        answer = await self._try(outbound.edit_original(self._application_id, token, plan.words))
        shown = string(answer or {}, "id")
        self._settle(event, in_time=bool(shown))
        if plan.opens:
            # Without the message there is no thread; the place where the command was given is one too.
            await self._store(replace(event, thread=address.thread_key(shown) if shown else event.thread))

    def _settle(self, event: Event, *, in_time: bool) -> None:
        if in_time:
            self._tokens.answered(event.key)
        else:
            self._tokens.forget(event.key)

    async def _answer(self, plan: Plan, interaction_id: str, token: str) -> bool:
        """The first answer; whether it came in time."""
        return await self._try(outbound.callback(interaction_id, token, dict(plan.callback))) is not None

    async def _say(self, token: str, body: Mapping[str, Any]) -> None:
        await self._try(outbound.follow_up(self._application_id, token, body))

    async def _try(self, call: Call) -> dict[str, Any] | None:
        """A call whose failure leaves the event as it is: the person sees that it did not work, the log says why."""
        try:
            return await self._api.call(call)
        except DeliveryError as error:
            late = getattr(error, "code", "") in failures.TOO_LATE
            log.log(logging.INFO if late else logging.WARNING, "an interaction was not answered: %s", error)
            return None
