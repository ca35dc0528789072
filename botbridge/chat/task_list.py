"""What the app plans to do, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from botbridge.context import get_context
from botbridge.model.element import ElementData
from botbridge.model.ids import new_id
from botbridge.model.task import TaskData, TaskListData, TaskState


class TaskStatus(Enum):
    """How a task stands."""

    READY = "ready"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"


class Task:
    """One thing to do; `forId` may name the message it led to."""

    def __init__(
        self,
        title: str,
        status: TaskStatus = TaskStatus.READY,
        forId: str | None = None,  # noqa: N803 - the reference's name
    ) -> None:
        self.id = new_id()
        self.title = title
        self.status = status
        self.forId = forId


class TaskList:
    """A list of tasks beside the conversation, or as a message that is edited in place.

    Change the tasks and `status` (a few words on how all of it stands), then `send()` again.
    """

    def __init__(self, tasks: Iterable[Task] = (), status: str = "Ready") -> None:
        self.id = new_id()
        self.tasks: list[Task] = list(tasks)
        self.status = status

    async def add_task(self, task: Task) -> None:
        """Put a task at the end; people see it with the next `send()`."""
        self.tasks.append(task)

    async def send(self) -> TaskList:
        """Show the list as it is now. Raises NoContext, DeliveryError."""
        context = get_context()
        data = self._data(context.thread_id)
        await context.recorder.record(lambda layer: layer.create_element(_element(data)), f"task list {self.id}")
        await context.below()
        await context.lane.show_tasks(data, run_id=context.run_id, cause=context.cause)
        return self

    async def update(self) -> TaskList:
        """The same as `send()`."""
        return await self.send()

    async def remove(self) -> None:
        """Take the list away. Raises NoContext, DeliveryError, Unsupported."""
        context = get_context()
        await context.lane.hide_tasks(self.id)
        await context.recorder.record(
            lambda layer: layer.delete_element(self.id, context.thread_id), f"the removal of task list {self.id}"
        )

    def _data(self, thread_id: str) -> TaskListData:
        return TaskListData(
            id=self.id,
            thread_id=thread_id,
            title=self.status,
            tasks=tuple(
                TaskData(id=task.id, title=task.title, state=_state(task.status), for_id=task.forId)
                for task in self.tasks
            ),
        )


def _state(status: TaskStatus) -> TaskState:
    return status.value


def _element(data: TaskListData) -> ElementData:
    """The list as an element, under which the data layer keeps it."""
    props = {"status": data.title, "tasks": [task.to_dict() for task in data.tasks]}
    return ElementData(
        id=data.id, thread_id=data.thread_id, type="tasklist", name="tasklist", mime="application/json", props=props
    )
