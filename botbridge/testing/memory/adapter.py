"""The adapter of a platform in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Self

from botbridge.adapter import Adapter, Host, Placed
from botbridge.capability import Rate
from botbridge.errors import Gone, StreamLost
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    HideStep,
    Notify,
    OfferStop,
    Post,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.testing.memory.world import Shown, World


class MemoryAdapter(Adapter):
    """The adapter of a platform in memory."""

    name: ClassVar[str] = "memory"
    client_type: ClassVar[str] = "memory"

    def __init__(self, platform: World) -> None:
        self.platform = platform
        self.capabilities = platform.capabilities
        self._apply: dict[type[Effect], Callable[[Any], MessageRef | Placed | None]] = {
            Post: self._post,
            StreamOpen: self._post,
            Edit: self._edit,
            StreamAppend: self._append,
            StreamClose: self._append,
            Delete: self._delete,
            Working: self._working,
            OfferStop: self._offer_stop,
            ShowTasks: self._show_tasks,
            ShowStep: self._show_step,
            StepToken: self._step_token,
            HideStep: self._hide_step,
            ShowElement: self._show_element,
            HideElement: self._hide_element,
            ShowSidebar: self._show_sidebar,
            Notify: self._notify,
        }

    @classmethod
    def create(cls, host: Host) -> Self:
        adapter = cls()  # type: ignore[call-arg]  # a bound subclass knows its platform
        adapter.platform.host = host
        return adapter

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self.platform.host = None

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return self.platform.rates(effect)

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        self.platform.effects.append(effect)
        error = self.platform.faults.popleft()(effect) if self.platform.faults else None
        if error is not None:
            raise error
        await asyncio.sleep(0)
        ref = self._apply[type(effect)](effect)
        self.platform.changed.set()
        return ref

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        self.platform.changed.set()
        for one in self.platform.shown:
            if one.message_id == effect.message.id and one.part == effect.part:
                return one.ref
        return None

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        body = self.platform.files[file.id]
        await asyncio.to_thread(target.write_bytes, body[:limit])
        return replace(file, size=len(body))

    async def extras(self, event: Event) -> dict[str, object]:
        return {"memory_event": dict(event.raw)}

    def _show(self, thread: ThreadKey, text: str, message_id: str = "", **more: Any) -> Shown:
        ref = MessageRef("memory", (self.platform.next_id(),))
        shown = Shown(ref=ref, message_id=message_id, thread=thread, text=text, **more)
        self.platform.shown.append(shown)
        return shown

    def _post(self, effect: Post | StreamOpen) -> MessageRef:
        message, can = effect.message, self.capabilities
        shown = self._show(
            effect.thread,
            effect.text,
            message.id,
            part=effect.part,
            streaming=message.streaming,
            is_error=message.is_error,
            author=message.author if can.native_author and not message.is_default_author else None,
            language=message.language if can.native_language else None,
        )
        if isinstance(effect, StreamOpen):
            shown.add_tasks(effect.tasks)
        elif effect.last:
            shown.hang(message)
        return shown.ref

    def _find(self, ref: MessageRef) -> Shown:
        for one in self.platform.shown:
            if one.ref == ref and not one.deleted:
                return one
        raise Gone(f"message {ref} does not exist", code="not_found")

    def _edit(self, effect: Edit) -> None:
        one = self._find(effect.ref)
        one.text, one.streaming = effect.text, effect.message.streaming
        one.add_tasks(effect.tasks)
        if effect.last:
            one.hang(effect.message)

    def _append(self, effect: StreamAppend | StreamClose) -> None:
        one = self._find(effect.ref)
        if self.capabilities.stream.kind == "cumulative":
            if not effect.text.startswith(one.text):
                raise StreamLost(f"what {effect.ref} said before is not the beginning of what it says now")
            one.text = effect.text
        else:
            one.text += effect.text
        one.add_tasks(effect.tasks)
        one.streaming = isinstance(effect, StreamAppend)
        if isinstance(effect, StreamClose) and effect.last:
            one.hang(effect.message)

    def _delete(self, effect: Delete) -> None:
        self._find(effect.ref).deleted = True

    def _working(self, effect: Working) -> None:
        self.platform.working.append(effect.on)

    def _offer_stop(self, effect: OfferStop) -> MessageRef:
        return self._show(effect.thread, "Stop?").ref

    def _show_tasks(self, effect: ShowTasks) -> MessageRef | None:
        shown = self._find(effect.ref) if effect.ref is not None else self._show(effect.thread, "", effect.list.id)
        shown.text, shown.tasks = effect.list.title, {task.id: task for task in effect.list.tasks}
        return shown.ref if effect.ref is None else None

    def _show_step(self, effect: ShowStep) -> None:
        self.platform.steps[effect.step.id] = effect.step

    def _step_token(self, effect: StepToken) -> None:
        step = self.platform.steps[effect.step_id]
        name = "input" if effect.is_input else "output"
        self.platform.steps[effect.step_id] = replace(step, **{name: getattr(step, name) + effect.token})

    def _hide_step(self, effect: HideStep) -> None:
        del self.platform.steps[effect.step_id]

    def _show_element(self, effect: ShowElement) -> None:
        self.platform.loose[effect.element.id] = effect.element

    def _hide_element(self, effect: HideElement) -> None:
        self.platform.loose.pop(effect.element_id, None)
        for one in self.platform.shown:
            one.deleted = one.deleted or one.message_id == effect.element_id
            one.elements = tuple(element for element in one.elements if element.id != effect.element_id)

    def _show_sidebar(self, effect: ShowSidebar) -> None:
        title, elements = self.platform.sidebars.get(effect.thread, ("", ()))
        self.platform.sidebars[effect.thread] = (
            effect.title if effect.title is not None else title,
            effect.elements if effect.elements is not None else elements,
        )

    def _notify(self, effect: Notify) -> None:
        self._show(effect.thread, effect.text, only_for=effect.to.native_id if effect.to is not None else None)
