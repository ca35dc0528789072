from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, event, select

from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.tables import steps, threads
from botbridge.model.message import MessageData
from botbridge.model.step import StepDict
from botbridge.model.thread import Feedback
from botbridge.model.user import User
from botbridge.sql.database import Database
from botbridge.sql.hop import Call


def step(number: int | str, thread: str = "t1", **more: Any) -> StepDict:
    made = {"id": f"s{number}", "name": "bot", "type": "assistant_message", "threadId": thread, "output": f"o{number}"}
    return {**made, **more}  # type: ignore[typeddict-item,return-value]


async def kept(layer: SQLAlchemyDataLayer, thread: str = "t1") -> list[StepDict]:
    found = await layer.get_thread(thread)
    return found["steps"] if found else []


async def test_a_message_comes_back_as_it_was(layer: SQLAlchemyDataLayer) -> None:
    message = MessageData(
        id="m1",
        thread_id="t1",
        content="**hi** 👋",
        author="Bot",
        created_at="2026-01-02T03:04:05.678Z",
        tags=("a", "b"),
        metadata={"ref": ["slack", 1, None], "deep": {"ä": True}},
        parent_id="p1",
        command="search",
        language="python",
        is_error=True,
    )
    await layer.create_step(message.to_step())
    (found,) = await kept(layer)
    assert {**message.to_step(), **found} == found
    assert {name: found[name] for name in message.to_step()} == message.to_step()  # type: ignore[literal-required]


async def test_every_key_of_a_step_is_kept(layer: SQLAlchemyDataLayer) -> None:
    full = step(
        1,
        type="tool",
        parentId="p",
        command="c",
        modes={"model": "fast"},
        streaming=True,
        waitForAnswer=True,
        isError=False,
        metadata={"a": 1},
        tags=["x"],
        input="in",
        createdAt="2026-01-01T00:00:00.000Z",
        start="2026-01-01T00:00:00.000Z",
        end="2026-01-01T00:00:01.000Z",
        generation={"model": "m"},
        showInput="json",
        defaultOpen=True,
        autoCollapse=False,
        language="sql",
        icon="gear",
    )
    await layer.create_step(full)
    assert await kept(layer) == [{**full, "feedback": None}]
    assert set(full) | {"feedback"} == set(StepDict.__annotations__)


@pytest.mark.parametrize("shown", [True, False, "json", None])
async def test_show_input_keeps_its_type(layer: SQLAlchemyDataLayer, shown: bool | str | None) -> None:
    await layer.create_step(step(1, showInput=shown))
    assert (await kept(layer))[0]["showInput"] is shown or (await kept(layer))[0]["showInput"] == shown


async def test_steps_stay_in_the_order_of_arrival(layer: SQLAlchemyDataLayer) -> None:
    for number in (5, 3, 9, 1):
        await layer.create_step(step(number, createdAt=f"2026-01-0{number}T00:00:00.000Z"))
    await asyncio.gather(*(layer.create_step(step(f"x{n:03}")) for n in range(100)))
    await layer.update_step(step(9, output="changed"))
    assert [found["id"] for found in await kept(layer)] == ["s5", "s3", "s9", "s1", *(f"sx{n:03}" for n in range(100))]


async def test_an_update_changes_what_it_says(layer: SQLAlchemyDataLayer) -> None:
    await layer.create_step(step(1, metadata={"a": 1}, input="in", isError=False))
    await layer.update_step({"id": "s1", "threadId": "t1", "output": "", "isError": True, "tags": None})
    await layer.update_step({"id": "s1", "metadata": {}, "end": "2026-01-01T00:00:00.000Z"})
    (found,) = await kept(layer)
    assert (found["output"], found["isError"], found["input"], found["metadata"]) == ("", True, "in", {})
    assert (found["name"], found["end"]) == ("bot", "2026-01-01T00:00:00.000Z")


