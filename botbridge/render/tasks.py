"""Tasks as people read them: what a step says in one line, how many lines there are, and the list in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from botbridge.model.step import StepData
from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.render import markdown
from botbridge.render.escape import escape

_TITLE = 120  # characters
_DETAILS = 200
# All details of one list together: a platform counts what it is told of tasks toward the size of the message.
_ALL_DETAILS = 3000
_MOST = 40  # tasks; blocks of a message are fewer than fifty
_NESTED = "↳ "
_STREAM_WORDS = 80  # characters of a title, and of details, beside a stream
_REST = "more"
_URGENCY: tuple[TaskState, ...] = ("running", "failed", "ready", "done")

_LOUDEST: tuple[TaskState, ...] = ("running", "failed", "ready", "done")  # what is said of several tasks at once
_MARKS: dict[TaskState, str] = {"ready": "⬜", "running": "⏳", "failed": "❌", "done": "✅"}


def task_of(step: StepData, depth: int) -> TaskData:
    """A step as one line; `depth` is how many steps around it people see."""
    return TaskData(
        id=step.id,
        title=_NESTED * depth + _line(step.name, _TITLE),
        state=_state(step),
        details=_line(markdown.plain(step.output[: 4 * _DETAILS]), _DETAILS) if step.end else "",
    )


def _state(step: StepData) -> TaskState:
    if step.is_error:
        return "failed"
    return "done" if step.end else "running"


def _line(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def bounded(tasks: Sequence[TaskData]) -> tuple[TaskData, ...]:
    """So many tasks, with so many details, as one message holds: the oldest become one."""
    kept = list(tasks)
    if len(kept) > _MOST:
        early, late = kept[: 1 - _MOST], kept[1 - _MOST :]
        states = {task.state for task in early}
        first = TaskData(
            id=early[0].id,
            title=f"{len(early)} earlier steps",
            state=next(state for state in _LOUDEST if state in states),
        )
        kept = [first, *late]
    left = _ALL_DETAILS
    for place in reversed(range(len(kept))):  # the newest matter most
        left -= len(kept[place].details)
        if left < 0:
            kept[place] = replace(kept[place], details="")
    return tuple(kept)


def fitted(tasks: Sequence[TaskData], most: int) -> tuple[TaskData, ...]:
    """So many tasks as a stream bears, each in a few words; those beyond that are summed up in the last one.

    A task that was shown once is always shown: what a stream bears cannot be taken back.
    """
    short = [
        replace(task, title=_line(task.title, _STREAM_WORDS), details=_line(task.details, _STREAM_WORDS))
        for task in tasks
    ]
    if len(short) <= most:
        return tuple(short)
    kept, rest = short[: most - 1], short[most - 1 :]
    return (*kept, TaskData(id=_REST, title=f"+{len(rest)}: {rest[-1].title}", state=_state_of_all(rest)))


def _state_of_all(tasks: Sequence[TaskData]) -> TaskState:
    states = {task.state for task in tasks}
    return next((state for state in _URGENCY if state in states), "done")


def as_markdown(tasks: TaskListData) -> str:
    """The list as Markdown, for where there is no native one."""
    title = escape(tasks.title)
    lines = [_item(task) for task in bounded(tasks.tasks)]
    return "\n\n".join(part for part in (f"**{title}**" if title else "", "\n".join(lines)) if part)


def _item(task: TaskData) -> str:
    details = f" — {escape(task.details)}" if task.details else ""
    return f"- {_MARKS[task.state]} {escape(task.title)}{details}"
