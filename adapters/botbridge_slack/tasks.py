"""Tasks → task cards, plans and the chunks of a stream. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from botbridge.model.task import TaskData, TaskListData, TaskState

Block = dict[str, Any]

_STATES: Final[dict[TaskState, str]] = {
    "ready": "pending",
    "running": "in_progress",
    "failed": "error",
    "done": "complete",
}


def chunks(tasks: Iterable[TaskData]) -> list[dict[str, Any]]:
    """What a stream is told of tasks that are new or have changed."""
    return [
        {
            "type": "task_update",
            "id": task.id,
            "title": task.title or "…",
            "status": _STATES[task.state],
            **({"output": task.details} if task.details else {}),
        }
        for task in tasks
    ]


def blocks(tasks: TaskListData) -> list[Block]:
    """A list as a message: a plan if it has a title, else one card after the other."""
    shown = cards(tasks.tasks)
    return [{"type": "plan", "title": tasks.title, "tasks": shown}] if tasks.title else shown


def cards(tasks: Iterable[TaskData]) -> list[Block]:
    """Each task as a card."""
    return [
        {
            "type": "task_card",
            "task_id": task.id,
            "title": task.title or "…",
            "status": _STATES[task.state],
            **({"output": _rich(task.details)} if task.details else {}),
        }
        for task in tasks
    ]


def _rich(words: str) -> Block:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [section]}
