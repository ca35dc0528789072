"""The engine's tables. Times are seconds since the epoch, `payload` and `memory` are JSON as text.

Their names begin with `bb_`, because the database may hold the app's own tables too.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from botbridge.sql.metadata import Counter, metadata

conversations = Table(
    "bb_conversations",
    metadata,
    Column("thread_id", String(36), primary_key=True),
    Column("key", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("owner", Text),  # the process that handles this conversation now
    Column("secret", Text),  # digest of the client's session id it is bound to
    Column("memory", Text),  # the JSON part of user_session
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),  # when on_chat_start finished
    Column("ended_at", Float),  # when on_chat_end ran; an event after that begins anew
    Column("touched_at", Float, nullable=False),
)
Index(None, conversations.c.owner)
Index(None, conversations.c.secret)

inbox = Table(
    "bb_inbox",
    metadata,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("thread_id", String(36), nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("status", Text, nullable=False),  # waiting, done, skipped, dead
    Column("attempts", Integer, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("finished_at", Float),
    Column("error", Text),
)
Index(None, inbox.c.status, inbox.c.thread_id)
Index(None, inbox.c.finished_at)

runs = Table(
    "bb_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("seq", Counter, ForeignKey("bb_inbox.seq", ondelete="CASCADE"), nullable=False, index=True),
    Column("thread_id", String(36), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", Text, nullable=False),
    Column("status", Text, nullable=False),  # running, done, failed, stopped, interrupted
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float),
    Column("error", Text),
)
Index(None, runs.c.status, runs.c.thread_id)

journal = Table(
    "bb_journal",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("run_id", String(36)),
    Column("thread_id", String(36), nullable=False),
    Column("message_id", String(36), nullable=False),
    Column("part", Integer, nullable=False),  # a message may be several native ones
    Column("ref", Text, nullable=False),  # MessageRef as text
    Column("open", Boolean, nullable=False),  # a stream that has not been closed
    Column("text", Text),  # of an open stream: what was shown about a second ago
    Column("at", Float, nullable=False),
)
Index(None, journal.c.message_id, journal.c.part, unique=True)
Index(None, journal.c.ref)
Index(None, journal.c.thread_id)
Index(None, journal.c.run_id)

owners = Table(
    "bb_owners",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("seen_at", Float, nullable=False),
)

uploads = Table(
    "bb_uploads",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret", Text, nullable=False, index=True),  # digest of the uploading client's session id
    Column("name", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)
