"""Tables of data and tasks as blocks: as much as Slack takes, and only shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import THREAD

from botbridge.model.effect import ShowTasks
from botbridge.model.element import ElementData
from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.testing.slack.blocks import characters, problems_of
from botbridge.testing.slack.streams import check_chunks
from botbridge_slack import outbound, tables, tasks

PING = "<!channel> <@U1> & *b*"
INERT = "<\u200b!channel> <\u200b@U1> & *b*"

cells = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=400))


def frame(columns: list[str], rows: list[list[Any]]) -> ElementData:
    props = {"columns": columns, "rows": rows, "total": len(rows)}
    return ElementData(id="e1", thread_id="t", type="dataframe", name="numbers", props=props)


@given(st.lists(st.text(max_size=50), min_size=1, max_size=30), st.data())
def test_slack_takes_any_table(columns: list[str], data: st.DataObject) -> None:
    row = st.lists(cells, min_size=len(columns), max_size=len(columns))
    block = tables.block(frame(columns, data.draw(st.lists(row, max_size=10))))
    assert problems_of([block]) == []


@pytest.mark.parametrize(
    ("columns", "rows", "width", "height"),
    [(20, 99, 20, 100), (21, 100, 20, 100), (1, 0, 1, 1), (3, 2, 3, 3)],
)
def test_a_table_has_100_rows_with_its_head_and_20_columns(columns: int, rows: int, width: int, height: int) -> None:
    names = [f"c{number}" for number in range(columns)]
    shown = tables.block(frame(names, [[1] * columns for _ in range(rows)]))["rows"]
    assert (len(shown[0]), len(shown)) == (width, height)
    assert [cell["text"] for cell in shown[0]] == names[:20]


def test_a_table_holds_no_more_characters_than_slack_takes() -> None:
    block = tables.block(frame(["a", "b"], [["x" * 400, "y" * 400] for _ in range(99)]))
    assert characters(block) <= 10_000
    assert len(block["rows"][1][0]["text"]) == 300
    assert block["rows"][1][0]["text"].endswith("…")


def test_cells_notify_nobody_and_empty_ones_hold_a_space() -> None:
    head, row = tables.block(frame([PING, ""], [[PING, None]]))["rows"]
    assert [cell["text"] for cell in (*head, *row)] == [INERT, " ", INERT, " "]


def test_a_table_is_a_message_of_its_own_under_its_name() -> None:
    call = outbound.table(THREAD, frame(["a"], [[1]]))
    assert call.method == "chat.postMessage"
    assert [block["type"] for block in call.arguments["blocks"]] == ["markdown", "table"]
    assert call.arguments["text"] == "numbers"
    assert (call.arguments["thread_ts"], call.arguments["parse"]) == ("1.0", "none")


@pytest.mark.parametrize(
    ("state", "status"),
    [("ready", "pending"), ("running", "in_progress"), ("done", "complete"), ("failed", "error")],
)
def test_every_state_of_a_task_is_one_of_slacks(state: TaskState, status: str) -> None:
    task = TaskData(id="t1", title="Pack", state=state, details="ten boxes")
    (card,) = tasks.cards([task])
    (chunk,) = tasks.chunks([task])
    assert card["status"] == chunk["status"] == status
    assert problems_of([card]) == []
    assert check_chunks([chunk]) == [chunk]
    assert chunk["output"] == "ten boxes"


def test_a_task_without_words_is_an_ellipsis() -> None:
    task = TaskData(id="t1", title="")
    assert tasks.cards([task])[0]["title"] == tasks.chunks([task])[0]["title"] == "…"
    assert "output" not in tasks.cards([task])[0]


@given(
    st.text(max_size=120), st.lists(st.tuples(st.text(max_size=120), st.text(max_size=200)), min_size=1, max_size=40)
)
def test_slack_takes_any_list_of_tasks(title: str, words: list[tuple[str, str]]) -> None:
    listed = tuple(TaskData(id=str(number), title=one, details=more) for number, (one, more) in enumerate(words))
    whole = TaskListData(id="l1", thread_id="t", title=title, tasks=listed)
    assert problems_of(tasks.blocks(whole)) == []
    call = outbound.task_list(ShowTasks(thread=THREAD, list=whole))
    assert (call.method, bool(call.arguments["text"])) == ("chat.postMessage", True)


def test_a_list_with_a_title_is_a_plan_and_one_without_its_cards() -> None:
    task = TaskData(id="t1", title="Pack")
    titled = TaskListData(id="l1", thread_id="t", title="Moving", tasks=(task,))
    (plan,) = tasks.blocks(titled)
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Moving", 1)
    assert tasks.blocks(TaskListData(id="l1", thread_id="t", tasks=(task,))) == tasks.cards([task])
