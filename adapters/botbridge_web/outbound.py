"""Effects as the events of the web protocol. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botbridge.model.clock import utc_now
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    HideStep,
    Notify,
    Post,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.ids import new_id
from botbridge.model.mention import readable
from botbridge.model.message import MessageData
from botbridge.model.step import StepDict
from botbridge_web import widgets
from botbridge_web.address import thread_id_of
from botbridge_web.reading import Said
from botbridge_web.widgets import Emission

# One encoder for the life of the process: `json.dumps` with separators makes a new one per call. Escaping all but
# ASCII also lets lone surrogates pass, which a socket could not encode. What is not a number breaks a client's line.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def encode(emission: Emission, ack: int | None = None) -> str:
    """The Socket.IO packet of an event in the default namespace; with `ack` the client answers it by that number.

    Raises TypeError, ValueError or RecursionError where the app's own data is not JSON.
    """
    return f"2{'' if ack is None else ack}{_encode(emission)}"


def emissions(effect: Effect) -> list[Emission]:
    """What clients of the effect's thread are told, in order."""
    return _EMISSIONS[type(effect)](effect)


def step(message: MessageData, text: str, *, streaming: bool) -> StepDict:
    """A message with this text as a step."""
    return {
        **message.to_step(),
        "output": readable(text),
        "streaming": streaming,
        "end": None if streaming else message.created_at,
    }


def error_step(thread_id: str, author: str, text: str) -> StepDict:
    """A message that tells the user what went wrong; it is shown, not kept."""
    return MessageData(
        id=new_id(), thread_id=thread_id, content=text, author=author, created_at=utc_now(), is_error=True
    ).to_step()


def user_step(thread_id: str, said: Said) -> StepDict:
    """A client's own message, for the other tabs of its session."""
    return MessageData(
        id=said.id,
        thread_id=thread_id,
        content=said.text,
        author="User",
        created_at=utc_now(),
        type="user_message",
        command=said.command,
        metadata=said.metadata,
    ).to_step()


def first_interaction(thread_id: str, text: str) -> Emission:
    return "first_interaction", {"interaction": text, "thread_id": thread_id}


def working(on: bool) -> Emission:
    return ("task_start" if on else "task_end"), {}


def _post(effect: Post) -> list[Emission]:
    shown = step(effect.message, effect.text, streaming=effect.message.streaming)
    return [("new_message", shown), *hanging(effect.message)]


def hanging(message: MessageData) -> list[Emission]:
    """What hangs on a message, and its question if it asks one."""
    return [*widgets.elements(message.elements), *widgets.buttons(message.actions), *widgets.question(message)]


def _edit(effect: Edit) -> list[Emission]:
    shown = step(effect.message, effect.text, streaming=effect.message.streaming)
    return [
        ("update_message", shown),
        *widgets.end_of_question(effect.message),
        *widgets.without(effect.removed),
        *widgets.elements(effect.message.elements),
        *widgets.buttons(effect.message.actions),
    ]


def _delete(effect: Delete) -> list[Emission]:
    return [deleted(thread_id_of(effect.thread), effect.message_id)]


def deleted(thread_id: str, message_id: str) -> Emission:
    return "delete_message", {"id": message_id, "threadId": thread_id}


def hidden(element_id: str) -> Emission:
    return "remove_element", {"id": element_id}


def _open(effect: StreamOpen) -> list[Emission]:
    return [("stream_start", step(effect.message, effect.text, streaming=True))]


def _append(effect: StreamAppend) -> list[Emission]:
    return [_token(effect.message.id, effect.text, is_input=False)]


def _close(effect: StreamClose) -> list[Emission]:
    # The whole text once more: a client that lost tokens, or got some twice, is right from here on.
    shown = step(effect.message, effect.message.content, streaming=False)
    return [("new_message", shown), *hanging(effect.message)]


def _working(effect: Working) -> list[Emission]:
    return [working(effect.on)]


def _show_step(effect: ShowStep) -> list[Emission]:
    return [("new_message", effect.step.to_step()), *widgets.elements(effect.step.elements)]


def _step_token(effect: StepToken) -> list[Emission]:
    return [_token(effect.step_id, effect.token, is_input=effect.is_input)]


def _token(name: str, text: str, *, is_input: bool) -> Emission:
    return "stream_token", {"id": name, "token": readable(text), "isSequence": False, "isInput": is_input}


def _hide_step(effect: HideStep) -> list[Emission]:
    return [deleted(thread_id_of(effect.thread), effect.step_id)]


def _show_tasks(effect: ShowTasks) -> list[Emission]:
    return [("element", widgets.task_list(effect.list))]


def _show_element(effect: ShowElement) -> list[Emission]:
    return widgets.elements([effect.element])


def _hide_element(effect: HideElement) -> list[Emission]:
    return [hidden(effect.element_id)]


def _show_sidebar(effect: ShowSidebar) -> list[Emission]:
    told: list[Emission] = [("set_sidebar_title", effect.title)] if effect.title is not None else []
    if effect.elements is not None:
        # The npm client keeps what it shows under the same key, which no key is as well.
        shown = {"elements": [widgets.element(one) for one in effect.elements], "key": effect.key or new_id()}
        told.append(("set_sidebar_elements", shown))
    return told


def _notify(effect: Notify) -> list[Emission]:
    return [toast(effect.text)]


def toast(text: str) -> Emission:
    """A notice that people see for a moment."""
    return "toast", {"message": readable(text), "type": "warning"}


_EMISSIONS: dict[type[Effect], Callable[[Any], list[Emission]]] = {
    Post: _post,
    Edit: _edit,
    Delete: _delete,
    StreamOpen: _open,
    StreamAppend: _append,
    StreamClose: _close,
    Working: _working,
    ShowStep: _show_step,
    StepToken: _step_token,
    HideStep: _hide_step,
    ShowTasks: _show_tasks,
    ShowElement: _show_element,
    HideElement: _hide_element,
    ShowSidebar: _show_sidebar,
    Notify: _notify,
}
