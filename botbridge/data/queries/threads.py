"""Threads as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.json_value import storable
from botbridge.data.queries import elements as element_rows
from botbridge.data.queries import steps as step_rows
from botbridge.data.tables import elements, feedbacks, steps, threads, users
from botbridge.errors import BotbridgeError
from botbridge.model.clock import utc_now
from botbridge.model.thread import PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from botbridge.sql.upsert import insert_new

_AGE = (func.coalesce(threads.c.createdAt, ""), threads.c.id)
_NEWEST_FIRST = tuple(column.desc() for column in _AGE)
_LONGEST_NAME = 255  # characters; the name is a title


def new(thread_id: str) -> dict[str, Any]:
    """The row of a thread that begins now."""
    return {"id": thread_id, "createdAt": utc_now()}


def begun(
    thread_id: str,
    name: str | None,
    user_id: str | None,
    identifier: str | None,
    metadata: Mapping[str, Any] | None,
    tags: list[str] | None,
) -> dict[str, Any]:
    """The row of a thread that begins now with all that is known of it; `change` says the same of one that exists."""
    told = {key: value for key, value in (metadata or {}).items() if value is not None}
    name = told.get("name") if name is None else name
    return {
        **new(thread_id),
        "name": str(name)[:_LONGEST_NAME] if name is not None else None,
        "userId": user_id,
        "userIdentifier": identifier,
        "metadata": storable(told, f"thread {thread_id}: metadata") if metadata is not None else None,
        "tags": storable(list(tags), f"thread {thread_id}: tags") if tags is not None else None,
    }


async def change(
    connection: AsyncConnection,
    thread_id: str,
    *,
    name: str | None,
    user_id: str | None,
    metadata: Mapping[str, Any] | None,
    tags: list[str] | None,
) -> None:
    """Change what is not None; metadata is merged, its keys that are None are removed."""
    await connection.execute(insert_new(connection.dialect.name, threads, "id"), new(thread_id))
    values: dict[str, Any] = {}
    if metadata is not None:
        values["metadata"] = await _merged(connection, thread_id, metadata)
        name = metadata.get("name") if name is None else name
    if name is not None:
        values["name"] = str(name)[:_LONGEST_NAME]
    if user_id is not None:
        values |= {"userId": user_id, "userIdentifier": await _identifier(connection, thread_id, user_id)}
    if tags is not None:
        values["tags"] = storable(list(tags), f"thread {thread_id}: tags")
    if values:
        await connection.execute(update(threads).where(threads.c.id == thread_id).values(values))


async def _merged(connection: AsyncConnection, thread_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    # Locked, so that of two processes that merge at once neither loses its part (SQLite has one writer).
    query = select(threads.c.metadata).where(threads.c.id == thread_id).with_for_update()
    merged = {**(await connection.scalar(query) or {}), **storable(dict(metadata), f"thread {thread_id}: metadata")}
    return {key: value for key, value in merged.items() if value is not None}


async def _identifier(connection: AsyncConnection, thread_id: str, user_id: str) -> str:
    identifier = await connection.scalar(select(users.c.identifier).where(users.c.id == user_id))
    if identifier is None:
        raise BotbridgeError(f"thread {thread_id}: there is no user with the id {user_id}; call create_user first")
    return str(identifier)


async def author(connection: AsyncConnection, thread_id: str) -> str:
    found = await connection.scalar(select(threads.c.userIdentifier).where(threads.c.id == thread_id))
    return found or ""


async def whole(connection: AsyncConnection, thread_id: str) -> ThreadDict | None:
    """The thread with all that it holds."""
    found = (await connection.execute(select(threads).where(threads.c.id == thread_id))).mappings().first()
    if found is None:
        return None
    thread = _thread(found)
    thread["steps"] = await step_rows.of_thread(connection, thread_id)
    thread["elements"] = await element_rows.of_thread(connection, thread_id)
    return thread


async def remove(connection: AsyncConnection, thread_id: str) -> list[str]:
    """Delete a thread and all that it holds; returns the object keys that nobody needs any more."""
    keys = await element_rows.remove(connection, elements.c.threadId == thread_id)
    mine = select(steps.c.id).where(steps.c.threadId == thread_id)
    await connection.execute(delete(feedbacks).where(feedbacks.c.forId.in_(mine)))
    await connection.execute(delete(threads).where(threads.c.id == thread_id))
    return keys


async def page(
    connection: AsyncConnection, pagination: Pagination, filters: ThreadFilter, limit: int | None
) -> PaginatedResponse[ThreadDict]:
    """A page of threads, the newest first; after a cursor that is gone nothing more comes."""
    first = max(0, pagination.first)
    query = select(threads).where(*_wanted(filters)).order_by(*_NEWEST_FIRST)
    if limit is not None:
        newest = select(threads.c.id).where(threads.c.userId == filters.userId).order_by(*_NEWEST_FIRST)
        query = query.where(threads.c.id.in_(newest.limit(limit)))
    if pagination.cursor is not None:
        last = (await connection.execute(select(*_AGE).where(threads.c.id == pagination.cursor))).first()
        if last is None:
            return PaginatedResponse()
        query = query.where(tuple_(*_AGE) < tuple_(*last))
    rows = (await connection.execute(query.limit(first + 1))).mappings().all()
    found = [_thread(row) for row in rows[:first]]
    ends = (found[0]["id"], found[-1]["id"]) if found else (None, None)
    info = PageInfo(hasNextPage=len(rows) > first, startCursor=ends[0], endCursor=ends[1])
    return PaginatedResponse(pageInfo=info, data=found)


def _wanted(filters: ThreadFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [threads.c.userId == filters.userId]
    if filters.feedback is not None:
        judged = select(steps.c.threadId).join(feedbacks, feedbacks.c.forId == steps.c.id)
        wanted.append(threads.c.id.in_(judged.where(feedbacks.c.value == filters.feedback)))
    if filters.search:
        texts = or_(*(column.icontains(filters.search, autoescape=True) for column in (steps.c.input, steps.c.output)))
        inside = threads.c.id.in_(select(steps.c.threadId).where(texts))
        wanted.append(or_(threads.c.name.icontains(filters.search, autoescape=True), inside))
    return wanted


def _thread(found: RowMapping) -> ThreadDict:
    return {
        "id": found["id"],
        "createdAt": found["createdAt"] or "",
        "name": found["name"],
        "userId": found["userId"],
        "userIdentifier": found["userIdentifier"],
        "tags": found["tags"],
        "metadata": found["metadata"],
        "steps": [],
        "elements": [],
    }
