"""The layer as an app makes it, with a database of its own."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path

import pytest

from botbridge.data.base import BaseDataLayer
from botbridge.data.botbridge_data_layer import BotbridgeDataLayer
from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.data.utils import queue_until_user_message
from botbridge.errors import DatabaseError
from botbridge.model.element import ElementData
from botbridge.model.thread import Pagination, ThreadFilter
from botbridge.model.user import User
from botbridge.sql import schema
from botbridge.sql.database import Database
from botbridge.sql.url import database_url


async def test_sqlite_is_ready_at_the_first_use(tmp_path: Path) -> None:
    layer = SQLAlchemyDataLayer(f"sqlite+aiosqlite:///{tmp_path}/.botbridge/x.db")
    assert not (tmp_path / ".botbridge").exists()
    made = await asyncio.gather(*(layer.create_user(User(identifier=f"u{n}")) for n in range(10)))
    await layer.close()
    await layer.close()
    again = SQLAlchemyDataLayer(f"sqlite:///{tmp_path}/.botbridge/x.db")
    assert await again.get_user("u3") == made[3]
    await again.close()


async def test_a_relative_path_is_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    layer = SQLAlchemyDataLayer("sqlite:///here.db")
    await layer.create_user(User(identifier="u"))
    await layer.close()
    assert (tmp_path / "here.db").is_file()


@pytest.mark.postgres
async def test_postgresql_wants_its_tables_from_the_operator(postgres_url: str) -> None:
    layer = SQLAlchemyDataLayer(postgres_url)
    for _ in range(2):
        with pytest.raises(DatabaseError, match="run: botbridge db upgrade"):
            await layer.get_user("u")
    async with Database(database_url(postgres_url, Path("a/b/c"))) as database:
        await schema.upgrade(database)
    assert await layer.get_user("u") is None
    await layer.close()


@pytest.mark.postgres
async def test_ssl_can_be_required(postgres_url: str) -> None:
    layer = SQLAlchemyDataLayer(postgres_url.replace("@/", "@localhost/"), ssl_require=True)
    with pytest.raises(DatabaseError):  # the server in these tests listens on no port and has no certificate
        await layer.get_user("u")


async def test_a_layer_on_an_open_database_leaves_it_open(database: Database, tmp_path: Path) -> None:
    await schema.upgrade(database)
    layer = SQLAlchemyDataLayer.on(database, LocalStorageClient(tmp_path))
    await layer.close()
    assert await schema.version(database) == schema.HEAD


async def test_the_references_other_name_takes_its_arguments(tmp_path: Path) -> None:
    layer = BotbridgeDataLayer(f"sqlite:///{tmp_path}/x.db", LocalStorageClient(tmp_path / "files"), show_logger=False)
    await layer.create_element(ElementData(id="e", thread_id="t", type="file", name="a", content=b"x"))
    assert (tmp_path / "files/t/e/a").read_bytes() == b"x"
    await layer.close()


async def test_only_so_many_threads_of_a_user_are_listed(tmp_path: Path) -> None:
    layer = SQLAlchemyDataLayer(f"sqlite:///{tmp_path}/x.db", user_thread_limit=2)
    user = await layer.create_user(User(identifier="u"))
    for number in range(4):
        await layer.update_thread(f"t{number}", user_id=user.id)
        await asyncio.sleep(0.002)  # createdAt counts milliseconds
    page = await layer.list_threads(Pagination(first=10), ThreadFilter(userId=user.id))
    assert [thread["id"] for thread in page.data] == ["t3", "t2"]
    await layer.close()


async def test_show_logger_logs_statements_without_their_values(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    layer = SQLAlchemyDataLayer(f"sqlite:///{tmp_path}/x.db", show_logger=True)
    await layer.create_user(User(identifier="hunter2"))
    await layer.close()
    assert "INSERT INTO users" in caplog.text
    assert "hunter2" not in caplog.text


def test_the_interface_has_the_references_methods() -> None:
    wanted = [
        "get_user",
        "create_user",
        "delete_feedback",
        "upsert_feedback",
        "create_element",
        "get_element",
        "delete_element",
        "create_step",
        "update_step",
        "delete_step",
        "get_thread_author",
        "delete_thread",
        "list_threads",
        "get_thread",
        "update_thread",
        "build_debug_url",
        "close",
        "get_favorite_steps",
    ]
    assert BaseDataLayer.__abstractmethods__ == set(wanted)
    assert list(inspect.signature(BaseDataLayer.update_thread).parameters)[1:] == [
        "thread_id",
        "name",
        "user_id",
        "metadata",
        "tags",
    ]


async def test_the_queueing_decorator_changes_nothing() -> None:
    class Layer:
        @queue_until_user_message()
        async def create_step(self, step_dict: dict[str, str]) -> str:
            return step_dict["id"]

    assert await Layer().create_step({"id": "s1"}) == "s1"
