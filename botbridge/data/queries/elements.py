"""Elements as rows, and the names under which their bytes are kept."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.json_value import storable
from botbridge.data.queries.pace import paced
from botbridge.data.tables import elements
from botbridge.model.element import ElementDict
from botbridge.sql.upsert import upsert

_COLUMNS = [column.name for column in elements.c if column.name != "seq"]
_LONGEST = 100  # characters of a name; file systems take 255 bytes
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


def save(dialect: str) -> Any:
    """The statement that keeps an element. It never changes its thread, nor its place in it."""
    return upsert(dialect, elements, "id", same="threadId", keep=("seq",))


def row(element: ElementDict, seq: int) -> dict[str, Any]:
    """The parameters of `save`; raises TypeError that names the element if a value is not JSON."""
    values: dict[str, Any] = {name: element.get(name) for name in _COLUMNS}
    for name in ("props", "playerConfig"):
        values[name] = storable(values[name], f"element {element['id']}: {name}")
    return {**values, "name": values["name"] or "", "seq": seq}


async def of_thread(connection: AsyncConnection, thread_id: str) -> list[ElementDict]:
    """The thread's elements in the order of arrival."""
    query = select(elements).where(elements.c.threadId == thread_id).order_by(elements.c.seq, elements.c.id)
    return await paced(await connection.execute(query), _element)


async def one(connection: AsyncConnection, thread_id: str, element_id: str) -> ElementDict | None:
    query = select(elements).where(elements.c.id == element_id, elements.c.threadId == thread_id)
    found = (await connection.execute(query)).mappings().first()
    return None if found is None else _element(found)


async def remove(connection: AsyncConnection, which: ColumnElement[bool]) -> list[str]:
    """Delete these elements; returns the object keys that nobody needs any more."""
    removed = await connection.execute(delete(elements).where(which).returning(elements.c.objectKey))
    return [key for key in removed.scalars() if key]


def object_key(thread_id: str | None, element_id: str, name: str) -> str:
    """Where the bytes of an element are kept: `thread/element/name`, each a plain file name, whatever it was."""
    return "/".join((_segment(thread_id or "none"), _segment(element_id), _file_name(name)))


def _segment(text: str) -> str:
    """Different texts have different segments."""
    plain = quote(text, safe="").replace(".", "%2E")
    return plain if plain and len(plain) <= _LONGEST else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _file_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = _ODD.sub("_", last).lstrip(".")
    stem, dot, suffix = plain.rpartition(".")
    suffix = f"{dot}{suffix}"[-20:]
    return f"{stem[: _LONGEST - len(suffix)]}{suffix}" if stem else plain[:_LONGEST] or "file"


def _element(found: RowMapping) -> ElementDict:
    element: ElementDict = {
        "id": found["id"],
        "threadId": found["threadId"],
        "type": found["type"] or "file",
        "chainlitKey": found["chainlitKey"],
        "url": found["url"],
        "objectKey": found["objectKey"],
        "name": found["name"],
        "display": found["display"] or "inline",
        "size": found["size"],
        "language": found["language"],
        "page": found["page"],
        "props": found["props"] or {},
        "autoPlay": found["autoPlay"],
        "playerConfig": found["playerConfig"],
        "forId": found["forId"],
        "mime": found["mime"],
    }
    return element
