"""Questions to people: the handler waits for the answer."""

from __future__ import annotations

import asyncio
import builtins
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from botbridge.chat.action import Action
from botbridge.chat.custom_element import CustomElement
from botbridge.chat.message import Message
from botbridge.context import Context, get_context
from botbridge.errors import BotbridgeError, DeliveryError, TimeoutError  # noqa: A004 - the reference's name
from botbridge.model.action import ActionData
from botbridge.model.ask import Accept, AskData, AskKind, Outcome
from botbridge.model.form import fields_of
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.model.step import MessageStepType, StepDict
from botbridge.model.user import User
from botbridge.render.escape import escape

if TYPE_CHECKING:
    from botbridge.asking import Answer, Waiting
    from botbridge.config import RunConfig

log = logging.getLogger(__name__)

_ON_ITS_WAY = 5.0  # seconds that a question which is cut off may still take to reach people

Respondents = User | Sequence[User] | Literal["anyone"] | None


class AskFileResponse:
    """A file that was asked for: it lies at `path`; `size` is in bytes, `type` its MIME type."""

    def __init__(self, id: str, name: str, path: str, size: int, type: str) -> None:  # noqa: A002 - the reference's
        self.id = id
        self.name = name
        self.path = path
        self.size = size
        self.type = type

    def __repr__(self) -> str:
        return f"AskFileResponse(name={self.name!r}, size={self.size}, type={self.type!r}, path={self.path!r})"


class AskActionResponse(TypedDict):
    """The action that was chosen."""

    id: str
    name: str
    payload: dict[str, Any]
    label: str
    tooltip: str
    forId: str | None


class AskMessage(Message):
    """What all questions have in common.

    `respondents` says who may answer: by default the user whose event is being handled, else one user, a list of
    them, or `"anyone"`. `timeout` is in seconds; when it is over the answer is None, or `TimeoutError` is raised
    with `raise_on_timeout`. One person is asked one thing at a time in a conversation: another question to them
    waits. After a restart a question is not answered any more, and its message says so.
    """

    kind: AskKind

    def __init__(
        self,
        content: str,
        author: str | None,
        type: MessageStepType,  # noqa: A002 - the reference's name
        timeout: float,
        raise_on_timeout: bool,
        respondents: Respondents,
        actions: Sequence[Action] = (),
    ) -> None:
        super().__init__(content, author=author, type=type, actions=actions)
        self.timeout = timeout
        self.raise_on_timeout = raise_on_timeout
        self.respondents = respondents
        self._question = self.content
        self._shown = False
        self._showing: asyncio.Task[None] | None = None
        self._outcome: Outcome | None = None
        self._said: Answer | None = None

    async def ask(self) -> Answer | None:
        """Show the question and wait; None if nobody answered in time.

        Raises NoContext, DeliveryError, TimeoutError.
        """
        context = get_context()
        ask = self._spec(context)
        async with context.asking.asked(ask) as waiting:
            context.asked[self.id] = self
            await self._show(context, ask)
            await context.lane.status.working(on=False, cause=context.cause)
            answer = await self._wait(context, waiting)
            self._outcome, self._said = ("answered" if answer is not None else "expired"), answer
        await context.lane.status.working(on=True, cause=context.cause)
        await self._freeze(context)
        del context.asked[self.id]
        if answer is None and self.raise_on_timeout:
            raise TimeoutError(f"question {self.id} was not answered within {self.timeout:g} s")
        return answer

    async def close(self, outcome: Outcome) -> None:
        """End the question, because its handler was cut off while it waited, or just after."""
        context = get_context()
        if self._outcome is None:
            await context.desk.close_question(self.id, outcome)
            self._outcome = outcome
        await self._settled()
        if self._shown or await context.lane.refs(self.id):  # it may have been cut off just after it was shown
            await self._freeze(context)

    async def _show(self, context: Context, ask: AskData) -> None:
        """Show the question, which can be answered from then on. Raises DeliveryError, and it is not asked then."""
        data = await self._complete(context)
        await context.below()
        await context.desk.open_question(ask, cast(dict[str, Any], data.to_step()), context.run_id)
        # A task of its own: a question that is cut off on its way may have reached people, and is to be marked then.
        sending = context.lane.send(data, run_id=context.run_id, cause=context.cause)
        self._showing = context.lane.own(sending, f"question {self.id}")
        try:
            await asyncio.shield(self._showing)
        except BotbridgeError:
            del context.asked[self.id]
            await context.desk.close_question(self.id, "interrupted")
            raise
        self._shown = True
        self._shown_actions = {action.id: action for action in data.actions}
        self._remember(context)
        await self._keep(context, data)

    async def _settled(self) -> None:
        """What was on its way to people has arrived, or does not any more."""
        if self._showing is not None:
            await asyncio.wait([self._showing], timeout=_ON_ITS_WAY)
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)

    async def _wait(self, context: Context, waiting: Waiting) -> Answer | None:
        try:
            async with asyncio.timeout(self.timeout):
                return await asyncio.shield(waiting.answer)
        except builtins.TimeoutError:
            if await context.desk.close_question(self.id, "expired"):
                return None
            return await waiting.answer  # it came in the last moment, and is on its way here

    async def _freeze(self, context: Context) -> None:
        """Let the message say how it went; its buttons and its form are gone. Doing it again changes nothing."""
        removed = list(self._shown_actions.values())
        form = self._details().get("element_id")
        self.actions, self.elements = [], [element for element in self.elements if element.id != form]
        answered = self._outcome == "answered"
        note = self._answered(self._said) if answered else outcome_note(self._outcome, context.config.run)
        self.content = "\n\n".join(part for part in (self._question, note) if part)
        data = self.to_data(context)
        if note or removed or self.kind != "text" or context.lane.adapter.capabilities.native_questions:
            try:
                await context.lane.edit(data, cause=context.cause, removed=removed)
                await self._drop_elements(context)
            except DeliveryError as error:  # the answer is there all the same
                log.warning("question %s does not show its outcome: %s", self.id, error)
        self._shown_actions = {}
        await self._keep(context, data)

    def _answered(self, _answer: Answer | None) -> str:
        """What the message says of the answer, where that does not stand below it as a message."""
        return ""

    def to_data(self, context: Context) -> MessageData:
        return replace(super().to_data(context), ask=self._spec(context))

    def _is_rated(self, context: Context) -> bool:
        return False

    @property
    def _question_id(self) -> str | None:
        return self.id

    def _spec(self, context: Context) -> AskData:
        return AskData(
            id=self.id,
            thread_id=context.thread_id,
            kind=self.kind,
            timeout=self.timeout,
            text=self._question,
            respondents=_identifiers(self.respondents, context),
            outcome=self._outcome,
            **self._details(),
        )

    def _details(self) -> dict[str, Any]:
        """What only this kind of question has."""
        return {}


