"""A statement for many rows at a time does what it does row by row, whatever the rows are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, delete, func, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from botbridge.sql.compiled import Compiled
from botbridge.sql.upsert import insert_new, upsert

DIALECT = sqlite.dialect(paramstyle="qmark")
METADATA = MetaData()
NUMBERED = Table(
    "numbered",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("value", Integer),
    Column("other", Integer),
)
NAMED = Table("named", METADATA, Column("id", String, primary_key=True), Column("value", Integer))
CHANGE = (
    update(NUMBERED)
    .where(NUMBERED.c.key == bindparam("b_key"))
    .values(value=func.coalesce(NUMBERED.c.value, bindparam("b_value")), other=NUMBERED.c.other + 1)
)

KEYS = st.text("abcdefgh?'\"", min_size=1, max_size=2)
ROWS = st.lists(st.fixed_dictionaries({"key": KEYS, "value": st.none() | st.integers(0, 9)}), max_size=150)


def opened(before: Sequence[dict[str, Any]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for table in METADATA.tables.values():
        connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))
    for row in before:
        connection.execute("INSERT OR IGNORE INTO numbered (key, value, other) VALUES (:key, :value, 0)", row)
    return connection


def content(connection: sqlite3.Connection, table: str = "numbered") -> list[Any]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def run(statement: Any, rows: Sequence[dict[str, Any]], connection: sqlite3.Connection) -> list[Any]:
    compiled = Compiled(statement, DIALECT, list(rows[0]))
    return compiled.run(connection, [compiled.bind(row) for row in rows])


def one_by_one(statement: Any, rows: Sequence[dict[str, Any]], connection: sqlite3.Connection) -> list[Any]:
    compiled = statement.compile(dialect=DIALECT, column_keys=list(rows[0]))
    found = []
    for row in rows:
        values = {**compiled.params, **row}
        found += connection.execute(str(compiled), [values[name] for name in compiled.positiontup]).fetchall()
    return found


@given(ROWS, ROWS.filter(bool))
def test_what_is_new_is_inserted_and_told(before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    statement = insert_new("sqlite", NUMBERED, "key")
    many, single = opened(before), opened(before)
    told = run(statement, rows, many)
    assert sorted(tuple(row) for row in told) == sorted(one_by_one(statement, rows, single))
    assert all({"seq", "key"} == set(row._fields) for row in told)
    assert content(many) == content(single)


@given(st.lists(KEYS, min_size=1, max_size=150))
def test_rows_without_a_number_are_told_by_their_key(keys: list[str]) -> None:
    statement = insert_new("sqlite", NAMED, "id")
    rows = [{"id": key, "value": number} for number, key in enumerate(keys)]
    many, single = opened([]), opened([])
    assert sorted(row.id for row in run(statement, rows, many)) == sorted(set(keys))
    one_by_one(statement, rows, single)
    assert content(many, "named") == content(single, "named")


@given(ROWS, ROWS.filter(bool))
def test_an_upsert_of_many_is_many_upserts(before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    statement = upsert("sqlite", NUMBERED, "key", keep=("seq",))
    many, single = opened(before), opened(before)
    assert run(statement, rows, many) == []
    one_by_one(statement, rows, single)
    assert content(many) == content(single)


@given(ROWS, ROWS.filter(bool), st.booleans())
def test_a_change_of_many_is_many_changes(
    before: list[dict[str, Any]], rows: list[dict[str, Any]], apart: bool
) -> None:
    changes = [{"b_key": row["key"], "b_value": row["value"]} for row in rows]
    if apart:
        changes = list({row["b_key"]: row for row in changes}.values())
    many, single = opened(before), opened(before)
    run(CHANGE, changes, many)
    one_by_one(CHANGE, changes, single)
    assert content(many) == content(single)


@given(ROWS.filter(bool))
def test_what_is_taken_away_is_taken_away_row_by_row(rows: list[dict[str, Any]]) -> None:
    connection = opened(rows)
    gone = delete(NUMBERED).where(NUMBERED.c.key == bindparam("b_key"))
    assert run(gone, [{"b_key": row["key"]} for row in rows], connection) == []
    assert content(connection) == []


@pytest.mark.parametrize("count", [1, 13, 64, 100, 300])
def test_many_rows_take_few_steps(count: int) -> None:
    steps = 0
    connection = opened([])

    def step(_text: str) -> None:
        nonlocal steps
        steps += 1

    connection.set_trace_callback(step)
    run(
        insert_new("sqlite", NUMBERED, "key"), [{"key": str(number), "value": 1} for number in range(count)], connection
    )
    run(CHANGE, [{"b_key": str(number), "b_value": 2} for number in range(count)], connection)
    assert steps <= 2 * (count // 64 + 6)
    assert len(content(connection)) == count
