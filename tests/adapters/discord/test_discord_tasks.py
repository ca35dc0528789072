"""Lists of tasks: what fits, what is left out, and that it can be stopped while something runs."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.ids import ThreadKey
from botbridge.model.task import TaskData, TaskListData, TaskState
from botbridge.testing.discord import components
from botbridge.testing.discord.refusal import Problems
from botbridge_discord import tasks

KEY = ThreadKey("discord", ("12",))


def box(*shown: TaskData, title: str = "") -> list[dict[str, Any]]:
    """The components of a list, if Discord takes them."""
    made = tasks.box(TaskListData(id="l", thread_id="t", title=title, tasks=shown), KEY)
    problems = Problems()
    components.check_message(made, problems, v2=True, files=set())
    assert not problems, problems.refusal.answer()
    return made


def words(made: list[dict[str, Any]]) -> str:
    return "\n".join(one["content"] for one in components.walk(made) if one["type"] == components.TEXT)


def task(title: str, state: TaskState = "done", details: str = "") -> TaskData:
    return TaskData(id=title, title=title, state=state, details=details)


def test_a_list_says_how_each_task_stands() -> None:
    made = box(task("Read", "done", "three pages"), task("Write", "running"), task("Sleep", "ready"), title="At work")
    assert words(made) == "**At work**\n✅ Read\n-# three pages\n⏳ Write\n⬜ Sleep"
    assert [one["label"] for one in components.walk(made) if one["type"] == components.BUTTON] == ["Stop"]


@pytest.mark.parametrize("state", get_args(TaskState))
def test_only_what_runs_can_be_stopped(state: TaskState) -> None:
    made = box(task("one", state))
    assert any(one["type"] == components.BUTTON for one in components.walk(made)) == (state == "running")
    assert 0 <= made[0]["accent_color"] < 1 << 24


def test_no_tasks_are_a_message_too() -> None:
    assert words(box()) == "…"


@given(st.lists(st.builds(task, st.text(max_size=300), st.sampled_from(get_args(TaskState)), st.text(max_size=900))))
def test_lists_of_any_size_fit_and_show_the_newest(shown: list[TaskData]) -> None:
    said = words(box(*shown, title="t"))
    marks = [line[0] for line in said.splitlines() if line and line[0] in "⬜⏳❌✅"]
    assert not shown or marks


def test_titles_are_only_words() -> None:
    said = words(box(task("**bold** <@1> @everyone [x](https://example.org)")))
    assert "**" not in said
    assert "](" not in said
    assert "<@" not in said
