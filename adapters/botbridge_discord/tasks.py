"""Tasks → a box whose colour says how all of it stands, with one line for each. Pure.

A box is a message of components: it takes twice the text of other messages, and cannot be taken for an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from botbridge.model.ids import ThreadKey
from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.render.escape import escape
from botbridge.render.tasks import bounded
from botbridge_discord import buttons, capabilities, text

JSON = dict[str, Any]

COMPONENTS: Final = 1 << 15  # [docs] message flag IS_COMPONENTS_V2
_TEXT, _CONTAINER = 10, 17  # [docs] component types
_MARKS: Final[dict[TaskState, str]] = {"ready": "⬜", "running": "⏳", "failed": "❌", "done": "✅"}
_COLOURS: Final[dict[TaskState, int]] = {"running": 0x5865F2, "failed": 0xED4245, "ready": 0x99AAB5, "done": 0x57F287}


def box(tasks: TaskListData, key: ThreadKey) -> list[JSON]:
    """A list of tasks; while one of them runs, with a way to stop it."""
    state = _state(tasks.tasks)
    below = [buttons.stop(key)] if state == "running" else []
    return [{**_container(_words(tasks)), "accent_color": _COLOURS[state]}, *below]


def plain(said: str) -> list[JSON]:
    """A text in the place of a list: a message of components never becomes another one."""
    return [_container(text.dialect(said, capabilities.TASKS_CHARS)[: capabilities.TASKS_CHARS])]


def _container(words: str) -> JSON:
    return {"type": _CONTAINER, "components": [{"type": _TEXT, "content": words or "…"}]}


def _state(tasks: Sequence[TaskData]) -> TaskState:
    """What is to be seen of all tasks at once."""
    states = {task.state for task in tasks}
    return next((state for state in _COLOURS if state in states), "done")


def _words(tasks: TaskListData) -> str:
    title = f"**{escape(tasks.title)}**\n" if tasks.title else ""
    return title + "\n".join(_fitted(bounded(tasks.tasks), capabilities.TASKS_CHARS - len(title)))


def _fitted(tasks: Sequence[TaskData], room: int) -> list[str]:
    """The lines, with details as far as there is room beside all titles; else without the oldest lines."""
    bare = [_line(task) for task in tasks]
    lines: list[str] = []
    left = room - sum(len(line) + 1 for line in bare)
    for task, line in zip(reversed(tasks), reversed(bare), strict=True):  # the newest matter most
        details = _details(task)
        shown = details if len(details) <= left else ""
        left -= len(shown)
        lines.insert(0, line + shown)
    while sum(len(line) + 1 for line in lines) > room:
        lines.pop(0)
    return lines


def _line(task: TaskData) -> str:
    return f"{_MARKS[task.state]} {escape(task.title) or '…'}"


def _details(task: TaskData) -> str:
    return f"\n-# {escape(task.details)}" if task.details else ""
