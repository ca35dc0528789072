"""A message on its way to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData
from botbridge.model.mention import readable
from botbridge.model.step import MessageStepType, StepDict


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageData:
    """A message as the app left it at one moment: neutral, complete, frozen.

    `content` is CommonMark with GFM tables, whole (not split). `author` is the name to show and
    `is_default_author` tells whether it is merely the app's own name, which platforms show anyway.
    `language` says that the whole content is code of that language. `actions` are the buttons it has now, `ask`
    the question it asks. `rated` says that people may judge it.
    """

    id: str
    thread_id: str
    content: str
    author: str
    created_at: str
    type: MessageStepType = "assistant_message"
    is_default_author: bool = True
    language: str | None = None
    parent_id: str | None = None
    command: str | None = None
    is_error: bool = False
    streaming: bool = False
    tags: tuple[str, ...] | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    elements: tuple[ElementData, ...] = ()
    actions: tuple[ActionData, ...] = ()
    ask: AskData | None = None
    rated: bool = False

    def completed(self) -> MessageData:
        """The same message, no longer growing."""
        return replace(self, streaming=False) if self.streaming else self

    def to_step(self) -> StepDict:
        """The same as the data layer and the web protocol name it."""
        return {
            "id": self.id,
            "threadId": self.thread_id,
            "parentId": self.parent_id,
            "name": self.author,
            "type": self.type,
            "command": self.command,
            "streaming": self.streaming,
            "waitForAnswer": self.ask is not None and self.ask.outcome is None,
            "isError": self.is_error,
            "metadata": dict(self.metadata),
            "tags": list(self.tags) if self.tags is not None else None,
            "input": "",
            "output": readable(self.content),
            "createdAt": self.created_at,
            "start": self.created_at,
            "end": None if self.streaming else self.created_at,
            "showInput": None,
            "language": self.language,
            "generation": None,
        }
