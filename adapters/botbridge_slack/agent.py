"""Showing that a handler is at work: an agent's session where the app is one, else the thread's status line."""

from __future__ import annotations

import logging
from collections.abc import Callable

from botbridge.errors import DeliveryError, Refused
from botbridge.model.effect import Working
from botbridge_slack import address, failures, outbound
from botbridge_slack.api import Api

log = logging.getLogger(__name__)

Form = Callable[[Working], outbound.Call]


class Agent:
    """The status of threads; where Slack knows no form of it, it is silent and asks no more."""

    def __init__(self, api: Api, *, is_agent: bool) -> None:
        self._api = api
        # The first form that the workspace takes is used; those it will never take are dropped.
        self._forms: list[Form] = [outbound.thread_status]
        if is_agent:
            self._forms.insert(0, outbound.agent_status)

    async def show(self, effect: Working) -> None:
        """Show or clear the status. It is an ornament: what fails is logged, never raised."""
        if not address.thread_ts(effect.thread):
            return  # a flat DM has no thread to show it in
        for form in tuple(self._forms):
            if await self._took(form, effect):
                return

    async def _took(self, form: Form, effect: Working) -> bool:
        """Whether this form is the one to use, so that no other needs to be tried."""
        call = form(effect)
        try:
            await self._api.call(call.method, call.arguments)
        except Refused as error:
            log.info("no status in %s: %s", effect.thread, error)
            if error.code in failures.NEVER and form in self._forms:
                self._forms.remove(form)
            return False
        except DeliveryError as error:
            log.info("no status in %s: %s", effect.thread, error)
        return True
