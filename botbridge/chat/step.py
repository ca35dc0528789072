"""Steps: what the app does on its way to an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextvars import Token
from operator import methodcaller
from types import TracebackType
from typing import Any, Self

from botbridge.chat.element import Element
from botbridge.context import Context, current_step_id, enter_step, get_context, leave_step
from botbridge.model.clock import utc_now
from botbridge.model.ids import new_id
from botbridge.model.step import StepData, StepDict, TrueStepType

_MOST = 100_000  # characters of an input or output that are kept


class Step:
    """One thing that the app does, with an input and an output; people see it as `[ui] cot` says.

    Use it as a context manager, `async with` or `with`: it is shown when it is entered and again when it is left.
    Inside of it, further steps are part of it. An exception that leaves it marks it as failed and goes on.
    `input` and `output` may be text or anything JSON can hold. Steps are shown and kept behind the handler's back:
    a platform that fails to show one never fails the handler.
    """

    def __init__(
        self,
        name: str = "",
        type: TrueStepType = "undefined",  # noqa: A002 - the reference's name
        id: str | None = None,  # noqa: A002 - the reference's name
        parent_id: str | None = None,
        elements: Sequence[Element] | None = None,
        metadata: Mapping[str, Any] | None = None,
        tags: list[str] | None = None,
        language: str | None = None,
        icon: str | None = None,
        default_open: bool = False,
        auto_collapse: bool = False,
        show_input: bool | str = "json",
        thread_id: str | None = None,
    ) -> None:
        self.name = name
        self.type: TrueStepType = type
        self.id = id or new_id()
        self.parent_id = parent_id
        self.elements: list[Element] = list(elements or [])
        self.metadata = dict(metadata or {})
        self.tags = tags
        self.language = language
        self.icon = icon
        self.default_open = default_open
        self.auto_collapse = auto_collapse
        self.show_input = show_input
        self.thread_id = thread_id
        self.is_error = False
        self.streaming = False
        self.created_at = utc_now()
        self.start: str | None = None
        self.end: str | None = None
        self.fail_on_persist_error = False
        self._input = ""
        self._output = ""
        self._token: Token[Any] | None = None

    @property
    def input(self) -> str:
        """What went in, as text; what is not text becomes JSON."""
        return self._input

    @input.setter  # noqa: A003 - the reference's name
    def input(self, content: Any) -> None:
        self._input = _as_text(content)

    @property
    def output(self) -> str:
        """What came out, as text; what is not text becomes JSON, shown as such."""
        return self._output

    @output.setter
    def output(self, content: Any) -> None:
        if not isinstance(content, str) and content is not None and self.language is None:
            self.language = "json"
        self._output = _as_text(content)

    async def send(self) -> Self:
        """Show the step and keep it. Raises NoContext outside of a handler."""
        context = get_context()
        await self._prepare(context)
        self._show(context)
        return self

    async def update(self) -> bool:
        """Let people see the step as it is now. Returns True; raises NoContext."""
        await self.send()
        return True

    async def remove(self) -> bool:
        """Take the step away, and from what is kept. Returns True; raises NoContext."""
        context = get_context()
        context.progress.hide(self.id)
        context.recorder.submit(methodcaller("delete_step", self.id), f"the removal of step {self.id}")
        return True

    async def stream_token(self, token: str, is_sequence: bool = False, is_input: bool = False) -> None:
        """Add to the output (or the input); `is_sequence` replaces it. Raises NoContext."""
        if not token:
            return
        context, field = get_context(), "_input" if is_input else "_output"
        setattr(self, field, token if is_sequence else getattr(self, field) + token)
        if not self.streaming or is_sequence:
            self.streaming = True
            self._show(context)
        else:
            context.progress.token(self.id, token, is_input=is_input)
        await asyncio.sleep(0)

    def to_data(self, context: Context) -> StepData:
        """The step as it is now, frozen."""
        return StepData(
            id=self.id,
            thread_id=context.thread_id,
            name=self.name,
            created_at=self.created_at,
            type=self.type,
            parent_id=self.parent_id,
            input=self._input[:_MOST],
            output=self._output[:_MOST],
            language=self.language,
            show_input=self.show_input,
            is_error=self.is_error,
            streaming=self.streaming,
            start=self.start,
            end=self.end,
            icon=self.icon,
            default_open=self.default_open,
            auto_collapse=self.auto_collapse,
            tags=tuple(self.tags) if self.tags is not None else None,
            metadata=self.metadata,
            elements=tuple(element.to_data(context.thread_id, self.id) for element in self.elements),
        )

    def to_dict(self) -> StepDict:
        """The step as the data layer and the web protocol name it. Raises NoContext."""
        return self.to_data(get_context()).to_step()

    # a context manager

    async def __aenter__(self) -> Self:
        self._begin()
        context = get_context()
        await self._prepare(context)
        self._show(context)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(error)
        context = get_context()
        for element in self.elements if error is None else ():
            await element.prepare(context)
        self._show(context)

    def __enter__(self) -> Self:
        self._begin()
        self._show(get_context())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(error)
        self._show(get_context())

    def _begin(self) -> None:
        self.start = utc_now()
        self.parent_id = self.parent_id or current_step_id()
        self.enter()

    def enter(self) -> None:
        """Let what happens from here on be part of the step, until `leave`."""
        self._token = enter_step(self)

    def leave(self) -> None:
        """What happens from here on is no part of the step any more."""
        if self._token is not None:
            leave_step(self._token)
            self._token = None

    def _finish(self, error: BaseException | None) -> None:
        self.end, self.streaming = utc_now(), False
        if error is not None:
            self.is_error = True
            self._output = str(error) or self._output
        self.leave()

    async def _prepare(self, context: Context) -> None:
        self.parent_id = self.parent_id or (current_step_id() if current_step_id() != self.id else None)
        for element in self.elements:
            await element.prepare(context)

    def _show(self, context: Context) -> None:
        """Queue what people see and what is kept; from a worker thread it is queued on the event loop."""
        data = self.to_data(context)
        if _on_loop(context):
            _queue(context, data)
        else:
            context.loop.call_soon_threadsafe(_queue, context, data)


def _queue(context: Context, data: StepData) -> None:
    context.progress.show(data)
    context.recorder.submit(methodcaller("create_step", data.to_step()), f"step {data.id}")
    for element in data.elements:
        context.recorder.submit(methodcaller("create_element", element), f"element {element.id}")


def _on_loop(context: Context) -> bool:
    try:
        return asyncio.get_running_loop() is context.loop
    except RuntimeError:
        return False


def _as_text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if isinstance(content, bytes):
        return f"<{len(content)} bytes>"
    try:
        return json.dumps(content, indent=4, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        return str(content)
