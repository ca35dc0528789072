"""A list of tasks → a card. Pure."""

from __future__ import annotations

from typing import Any, Final

from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.render.escape import escape
from botbridge.render.tasks import bounded
from botbridge_teams import widgets

Element = dict[str, Any]

MARKS: Final[dict[TaskState, str]] = {"ready": "⬜", "running": "⏳", "failed": "❌", "done": "✅"}
_MOST_SAID: Final = 200  # characters that the progress bar says


def body(tasks: TaskListData) -> list[Element]:
    """The elements of the card: the title, then a line for each task."""
    titled = [widgets.title(escape(tasks.title))] if tasks.title else []
    return [*titled, *(_line(task) for task in bounded(tasks.tasks))] or [widgets.title("…")]


def current(tasks: TaskListData) -> str:
    """What is being done now, in plain words; empty where nothing is."""
    running = [task.title for task in tasks.tasks if task.state == "running"]
    return " ".join(running[-1].lstrip("↳ ").split())[:_MOST_SAID] if running else ""


def _line(task: TaskData) -> Element:
    words = [{"type": "TextBlock", "text": widgets.words(escape(task.title) or "…"), "wrap": True}]
    if task.details:
        words.append({**widgets.note(escape(task.details)), "spacing": "None", "size": "Small"})
    mark = [{"type": "TextBlock", "text": MARKS[task.state]}]
    columns = [
        {"type": "Column", "width": "auto", "items": mark},
        {"type": "Column", "width": "stretch", "items": words},
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}
