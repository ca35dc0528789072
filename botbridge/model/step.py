"""Steps as they are stored and sent; a message is a step too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from botbridge.model.element import ElementData
from botbridge.model.mention import readable

MessageStepType = Literal["user_message", "assistant_message", "system_message"]
TrueStepType = Literal["run", "tool", "llm", "embedding", "retrieval", "rerank", "undefined"]
StepType = Literal[MessageStepType, TrueStepType]


class FeedbackDict(TypedDict, total=False):
    """A user's verdict on a step: `value` 0 or 1."""

    id: str | None
    forId: str
    threadId: str | None
    value: Literal[0, 1]
    comment: str | None


class StepDict(TypedDict, total=False):
    """A step or message as the data layer and the web protocol name it (camelCase is the wire's)."""

    id: str
    name: str
    type: StepType
    threadId: str
    parentId: str | None
    command: str | None
    modes: dict[str, str] | None
    streaming: bool
    waitForAnswer: bool | None
    isError: bool | None
    metadata: dict[str, Any]
    tags: list[str] | None
    input: str
    output: str
    createdAt: str | None
    start: str | None
    end: str | None
    generation: dict[str, Any] | None
    showInput: bool | str | None
    defaultOpen: bool | None
    autoCollapse: bool | None
    language: str | None
    icon: str | None
    feedback: FeedbackDict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepData:
    """A step as it is at one moment, frozen; `end` is None while it runs.

    `show_input` is False, True, or the language that the input is shown in.
    """

    id: str
    thread_id: str
    name: str
    created_at: str
    type: TrueStepType = "undefined"
    parent_id: str | None = None
    input: str = ""
    output: str = ""
    language: str | None = None
    show_input: bool | str = "json"
    is_error: bool = False
    streaming: bool = False
    start: str | None = None
    end: str | None = None
    icon: str | None = None
    default_open: bool = False
    auto_collapse: bool = False
    tags: tuple[str, ...] | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    elements: tuple[ElementData, ...] = ()

    def to_step(self) -> StepDict:
        """The same as the data layer and the web protocol name it."""
        return {
            "id": self.id,
            "threadId": self.thread_id,
            "parentId": self.parent_id,
            "name": self.name,
            "type": self.type,
            "streaming": self.streaming,
            "waitForAnswer": False,
            "isError": self.is_error,
            "metadata": dict(self.metadata),
            "tags": list(self.tags) if self.tags is not None else None,
            "input": readable(self.input),
            "output": readable(self.output),
            "createdAt": self.created_at,
            "start": self.start,
            "end": self.end,
            "generation": None,
            "showInput": self.show_input,
            "defaultOpen": self.default_open,
            "autoCollapse": self.auto_collapse,
            "language": self.language,
            "icon": self.icon,
        }
