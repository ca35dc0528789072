"""Effects as the events of the web protocol. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from botbridge.model.clock import utc_now
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen, Working
from botbridge.model.element import ElementData, ElementDict, ElementType, IncomingFile
from botbridge.model.ids import new_id
from botbridge.model.mention import readable
from botbridge.model.message import MessageData
from botbridge.model.step import StepDict
from botbridge_web.address import thread_id_of
from botbridge_web.inbound import Said

Emission = tuple[str, Any]  # the event's name and its one argument

# One encoder for the life of the process: `json.dumps` with separators makes a new one per call. Escaping all but
# ASCII also lets lone surrogates pass, which a socket could not encode.
_encode = json.JSONEncoder(separators=(",", ":")).encode


def encode(emission: Emission) -> str:
    """The Socket.IO packet of an event in the default namespace.

    Raises TypeError or ValueError where the app's own data is not JSON.
    """
    return "2" + _encode(emission)


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


def element(data: ElementData) -> ElementDict:
    """An element as clients take it."""
    return with_key(data.to_dict())


def with_key(item: ElementDict) -> ElementDict:
    """An element with the id under which clients fetch its file, unless it has an address elsewhere.

    What is kept is fetched by the element's own id; an upload's id is forgotten with the session.
    """
    own = None if item.get("url") else item["id"]
    return {**item, "chainlitKey": own if item.get("objectKey") else item.get("chainlitKey") or own}


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


def attached(thread_id: str, said: Said, file: IncomingFile) -> ElementDict:
    """A file of a client's own message, as an element of it."""
    kind: ElementType = "image" if file.mime.startswith("image/") else "file"
    data = ElementData(id=file.id, thread_id=thread_id, for_id=said.id, type=kind, name=file.name, mime=file.mime)
    return {**data.to_dict(), "chainlitKey": file.id}


def first_interaction(thread_id: str, text: str) -> Emission:
    return "first_interaction", {"interaction": text, "thread_id": thread_id}


def working(on: bool) -> Emission:
    return ("task_start" if on else "task_end"), {}


def _elements(items: Iterable[ElementData]) -> list[Emission]:
    return [("element", element(item)) for item in items]


def _post(effect: Post) -> list[Emission]:
    shown = step(effect.message, effect.text, streaming=effect.message.streaming)
    return [("new_message", shown), *_elements(effect.message.elements)]


def _edit(effect: Edit) -> list[Emission]:
    shown = step(effect.message, effect.text, streaming=effect.message.streaming)
    return [("update_message", shown), *_elements(effect.message.elements)]


def _delete(effect: Delete) -> list[Emission]:
    return [deleted(thread_id_of(effect.thread), effect.message_id)]


def deleted(thread_id: str, message_id: str) -> Emission:
    return "delete_message", {"id": message_id, "threadId": thread_id}


def _open(effect: StreamOpen) -> list[Emission]:
    return [("stream_start", step(effect.message, effect.text, streaming=True))]


def _append(effect: StreamAppend) -> list[Emission]:
    token = {"id": effect.message.id, "token": readable(effect.text), "isSequence": False, "isInput": False}
    return [("stream_token", token)]


def _close(effect: StreamClose) -> list[Emission]:
    # The whole text once more: a client that lost tokens, or got some twice, is right from here on.
    shown = step(effect.message, effect.message.content, streaming=False)
    return [("new_message", shown), *_elements(effect.message.elements)]


def _working(effect: Working) -> list[Emission]:
    return [working(effect.on)]


_EMISSIONS: dict[type[Effect], Callable[[Any], list[Emission]]] = {
    Post: _post,
    Edit: _edit,
    Delete: _delete,
    StreamOpen: _open,
    StreamAppend: _append,
    StreamClose: _close,
    Working: _working,
}