async def test_create_and_update_may_come_in_any_order_and_twice(layer: SQLAlchemyDataLayer) -> None:
    await layer.update_step(step(1, output="late", end="2026-01-01T00:00:00.000Z"))
    await layer.create_step(step(1, output="late"))
    await layer.create_step(step(1, output="late"))
    (found,) = await kept(layer)
    assert (found["output"], found["end"]) == ("late", "2026-01-01T00:00:00.000Z")


async def test_an_update_of_an_unknown_step_without_a_thread_is_nothing(layer: SQLAlchemyDataLayer) -> None:
    await layer.update_step({"id": "nobody", "output": "x"})
    await layer.create_step(step(1))
    assert [found["id"] for found in await kept(layer)] == ["s1"]


async def test_nobody_takes_a_step_of_another_thread(layer: SQLAlchemyDataLayer) -> None:
    await layer.create_step(step(1, output="mine"))
    await layer.create_step(step(1, thread="t2", output="stolen"))
    assert [found["output"] for found in await kept(layer)] == ["mine"]
    assert await kept(layer, "t2") == []


async def test_the_thread_is_written_only_with_its_first_step(layer: SQLAlchemyDataLayer, database: Database) -> None:
    await layer.create_step(step(1))
    seen: list[str] = []
    event.listen(
        database._writing.sync_engine, "before_cursor_execute", lambda c, k, statement, *rest: seen.append(statement)
    )
    if (hop := database.writer._hop) is not None:
        write = hop.write

        async def watched(calls: Sequence[Call]) -> list[list[Any]]:
            seen.extend(str(call.statement) for call in calls)
            return await write(calls)

        hop.write = watched
    for number in range(2, 5):
        await layer.create_step(step(number))
    assert len(seen) == 3
    assert not any("threads" in statement.split("VALUES")[0] for statement in seen)


async def test_a_thread_that_another_process_deleted_begins_anew(
    layer: SQLAlchemyDataLayer, database: Database
) -> None:
    await layer.create_step(step(1))

    async def elsewhere(connection: Any) -> None:
        await connection.execute(delete(threads))

    await database.writer.run(elsewhere)
    await layer.create_step(step(2))
    assert [found["id"] for found in await kept(layer)] == ["s2"]


@pytest.mark.parametrize("value", [{1, 2}, object(), math.nan, b"bytes"])
@pytest.mark.parametrize("column", ["metadata", "generation"])
async def test_what_is_no_json_is_told_with_the_steps_id(layer: SQLAlchemyDataLayer, column: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"step s1: {column} cannot be stored as JSON"):
        await layer.create_step(step(1, **{column: {"a": value}}))
    loop: dict[str, Any] = {}
    loop["self"] = loop
    with pytest.raises(TypeError, match="step s1"):
        await layer.update_step(step(1, metadata=loop))
    assert await kept(layer) == []


async def test_odd_characters_are_kept_or_replaced_never_refused(layer: SQLAlchemyDataLayer) -> None:
    odd = "a\x00b\ud800c 👩‍👩‍👧 \u202e end"
    await layer.create_step(step(1, output=odd, input=odd, name=odd, metadata={"x": odd}))
    (found,) = await kept(layer)
    assert found["output"] == "a\ufffdb\ufffdc 👩‍👩‍👧 \u202e end"
    assert found["metadata"] == {"x": odd}
    await layer.set_step_favorite(found, True)


@pytest.mark.parametrize("name", ["not-a-uuid", "x" * 300, "ключ", "a'b\"c;--", "%_"])
async def test_ids_are_any_text(layer: SQLAlchemyDataLayer, name: str) -> None:
    await layer.create_step(step(1, thread=name, id=name))
    await layer.upsert_feedback(Feedback(forId=name, value=1))
    (found,) = await kept(layer, name)
    assert found["id"] == name
    assert found["feedback"] is not None
    await layer.delete_step(name)
    assert await kept(layer, name) == []


