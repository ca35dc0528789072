"""What hangs on a message, as the web protocol has it: elements, buttons, questions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData, ElementDict, ElementType, IncomingFile
from botbridge.model.message import MessageData
from botbridge.model.task import TaskListData

Emission = tuple[str, Any]  # the event's name and its one argument

NO_QUESTION: Emission = ("clear_ask", {})
END_OF_QUESTION = ("clear_ask", "ask_timeout")


def element(data: ElementData) -> ElementDict:
    """An element as clients take it."""
    return with_key(data.to_dict())


def with_key(item: ElementDict) -> ElementDict:
    """An element with the id under which clients fetch its file, unless it has an address elsewhere.

    What is kept is fetched by the element's own id; an upload's id is forgotten with the session.
    """
    own = None if item.get("url") else item["id"]
    return {**item, "chainlitKey": own if item.get("objectKey") else item.get("chainlitKey") or own}


def attached(thread_id: str, message_id: str, file: IncomingFile) -> ElementDict:
    """A file of a client's own message, as an element of it."""
    kind: ElementType = "image" if file.mime.startswith("image/") else "file"
    data = ElementData(id=file.id, thread_id=thread_id, for_id=message_id, type=kind, name=file.name, mime=file.mime)
    return {**data.to_dict(), "chainlitKey": file.id}


def elements(items: Iterable[ElementData]) -> list[Emission]:
    return [("element", element(item)) for item in items]


def task_list(tasks: TaskListData) -> ElementDict:
    """A list of tasks as an element; all of it is in its properties."""
    props = {"status": tasks.title, "tasks": [task.to_dict() for task in tasks.tasks]}
    data = ElementData(
        id=tasks.id,
        thread_id=tasks.thread_id,
        type="tasklist",
        name="tasklist",
        display="side",
        mime="application/json",
        props=props,
    )
    return {**data.to_dict(), "chainlitKey": tasks.id}


def buttons(items: Iterable[ActionData]) -> list[Emission]:
    """Buttons as they are now. The npm client appends what it is told, so each is taken away first."""
    told: list[Emission] = []
    for item in items:
        told += [("remove_action", dict(item.to_dict())), ("action", dict(item.to_dict()))]
    return told


def without(items: Iterable[ActionData]) -> list[Emission]:
    return [("remove_action", dict(item.to_dict())) for item in items]


def question(message: MessageData) -> list[Emission]:
    """What asks, if the message does and is not answered yet; the client acknowledges it with the answer."""
    ask = message.ask
    if ask is None or ask.outcome is not None:
        return []
    return [("ask", {"msg": dict(message.to_step()), "spec": spec(ask)})]


def spec(ask: AskData) -> Mapping[str, Any]:
    """The rule for an answer."""
    told = {
        "type": ask.kind,
        "step_id": ask.id,
        "timeout": ask.timeout,
        "accept": ask.accept,
        "max_size_mb": ask.max_size_mb,
        "max_files": ask.max_files,
        "keys": list(ask.action_ids) if ask.kind == "action" else None,
        "element_id": ask.element_id,
    }
    return {name: value for name, value in told.items() if value is not None}


def end_of_question(message: MessageData) -> list[Emission]:
    """That a question is over, if the message asked one."""
    if message.ask is None or message.ask.outcome is None:
        return []
    return [("ask_timeout", {}) if message.ask.outcome == "expired" else NO_QUESTION]
