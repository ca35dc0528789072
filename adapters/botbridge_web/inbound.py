"""What clients do, as neutral events. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from botbridge.model.element import IncomingFile
from botbridge.model.event import (
    ActionClicked,
    ChatClosed,
    ChatOpened,
    ElementChanged,
    FeedbackGiven,
    MessageReceived,
    QuestionAnswered,
    StopRequested,
)
from botbridge.model.ids import ThreadKey, new_id
from botbridge.model.user import Author
from botbridge_web.address import thread_key
from botbridge_web.reading import Click, Said


def chat_opened(thread_id: str, raw: Mapping[str, Any]) -> ChatOpened:
    """The same for every reconnection, so that a chat is opened once; a thread has one session only."""
    return ChatOpened(key=f"web:open:{thread_id}", thread=thread_key(thread_id), raw=raw)


def message_received(
    thread_id: str, said: Said, files: Sequence[IncomingFile], raw: Mapping[str, Any]
) -> MessageReceived:
    """One event per message id of a client, however often it is sent."""
    return MessageReceived(
        key=f"web:{thread_id}:{said.id}",
        thread=thread_key(thread_id),
        raw=raw,
        text=said.text,
        files=tuple(files),
        message_id=said.id,
        command=said.command,
        metadata=said.metadata,
    )


def stop_requested(thread_id: str) -> StopRequested:
    return StopRequested(key=f"web:stop:{thread_id}:{new_id()}", thread=thread_key(thread_id))


def action_clicked(thread: ThreadKey, click: Click, author: Author | None = None) -> ActionClicked:
    """Each press is an event of its own; what is one press is told from the person and the time."""
    return ActionClicked(
        key=f"web:action:{thread.thread_id}:{new_id()}",
        thread=thread,
        author=author,
        action_id=click.id,
        name=click.name,
        payload=click.payload,
        in_known_thread=True,
    )


def written_answer(thread_id: str, question_id: str, said: Said, raw: Mapping[str, Any]) -> QuestionAnswered:
    """An answer in words, which is a message as well."""
    return QuestionAnswered(
        key=f"web:{thread_id}:{said.id}",
        thread=thread_key(thread_id),
        raw=raw,
        question_id=question_id,
        text=said.text,
        message_id=said.id,
        metadata=said.metadata,
        is_message=True,
    )


def files_answer(thread_id: str, question_id: str, files: Sequence[IncomingFile]) -> QuestionAnswered:
    return QuestionAnswered(
        key=f"web:answer:{thread_id}:{new_id()}",
        thread=thread_key(thread_id),
        question_id=question_id,
        files=tuple(files),
    )


def form_answer(
    thread: ThreadKey, question_id: str, values: Mapping[str, Any] | None, author: Author | None = None
) -> QuestionAnswered:
    return QuestionAnswered(
        key=f"web:answer:{thread.thread_id}:{new_id()}",
        thread=thread,
        author=author,
        question_id=question_id,
        values=values,
    )


def element_changed(
    thread: ThreadKey, element_id: str, props: Mapping[str, Any] | None, author: Author | None = None
) -> ElementChanged:
    """New properties of an element, None if it was taken away."""
    return ElementChanged(
        key=f"web:element:{thread.thread_id}:{new_id()}",
        thread=thread,
        author=author,
        element_id=element_id,
        props=props,
        in_known_thread=True,
    )


def judged(thread_id: str, message_id: str, value: Literal[0, 1] | None, comment: str | None = None) -> FeedbackGiven:
    """A verdict, None to take it back."""
    return FeedbackGiven(
        key=f"web:feedback:{thread_id}:{new_id()}",
        thread=thread_key(thread_id),
        message_id=message_id,
        value=value,
        comment=comment,
        in_known_thread=True,
    )


def chat_closed(thread_id: str) -> ChatClosed:
    """A thread can close more than once (it opens again when its client comes back): every key is new."""
    return ChatClosed(key=f"web:close:{thread_id}:{new_id()}", thread=thread_key(thread_id))
