"""Tasks as lines: what a step says, how many there are, and the list in Markdown."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from botbridge.model.step import StepData
from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.render.tasks import as_markdown, bounded, task_of

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
ENDED = "2026-01-01T00:00:01.000Z"

states = st.sampled_from(get_args(TaskState))
tasks = st.lists(
    st.builds(
        TaskData, id=st.uuids().map(str), title=st.text(max_size=20), state=states, details=st.text(max_size=300)
    ),
    max_size=60,
)


def step(name: str = "search", **more: Any) -> StepData:
    return StepData(id="s", thread_id="t", name=name, created_at=ENDED, **more)


def task(number: int, state: TaskState = "done", details: str = "") -> TaskData:
    return TaskData(id=str(number), title=f"task {number}", state=state, details=details)


@pytest.mark.parametrize(
    ("more", "state", "details"),
    [
        ({}, "running", ""),
        ({"output": "so far"}, "running", ""),
        ({"output": "**three** ports\nfound", "end": ENDED}, "done", "three ports found"),
        ({"output": "timed out", "end": ENDED, "is_error": True}, "failed", "timed out"),
        ({"is_error": True}, "failed", ""),
    ],
)
def test_a_step_in_one_line(more: dict[str, Any], state: str, details: str) -> None:
    line = task_of(step(**more), 0)
    assert (line.id, line.title, line.state, line.details) == ("s", "search", state, details)


def test_a_line_is_short_and_says_how_deep_it_is() -> None:
    line = task_of(step("long " * 100, output="x" * 9000, end=ENDED), 2)
    assert line.title.startswith("↳ ↳ long long")
    assert len(line.title) == len("↳ ↳ ") + 120
    assert len(line.details) == 200
    assert task_of(step("two\nlines"), 0).title == "two lines"


def test_few_tasks_are_told_as_they_are() -> None:
    few = tuple(task(number, details="x" * 75) for number in range(40))
    assert bounded(few) == few
    assert bounded(()) == ()


@pytest.mark.parametrize(
    ("early", "said"),
    [
        (("done", "done", "done"), "done"),
        (("done", "failed", "done"), "failed"),
        (("failed", "running", "done"), "running"),
        (("ready", "done", "done"), "ready"),
    ],
)
def test_the_oldest_become_one_that_hides_no_failure(early: tuple[TaskState, ...], said: TaskState) -> None:
    many = [task(number, state) for number, state in enumerate(early)] + [task(number) for number in range(3, 42)]
    first, *rest = bounded(many)
    assert (first.id, first.title, first.state) == ("0", "3 earlier steps", said)
    assert rest == many[3:]
    assert len(rest) == 39


def test_the_newest_keep_their_details() -> None:
    told = bounded([task(number, details="x" * 200) for number in range(20)])
    assert [bool(one.details) for one in told] == [False] * 5 + [True] * 15


@given(tasks)
def test_a_list_is_never_more_than_a_message_holds(those: list[TaskData]) -> None:
    told = bounded(those)
    assert len(told) <= 40
    assert sum(len(one.details) for one in told) <= 3000
    assert len(told) == len(those) or int(told[0].title.split()[0]) + len(told) - 1 == len(those)


def test_a_list_in_markdown() -> None:
    tasks = (task(1), task(2, "failed", "no *luck*"), task(3, "running"), task(4, "ready"))
    listed = TaskListData(id="l", thread_id="t", title="Sailing", tasks=tasks)
    assert as_markdown(listed) == ("**Sailing**\n\n- ✅ task 1\n- ❌ task 2 — no \\*luck\\*\n- ⏳ task 3\n- ⬜ task 4")
    assert as_markdown(TaskListData(id="l", thread_id="t")) == ""
    assert as_markdown(TaskListData(id="l", thread_id="t", title="Nothing to do")) == "**Nothing to do**"


@given(tasks, st.text(max_size=20))
def test_whatever_tasks_are_called_each_is_one_line_of_words(those: list[TaskData], title: str) -> None:
    tokens = RENDERER.parse(as_markdown(TaskListData(id="l", thread_id="t", title=title, tasks=tuple(those))))
    assert [token.type for token in tokens].count("list_item_open") == min(len(those), 40)
    inside = {child.type for token in tokens for child in token.children or []}
    assert inside <= {"text", "text_special", "strong_open", "strong_close"}
