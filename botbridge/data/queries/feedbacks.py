"""Feedback as rows."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.tables import feedbacks, steps
from botbridge.model.ids import new_id
from botbridge.model.thread import Feedback
from botbridge.sql.upsert import upsert


async def save(connection: AsyncConnection, feedback: Feedback) -> str:
    """Keep the verdict on a step, instead of an earlier one; returns its id."""
    thread = await connection.scalar(select(steps.c.threadId).where(steps.c.id == feedback.forId))
    values = {
        "id": feedback.id or new_id(),
        "forId": feedback.forId,
        "threadId": thread,  # not what the client says; the same as its step's, or none while that is not there
        "value": feedback.value,
        "comment": feedback.comment or "",  # a second verdict without a comment takes the first one's away
    }
    await connection.execute(upsert(connection.dialect.name, feedbacks, "forId", keep=("id",)), values)
    kept = await connection.scalar(select(feedbacks.c.id).where(feedbacks.c.forId == feedback.forId))
    return str(kept)


async def remove(connection: AsyncConnection, feedback_id: str) -> bool:
    gone = await connection.execute(delete(feedbacks).where(feedbacks.c.id == feedback_id).returning(feedbacks.c.id))
    return gone.first() is not None
