"""What is to happen on a platform, in neutral words: the only thing an adapter is ever asked to do.

Every effect is for one conversation and is small enough for the platform already: the outbox has split,
paced and degraded it by the adapter's capabilities. `text` is neutral Markdown; the adapter writes its dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botbridge.model.action import ActionData
from botbridge.model.element import ElementData
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData
from botbridge.model.step import StepData
from botbridge.model.task import TaskData, TaskListData
from botbridge.model.user import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Anything that goes out. `cause` is the event whose handler made it, where there is one."""

    thread: ThreadKey
    cause: Event | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Effect):
    """Show a new native message with this part of the text; answers with its reference.

    `part` counts from 0; the elements, actions and question of `message` hang on the `last` part.
    """

    message: MessageData
    text: str
    part: int = 0
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Effect):
    """Let a native message show this text from now on; repeating it changes nothing.

    What hangs on the `last` part is what `message` has now. `removed` are the actions that it had and has no more,
    `shown` where the elements are that it shows already.
    """

    ref: MessageRef
    message: MessageData
    text: str
    part: int = 0
    last: bool = True
    removed: tuple[ActionData, ...] = ()
    shown: Mapping[str, MessageRef] = field(default_factory=dict)
    tasks: tuple[TaskData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Effect):
    """Take a native message away; one that is gone already is no error."""

    ref: MessageRef
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOpen(Effect):
    """Begin a native message that grows, with this first text and these tasks; answers with its reference.

    Raises StreamLost where the platform has no stream (any more) for this conversation.
    """

    message: MessageData
    text: str
    part: int = 0
    tasks: tuple[TaskData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAppend(Effect):
    """Add text and tasks to a growing message: at least one of them, and only what is new or changed.

    Where streams are cumulative the text is the whole.
    """

    ref: MessageRef
    message: MessageData
    text: str
    tasks: tuple[TaskData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamClose(Effect):
    """Add the last text (or say the whole, where streams are cumulative) and tasks, and end the growing message.

    What hangs on it hangs on the `last` part.
    """

    ref: MessageRef
    message: MessageData
    text: str
    part: int = 0
    last: bool = True
    tasks: tuple[TaskData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(Effect):
    """Show that a handler is at work (`on`), or that it no longer is."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStop(Effect):
    """Offer people a way to stop the handler that is at work, as a message of its own; answers with its reference.

    Only where the platform has no other way while a message grows. A Delete takes it away.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTasks(Effect):
    """Show a list of tasks, or let the one at `ref` show this state; answers with the reference of a new one."""

    list: TaskListData
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStep(Effect):
    """Show a step, or what it has become; only where steps are a tree of their own."""

    step: StepData


@dataclass(frozen=True, slots=True, kw_only=True)
class StepToken(Effect):
    """Add text to a step's output, or to its input; only where steps are a tree of their own."""

    step_id: str
    token: str
    is_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HideStep(Effect):
    """Take a step away; only where steps are a tree of their own."""

    step_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowElement(Effect):
    """Show an element beside what it belongs to (`element.for_id`), or what it has become.

    Only where elements are things of their own; elsewhere they hang on a message.
    """

    element: ElementData


@dataclass(frozen=True, slots=True, kw_only=True)
class HideElement(Effect):
    """Take an element away: the one at `ref`, where it is a native thing of its own."""

    element_id: str
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSidebar(Effect):
    """Let a panel beside the conversation show these elements under this title; none close it.

    What is shown under the same `key` already stays as it is. None keeps the title, or the elements.
    """

    title: str | None
    elements: tuple[ElementData, ...] | None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Effect):
    """Tell one person something that nobody else sees."""

    to: Author | None
    text: str


def elements_of(effect: Effect) -> tuple[ElementData, ...]:
    """The elements that hang on what this effect shows."""
    return effect.message.elements if isinstance(effect, Post | Edit | StreamClose) and effect.last else ()
