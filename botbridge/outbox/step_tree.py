"""Steps where they are a tree of their own: each is shown by itself, and grows token by token."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from botbridge.errors import DeliveryError
from botbridge.model.effect import Effect, HideStep, ShowStep, StepToken
from botbridge.model.event import Event
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.outbox.lane import Lane
from botbridge.outbox.pacer import Priority
from botbridge.outbox.progress import Cot, shown
from botbridge.outbox.stream import Stream

log = logging.getLogger(__name__)


class StepTree:
    """Delivers each change in order; tokens of one step that wait are joined."""

    def __init__(self, lane: Lane, cot: Cot, cause: Event | None) -> None:
        self._lane = lane
        self._cot = cot
        self._cause = cause
        self._parents: dict[str, str | None] = {}  # of every step, seen or not
        self._seen: set[str] = set()
        self._waiting: list[Effect] = []
        self._worker: asyncio.Task[None] | None = None

    def show(self, step: StepData) -> None:
        self._parents[step.id] = step.parent_id
        if shown(step, self._cot):
            self._seen.add(step.id)
            visible = replace(step, parent_id=self.visible(step.parent_id))
            self._put(ShowStep(thread=self._lane.key, cause=self._cause, step=visible))

    def token(self, step_id: str, token: str, *, is_input: bool) -> None:
        if step_id not in self._seen:
            return
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, StepToken) and (last.step_id, last.is_input) == (step_id, is_input):
            self._waiting[-1] = replace(last, token=last.token + token)
            return
        self._put(StepToken(thread=self._lane.key, cause=self._cause, step_id=step_id, token=token, is_input=is_input))

    def hide(self, step_id: str) -> None:
        if step_id in self._seen:
            self._seen.discard(step_id)
            self._put(HideStep(thread=self._lane.key, cause=self._cause, step_id=step_id))

    def visible(self, step_id: str | None) -> str | None:
        while step_id is not None and step_id not in self._seen:
            step_id = self._parents.get(step_id)
        return step_id

    async def seal(self) -> None:
        if self._worker is not None:
            await asyncio.wait([self._worker])

    def stream_for(self, _message: MessageData) -> Stream | None:
        return None

    def attach(self, stream: Stream) -> None:
        """Steps stand by themselves."""

    def detach(self, stream: Stream) -> None:
        """Steps stand by themselves."""

    async def close(self) -> None:
        await self.seal()

    def _put(self, effect: Effect) -> None:
        self._waiting.append(effect)
        if self._worker is None:
            self._worker = self._lane.own(self._work(), f"steps of {self._lane.key}")

    async def _work(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # let tokens gather for one turn of the loop
                async with self._lane.turn:
                    taken, self._waiting = self._waiting, []
                    for effect in taken:
                        await self._deliver(effect)
        finally:
            self._worker = None

    async def _deliver(self, effect: Effect) -> None:
        try:
            await self._lane.deliver(effect, Priority.STEP)
        except DeliveryError as error:
            log.warning("a step of %s is not shown: %s", self._lane.key, error)
