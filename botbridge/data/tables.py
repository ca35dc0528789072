"""The tables of what users keep, with the reference's names, so that existing queries and tools fit.

Ids are text: the engine's are UUIDs, an app's may be anything. Times are UTC ISO 8601. `seq` is ours: it keeps
steps and elements in the order in which they arrived (see `arrival`); rows that another tool wrote have 0 and
come first, by `createdAt`.
"""

from __future__ import annotations

import re
import time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    TypeDecorator,
    text,
)

from botbridge.sql.metadata import metadata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class SafeText(TypeDecorator[str]):
    """Text that every database takes: NUL and half characters, which PostgreSQL refuses, become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _UNSTORABLE.sub("\ufffd", str(value))


class Arrival:
    """Numbers that grow with each call, in microseconds since the epoch, so that two processes' fit together."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last


def _json(name: str) -> Column[Any]:
    return Column(name, JSON(none_as_null=True))


def _seq() -> Column[int]:
    return Column("seq", BigInteger, nullable=False, server_default=text("0"))


def _thread() -> Column[str]:
    return Column("threadId", Text, ForeignKey("threads.id", ondelete="CASCADE"))


users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    Column("display_name", SafeText),
    Column("metadata", JSON, nullable=False),
    Column("createdAt", Text),
)

threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("createdAt", Text),
    Column("name", SafeText),
    Column("userId", Text, ForeignKey("users.id", ondelete="CASCADE")),
    Column("userIdentifier", Text),
    _json("tags"),
    _json("metadata"),
)
Index(None, threads.c.userId, threads.c.createdAt)

steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText),
    Column("type", Text),
    _thread(),
    Column("parentId", Text),
    Column("command", SafeText),
    _json("modes"),
    Column("streaming", Boolean),
    Column("waitForAnswer", Boolean),
    Column("isError", Boolean),
    _json("metadata"),
    _json("tags"),
    Column("input", SafeText),
    Column("output", SafeText),
    Column("createdAt", Text),
    Column("start", Text),
    Column("end", Text),
    _json("generation"),
    Column("showInput", Text),
    Column("defaultOpen", Boolean),
    Column("autoCollapse", Boolean),
    Column("language", Text),
    Column("icon", Text),
    Column("indent", Integer),
    _seq(),
)
Index(None, steps.c.threadId, steps.c.seq)

elements = Table(
    "elements",
    metadata,
    Column("id", Text, primary_key=True),
    _thread(),
    Column("type", Text),
    Column("url", SafeText),
    Column("chainlitKey", Text),
    Column("name", SafeText, nullable=False),
    Column("display", Text),
    Column("objectKey", SafeText),
    Column("size", Text),
    Column("page", Integer),
    Column("language", Text),
    Column("autoPlay", Boolean),
    _json("playerConfig"),
    Column("forId", Text),
    Column("mime", Text),
    _json("props"),
    _seq(),
)
Index(None, elements.c.threadId, elements.c.seq)
Index(None, elements.c.forId)

feedbacks = Table(
    "feedbacks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("forId", Text, nullable=False, unique=True),
    _thread(),
    Column("value", Integer, nullable=False),
    Column("comment", SafeText),
)
Index(None, feedbacks.c.threadId)
