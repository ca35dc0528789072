"""Steps as rows."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Text, bindparam, cast, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.json_value import storable
from botbridge.data.queries import elements as element_rows
from botbridge.data.queries.pace import paced
from botbridge.data.tables import elements, feedbacks, steps, threads
from botbridge.model.step import FeedbackDict, StepDict
from botbridge.sql.upsert import upsert

_COLUMNS = [column.name for column in steps.c if column.name != "seq"]
_JSON = ("metadata", "tags", "modes", "generation")

_CHANGEABLE = [column for column in steps.c if column.name not in {"id", "threadId", "seq"}]

# For a step that does not say which thread it belongs to.
CHANGE = (
    update(steps)
    .where(steps.c.id == bindparam("step_id"))
    .values({column: func.coalesce(bindparam(column.name, type_=column.type), column) for column in _CHANGEABLE})
)


def save(dialect: str) -> Any:
    """The statement that keeps a step. A step never changes its thread, nor its place in it."""
    return upsert(dialect, steps, "id", same="threadId", keep=("seq",))


def row(step: StepDict, seq: int) -> dict[str, Any]:
    """The parameters of `save`; raises TypeError that names the step if a value is not JSON."""
    values: dict[str, Any] = {name: step.get(name) for name in _COLUMNS}
    for name in _JSON:
        values[name] = storable(values[name], f"step {step['id']}: {name}")
    shown = values["showInput"]
    values["showInput"] = json.dumps(shown) if isinstance(shown, bool) else shown
    return {**values, "seq": seq}


def change(step: StepDict) -> dict[str, Any]:
    """The parameters of `CHANGE`."""
    values = row(step, 0)
    return {"step_id": values["id"], **{column.name: values[column.name] for column in _CHANGEABLE}}


async def of_thread(connection: AsyncConnection, thread_id: str) -> list[StepDict]:
    """The thread's steps in the order of arrival, each with its feedback."""
    return await _found(connection, steps.c.threadId == thread_id, steps.c.seq, steps.c.createdAt, steps.c.id)


async def favorites(connection: AsyncConnection, user_id: str) -> list[StepDict]:
    """The user's steps that are marked, the newest first."""
    # Told apart here and not in SQL, where one odd value in somebody's JSON fails the whole query.
    mentioned = cast(steps.c.metadata, Text).contains('"favorite"')
    mine = steps.c.threadId.in_(select(threads.c.id).where(threads.c.userId == user_id))
    found = await _found(connection, mine & mentioned, steps.c.seq.desc(), steps.c.createdAt.desc())
    return [step for step in found if step["metadata"].get("favorite") is True]


async def remove(connection: AsyncConnection, step_id: str) -> list[str]:
    """Delete a step and what hangs on it; returns the object keys that nobody needs any more."""
    keys = await element_rows.remove(connection, elements.c.forId == step_id)
    await connection.execute(delete(feedbacks).where(feedbacks.c.forId == step_id))
    await connection.execute(delete(steps).where(steps.c.id == step_id))
    return keys


async def _found(connection: AsyncConnection, which: ColumnElement[bool], *order: ColumnElement[Any]) -> list[StepDict]:
    verdict = (feedbacks.c.id, feedbacks.c.value, feedbacks.c.comment)
    query = (
        select(steps, *(column.label(f"feedback_{column.name}") for column in verdict))
        .outerjoin(feedbacks, feedbacks.c.forId == steps.c.id)
        .where(which)
        .order_by(*order)
    )
    return await paced(await connection.execute(query), _step)


def _step(found: RowMapping) -> StepDict:
    shown = found["showInput"]
    return {
        "id": found["id"],
        "name": found["name"] or "",
        "type": found["type"] or "undefined",
        "threadId": found["threadId"],
        "parentId": found["parentId"],
        "command": found["command"],
        "modes": found["modes"],
        "streaming": bool(found["streaming"]),
        "waitForAnswer": found["waitForAnswer"],
        "isError": found["isError"],
        "metadata": found["metadata"] or {},
        "tags": found["tags"],
        "input": found["input"] or "",
        "output": found["output"] or "",
        "createdAt": found["createdAt"],
        "start": found["start"],
        "end": found["end"],
        "generation": found["generation"],
        "showInput": {"true": True, "false": False}.get(shown, shown),
        "defaultOpen": found["defaultOpen"],
        "autoCollapse": found["autoCollapse"],
        "language": found["language"],
        "icon": found["icon"],
        "feedback": _feedback(found),
    }


def _feedback(found: RowMapping) -> FeedbackDict | None:
    if found["feedback_id"] is None:
        return None
    return {
        "id": found["feedback_id"],
        "forId": found["id"],
        "threadId": found["threadId"],
        "value": found["feedback_value"],
        "comment": found["feedback_comment"] or None,
    }
