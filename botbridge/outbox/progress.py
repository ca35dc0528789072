"""The steps of one run on their way out."""

from __future__ import annotations

from typing import Literal, Protocol

from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.outbox.stream import Stream

Cot = Literal["full", "tool_call", "hidden"]


class Progress(Protocol):
    """Shows what a run does, beside what it says. A platform that fails to show it never fails the run."""

    def show(self, step: StepData) -> None:
        """A step is new, or has changed; returns at once."""
        ...

    def token(self, step_id: str, token: str, *, is_input: bool) -> None:
        """A step's output (or input) goes on; returns at once."""
        ...

    def hide(self, step_id: str) -> None:
        """A step is taken away; returns at once."""
        ...

    def visible(self, step_id: str | None) -> str | None:
        """The nearest step that people see: this one, one that it is part of, or None."""
        ...

    async def seal(self) -> None:
        """Return when everything so far is shown, and what is sent next will stand below it."""
        ...

    def stream_for(self, message: MessageData) -> Stream | None:
        """The stream that the steps began, for this message to go on in; None where there is none."""
        ...

    def attach(self, stream: Stream) -> None:
        """An answer grows now: steps may be shown beside its text."""
        ...

    def detach(self, stream: Stream) -> None:
        """That answer is about to end."""
        ...

    async def close(self) -> None:
        """Show the last state; nothing more comes."""
        ...


def shown(step: StepData, cot: Cot) -> bool:
    """Whether `[ui] cot` wants people to see this step."""
    return cot == "full" or (cot == "tool_call" and step.type == "tool")
