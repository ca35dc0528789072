"""Handles events that wait for nobody: clicks, answers, verdicts, reactions, stop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from botbridge.asking import Answer, Waiting
from botbridge.chat.action import Action
from botbridge.chat.custom_element import CustomElement
from botbridge.chat.element import Element
from botbridge.chat.message import Message
from botbridge.chat.reaction import Reaction
from botbridge.context import Context
from botbridge.dispatch.conversation import Conversation, Running
from botbridge.dispatch.engine import Engine
from botbridge.dispatch.incoming import element_of, keep, message_of
from botbridge.errors import DeliveryError, FileRefused
from botbridge.handlers import Callback
from botbridge.model.element import IncomingFile
from botbridge.model.event import (
    ActionClicked,
    ElementChanged,
    Event,
    FeedbackGiven,
    QuestionAnswered,
    ReactionChanged,
    StopRequested,
)
from botbridge.model.form import check
from botbridge.model.ids import MessageRef
from botbridge.model.thread import Feedback, feedback_id

log = logging.getLogger(__name__)

_DOUBLE = 1.0  # seconds in which a second press of a button is the same press
_VERDICTS: dict[str, int] = {"👍": 1, "👎": 0}


@dataclass(frozen=True, slots=True)
class Case:
    """One event in its conversation."""

    conversation: Conversation
    running: Running
    context: Context


class Beside:
    """How an event that is not ordered becomes a call of the app."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._handlers = engine.app.handlers
        self._texts = engine.config.run
        self._pressed: dict[tuple[str, str | None], float] = {}
        self._works: dict[type[Event], Callable[[Any, Case], Awaitable[str | None]]] = {
            ActionClicked: self._click,
            QuestionAnswered: self._answer,
            ElementChanged: self._element,
            FeedbackGiven: self._feedback,
            ReactionChanged: self._reaction,
            StopRequested: self._stop,
        }

    async def run(self, conversation: Conversation, running: Running) -> None:
        """Handle one event; raises only what the engine itself could not do."""
        event = running.batch.items[0].event
        await self._engine.run(conversation, running, event, partial(self._work, conversation, running, event))

    async def _work(self, conversation: Conversation, running: Running, event: Event, context: Context) -> str | None:
        if self._engine.gave_up(running):
            attempts = running.batch.items[0].attempts - 1
            log.error("event %s is given up after %d attempts", event.key, attempts)
            await context.lane.notify(event.author, self._texts.gave_up_text, cause=event)
            return f"given up after {attempts} attempts"
        return await self._works[type(event)](event, Case(conversation, running, context))

    # Buttons

    async def _click(self, event: ActionClicked, case: Case) -> str | None:
        if event.action_id is None:
            action = Action(event.name or "", payload=event.payload)
            return await self._call(event, case, action)
        press = (event.action_id, _identifier(event))
        if press in self._pressed:
            return await self._pressed_again(event, case, self._pressed[press])
        self._pressed[press] = time.monotonic()
        try:
            return await self._press(event, case, event.action_id)
        finally:
            asyncio.get_running_loop().call_later(_DOUBLE, self._pressed.pop, press, None)

    async def _pressed_again(self, event: ActionClicked, case: Case, since: float) -> str | None:
        log.info("event %s presses a button once more that is being handled", event.key)
        case.running.refusal = self._texts.busy_text
        if time.monotonic() - since > _DOUBLE:
            await case.context.lane.notify(event.author, self._texts.busy_text, cause=event)
        return None

    async def _press(self, event: ActionClicked, case: Case, action_id: str) -> str | None:
        kept = await self._engine.desk.action(action_id)
        if kept is None or kept.thread_id != case.context.thread_id:
            await self._refuse(event, case, self._texts.unknown_text)
            return None
        if kept.question_id is None:
            return await self._call(event, case, Action.of(kept.action))
        waiting = await self._waiting(event, case, kept.question_id)
        if waiting is not None:
            await self._close(event, case, waiting, Answer(action=kept.action))
        return None

    async def _call(self, event: ActionClicked, case: Case, action: Action) -> str | None:
        callback = self._handlers.action_callbacks.get(action.name)
        if callback is None:
            log.warning("no @action_callback has the name %r", action.name)
            await self._refuse(event, case, self._texts.unknown_text)
            return None
        await self._engine.work_begins(case.conversation, case.running, event)
        error = await self._engine.guarded(case.context, callback, action, running=case.running)
        if error is not None:
            case.running.refusal = self._texts.error_text
        return error

    # Answers

    async def _answer(self, event: QuestionAnswered, case: Case) -> str | None:
        message = message_of(event, case.context.user) if event.is_message else None
        waiting = await self._waiting(event, case, event.question_id)
        files = await self._files(event, case, waiting) if waiting is not None else ()
        if message is not None:
            message.elements = [element_of(file, event) for file in files or ()]
            keep(self._engine.people, case.context, message)
            case.context.session.history[message.id] = message
        if waiting is None or files is None:
            self._engine.asking.unclaim(event)
            return None
        answer = await self._read(event, case, waiting, message, files)
        if answer is not None:
            await self._close(event, case, waiting, answer)
        return None

    async def _waiting(self, event: Event, case: Case, question_id: str) -> Waiting | None:
        """The question, if it can be answered by this person now; else they are told why not."""
        waiting = self._engine.asking.find(question_id, case.context.thread_id)
        if waiting is not None and waiting.ask.allows(_identifier(event)):
            return waiting
        reason = self._texts.foreign_text if waiting is not None else await self._why_closed(case, question_id)
        await self._refuse(event, case, reason)
        return None

    async def _why_closed(self, case: Case, question_id: str) -> str:
        kept = await self._engine.desk.question(question_id)
        if kept is None or kept.ask.thread_id != case.context.thread_id:
            return self._texts.unknown_text
        if kept.is_open:
            await self._engine.restorer.interrupt(case.conversation, kept)
        return self._texts.late_text

    async def _files(self, event: QuestionAnswered, case: Case, waiting: Waiting) -> Sequence[IncomingFile] | None:
        """The files of an answer, fetched; None if they do not fit, which the person was told."""
        if waiting.ask.kind != "file":
            return ()
        rule, fetch = waiting.ask, self._engine.files.fetch_for
        if not 0 < len(event.files) <= (rule.max_files or 1):
            await self._refuse(event, case, f"{len(event.files)} files were not taken: this needs {rule.rule}")
            return None
        try:
            return [await fetch(case.context.lane.adapter, file, rule) for file in event.files]
        except FileRefused as error:
            await self._refuse(event, case, str(error))
        except DeliveryError as error:
            log.warning("a file of event %s could not be fetched: %s", event.key, error)
            await self._refuse(event, case, self._texts.file_text)
        return None

    async def _read(
        self,
        event: QuestionAnswered,
        case: Case,
        waiting: Waiting,
        message: Message | None,
        files: Sequence[IncomingFile],
    ) -> Answer | None:
        """What was said, if it is an answer to this question; else the person is told what is wrong with it."""
        ask, values = waiting.ask, event.values
        if ask.kind == "action":
            await self._refuse(event, case, self._texts.unknown_text)
            return None
        if ask.kind == "element" and values is not None and ask.fields:
            values, wrong = check(ask.fields, values)
            if wrong:
                await self._refuse(event, case, "; ".join(wrong.values()))
                return None
        return Answer(
            message_id=message.id if message is not None else None,
            author=message.author if message is not None else "User",
            text=event.text,
            files=files,
            values=values,
        )

    async def _close(self, event: Event, case: Case, waiting: Waiting, answer: Answer) -> None:
        said = {"text": answer.text, "values": answer.values, "action": answer.action and answer.action.id}
        by, desk = _identifier(event), self._engine.desk
        if await desk.close_question(waiting.ask.id, "answered", answer=said, by=by) and not waiting.answer.done():
            waiting.answer.set_result(answer)
        else:
            await self._refuse(event, case, self._texts.late_text)

    # Elements of the app's own making

    async def _element(self, event: ElementChanged, case: Case) -> str | None:
        element = await self._custom(event, case)
        if element is None:
            await self._refuse(event, case, self._texts.unknown_text)
        elif event.props is None:
            await element.remove()
        else:
            element.props = dict(event.props)
            await element.update()
        return None

    async def _custom(self, event: ElementChanged, case: Case) -> CustomElement | None:
        """The element itself, where a message of this conversation holds it; else as it is kept."""
        held = (one for message in case.context.session.history.values() for one in message.elements)
        found = next((one for one in held if one.id == event.element_id), None)
        if found is None:
            kept = await self._engine.layer.get_element(case.context.thread_id, event.element_id)
            found = Element.from_dict(kept) if kept is not None else None
        return found if isinstance(found, CustomElement) else None

    # Verdicts and reactions

    async def _feedback(self, event: FeedbackGiven, case: Case) -> str | None:
        message_id = event.message_id
        if message_id is None and event.ref is not None:
            message_id = await self._message_id(case, event.ref)
        return await self._judge(event, case, message_id, event.value, event.comment)

    async def _judge(
        self, event: Event, case: Case, message_id: str | None, value: Any, comment: str | None
    ) -> str | None:
        message = case.context.session.message(message_id)
        if message is None or message.type != "assistant_message":
            log.info("event %s judges what is no answer in this conversation", event.key)
            case.running.refusal = self._texts.unknown_text
            return None
        verdict = feedback_id(message.id)
        if value is None:
            await case.context.recorder.record(lambda layer: layer.delete_feedback(verdict), f"feedback {verdict}")
            return None
        feedback = Feedback(forId=message.id, value=value, threadId=case.context.thread_id, id=verdict, comment=comment)
        await case.context.recorder.record(lambda layer: layer.upsert_feedback(feedback), f"feedback {verdict}")
        return await self._tell(case, self._handlers.on_feedback, feedback)

    async def _reaction(self, event: ReactionChanged, case: Case) -> str | None:
        message_id = await self._message_id(case, event.ref)
        reaction = Reaction(
            emoji=event.emoji,
            added=event.added,
            user=case.context.user,
            message_id=message_id,
            message=case.context.session.message(message_id),
            native=event.raw,
        )
        errors = [await self._tell(case, self._handlers.on_reaction, reaction)]
        if event.added:
            native = self._handlers.native_reactions.get(event.thread.platform)
            errors.append(await self._tell(case, native, event.raw))
        # Skin tones follow the hand as a character of their own.
        if (value := _VERDICTS.get(event.emoji[:1])) is not None:
            errors.append(await self._judge(event, case, message_id, value if event.added else None, None))
        return next((error for error in errors if error), None)

    async def _message_id(self, case: Case, ref: MessageRef) -> str | None:
        """The message of this conversation that this native message belongs to."""
        sent = await self._engine.store.sent_as(ref)
        if sent is not None:
            return sent.message_id if sent.thread_id == case.context.thread_id else None
        history = case.context.session.history.values()
        return next((message.id for message in history if message.metadata.get("ref") == str(ref)), None)

    # Stop

    async def _stop(self, _event: StopRequested, case: Case) -> str | None:
        stopped = case.conversation.stop()
        tasks = [one.task for one in stopped if one.task is not None]
        if tasks:
            await asyncio.wait(tasks)
        return await self._tell(case, self._handlers.on_stop) if stopped else None

    async def _tell(self, case: Case, handler: Callback | None, *arguments: Any) -> str | None:
        return await self._engine.guarded(case.context, handler, *arguments) if handler is not None else None

    async def _refuse(self, event: Event, case: Case, text: str) -> None:
        """Tell this person, and nobody else, that nothing came of what they did, and why."""
        log.warning("event %s of thread %s was refused: %s", event.key, case.context.thread_id, text)
        case.running.refusal = text
        await case.context.lane.notify(event.author, text, cause=event)


def _identifier(event: Event) -> str | None:
    return event.author.identifier if event.author is not None else None
