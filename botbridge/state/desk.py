"""What people can press and answer, as rows: actions with their payloads, and questions with their outcomes.

Every method that writes returns when the change is durable.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData, Outcome
from botbridge.sql.database import Database
from botbridge.sql.upsert import upsert
from botbridge.state.tables import ASKED, actions, questions

_DROP_ACTION = delete(actions).where(actions.c.id == bindparam("b_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAction:
    """An action that can be pressed: on which message, and for which question, if it answers one."""

    action: ActionData
    thread_id: str
    question_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question as it was asked: `message` is the message that asked it, as JSON; `answer` is what was said."""

    ask: AskData
    message: Mapping[str, Any]
    answer: Any = None
    answered_by: str | None = None

    @property
    def is_open(self) -> bool:
        return self.ask.outcome is None


class Desk:
    """Actions and questions in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._save_action = upsert(database.dialect, actions, "id", same="thread_id", keep=("created_at",))
        self._save_question = upsert(database.dialect, questions, "id", same="thread_id", keep=("opened_at",))

    # Actions

    async def put_actions(self, those: Sequence[ActionData], thread_id: str, question_id: str | None = None) -> None:
        """Keep these actions; one that is kept already gets its new words and payload.

        Raises TypeError that names the action whose payload is not JSON.
        """
        answers = [
            self._database.writer.enqueue(self._save_action, _action_row(one, thread_id, question_id)) for one in those
        ]
        for answer in answers:
            await answer

    async def action(self, action_id: str) -> KeptAction | None:
        """The action of this id, or None if it was removed or never was."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(actions).where(actions.c.id == action_id))).first()
        return _action(row) if row is not None else None

    async def actions_of(self, thread_id: str) -> list[KeptAction]:
        """What can be pressed in a conversation, oldest first."""
        mine = select(actions).where(actions.c.thread_id == thread_id).order_by(actions.c.created_at, actions.c.id)
        async with self._database.read() as connection:
            return [_action(row) for row in await connection.execute(mine)]

    async def drop_actions(self, ids: Collection[str]) -> None:
        """Forget these actions."""
        answers = [self._database.writer.enqueue(_DROP_ACTION, {"b_id": action_id}) for action_id in ids]
        for answer in answers:
            await answer

    # Questions

    async def open_question(self, ask: AskData, message: Mapping[str, Any], run_id: str | None) -> None:
        """Remember that this is asked."""
        row = {
            "id": ask.id,
            "thread_id": ask.thread_id,
            "run_id": run_id,
            "spec": json.dumps(asdict(ask)),
            "message": json.dumps(message),
            "opened_at": time.time(),
        }
        await self._database.writer.enqueue(self._save_question, row)

    async def question(self, question_id: str) -> KeptQuestion | None:
        """The question of this id, open or not."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(questions).where(questions.c.id == question_id))).first()
        return _question(row) if row is not None else None

    async def open_questions(self, thread_id: str) -> list[KeptQuestion]:
        """What is still asked in a conversation, oldest first."""
        mine = select(questions).where(questions.c.thread_id == thread_id, ASKED).order_by(questions.c.opened_at)
        async with self._database.read() as connection:
            return [_question(row) for row in await connection.execute(mine)]

    async def close_question(
        self, question_id: str, outcome: Outcome, *, answer: Any = None, by: str | None = None
    ) -> bool:
        """The question is over; False if it was over before, and nothing changes then.

        Its actions can be pressed no more.
        """

        async def close(connection: AsyncConnection) -> bool:
            this = and_(questions.c.id == question_id, ASKED)
            over = {"outcome": outcome, "closed_at": time.time(), "answered_by": by, "answer": json.dumps(answer)}
            closed = await connection.execute(update(questions).where(this).values(over))
            await connection.execute(delete(actions).where(actions.c.question_id == question_id))
            return closed.rowcount > 0

        return await self._database.writer.run(close)


def _action_row(action: ActionData, thread_id: str, question_id: str | None) -> dict[str, Any]:
    try:
        payload = json.dumps(dict(action.payload), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"the payload of action {action.name!r} cannot be stored as JSON: {error}") from error
    return {
        "id": action.id,
        "thread_id": thread_id,
        "message_id": action.for_id,
        "question_id": question_id,
        "name": action.name,
        "label": action.label,
        "tooltip": action.tooltip,
        "icon": action.icon,
        "payload": payload,
        "created_at": time.time(),
    }


def _action(row: Row[Any]) -> KeptAction:
    action = ActionData(
        id=row.id,
        name=row.name,
        label=row.label,
        tooltip=row.tooltip,
        icon=row.icon,
        payload=json.loads(row.payload),
        for_id=row.message_id,
    )
    return KeptAction(action=action, thread_id=row.thread_id, question_id=row.question_id)


_ASK_FIELDS = frozenset(field.name for field in fields(AskData))


def _question(row: Row[Any]) -> KeptQuestion:
    spec = {name: value for name, value in json.loads(row.spec).items() if name in _ASK_FIELDS}
    for name in ("respondents", "action_ids"):
        spec[name] = tuple(spec[name]) if spec.get(name) is not None else None
    ask = AskData(**{**spec, "action_ids": spec["action_ids"] or ()})
    return KeptQuestion(
        ask=replace(ask, outcome=row.outcome),
        message=json.loads(row.message),
        answer=json.loads(row.answer) if row.answer else None,
        answered_by=row.answered_by,
    )
