"""Everything that the first version keeps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _counter() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _partial(name: str, table: str, column: str, where: str | sa.ColumnElement[bool]) -> None:
    """An index of only those rows that are looked for by it."""
    condition = sa.text(where) if isinstance(where, str) else where
    op.create_index(op.f(name), table, [column], sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    op.create_table(
        "bb_conversations",
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("memory", sa.Text()),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float()),
        sa.Column("ended_at", sa.Float()),
        sa.Column("touched_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_bb_conversations")),
    )
    _partial("ix_bb_conversations_secret", "bb_conversations", "secret", "secret IS NOT NULL")
    op.create_table(
        "bb_inbox",
        sa.Column("seq", _counter(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.Float()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_bb_inbox")),
        sa.UniqueConstraint("key", name=op.f("uq_bb_inbox_key")),
    )
    _partial("ix_bb_inbox_thread_id", "bb_inbox", "thread_id", "status = 'waiting'")
    op.create_table(
        "bb_journal",
        sa.Column("id", _counter(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(length=36)),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bb_journal")),
    )
    op.create_index(op.f("ix_bb_journal_message_id_part"), "bb_journal", ["message_id", "part"], unique=True)
    _partial("ix_bb_journal_thread_id", "bb_journal", "thread_id", sa.column("open", sa.Boolean()).is_(True))
    op.create_table(
        "bb_owners",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_bb_owners")),
    )
    op.create_table(
        "bb_uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bb_uploads")),
    )
    op.create_index(op.f("ix_bb_uploads_secret"), "bb_uploads", ["secret"])
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text()),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("createdAt", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("identifier", name=op.f("uq_users_identifier")),
    )
    op.create_table(
        "bb_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.Float()),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(["seq"], ["bb_inbox.seq"], name=op.f("fk_bb_runs_seq_bb_inbox"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bb_runs")),
    )
    op.create_index(op.f("ix_bb_runs_seq"), "bb_runs", ["seq"])
    op.create_table(
        "threads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("createdAt", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("userId", sa.Text()),
        sa.Column("userIdentifier", sa.Text()),
        sa.Column("tags", sa.JSON()),
        sa.Column("metadata", sa.JSON()),
        sa.ForeignKeyConstraint(["userId"], ["users.id"], name=op.f("fk_threads_userId_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index(op.f("ix_threads_userId_createdAt"), "threads", ["userId", "createdAt"])
    op.create_table(
        "elements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("threadId", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("chainlitKey", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display", sa.Text()),
        sa.Column("objectKey", sa.Text()),
        sa.Column("size", sa.Text()),
        sa.Column("page", sa.Integer()),
        sa.Column("language", sa.Text()),
        sa.Column("autoPlay", sa.Boolean()),
        sa.Column("playerConfig", sa.JSON()),
        sa.Column("forId", sa.Text()),
        sa.Column("mime", sa.Text()),
        sa.Column("props", sa.JSON()),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["threadId"], ["threads.id"], name=op.f("fk_elements_threadId_threads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elements")),
    )
    op.create_index(op.f("ix_elements_forId"), "elements", ["forId"])
    op.create_index(op.f("ix_elements_threadId_seq"), "elements", ["threadId", "seq"])
    op.create_table(
        "feedbacks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("forId", sa.Text(), nullable=False),
        sa.Column("threadId", sa.Text()),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text()),
        sa.ForeignKeyConstraint(
            ["threadId"], ["threads.id"], name=op.f("fk_feedbacks_threadId_threads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedbacks")),
        sa.UniqueConstraint("forId", name=op.f("uq_feedbacks_forId")),
    )
    op.create_index(op.f("ix_feedbacks_threadId"), "feedbacks", ["threadId"])
    op.create_table(
        "steps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("threadId", sa.Text()),
        sa.Column("parentId", sa.Text()),
        sa.Column("command", sa.Text()),
        sa.Column("modes", sa.JSON()),
        sa.Column("streaming", sa.Boolean()),
        sa.Column("waitForAnswer", sa.Boolean()),
        sa.Column("isError", sa.Boolean()),
        sa.Column("metadata", sa.JSON()),
        sa.Column("tags", sa.JSON()),
        sa.Column("input", sa.Text()),
        sa.Column("output", sa.Text()),
        sa.Column("createdAt", sa.Text()),
        sa.Column("start", sa.Text()),
        sa.Column("end", sa.Text()),
        sa.Column("generation", sa.JSON()),
        sa.Column("showInput", sa.Text()),
        sa.Column("defaultOpen", sa.Boolean()),
        sa.Column("autoCollapse", sa.Boolean()),
        sa.Column("language", sa.Text()),
        sa.Column("icon", sa.Text()),
        sa.Column("indent", sa.Integer()),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["threadId"], ["threads.id"], name=op.f("fk_steps_threadId_threads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
    )
    op.create_index(op.f("ix_steps_threadId_seq"), "steps", ["threadId", "seq"])
