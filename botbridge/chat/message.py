"""Messages: what the app says."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from botbridge.chat.action import Action
from botbridge.chat.element import Element
from botbridge.context import Context, current_step_id, get_context
from botbridge.errors import NoContext
from botbridge.model.action import ActionData
from botbridge.model.clock import utc_now
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.model.step import MessageStepType, StepDict

if TYPE_CHECKING:
    from botbridge.outbox.stream import Stream

# After so many tokens without a pause the event loop gets a turn, so that a handler which only pushes tokens
# does not hold up everybody else.
_TOKENS_PER_TURN = 64


class Message:
    """One message: send it, stream it, change it, take it back.

    `content` is CommonMark with GFM tables of any length; a dict becomes a JSON code block, anything else its
    text. `author` is the name shown (default: `[ui] name`), `language` shows the whole content as code, `actions`
    are buttons, `elements` files and media that hang on it, `metadata` (JSON) and `tags` are kept with it. The same
    object is what `on_message` gets, with the user's text as `content` and the files as `elements`.
    """

    fail_on_persist_error = False
    is_error = False

    def __init__(
        self,
        content: str | Mapping[str, Any] | Any,
        author: str | None = None,
        language: str | None = None,
        actions: Sequence[Action] | None = None,
        elements: Sequence[Element] | None = None,
        type: MessageStepType = "assistant_message",  # noqa: A002 - the reference's name
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
        id: str | None = None,  # noqa: A002 - the reference's name
        parent_id: str | None = None,
        command: str | None = None,
        created_at: str | None = None,
    ) -> None:
        self.content, self.language = _as_text(content, language)
        self.author = author or _default_author()
        self.actions: list[Action] = list(actions or [])
        self.elements: list[Element] = list(elements or [])
        self.type: MessageStepType = type
        self.metadata = metadata if metadata is not None else {}
        self.tags = tags
        self.id = id or new_id()
        self.parent_id = parent_id
        self.command = command
        self.created_at = created_at
        self.streaming = False
        self._stream: Stream | None = None
        self._tokens = 0
        self._renamed = False
        self._kept = False  # the data layer knows it
        self._kept_elements: tuple[str, ...] = ()
        self._shown_actions: dict[str, ActionData] = {}  # those that hang on it for people

    async def send(self) -> Message:
        """Show the message and keep it; a message that was streamed is completed.

        Returns itself once the platform has it. Raises NoContext outside of a handler, DeliveryError if the
        platform did not take it. Where a platform cannot show an empty message, it appears with its first text.
        """
        context = get_context()
        data = await self._complete(context)
        if not await self._close_stream(data):
            await context.below()
            await context.lane.send(data, run_id=context.run_id, cause=context.cause)
        self._shown_actions = {action.id: action for action in data.actions}
        self._remember(context)
        await self._keep(context, data)
        return self

    async def update(self) -> bool:
        """Let the message show its present content, wherever it was sent before, even by an earlier process.

        Returns True. Raises NoContext, DeliveryError. On a platform that cannot edit it is posted anew.
        """
        context = get_context()
        data = await self._complete(context)
        removed = [
            action for name, action in self._shown_actions.items() if name not in {one.id for one in data.actions}
        ]
        if not await self._close_stream(data):
            await context.lane.edit(data, cause=context.cause, removed=removed)
        await context.desk.drop_actions([action.id for action in removed])
        self._shown_actions = {action.id: action for action in data.actions}
        self._remember(context)
        await self._keep(context, data)
        return True

    async def remove(self) -> bool:
        """Take the message away, on the platform and from what is kept.

        Returns True. Raises NoContext, DeliveryError, and Unsupported on a platform that cannot delete.
        """
        context = get_context()
        await self._close_stream(self.to_data(context))
        await context.lane.delete(self.id, [element.id for element in self.elements])
        await context.desk.drop_actions([action.id for action in self.actions])
        context.session.history.pop(self.id, None)
        await context.recorder.record(
            lambda layer: layer.delete_step(self.id),
            f"the removal of message {self.id}",
            strict=self.fail_on_persist_error,
        )
        return True

    async def remove_actions(self) -> None:
        """Take all buttons of the message away. Raises NoContext, DeliveryError."""
        await self.drop_actions([action.id for action in self.actions])

    async def drop_actions(self, ids: Collection[str]) -> None:
        """Take these buttons away."""
        self.actions = [action for action in self.actions if action.id not in ids]
        await self.update()

    async def stream_token(self, token: str, is_sequence: bool = False) -> None:
        """Add a token to the message, which appears with its first one; `is_sequence` replaces the whole text.

        Returns as soon as the token is queued. End with `send()` or `update()`; a handler that ends without
        either has it done.
        """
        if not token:
            return
        if self._stream is None:
            await self._open_stream(get_context())
        if is_sequence:
            self.content = token
            await self._live.replace(token)
        else:
            self.content += token
            self._live.push(token)
        self._tokens += 1
        if self._tokens % _TOKENS_PER_TURN == 0:
            await asyncio.sleep(0)

    async def settle(self, note: str | None = None) -> None:
        """End the stream with what it has; `note` says that the handler was cut off."""
        if self._stream is None:
            return
        if note is not None:
            self.content = f"{self.content}\n\n*{note}*"
            self.metadata = {**self.metadata, "interrupted": True}
        await self.update()

    def mark_kept(self) -> Message:
        """Note that the data layer has this message already (it came in, or was restored)."""
        self._kept = self._renamed = True
        self._kept_elements = tuple(element.id for element in self.elements)
        self._shown_actions = {action.id: action.to_data() for action in self.actions}
        return self

    def to_data(self, context: Context) -> MessageData:
        """The message as it is now, frozen."""
        return MessageData(
            id=self.id,
            thread_id=context.thread_id,
            content=self.content,
            author=self.author,
            created_at=self.created_at or utc_now(),
            type=self.type,
            is_default_author=self.author == context.config.ui.name,
            language=self.language,
            parent_id=self.parent_id,
            command=self.command,
            is_error=self.is_error,
            streaming=self.streaming,
            tags=tuple(self.tags) if self.tags is not None else None,
            metadata=self.metadata,
            elements=tuple(element.to_data(context.thread_id, self.id) for element in self.elements),
            actions=tuple(action.to_data() for action in self.actions),
            rated=self._is_rated(context),
        )

    def _is_rated(self, context: Context) -> bool:
        """Whether people may judge it: an answer, where the app listens to verdicts."""
        answer = self.type == "assistant_message" and not self.is_error
        return answer and context.app.handlers.on_feedback is not None

    @property
    def _question_id(self) -> str | None:
        """The question that the buttons answer, if they answer one."""
        return None

    def to_dict(self) -> StepDict:
        """The message as the data layer and the web protocol name it. Raises NoContext outside of a handler."""
        return self.to_data(get_context()).to_step()

    @classmethod
    def from_dict(cls, _dict: StepDict, elements: Iterable[Element] = (), actions: Iterable[Action] = ()) -> Message:
        """The message that a kept step describes."""
        return cls(
            content=_dict.get("output") or "",
            author=_dict.get("name"),
            language=_dict.get("language"),
            elements=list(elements),
            actions=list(actions),
            type=_message_type(_dict),
            metadata=dict(_dict.get("metadata") or {}),
            tags=_dict.get("tags"),
            id=_dict.get("id"),
            parent_id=_dict.get("parentId"),
            command=_dict.get("command"),
            created_at=_dict.get("createdAt"),
        ).mark_kept()

    # streaming

    @property
    def _live(self) -> Stream:
        assert self._stream is not None  # noqa: S101 - narrows the type
        return self._stream

    async def _open_stream(self, context: Context) -> None:
        await self._prepare(context)
        self.streaming = True
        data = self.to_data(context)
        self._stream = await context.open_stream(data, posted=self._kept)
        context.growing[self.id] = self
        self._kept = True
        context.recorder.submit(lambda layer: layer.create_step(data.to_step()), f"message {self.id}")

    async def _close_stream(self, data: MessageData) -> bool:
        """Complete the message if it is being streamed; False if it is not."""
        stream, self._stream, self.streaming = self._stream, None, False
        if stream is None:
            return False
        context = get_context()
        context.growing.pop(self.id, None)
        context.progress.detach(stream)
        await stream.finish(data.completed())
        return True

    # keeping

    async def _complete(self, context: Context) -> MessageData:
        """The message with all that hangs on it ready to go out: elements have their bytes, buttons are kept."""
        await self._prepare(context)
        for element in self.elements:
            await element.prepare(context)
        data = self.to_data(context)
        await self._keep_elements(context, data)
        new = [action for action in data.actions if self._shown_actions.get(action.id) != action]
        if new:
            await context.desk.put_actions(new, context.thread_id, self._question_id)
        return data

    async def _prepare(self, context: Context) -> None:
        self.created_at = self.created_at or utc_now()
        if self.parent_id is None and self.type != "user_message" and (step_id := current_step_id()) is not None:
            self.parent_id = context.progress.visible(step_id)
        for element in self.elements:
            element.for_id, element.thread_id = self.id, context.thread_id
        for action in self.actions:
            action.forId = self.id
        rename = context.app.handlers.author_rename
        if rename is not None and not self._renamed:
            self._renamed = True
            renamed = rename(self.author)
            self.author = await renamed if inspect.isawaitable(renamed) else renamed

    def _remember(self, context: Context) -> None:
        history = context.session.history
        if not self.is_error and self.id not in history:
            history[self.id] = self

    async def _keep(self, context: Context, data: MessageData) -> None:
        strict, step, new = self.fail_on_persist_error, data.completed().to_step(), not self._kept
        self._kept = True
        await context.recorder.record(
            lambda layer: layer.create_step(step) if new else layer.update_step(step),
            f"message {self.id}",
            strict=strict,
        )

    async def _keep_elements(self, context: Context, data: MessageData) -> None:
        """Let the data layer have the bytes before anybody is told where to ask for them."""
        for element in data.elements:
            if element.id not in self._kept_elements:
                self._kept_elements += (element.id,)
                keep = methodcaller("create_element", element)
                await context.recorder.record(keep, f"element {element.id}", strict=self.fail_on_persist_error)


class ErrorMessage(Message):
    """A message that says that something went wrong; it is shown as an error and is no part of `chat_context`."""

    is_error = True

    def __init__(self, content: str, author: str | None = None, fail_on_persist_error: bool = False) -> None:
        super().__init__(content, author=author)
        self.fail_on_persist_error = fail_on_persist_error


def _as_text(content: Any, language: str | None) -> tuple[str, str | None]:
    if isinstance(content, str):
        return content, language
    if isinstance(content, Mapping):
        return json.dumps(content, indent=4, ensure_ascii=False), "json"
    return str(content), language


def _default_author() -> str:
    try:
        return get_context().config.ui.name
    except NoContext:
        return "Assistant"


def _message_type(step: StepDict) -> MessageStepType:
    kind = step.get("type")
    return kind if kind in ("user_message", "system_message") else "assistant_message"
