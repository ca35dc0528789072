"""What the engine's memory promises, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text, update

from botbridge.model.event import MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey, new_id
from botbridge.sql.database import Database
from botbridge.sql.schema import upgrade
from botbridge.state.sql_store import SqlStore
from botbridge.state.store import OWNER_TIMEOUT, Item, Sent, Unreadable
from botbridge.state.tables import inbox, owners, runs

KEY = ThreadKey("memory", ("T1", "C1"))


def message(number: int = 1, key: ThreadKey = KEY) -> MessageReceived:
    return MessageReceived(key=f"memory:{key}:{number}", thread=key, text=f"text {number}")


@pytest.fixture
async def store(database: Database) -> AsyncIterator[SqlStore]:
    await upgrade(database)
    store = SqlStore(database, "one", alone=False)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def other(store: SqlStore, database: Database) -> AsyncIterator[SqlStore]:
    """A second process on the same database."""
    other = SqlStore(database, "two", alone=False)
    await other.open()
    yield other
    await other.close()


async def test_the_same_event_is_stored_once(store: SqlStore) -> None:
    first = await store.put(message())
    assert first is not None
    assert (first.attempts, first.new_thread) == (1, True)
    assert await store.put(message()) is None
    second = await store.put(message(2))
    assert second is not None
    assert second.new_thread is False
    assert await store.knows(KEY)
    assert not await store.knows(ThreadKey("memory", ("T1", "C2")))


async def test_a_conversation_has_one_owner_at_a_time(store: SqlStore, other: SqlStore) -> None:
    await store.put(message())
    assert await store.own(KEY.thread_id)
    assert not await other.own(KEY.thread_id)
    await store.disown(KEY.thread_id)
    assert await other.own(KEY.thread_id)
    assert not await store.own(KEY.thread_id)


async def test_a_dead_owner_owns_nothing(store: SqlStore, other: SqlStore, database: Database) -> None:
    await store.put(message())
    long_ago = update(owners).where(owners.c.owner == "one").values(seen_at=owners.c.seen_at - OWNER_TIMEOUT - 1)
    await database.writer.run(lambda connection: connection.execute(long_ago))
    reclaimed = await other.reclaim([])
    assert [item.event.key for item in reclaimed if isinstance(item, Item)] == [message().key]
    assert not await store.own(KEY.thread_id)


async def test_what_a_living_owner_has_is_not_reclaimed(store: SqlStore, other: SqlStore) -> None:
    await store.put(message())
    assert await other.reclaim([]) == []
    assert [item.seq for item in await store.reclaim([])] != []


async def test_only_what_was_tried_counts_as_an_attempt(store: SqlStore) -> None:
    tried, waited = await store.put(message(1)), await store.put(message(2))
    assert tried is not None
    assert waited is not None
    await store.begin_run(new_id(), tried)
    again = [item for item in await store.reclaim([]) if isinstance(item, Item)]
    assert [item.attempts for item in again] == [2, 1]
    assert all(item.again for item in again)


async def test_a_finished_run_closes_its_event_and_keeps_the_memory(store: SqlStore, database: Database) -> None:
    item = await store.put(message())
    assert item is not None
    run_id = new_id()
    await store.begin_run(run_id, item)
    await store.end_run(
        run_id, "done", item_end="done", seqs=[item.seq], thread_id=KEY.thread_id, memory='{"n":1}', started=True
    )
    state = await store.conversation(KEY.thread_id)
    assert state is not None
    assert (state.memory, state.started, state.ended) == ('{"n":1}', True, False)
    assert await store.reclaim([]) == []
    async with database.read() as connection:
        assert (await connection.execute(select(runs.c.status))).scalar() == "done"


async def test_an_event_of_another_version_is_told_apart(store: SqlStore, database: Database) -> None:
    await store.put(message())
    await database.writer.run(
        lambda connection: connection.execute(update(inbox).values(payload='{"kind":"telepathy"}'))
    )
    (found,) = await store.reclaim([])
    assert isinstance(found, Unreadable)
    assert "telepathy" in found.error


async def test_a_claim_holds_for_its_secret_only(store: SqlStore) -> None:
    assert await store.claim(KEY, "secret")
    assert await store.claim(KEY, "secret")
    assert not await store.claim(KEY, "guess")
    assert await store.threads_of("secret") == [KEY.thread_id]
    unclaimed = ThreadKey("memory", ("T1", "C9"))
    await store.put(message(1, unclaimed))
    assert not await store.claim(unclaimed, "secret")


async def test_the_journal_remembers_parts_and_open_streams(store: SqlStore) -> None:
    message_id = new_id()
    for part in (0, 1):
        ref = MessageRef("memory", (str(part),))
        await store.sent(Sent(thread_id=KEY.thread_id, message_id=message_id, ref=ref, part=part, open=part == 1))
    await store.progress(message_id, 1, "so far")
    (stream,) = await store.open_streams(KEY.thread_id)
    assert (stream.part, stream.text, stream.ref.parts) == (1, "so far", ("1",))
    await store.drop_refs(message_id, 1)
    assert [sent.part for sent in await store.refs(message_id)] == [0]
    assert await store.open_streams(KEY.thread_id) == []


async def test_below_finds_the_threads_of_a_channel_only(store: SqlStore) -> None:
    inside, beside = ThreadKey("memory", ("T1", "C1", "1.0")), ThreadKey("memory", ("T1", "C12", "1.0"))
    for key in (inside, beside):
        await store.put(message(1, key))
    assert await store.below(ThreadKey("memory", ("T1", "C1"))) == [inside]


async def test_old_events_are_forgotten_dead_ones_kept(store: SqlStore, database: Database) -> None:
    items = [await store.put(message(number)) for number in range(4)]
    seqs = [item.seq for item in items if item is not None]
    await store.finish(seqs[:1], "done")
    await store.finish(seqs[1:2], "dead", error="poison")
    await store.finish(seqs[2:3], "skipped")
    await store.purge(before=2**33)
    async with database.read() as connection:
        left = [row.seq for row in await connection.execute(select(inbox.c.seq).order_by(inbox.c.seq))]
    assert left == [seqs[1], seqs[3]]


async def test_what_is_asked_for_each_event_uses_an_index(store: SqlStore, database: Database) -> None:
    if database.dialect != "sqlite":
        async with database.read() as connection:
            names = {row[0] for row in await connection.execute(text("SELECT indexname FROM pg_indexes"))}
        assert {"ix_bb_inbox_thread_id", "ix_bb_journal_thread_id", "ix_bb_conversations_secret"} <= names
        return
    asked = {
        "SELECT * FROM bb_inbox WHERE status = 'waiting' AND thread_id = 'x'": "ix_bb_inbox_thread_id",
        "SELECT * FROM bb_journal WHERE thread_id = 'x' AND open IS 1": "ix_bb_journal_thread_id",
        "SELECT * FROM bb_conversations WHERE secret = 'x'": "ix_bb_conversations_secret",
    }
    async with database.read() as connection:
        for query, index in asked.items():
            plan = await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))
            assert index in " ".join(str(row) for row in plan)
