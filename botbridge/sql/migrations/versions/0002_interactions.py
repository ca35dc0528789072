"""Buttons and questions, and a way from a native message to ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_bb_journal_ref"), "bb_journal", ["ref"])
    op.create_table(
        "bb_actions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=36)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("tooltip", sa.Text(), nullable=False),
        sa.Column("icon", sa.Text()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bb_actions")),
    )
    op.create_index(op.f("ix_bb_actions_thread_id"), "bb_actions", ["thread_id"])
    op.create_table(
        "bb_questions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36)),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.Column("closed_at", sa.Float()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bb_questions")),
    )
    condition = sa.text("outcome IS NULL")
    op.create_index(
        op.f("ix_bb_questions_thread_id"),
        "bb_questions",
        ["thread_id"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