async def test_feedback_is_one_per_step_and_the_last_counts(layer: SQLAlchemyDataLayer) -> None:
    await layer.create_step(step(1))
    first = await layer.upsert_feedback(Feedback(forId="s1", value=0, comment="no", threadId="a lie"))
    second = await layer.upsert_feedback(Feedback(forId="s1", value=1))
    assert first == second
    assert [found["feedback"] for found in await kept(layer)] == [
        {"id": first, "forId": "s1", "threadId": "t1", "value": 1, "comment": None}
    ]
    assert await layer.delete_feedback(first) is True
    assert await layer.delete_feedback(first) is False
    assert (await kept(layer))[0]["feedback"] is None


async def test_feedback_may_come_before_its_step(layer: SQLAlchemyDataLayer) -> None:
    given = await layer.upsert_feedback(Feedback(id="f1", forId="s1", value=1, comment="good"))
    await layer.create_step(step(1))
    assert given == "f1"
    assert (await kept(layer))[0]["feedback"] == {
        "id": "f1",
        "forId": "s1",
        "threadId": "t1",
        "value": 1,
        "comment": "good",
    }


async def test_a_deleted_step_takes_its_feedback_along(layer: SQLAlchemyDataLayer) -> None:
    await layer.create_step(step(1))
    given = await layer.upsert_feedback(Feedback(forId="s1", value=1))
    await layer.delete_step("s1")
    await layer.delete_step("s1")
    assert await layer.delete_feedback(given) is False


async def test_favorites_are_the_users_own_and_really_marked(layer: SQLAlchemyDataLayer) -> None:
    for name in ("ann", "bob"):
        user = await layer.create_user(User(identifier=name))
        await layer.update_thread(name, user_id=user.id)
        await layer.create_step(step(f"{name}1", thread=name))
        await layer.create_step(step(f"{name}2", thread=name, metadata={"favorite": "yes", "bad": "\x00"}))
    ann = await layer.get_user("ann")
    assert ann is not None
    assert await layer.get_favorite_steps(ann.id) == []
    for found in await kept(layer, "ann") + await kept(layer, "bob"):
        if found["id"].endswith("1"):
            await layer.set_step_favorite(found, True)
    (marked,) = await layer.get_favorite_steps(ann.id)
    assert (marked["id"], marked["metadata"], marked["output"]) == ("sann1", {"favorite": True}, "oann1")
    await layer.set_step_favorite(marked, False)
    assert await layer.get_favorite_steps(ann.id) == []


async def test_ten_thousand_steps_are_read_without_holding_up_the_others(layer: SQLAlchemyDataLayer) -> None:
    text = "word " * 40
    made = [layer.create_step(step(n, input=text, metadata={"n": n}, tags=["a"])) for n in range(10_000)]
    await asyncio.gather(*made)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began)

    watching = asyncio.create_task(watch())
    found = await kept(layer)
    watching.cancel()
    assert [one["id"] for one in found] == [f"s{n}" for n in range(10_000)]
    assert found[-1]["metadata"] == {"n": 9_999}
    assert longest < 1.0  # all of it at once takes longer on a slow machine; some 50 ms are usual


async def test_concurrent_writers_lose_nothing(layer: SQLAlchemyDataLayer, database: Database) -> None:
    async def conversation(number: int) -> None:
        for turn in range(5):
            await layer.create_step(step(f"{number}.{turn}", thread=f"t{number}", output=""))
            await layer.update_step(step(f"{number}.{turn}", thread=f"t{number}", output="done"))

    await asyncio.gather(*(conversation(number) for number in range(200)))
    async with database.read() as connection:
        outputs = (await connection.execute(select(steps.c.output))).scalars().all()
    assert outputs == ["done"] * 1000
    assert [found["id"] for found in await kept(layer, "t7")] == [f"s7.{turn}" for turn in range(5)]