class AskUserMessage(AskMessage):
    """Ask for words: the next message of whoever is asked is the answer, and does not reach `on_message`."""

    kind = "text"

    def __init__(
        self,
        content: str,
        author: str | None = None,
        type: MessageStepType = "assistant_message",  # noqa: A002 - the reference's name
        timeout: float = 60,
        raise_on_timeout: bool = False,
        respondents: Respondents = None,
    ) -> None:
        super().__init__(content, author, type, timeout, raise_on_timeout, respondents)

    async def send(self) -> StepDict | None:  # type: ignore[override] # the reference's
        """Ask, and return the answer as a step (its words under `output`), or None.

        Raises NoContext, DeliveryError, TimeoutError.
        """
        answer = await self.ask()
        if answer is None:
            return None
        return {
            "id": answer.message_id or new_id(),
            "threadId": get_context().thread_id,
            "name": answer.author,
            "type": "user_message",
            "output": answer.text,
        }


class AskFileMessage(AskMessage):
    """Ask for files: `accept` is a list of MIME patterns or a dict of them with suffixes.

    A file of another type, or larger than `max_size_mb`, is refused with the rule, and the question stays open.
    Raises ValueError for more than 10 files.
    """

    kind = "file"

    def __init__(
        self,
        content: str,
        accept: Accept,
        max_size_mb: float = 2,
        max_files: int = 1,
        author: str | None = None,
        type: MessageStepType = "assistant_message",  # noqa: A002 - the reference's name
        timeout: float = 90,
        raise_on_timeout: bool = False,
        respondents: Respondents = None,
    ) -> None:
        if not 1 <= max_files <= 10:
            raise ValueError(f"max_files is {max_files}; one question takes 1 to 10 files")
        super().__init__(content, author, type, timeout, raise_on_timeout, respondents)
        self.accept = accept
        self.max_size_mb = max_size_mb
        self.max_files = max_files

    async def send(self) -> list[AskFileResponse] | None:  # type: ignore[override] # the reference's
        """Ask, and return the files, at least one, or None. Raises NoContext, DeliveryError, TimeoutError."""
        answer = await self.ask()
        if answer is None:
            return None
        return [
            AskFileResponse(id=file.id, name=file.name, path=file.path or "", size=file.size or 0, type=file.mime)
            for file in answer.files
        ]

    def _answered(self, answer: Answer | None) -> str:
        if answer is None or answer.message_id is not None:
            return ""
        return f"**Received:** {', '.join(escape(file.name) for file in answer.files)}"

    def _details(self) -> dict[str, Any]:
        return {"accept": self.accept, "max_size_mb": self.max_size_mb, "max_files": self.max_files}


