"""What a person wrote, made into the message that a handler gets and that is kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from operator import methodcaller
from pathlib import Path
from typing import NamedTuple

from botbridge.adapter import Adapter
from botbridge.chat.element import Element
from botbridge.chat.message import Message
from botbridge.context import Context
from botbridge.dispatch.people import People
from botbridge.errors import DeliveryError, FileRefused
from botbridge.files import Files
from botbridge.model.clock import utc_now
from botbridge.model.element import IncomingFile
from botbridge.model.event import Written
from botbridge.model.ids import derived_id, is_uuid
from botbridge.model.user import User

log = logging.getLogger(__name__)


def message_id(event: Written) -> str:
    """The id under which a user's message is kept: the client's own, else one that follows from the event."""
    if event.message_id is not None and is_uuid(event.message_id):
        return event.message_id
    return derived_id(event.key, _moment(event))


def _moment(event: Written) -> float:
    return datetime.fromisoformat(event.sent_at).timestamp() if event.sent_at else 0.0


def message_of(event: Written, user: User | None, elements: Sequence[Element] = ()) -> Message:
    """The event as a message; its author is the person's name."""
    metadata = dict(event.metadata)
    if event.ref is not None:
        metadata["ref"] = str(event.ref)
    return Message(
        content=event.text,
        author=(user.display_name or user.identifier) if user else "User",
        type="user_message",
        id=message_id(event),
        created_at=event.sent_at or utc_now(),
        command=event.command,
        metadata=metadata,
        elements=list(elements),
    )


def keep(people: People, context: Context, message: Message) -> None:
    """Let the data layer keep a user's message; the handler does not wait for it."""
    data = message.to_data(context)
    message.mark_kept()
    people.keep_thread(context, data)
    context.recorder.submit(lambda layer: layer.create_step(data.to_step()), f"message {message.id}")
    for element in data.elements:
        context.recorder.submit(methodcaller("create_element", element), f"element {element.id}")


class Fetched(NamedTuple):
    """An event's files, those of them that are recordings, and for each that was not taken a sentence for the user."""

    elements: list[Element]
    recordings: list[Element]
    refusals: list[str]


async def elements_of(event: Written, adapter: Adapter, files: Files) -> Fetched:
    """Fetch the event's files."""
    elements: list[Element] = []
    recordings: list[Element] = []
    refusals: list[str] = []
    for file in event.files:
        try:
            fetched = await files.fetch(adapter, file)
            element = element_of(fetched, event)
            elements.append(element)
            recordings += [element] if fetched.voice else []
        except FileRefused as error:
            log.warning("a file of event %s was refused: %s", event.key, error)
            refusals.append(str(error))
        except DeliveryError as error:
            log.warning("file %r of event %s could not be fetched: %s", file.id, event.key, error)
            refusals.append(f"{file.name} could not be fetched; please send it again")
    return Fetched(elements, recordings, refusals)


def element_of(file: IncomingFile, event: Written) -> Element:
    """A file that came with what a person wrote, as the element that a handler gets."""
    element = Element(
        name=file.name,
        path=file.path,
        mime=file.mime,
        size=file.size if file.size is not None else Path(file.path or "").stat().st_size,
        id=file.id if is_uuid(file.id) else derived_id(f"{event.key}:{file.id}", _moment(event)),
        for_id=message_id(event),
        thread_id=event.thread.thread_id,
    )
    element.type = Element.infer_type_from_mime(element.mime)
    return element
