"""The engine's memory in SQL: SQLite or PostgreSQL, with the same statements."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.model.event import Event, dump, load
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.sql.database import Database
from botbridge.state import statements
from botbridge.state.store import (
    OWNER_TIMEOUT,
    ConversationState,
    Item,
    ItemEnd,
    RunEnd,
    Sent,
    StateStore,
    Unreadable,
    Upload,
    digest,
)
from botbridge.state.tables import OPEN, WAITING, conversations, inbox, journal, owners, runs, uploads

# So many waiting events are taken up at once; the rest follows when these are in hand.
_RECLAIM = 500


_encode = json.JSONEncoder(separators=(",", ":")).encode


class SqlStore(StateStore):
    """The engine's memory in the tables of `state/tables.py`; `owner` names this process among others."""

    def __init__(self, database: Database, owner: str, *, alone: bool) -> None:
        """`alone` says that no other process lives on this database, so that nothing is waited for."""
        self._database = database
        self._writer = database.writer
        self._owner = owner
        self._alone = alone
        self._shared = not alone
        self._journal_upsert = statements.upsert_journal(database.dialect)
        self._run_insert = statements.insert_run(database.dialect)

    async def open(self) -> None:
        async def enter(connection: AsyncConnection) -> None:
            dead = true() if self._alone else owners.c.seen_at < time.time() - OWNER_TIMEOUT
            await connection.execute(delete(owners).where(dead))
            await connection.execute(insert(owners).values(owner=self._owner, seen_at=time.time()))

        await self._writer.run(enter)

    async def close(self) -> None:
        async def leave(connection: AsyncConnection) -> None:
            mine = conversations.c.owner == self._owner
            await connection.execute(update(conversations).where(mine).values(owner=None))
            await connection.execute(delete(owners).where(owners.c.owner == self._owner))

        await self._writer.run(leave)

    @property
    def shared(self) -> bool:
        return self._shared

    async def beat(self) -> None:
        async def live(connection: AsyncConnection) -> bool:
            seen = update(owners).where(owners.c.owner == self._owner).values(seen_at=time.time())
            if (await connection.execute(seen)).rowcount == 0:
                await connection.execute(insert(owners).values(owner=self._owner, seen_at=time.time()))
            alive = select(func.count()).where(owners.c.seen_at >= time.time() - OWNER_TIMEOUT)
            return (await connection.scalar(alive) or 0) > 1

        self._shared = await self._writer.run(live)

    # The inbox

    async def put(self, event: Event, *, known: bool = False) -> Item | None:
        now, thread_id = time.time(), event.thread.thread_id
        begun = None if known else self._begin(event.thread, now)
        row = {
            "key": event.key,
            "thread_id": thread_id,
            "kind": event.kind,
            "payload": _encode(dump(event)),
            "status": "waiting",
            "attempts": 1,
            "received_at": now,
        }
        stored = self._writer.insert_new(inbox, row, key="key")
        new_thread = begun is not None and await begun is not None
        found = await stored
        return Item(found.seq, event, 1, new_thread) if found is not None else None

    def _begin(self, key: ThreadKey, now: float) -> Awaitable[Any]:
        return self._writer.insert_new(conversations, self._new_conversation(key, now), key="thread_id")

    def _new_conversation(self, key: ThreadKey, now: float) -> Mapping[str, Any]:
        return {
            "thread_id": key.thread_id,
            "key": str(key),
            "platform": key.platform,
            "owner": self._owner,
            "created_at": now,
            "touched_at": now,
        }

    async def knows(self, key: ThreadKey) -> bool:
        async with self._database.read() as connection:
            found = select(conversations.c.thread_id).where(conversations.c.thread_id == key.thread_id)
            return (await connection.execute(found)).first() is not None

    async def own(self, thread_id: str) -> bool:
        async def take(connection: AsyncConnection) -> bool:
            this = and_(conversations.c.thread_id == thread_id, self._free())
            taken = await connection.execute(update(conversations).where(this).values(owner=self._owner))
            return taken.rowcount > 0

        return await self._writer.run(take)

    def _free(self) -> Any:
        """A conversation that nobody else handles: ours, nobody's, or a dead process's."""
        alive = select(owners.c.owner).where(owners.c.seen_at >= time.time() - OWNER_TIMEOUT)
        owner = conversations.c.owner
        return or_(owner.is_(None), owner == self._owner, owner.not_in(alive))

    async def disown(self, thread_id: str) -> None:
        await self._writer.enqueue(statements.DISOWN, {"b_thread": thread_id, "b_owner": self._owner})

    async def reclaim(self, holding: Collection[int], thread_id: str | None = None) -> Sequence[Item | Unreadable]:
        here = inbox.c.thread_id == thread_id if thread_id is not None else true()
        async with self._database.read() as connection:
            waiting = (
                select(inbox.c.seq, inbox.c.thread_id)
                .join(conversations, conversations.c.thread_id == inbox.c.thread_id)
                .where(WAITING, here, self._free())
                .order_by(inbox.c.seq)
                .limit(_RECLAIM + len(holding))
            )
            found = [row for row in await connection.execute(waiting) if row.seq not in holding]
        if not found:
            return []
        return await self._writer.run(lambda connection: self._take_up(connection, found))

    async def _take_up(self, connection: AsyncConnection, found: Sequence[Any]) -> list[Item | Unreadable]:
        threads = {row.thread_id for row in found}
        free = and_(conversations.c.thread_id.in_(threads), self._free())
        owned = update(conversations).where(free).values(owner=self._owner).returning(conversations.c.thread_id)
        ours = {row.thread_id for row in await connection.execute(owned)}
        seqs = [row.seq for row in found if row.thread_id in ours]
        still = and_(inbox.c.seq.in_(seqs), WAITING)
        # What waited behind another event, or came to another process, was not tried yet.
        tried = and_(still, inbox.c.seq.in_(select(runs.c.seq)))
        await connection.execute(update(inbox).where(tried).values(attempts=inbox.c.attempts + 1))
        rows = await connection.execute(select(inbox).where(still).order_by(inbox.c.seq))
        return [_item(row) for row in rows]

    async def finish(self, seqs: Collection[int], end: ItemEnd, *, error: str | None = None) -> None:
        for answer in [self._finish(seq, end, error) for seq in seqs]:
            await answer

    def _finish(self, seq: int, end: ItemEnd, error: str | None) -> Any:
        row = {"b_seq": seq, "b_status": end, "b_at": time.time(), "b_error": error}
        return self._writer.enqueue(statements.FINISH, row)

    async def event(self, key: str) -> Event | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(inbox).where(inbox.c.key == key))).first()
        item = _item(row) if row is not None else None
        return item.event if isinstance(item, Item) else None

    # Runs

    def begin_run(self, run_id: str, item: Item) -> Awaitable[Any]:
        row = {
            "id": run_id,
            "seq": item.seq,
            "thread_id": item.event.thread.thread_id,
            "attempt": item.attempts,
            "owner": self._owner,
            "status": "running",
            "started_at": time.time(),
        }
        return self._writer.enqueue(self._run_insert, row)

    async def end_run(
        self,
        run_id: str,
        end: RunEnd,
        *,
        error: str | None = None,
        item_end: ItemEnd | None,
        seqs: Collection[int] = (),
        thread_id: str,
        memory: str | None = None,
        started: bool = False,
    ) -> None:
        now = time.time()
        if item_end is None:
            answers = [self._writer.enqueue(statements.WAIT_AGAIN, {"b_seq": seq}) for seq in seqs]
        else:
            answers = [self._finish(seq, item_end, error) for seq in seqs]
        answers.append(
            self._writer.enqueue(statements.END_RUN, {"b_id": run_id, "b_status": end, "b_at": now, "b_error": error})
        )
        begun = {"b_thread": thread_id, "b_memory": memory, "b_at": now, "b_started": now if started else None}
        answers.append(self._writer.enqueue(statements.REMEMBER, begun))
        for answer in answers:
            await answer

    # Conversations

    async def conversation(self, thread_id: str) -> ConversationState | None:
        async with self._database.read() as connection:
            found = select(conversations).where(conversations.c.thread_id == thread_id)
            row = (await connection.execute(found)).first()
        if row is None:
            return None
        return ConversationState(
            key=ThreadKey.parse(row.key),
            memory=row.memory,
            started=row.started_at is not None,
            ended=row.ended_at is not None,
        )

    async def mark_started(self, thread_id: str, memory: str | None) -> None:
        await self._writer.enqueue(statements.START, {"b_thread": thread_id, "b_memory": memory, "b_at": time.time()})

    async def mark_ended(self, thread_id: str) -> None:
        await self._writer.enqueue(statements.END, {"b_thread": thread_id, "b_at": time.time()})

    async def claim(self, key: ThreadKey, secret: str) -> bool:
        async def bind(connection: AsyncConnection) -> bool:
            this = conversations.c.thread_id == key.thread_id
            row = (await connection.execute(select(conversations.c.secret).where(this))).first()
            if row is None:
                new = {**self._new_conversation(key, time.time()), "secret": digest(secret), "owner": None}
                await connection.execute(insert(conversations).values(new))
                return True
            return row.secret is not None and bool(row.secret == digest(secret))

        return await self._writer.run(bind)

    async def below(self, key: ThreadKey) -> Sequence[ThreadKey]:
        async with self._database.read() as connection:
            text = str(key)
            under = conversations.c.key.startswith(f"{text}:", autoescape=True)
            found = select(conversations.c.key).where(or_(conversations.c.key == text, under))
            return [ThreadKey.parse(row.key) for row in await connection.execute(found)]

    async def silent(self, since: float) -> Sequence[ThreadKey]:
        async with self._database.read() as connection:
            quiet = select(conversations.c.key).where(
                conversations.c.started_at.is_not(None),
                conversations.c.touched_at < since,
                self._free(),
            )
            return [ThreadKey.parse(row.key) for row in await connection.execute(quiet)]

    # The journal

    async def sent(self, sent: Sent) -> None:
        row = {
            "run_id": sent.run_id,
            "thread_id": sent.thread_id,
            "message_id": sent.message_id,
            "part": sent.part,
            "ref": str(sent.ref),
            "open": sent.open,
            "text": sent.text,
            "at": time.time(),
        }
        await self._writer.enqueue(self._journal_upsert, row)

    async def progress(self, message_id: str, part: int, text: str | None) -> None:
        await self._writer.enqueue(statements.PROGRESS, {"b_message": message_id, "b_part": part, "b_text": text})

    async def refs(self, message_id: str) -> Sequence[Sent]:
        return await self._journal(journal.c.message_id == message_id)

    async def drop_refs(self, message_id: str, from_part: int = 0) -> None:
        await self._writer.enqueue(statements.DROP, {"b_message": message_id, "b_part": from_part})

    async def sent_as(self, ref: MessageRef) -> Sent | None:
        return next(iter(await self._journal(journal.c.ref == str(ref))), None)

    async def open_streams(self, thread_id: str) -> Sequence[Sent]:
        return await self._journal(and_(journal.c.thread_id == thread_id, OPEN))

    async def _journal(self, condition: Any) -> Sequence[Sent]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(journal).where(condition).order_by(journal.c.id, journal.c.part))
            return [_sent(row) for row in rows]

    # Uploads

    async def add_upload(self, upload: Upload) -> None:
        row = {
            "id": upload.id,
            "secret": digest(upload.secret),
            "name": upload.name,
            "mime": upload.mime,
            "size": upload.size,
            "path": upload.path,
            "created_at": time.time(),
        }
        await self._writer.insert_new(uploads, row, key="id")

    async def upload(self, upload_id: str, secret: str) -> Upload | None:
        async with self._database.read() as connection:
            this = and_(uploads.c.id == upload_id, uploads.c.secret == digest(secret))
            row = (await connection.execute(select(uploads).where(this))).first()
        return _upload(row, secret) if row is not None else None

    async def take_uploads(self, secret: str) -> Sequence[Upload]:
        async def take(connection: AsyncConnection) -> list[Upload]:
            gone = delete(uploads).where(uploads.c.secret == digest(secret)).returning(uploads)
            return [_upload(row, secret) for row in await connection.execute(gone)]

        return await self._writer.run(take)

    async def threads_of(self, secret: str) -> Sequence[str]:
        async with self._database.read() as connection:
            bound = select(conversations.c.thread_id).where(conversations.c.secret == digest(secret))
            return [row.thread_id for row in await connection.execute(bound)]

    async def purge(self, before: float) -> None:
        async def forget(connection: AsyncConnection) -> None:
            # Events are numbered as they came, so only those that are to go are looked at.
            kept = select(inbox.c.seq).where(inbox.c.received_at >= before).order_by(inbox.c.seq).limit(1)
            first = await connection.scalar(kept)
            old = inbox.c.seq < first if first is not None else true()
            over = and_(old, inbox.c.status.in_(("done", "skipped")))
            await connection.execute(delete(inbox).where(over, inbox.c.finished_at < before))
            await connection.execute(delete(uploads).where(uploads.c.created_at < before))

        await self._writer.run(forget)


def _item(row: Row[Any]) -> Item | Unreadable:
    try:
        return Item(row.seq, load(json.loads(row.payload)), row.attempts, again=True)
    except (KeyError, TypeError, ValueError) as error:
        return Unreadable(row.seq, f"{type(error).__name__}: {error}")


def _upload(row: Any, secret: str) -> Upload:
    return Upload(id=row.id, secret=secret, name=row.name, mime=row.mime, size=row.size, path=row.path)


def _sent(row: Row[Any]) -> Sent:
    return Sent(
        thread_id=row.thread_id,
        message_id=row.message_id,
        ref=MessageRef.parse(row.ref),
        part=row.part,
        run_id=row.run_id,
        open=row.open,
        text=row.text,
    )
