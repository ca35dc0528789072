"""A list of tasks with their states: what an app plans, or the steps that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

TaskState = Literal["ready", "running", "failed", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskData:
    """One line: `title` and `details` are plain text, `for_id` the message it led to."""

    id: str
    title: str
    state: TaskState = "ready"
    details: str = ""
    for_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "status": self.state, "forId": self.for_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskListData:
    """Tasks that are shown together and change together; `title` says how all of it stands."""

    id: str
    thread_id: str
    title: str = ""
    tasks: tuple[TaskData, ...] = ()
