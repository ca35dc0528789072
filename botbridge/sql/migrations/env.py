"""What alembic runs: the migrations, on the connection that `schema.upgrade` hands over."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,  # SQLite takes part in our transaction too, see sql/sqlite.py
    render_as_batch=True,  # SQLite changes columns by copying the table
)
context.run_migrations()