class AskActionMessage(AskMessage):
    """Ask for a choice among buttons; afterwards the message says what was chosen."""

    kind = "action"

    def __init__(
        self,
        content: str,
        actions: Sequence[Action],
        author: str | None = None,
        timeout: float = 90,
        raise_on_timeout: bool = False,
        respondents: Respondents = None,
    ) -> None:
        if not actions:
            raise ValueError("AskActionMessage needs at least one action to choose")
        super().__init__(content, author, "assistant_message", timeout, raise_on_timeout, respondents, actions)

    async def send(self) -> AskActionResponse | None:  # type: ignore[override] # the reference's
        """Ask, and return the chosen action, or None. Raises NoContext, DeliveryError, TimeoutError."""
        answer = await self.ask()
        return _chosen(answer.action) if answer is not None and answer.action is not None else None

    def _details(self) -> dict[str, Any]:
        return {"action_ids": tuple(action.id for action in self.actions)}

    def _answered(self, answer: Answer | None) -> str:
        caption = answer.action.caption if answer is not None and answer.action is not None else ""
        return f"**Selected:** {escape(caption)}"


class AskElementMessage(AskMessage):
    """Ask by a form or an element of the app's own.

    `element` is a `CustomElement`: its JSX calls `submitElement(values)` or `cancelElement()`. If its properties
    have `fields`, it is a native form where there is no page. It goes away when the question is over. Raises
    ValueError for fields that cannot be asked.
    """

    kind = "element"

    def __init__(
        self,
        content: str,
        element: CustomElement,
        author: str | None = None,
        timeout: float = 90,
        raise_on_timeout: bool = False,
        respondents: Respondents = None,
    ) -> None:
        fields_of(element.props)
        super().__init__(content, author, "assistant_message", timeout, raise_on_timeout, respondents)
        self.element = element
        self.elements = [element]

    async def send(self) -> dict[str, Any] | None:  # type: ignore[override] # the reference's
        """Ask, and return `{"submitted": True, …values}`, `{"submitted": False}` if it was cancelled, or None.

        Raises NoContext, DeliveryError, TimeoutError.
        """
        answer = await self.ask()
        if answer is None:
            return None
        return {**answer.values, "submitted": True} if answer.values is not None else {"submitted": False}

    def _details(self) -> dict[str, Any]:
        return {"element_id": self.element.id, "props": self.element.props}

    def _answered(self, answer: Answer | None) -> str:
        return "*(submitted)*" if answer is not None and answer.values is not None else "*(cancelled)*"


def _identifiers(respondents: Respondents, context: Context) -> tuple[str, ...] | None:
    """The identifiers of those who may answer; None for anyone, also where nobody is known."""
    if respondents == "anyone":
        return None
    if respondents is None:
        return (context.user.identifier,) if context.user is not None else None
    users = [respondents] if isinstance(respondents, User) else respondents
    return tuple(user.identifier for user in users if isinstance(user, User))


def _chosen(action: ActionData) -> AskActionResponse:
    return {
        "id": action.id,
        "name": action.name,
        "payload": dict(action.payload),
        "label": action.label,
        "tooltip": action.tooltip,
        "forId": action.for_id,
    }


def outcome_note(outcome: Outcome | None, run: RunConfig) -> str:
    """The line that says why a question was not answered."""
    notes = {"expired": run.expired_text, "interrupted": run.interrupted_text, "stopped": run.stopped_text}
    return f"*{notes[outcome]}*" if outcome in notes else ""
