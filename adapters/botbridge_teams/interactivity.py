"""Answers what people press, fill in and judge while they wait for it: forms from what is asked, never from the app."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from botbridge.adapter import Host
from botbridge.errors import InteractionRefused
from botbridge.model.event import Event, FeedbackGiven, ReactionChanged
from botbridge.shape import JSON, string
from botbridge_teams import buttons, interactions, invokes
from botbridge_teams.buttons import Press
from botbridge_teams.capabilities import PRESS_SECONDS
from botbridge_teams.inbound import person
from botbridge_teams.interactions import Pressed
from botbridge_teams.invokes import Answer

log = logging.getLogger(__name__)

Saw = Callable[[Event], None]  # notes who did something, and where
_Located = TypeVar("_Located", FeedbackGiven, ReactionChanged)

_PAUSES: Final = (0.0, 0.2, 0.6)  # seconds: what is judged at once may not be written down yet
TAKEN: Final = "OK"  # a window that gets no words with the answer shows an error


class Interactivity:
    """Presses, verdicts and reactions. What is to be handled is stored before Teams is told that it arrived.

    Each method raises BotbridgeError if it could not be stored.
    """

    def __init__(self, host: Host, saw: Saw, patience: float = PRESS_SECONDS) -> None:
        self._host = host
        self._saw = saw
        self._patience = patience
        self._waiting: dict[str, str] = {}  # presses that are being answered, by event key → what is to be told
        self._invokes: Mapping[str, Callable[[JSON], Awaitable[Answer]]] = {
            "adaptiveCard/action": self._executed,
            "task/fetch": self._opened,
            "message/submitAction": self._judged,
        }

    async def answer(self, activity: JSON) -> Answer:
        """The answer to an invoke."""
        handle = self._invokes.get(string(activity, "name"))
        return await handle(activity) if handle is not None else invokes.answer(activity)

    def tells(self, event_key: str, text: str) -> bool:
        """Let the answer to this press say so; False if it has gone out already."""
        if event_key not in self._waiting:
            return False
        self._waiting[event_key] = text
        return True

    async def _executed(self, activity: JSON) -> Answer:
        press = interactions.executed(activity)
        event = await self._event(press) if press is not None else None
        return invokes.line(await self._performed(event)) if event is not None else invokes.answer(activity)

    async def _event(self, press: Pressed) -> Event | None:
        ask = await self._host.question(press.about) if press.press is Press.ANSWER else None
        event = interactions.event(press, ask)
        if event is not None:
            self._saw(event)
        return event

    async def _performed(self, event: Event) -> str:
        """What the person is told: why nothing came of it, if that is known in time."""
        if event.key in self._waiting:  # the same click once more
            return TAKEN
        self._waiting[event.key] = TAKEN
        try:
            await self._host.perform(event, within=self._patience)
        except InteractionRefused as refused:
            return str(refused)
        finally:
            told = self._waiting.pop(event.key)
        return told

    async def submitted(self, activity: JSON) -> None:
        """A press that came as a message, from a client that does not know `Action.Execute`: nobody waits."""
        press = interactions.submitted(activity)
        event = await self._event(press) if press is not None else None
        if event is not None:
            await self._host.accept(event)

    async def _opened(self, activity: JSON) -> Answer:
        """The dialog with the link to what only a page can show, for whoever opened it."""
        press = interactions.opened(activity)
        if press is None or press.press is not Press.OPEN:
            return invokes.answer(activity)
        ask, author = await self._host.question(press.about), person(press.arrival)
        refusal = self._host.config.run.refusal(ask, interactions.thread_of(press).thread_id, author.identifier)
        if ask is None or refusal is not None:
            return invokes.dialog_line(refusal or self._host.config.run.unknown_text)
        url = self._host.page_link(ask.thread_id, ask.element_id or "", author)
        if url is None:
            return invokes.dialog_line(self._host.config.run.error_text)
        return invokes.dialog("Open", buttons.dialog(ask.text, url))

    async def _judged(self, activity: JSON) -> Answer:
        verdict = interactions.verdict(activity)
        located = await self._located(verdict) if verdict is not None and verdict.ref is not None else None
        if located is not None:
            await self._host.accept(located)
        return invokes.DONE

    async def reacted(self, activity: JSON) -> None:
        """Somebody put reactions on a message of the app, or took them off."""
        for reaction in interactions.reacted(activity):
            located = await self._located(reaction)
            if located is not None:
                await self._host.accept(located)

    async def _located(self, event: _Located) -> _Located | None:
        """The event with the message and conversation that it is about, as we know them; None for none of ours."""
        self._saw(event)
        if event.ref is None:
            return None
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            for ref in interactions.candidates(event.ref):
                located = await self._host.locate(ref)
                if located is not None:
                    return replace(event, thread=located.thread, ref=ref)
        return None
