"""`INSERT … ON CONFLICT` in the two dialects that have it, for one and the same code."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, Table, func


def _insert(dialect: str, table: Table) -> Any:
    # Imported when it is known which one is needed: PostgreSQL's costs 50 ms.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


@cache
def insert_new(dialect: str, table: Table, key: str) -> Any:
    """Insert unless there is a row with this key; returns the primary key and the key of a row that is new."""
    columns = {column.name: column for column in (*table.primary_key, table.c[key])}
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=[key]).returning(*columns.values())


@cache
def upsert(dialect: str, table: Table, key: str, *, same: str | None = None, keep: tuple[str, ...] = ()) -> Any:
    """Insert, or change the row with this key; where a new value is NULL the old one stays.

    A row whose column `same` differs is left alone. The columns in `keep` never change.
    """
    insert = _insert(dialect, table)
    fixed = {key, same, *keep}
    changed: dict[str, ColumnElement[Any]] = {
        column.name: func.coalesce(insert.excluded[column.name], column)
        for column in table.c
        if column.name not in fixed
    }
    where = None if same is None else table.c[same].is_not_distinct_from(insert.excluded[same])
    return insert.on_conflict_do_update(index_elements=[key], set_=changed, where=where)
