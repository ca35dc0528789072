"""The engine's statements that run for every event, made once so that they are compiled once."""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, delete, func, update
from sqlalchemy.dialects import postgresql, sqlite

from botbridge.state.tables import conversations, inbox, journal, runs

FINISH = (
    update(inbox)
    .where(inbox.c.seq == bindparam("b_seq"))
    .values(status=bindparam("b_status"), finished_at=bindparam("b_at"), error=bindparam("b_error"))
)
# A shutdown of ours is no attempt of the event's.
WAIT_AGAIN = update(inbox).where(inbox.c.seq == bindparam("b_seq")).values(attempts=inbox.c.attempts - 1)
END_RUN = (
    update(runs)
    .where(runs.c.id == bindparam("b_id"))
    .values(status=bindparam("b_status"), finished_at=bindparam("b_at"), error=bindparam("b_error"))
)
REMEMBER = (
    update(conversations)
    .where(conversations.c.thread_id == bindparam("b_thread"))
    .values(
        memory=bindparam("b_memory"),
        touched_at=bindparam("b_at"),
        started_at=func.coalesce(conversations.c.started_at, bindparam("b_started")),
    )
)
START = (
    update(conversations)
    .where(conversations.c.thread_id == bindparam("b_thread"))
    .values(memory=bindparam("b_memory"), started_at=bindparam("b_at"), ended_at=None)
)
END = (
    update(conversations)
    .where(conversations.c.thread_id == bindparam("b_thread"))
    .values(memory=None, started_at=None, ended_at=bindparam("b_at"))
)
DISOWN = (
    update(conversations)
    .where(conversations.c.thread_id == bindparam("b_thread"), conversations.c.owner == bindparam("b_owner"))
    .values(owner=None)
)
PROGRESS = (
    update(journal)
    .where(journal.c.message_id == bindparam("b_message"), journal.c.part == bindparam("b_part"))
    .values(text=bindparam("b_text"))
)
DROP = delete(journal).where(journal.c.message_id == bindparam("b_message"), journal.c.part >= bindparam("b_part"))


def insert_run(dialect: str) -> Executable:
    """A handler begins; safe to run twice."""
    new = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(runs)
    once: Executable = new.on_conflict_do_nothing(index_elements=["id"])
    return once


def upsert_journal(dialect: str) -> Executable:
    """Remember a native message, or what changed of it."""
    new = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(journal)
    changed = {name: new.excluded[name] for name in ("ref", "open", "text", "at")}
    upsert: Executable = new.on_conflict_do_update(index_elements=["message_id", "part"], set_=changed)
    return upsert
