from __future__ import annotations

import asyncio
from typing import Any

import pytest

from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.errors import BotbridgeError
from botbridge.model.thread import Feedback, Pagination, ThreadFilter
from botbridge.model.user import PersistedUser, User


@pytest.fixture
async def ann(layer: SQLAlchemyDataLayer) -> PersistedUser:
    return await layer.create_user(User(identifier="slack:T1:U1", display_name="Ann", metadata={"email": "a@x"}))


async def listed(layer: SQLAlchemyDataLayer, user: PersistedUser, **wanted: Any) -> list[str]:
    page = await layer.list_threads(Pagination(first=100), ThreadFilter(userId=user.id, **wanted))
    return [thread["id"] for thread in page.data]


async def test_a_user_is_found_again(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    assert await layer.get_user("slack:T1:U1") == ann
    assert (ann.display_name, ann.metadata) == ("Ann", {"email": "a@x"})
    assert ann.id
    assert ann.createdAt.endswith("Z")
    assert await layer.get_user("slack:T1:U2") is None


async def test_a_user_that_comes_again_keeps_the_id(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    again = await layer.create_user(User(identifier=ann.identifier, display_name="Anna", metadata={"a": 1}))
    assert (again.id, again.createdAt) == (ann.id, ann.createdAt)
    assert (again.display_name, again.metadata) == ("Anna", {"a": 1})


async def test_of_one_user_created_many_times_at_once_there_is_one(layer: SQLAlchemyDataLayer) -> None:
    made = await asyncio.gather(*(layer.create_user(User(identifier="u")) for _ in range(30)))
    assert len({user.id for user in made}) == 1


async def test_a_user_without_an_identifier_is_refused(layer: SQLAlchemyDataLayer) -> None:
    with pytest.raises(ValueError, match="identifier"):
        await layer.create_user(User(identifier=""))


async def test_a_thread_is_made_by_its_first_update(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    await layer.update_thread("t1", name="Hello", user_id=ann.id, metadata={"a": 1}, tags=["x"])
    found = await layer.get_thread("t1")
    assert found is not None
    assert found["createdAt"].endswith("Z")
    assert {**found, "createdAt": ""} == {
        "id": "t1",
        "createdAt": "",
        "name": "Hello",
        "userId": ann.id,
        "userIdentifier": ann.identifier,
        "tags": ["x"],
        "metadata": {"a": 1},
        "steps": [],
        "elements": [],
    }
    assert await layer.get_thread_author("t1") == ann.identifier
    assert await layer.get_thread("t2") is None
    assert await layer.get_thread_author("t2") == ""


async def test_an_update_changes_what_it_says(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    await layer.update_thread("t1", name="One", user_id=ann.id, tags=["x"], metadata={"keep": 1, "go": 2})
    await layer.update_thread("t1", metadata={"go": None, "new": {"deep": [1]}})
    await layer.update_thread("t1", name="Two", tags=[])
    await layer.update_thread("t1")
    found = await layer.get_thread("t1")
    assert found is not None
    assert (found["name"], found["userId"], found["tags"]) == ("Two", ann.id, [])
    assert found["metadata"] == {"keep": 1, "new": {"deep": [1]}}


async def test_merges_at_once_lose_nothing(layer: SQLAlchemyDataLayer) -> None:
    await asyncio.gather(*(layer.update_thread("t1", metadata={f"k{n}": n}) for n in range(40)))
    found = await layer.get_thread("t1")
    assert found is not None
    assert found["metadata"] == {f"k{n}": n for n in range(40)}


async def test_a_name_in_the_metadata_is_the_name(layer: SQLAlchemyDataLayer) -> None:
    await layer.update_thread("t1", metadata={"name": "n" * 1000})
    found = await layer.get_thread("t1")
    assert found is not None
    assert found["name"] == "n" * 255


async def test_an_unknown_owner_is_told(layer: SQLAlchemyDataLayer) -> None:
    with pytest.raises(BotbridgeError, match="thread t1: there is no user with the id nobody"):
        await layer.update_thread("t1", user_id="nobody")
    assert await layer.get_thread("t1") is None


async def test_metadata_that_is_no_json_is_told(layer: SQLAlchemyDataLayer) -> None:
    with pytest.raises(TypeError, match="thread t1: metadata cannot be stored as JSON"):
        await layer.update_thread("t1", metadata={"a": object()})


async def test_pages_hold_every_thread_once_the_newest_first(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    for number in range(7):
        await layer.update_thread(f"t{number}", user_id=ann.id)
    await layer.update_thread("somebody else's")
    wanted = ThreadFilter(userId=ann.id)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await layer.list_threads(Pagination(first=3, cursor=cursor), wanted)
        seen += [thread["id"] for thread in page.data]
        assert page.pageInfo.startCursor == page.data[0]["id"]
        cursor = page.pageInfo.endCursor
        if not page.pageInfo.hasNextPage:
            break
    assert sorted(seen) == [f"t{number}" for number in range(7)]
    ages = [(found["createdAt"], found["id"]) for name in seen if (found := await layer.get_thread(name))]
    assert ages == sorted(ages, reverse=True)
    gone = await layer.list_threads(Pagination(first=3, cursor="gone"), wanted)
    assert (gone.data, gone.pageInfo.hasNextPage) == ([], False)
    none = await layer.list_threads(Pagination(first=0), wanted)
    assert (none.data, none.pageInfo.hasNextPage) == ([], True)


async def test_nobodys_list_is_refused(layer: SQLAlchemyDataLayer) -> None:
    with pytest.raises(ValueError, match="userId"):
        await layer.list_threads(Pagination(first=1), ThreadFilter())


@pytest.mark.parametrize(
    ("search", "found"),
    [("NEEDLE", ["named", "said"]), ("100%", ["percent"]), ("%", ["percent"]), ("_", []), ("'; --", []), ("zzz", [])],
)
async def test_search_finds_words_and_nothing_else(
    layer: SQLAlchemyDataLayer, ann: PersistedUser, search: str, found: list[str]
) -> None:
    await layer.update_thread("named", name="a needle", user_id=ann.id)
    for name, output in (("said", "the Needle."), ("percent", "100% sure"), ("other", "hay")):
        await layer.update_thread(name, user_id=ann.id)
        await layer.create_step({"id": f"s-{name}", "threadId": name, "output": output})
    assert sorted(await listed(layer, ann, search=search)) == found


async def test_threads_by_feedback(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    for name, value in (("good", 1), ("bad", 0)):
        await layer.upsert_feedback(Feedback(forId=f"s-{name}", value=value))  # type: ignore[arg-type]
        await layer.update_thread(name, user_id=ann.id)
        await layer.create_step({"id": f"s-{name}", "threadId": name})
    await layer.update_thread("none", user_id=ann.id)
    assert await listed(layer, ann, feedback=1) == ["good"]
    assert await listed(layer, ann, feedback=0) == ["bad"]


async def test_a_deleted_thread_takes_everything_along(layer: SQLAlchemyDataLayer, ann: PersistedUser) -> None:
    await layer.update_thread("t1", user_id=ann.id)
    await layer.create_step({"id": "s1", "threadId": "t1", "output": "x"})
    early = await layer.upsert_feedback(Feedback(forId="s1", value=1))
    await layer.delete_thread("t1")
    await layer.delete_thread("t1")
    assert await layer.get_thread("t1") is None
    assert await listed(layer, ann) == []
    assert await layer.delete_feedback(early) is False
    await layer.create_step({"id": "s1", "threadId": "t1", "output": "again"})
    found = await layer.get_thread("t1")
    assert found is not None
    assert (found["userId"], [step["output"] for step in found["steps"]]) == (None, ["again"])
