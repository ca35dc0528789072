"""Answers what people press and fill in, within Slack's three seconds: forms from what is asked, never from the app."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botbridge.adapter import Host, Receipt
from botbridge.errors import DeliveryError
from botbridge.model.ask import AskData
from botbridge.model.effect import Notify
from botbridge.model.form import check
from botbridge.model.ids import ThreadKey
from botbridge.model.user import Author
from botbridge.shape import JSON, listing, string
from botbridge_slack import interactions, modal
from botbridge_slack.api import Api
from botbridge_slack.buttons import Press
from botbridge_slack.interactions import Pressed

log = logging.getLogger(__name__)

Answer = Mapping[str, Any] | None  # what goes back to Slack with the acknowledgement


class Interactivity:
    """Presses and modals. What is to be handled is stored before Slack is told that it arrived."""

    def __init__(self, host: Host, api: Api, notify: Callable[[Notify], Awaitable[Any]]) -> None:
        self._host = host
        self._api = api
        self._notify = notify
        self._kinds: dict[str, Callable[[JSON], Awaitable[Answer]]] = {
            "block_actions": self._pressed,
            "view_submission": self._submitted,
        }

    async def answer(self, payload: JSON) -> Answer:
        """Take an interaction; what Slack is to be told. Raises BotbridgeError if it could not be stored."""
        handle = self._kinds.get(string(payload, "type"))
        return await handle(payload) if handle is not None else None

    async def _pressed(self, payload: JSON) -> Answer:
        press = interactions.pressed(payload)
        if press is None:
            return None
        if press.press is Press.ANSWER:
            await self._show_form(press)
            return None
        event = interactions.event(press)
        if event is not None and await self._host.accept(event) is Receipt.IGNORED:
            # Nobody knows the conversation any more.
            await self._tell(press.thread, press.author, self._host.config.run.unknown_text)
        return None

    async def _show_form(self, press: Pressed) -> None:
        ask = await self._host.question(press.about)
        refusal = self._host.config.run.refusal(ask, press.thread.thread_id, press.author.identifier)
        if ask is None or refusal is not None:
            await self._tell(press.thread, press.author, refusal or self._host.config.run.unknown_text)
            return
        try:
            await self._api.call("views.open", {"trigger_id": press.trigger_id, "view": self._view(ask, press)})
        except DeliveryError as error:
            log.error("the form of question %s cannot be shown: %s", ask.id, error)  # noqa: TRY400
            await self._tell(press.thread, press.author, self._host.config.run.error_text)

    def _view(self, ask: AskData, press: Pressed) -> dict[str, Any]:
        if ask.kind == "file" or ask.fields:
            return modal.form(ask, press.thread)
        url = self._host.page_link(ask.thread_id, ask.element_id or "", press.author)
        return modal.page(ask, press.thread, url or "")

    async def _submitted(self, payload: JSON) -> Answer:
        view = payload.get("view")
        if not isinstance(view, dict) or string(view, "callback_id") != modal.CALLBACK:
            return None
        place = modal.place(view)
        if place is None:
            return None
        question_id, thread = place
        ask = await self._host.question(question_id)
        refusal = self._host.config.run.refusal(ask, thread.thread_id, interactions.author(payload, thread).identifier)
        if ask is None or refusal is not None:
            return modal.refused({_first_block(view): refusal or ""})
        return await self._take(payload, view, ask, thread)

    async def _take(self, payload: JSON, view: JSON, ask: AskData, thread: ThreadKey) -> Answer:
        if ask.kind == "file":
            files = modal.files(view)
            problem = modal.file_problem(ask, files)
            if problem is not None:
                return modal.wrong_files(problem)
            await self._host.accept(interactions.answered(payload, ask.id, thread, files=files))
            return None
        values, wrong = check(ask.fields, modal.values(ask, view))
        if wrong:
            return modal.refused(wrong)
        await self._host.accept(interactions.answered(payload, ask.id, thread, values=values))
        return None

    async def _tell(self, thread: ThreadKey, author: Author, text: str) -> None:
        try:
            await self._notify(Notify(thread=thread, to=author, text=text))
        except DeliveryError as error:
            log.warning("somebody in %s could not be told: %s", thread, error)


def _first_block(view: JSON) -> str:
    """The block under which Slack shows what is wrong with all of a form."""
    ids = [string(block, "block_id") for block in listing(view, "blocks") if isinstance(block, dict)]
    return next((name for name in ids if name), "")
