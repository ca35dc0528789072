"""What is shown on a platform in memory, and who can be reached there."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from botbridge.adapter import Host
from botbridge.capability import Capabilities, Rate
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.effect import Effect
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.model.task import TaskData
from botbridge.testing.memory.capabilities import EDITS


@dataclass(slots=True)
class Shown:
    """One native message as people see it now.

    What hangs on the message (`elements`, `actions`, `ask`, `rated`) is shown with the last of its native ones.
    `only_for` is who sees it, if not everybody.
    """

    ref: MessageRef
    message_id: str
    thread: ThreadKey
    text: str
    part: int = 0
    streaming: bool = False
    is_error: bool = False
    deleted: bool = False
    author: str | None = None
    language: str | None = None
    elements: tuple[ElementData, ...] = ()
    actions: tuple[ActionData, ...] = ()
    ask: AskData | None = None
    rated: bool = False
    tasks: dict[str, TaskData] = field(default_factory=dict)
    only_for: str | None = None

    def hang(self, message: MessageData) -> None:
        """Show what hangs on the message now."""
        self.elements, self.actions = message.elements, message.actions
        self.ask, self.rated = message.ask, message.rated

    def add_tasks(self, tasks: Sequence[TaskData]) -> None:
        self.tasks |= {task.id: task for task in tasks}


@dataclass(eq=False)
class World:
    """What happened on a platform in memory, and what is to go wrong there; it outlives the adapter that runs on it.

    `faults` are consumed in order: each is asked with the effect and returns the error to raise, or None.
    """

    capabilities: Capabilities = EDITS
    shown: list[Shown] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    working: list[bool] = field(default_factory=list)
    steps: dict[str, StepData] = field(default_factory=dict)  # by id, where they are a tree of their own
    loose: dict[str, ElementData] = field(default_factory=dict)  # by id: elements that are no part of a message
    sidebars: dict[ThreadKey, tuple[str, tuple[ElementData, ...]]] = field(default_factory=dict)
    faults: deque[Callable[[Effect], Exception | None]] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    rates: Callable[[Effect], Sequence[Rate]] = field(default=lambda _effect: ())
    host: Host | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def texts(self, thread: str = "main") -> list[str]:
        """What people see in a conversation, message by message."""
        key = ThreadKey("memory", (thread,))
        return [one.text for one in self.shown if one.thread == key and not one.deleted]

    async def until(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """Wait until something is so. Raises TimeoutError with what is shown instead."""
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"it did not happen; shown is {[one.text[:200] for one in self.shown]}") from None

    async def text(self, expected: str, thread: str = "main", timeout: float = 10) -> None:
        """Wait until a finished message shows exactly this text."""
        key = ThreadKey("memory", (thread,))
        await self.until(
            lambda: any(one.text == expected and one.thread == key and not one.streaming for one in self.shown), timeout
        )

    def visible(self, thread: ThreadKey) -> list[Shown]:
        """What is shown in a conversation, oldest first."""
        return [one for one in self.shown if one.thread == thread and not one.deleted]

    def button(self, caption: str, thread: ThreadKey) -> ActionData:
        """The newest button that reads like this. Raises LookupError."""
        for one in reversed(self.visible(thread)):
            for action in one.actions:
                if action.caption == caption:
                    return action
        raise LookupError(f"no button {caption!r} is shown")

    def question(self, thread: ThreadKey) -> AskData:
        """The newest question that is open. Raises LookupError."""
        for one in reversed(self.visible(thread)):
            if one.ask is not None and one.ask.outcome is None:
                return one.ask
        raise LookupError("no question is open")

    def message(self, text: str, thread: ThreadKey) -> Shown:
        """The newest message that has these words in it. Raises LookupError."""
        for one in reversed(self.visible(thread)):
            if text in one.text:
                return one
        raise LookupError(f"no message with {text!r} is shown")

    def next_id(self) -> str:
        return str(next(self._numbers))
