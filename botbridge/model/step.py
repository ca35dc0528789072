"""Steps as they are stored and sent; a message is a step too."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

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
