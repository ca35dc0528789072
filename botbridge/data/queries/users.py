"""Users as rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.json_value import storable
from botbridge.data.tables import users
from botbridge.model.clock import utc_now
from botbridge.model.ids import new_id
from botbridge.model.user import PersistedUser, User
from botbridge.sql.upsert import insert_new


async def by_identifier(connection: AsyncConnection, identifier: str) -> PersistedUser | None:
    row = (await connection.execute(select(users).where(users.c.identifier == identifier))).first()
    return None if row is None else _persisted(row)


async def save(connection: AsyncConnection, user: User) -> PersistedUser:
    """Keep this user under its identifier; the id and the time of the first time stay."""
    values = {
        "display_name": user.display_name,
        "metadata": storable(user.metadata, f"user {user.identifier}: metadata"),
    }
    new = {"id": new_id(), "identifier": user.identifier, "createdAt": utc_now(), **values}
    if (await connection.execute(insert_new(connection.dialect.name, users, "identifier"), new)).first() is None:
        await connection.execute(update(users).where(users.c.identifier == user.identifier).values(values))
    row = (await connection.execute(select(users).where(users.c.identifier == user.identifier))).one()
    return _persisted(row)


def _persisted(row: Row[Any]) -> PersistedUser:
    return PersistedUser(
        id=row.id,
        identifier=row.identifier,
        display_name=row.display_name,
        metadata=row.metadata or {},
        createdAt=row.createdAt or "",
    )
