"""The engine's tables. Times are seconds since the epoch, `payload` and `memory` are JSON as text.

Their names begin with `bb_`, because the database may hold the app's own tables too.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, literal_column

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
# Few have a secret, and few of the rows below wait or are open: what is indexed only there costs the others nothing.
_bound = conversations.c.secret.is_not(None)
Index(None, conversations.c.secret, sqlite_where=_bound, postgresql_where=_bound)

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
# As text, not as a parameter: a database uses such an index only where it can see the value.
WAITING = inbox.c.status == literal_column("'waiting'")
Index(None, inbox.c.thread_id, sqlite_where=WAITING, postgresql_where=WAITING)

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
Index(None, journal.c.ref)  # people react to messages, which the platform names by what the reference says
OPEN = journal.c.open.is_(True)
Index(None, journal.c.thread_id, sqlite_where=OPEN, postgresql_where=OPEN)

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

actions = Table(
    "bb_actions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("thread_id", String(36), nullable=False),
    Column("message_id", String(36), nullable=False),
    Column("question_id", String(36)),  # the question that it answers, if it does
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("tooltip", Text, nullable=False),
    Column("icon", Text),
    Column("payload", Text, nullable=False),  # JSON; it never leaves the store
    Column("created_at", Float, nullable=False),
)
Index(None, actions.c.thread_id)

questions = Table(
    "bb_questions",
    metadata,
    Column("id", String(36), primary_key=True),  # the message's
    Column("thread_id", String(36), nullable=False),
    Column("run_id", String(36)),
    Column("spec", Text, nullable=False),  # JSON: what is asked, of whom
    Column("message", Text, nullable=False),  # JSON: the message as it was shown
    Column("outcome", Text),  # answered, expired, interrupted, stopped; NULL while it is open
    Column("answer", Text),  # JSON
    Column("answered_by", Text),
    Column("opened_at", Float, nullable=False),
    Column("closed_at", Float),
)
ASKED = questions.c.outcome.is_(None)
Index(None, questions.c.thread_id, sqlite_where=ASKED, postgresql_where=ASKED)
