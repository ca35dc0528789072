from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from botbridge.data.queries.elements import object_key
from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.model.element import ElementData
from botbridge.sql.database import Database


def element(name: str = "a.txt", **more: Any) -> ElementData:
    return ElementData(**{"id": "e1", "thread_id": "t1", "type": "file", "name": name, "mime": "text/plain", **more})


async def test_bytes_go_to_the_storage_and_come_back(layer: SQLAlchemyDataLayer, storage: LocalStorageClient) -> None:
    made = element(content=b"hello", for_id="s1", size="small", props={"page": 3, "autoPlay": True})
    await layer.create_element(made)
    found = await layer.get_element("t1", "e1")
    assert found == {**made.to_dict(), "objectKey": "t1/e1/a.txt", "url": "/files/t1/e1/a.txt"}
    assert storage.path_of("t1/e1/a.txt").read_bytes() == b"hello"
    thread = await layer.get_thread("t1")
    assert thread is not None
    assert thread["elements"] == [found]


async def test_a_file_is_copied(layer: SQLAlchemyDataLayer, storage: LocalStorageClient, tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"%PDF")
    await layer.create_element(element("mine.pdf", path=tmp_path / "mine.pdf"))
    assert storage.path_of("t1/e1/mine.pdf").read_bytes() == b"%PDF"
    with pytest.raises(FileNotFoundError):
        await layer.create_element(element(id="e2", path=tmp_path / "none"))
    assert await layer.get_element("t1", "e2") is None


async def test_a_url_stays_a_url(layer: SQLAlchemyDataLayer, storage: LocalStorageClient) -> None:
    await layer.create_element(element(url="https://example.org/a.txt"))
    found = await layer.get_element("t1", "e1")
    assert found is not None
    assert (found["url"], found["objectKey"]) == ("https://example.org/a.txt", None)
    assert not storage.root.exists()


async def test_bytes_that_the_storage_has_are_not_sent_again(
    layer: SQLAlchemyDataLayer, storage: LocalStorageClient
) -> None:
    await storage.upload_file("elsewhere/a", b"old")
    await layer.create_element(element(content=b"new", object_key="elsewhere/a"))
    found = await layer.get_element("t1", "e1")
    assert found is not None
    assert found["url"] == "/files/elsewhere/a"
    assert storage.path_of("elsewhere/a").read_bytes() == b"old"


async def test_elements_stay_in_the_order_of_arrival(layer: SQLAlchemyDataLayer) -> None:
    for name in ("c", "a", "b"):
        await layer.create_element(element(id=name, content=b"x"))
    await layer.create_element(element(id="c", content=b"y"))
    thread = await layer.get_thread("t1")
    assert thread is not None
    assert [found["id"] for found in thread["elements"] or []] == ["c", "a", "b"]


async def test_an_element_belongs_to_its_thread(layer: SQLAlchemyDataLayer, storage: LocalStorageClient) -> None:
    await layer.create_element(element(content=b"mine"))
    await layer.create_element(element(content=b"stolen", thread_id="t2"))
    assert await layer.get_element("t2", "e1") is None
    await layer.delete_element("e1", thread_id="t2")
    found = await layer.get_element("t1", "e1")
    assert found is not None
    assert storage.path_of(found["objectKey"] or "").read_bytes() == b"mine"


@pytest.mark.parametrize("how", ["element", "step", "thread"])
async def test_what_is_deleted_takes_its_bytes_along(
    layer: SQLAlchemyDataLayer, storage: LocalStorageClient, how: str
) -> None:
    await layer.create_step({"id": "s1", "threadId": "t1", "output": "x"})
    await layer.create_element(element(content=b"x", for_id="s1"))
    delete = {"element": layer.delete_element, "step": layer.delete_step, "thread": layer.delete_thread}[how]
    await delete({"element": "e1", "step": "s1", "thread": "t1"}[how])
    assert await layer.get_element("t1", "e1") is None
    assert list(storage.root.iterdir()) == []


async def test_without_a_storage_only_what_has_a_url_is_kept(
    layer: SQLAlchemyDataLayer, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    bare = SQLAlchemyDataLayer.on(database)
    await bare.create_element(element(content=b"x"))
    assert "element e1 (a.txt) is not kept: there is no storage client" in caplog.text
    await bare.create_element(element(id="e2", url="https://example.org/"))
    await bare.create_element(element(id="e3", type="custom", props={"a": 1}))
    thread = await bare.get_thread("t1")
    assert thread is not None
    assert [found["id"] for found in thread["elements"] or []] == ["e2", "e3"]


async def test_props_that_are_no_json_are_told(layer: SQLAlchemyDataLayer) -> None:
    with pytest.raises(TypeError, match="element e1: props cannot be stored as JSON"):
        await layer.create_element(element(content=b"x", props={"a": object()}))


class Broken(LocalStorageClient):
    async def delete_file(self, object_key: str) -> bool:
        raise ConnectionError("the cloud is away")


async def test_a_storage_that_fails_to_delete_is_told_to_the_log(
    layer: SQLAlchemyDataLayer, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = SQLAlchemyDataLayer.on(database, Broken(tmp_path / "files"))
    await broken.create_element(element(content=b"x"))
    await broken.delete_thread("t1")
    assert await broken.get_thread("t1") is None
    assert "t1/e1/a.txt could not be deleted" in caplog.text
    assert "the cloud is away" in caplog.text


@pytest.mark.parametrize(
    ("thread", "made", "name", "key"),
    [
        ("t", "e", "report.pdf", "t/e/report.pdf"),
        (None, "e", "", "none/e/file"),
        ("..", "../..", "../../etc/passwd", "%2E%2E/%2E%2E%2F%2E%2E/passwd"),
        ("t", "e", "C:\\evil\\a b.txt", "t/e/a_b.txt"),
        ("t", "e", "...", "t/e/file"),
        ("t", "e", "naïve\x00\n.txt", "t/e/na_ve_.txt"),
        ("t", "e", "x" * 500 + ".tar.gz", "t/e/" + "x" * 97 + ".gz"),
        ("a/b", "e", "f", "a%2Fb/e/f"),
    ],
)
def test_the_key_of_an_element_is_plain_whatever_its_name(thread: str | None, made: str, name: str, key: str) -> None:
    assert object_key(thread, made, name) == key
    LocalStorageClient(Path("/nowhere")).path_of(key)


def test_long_ids_have_keys_of_their_own() -> None:
    one, other = (object_key("t" * 500 + end, "e", "f") for end in "ab")
    assert one != other
    assert len(one) < 255
