"""Elements by HTTP: who gets what, the rows of tables, changes of the app's own, signed pages."""

from __future__ import annotations

import asyncio
import csv
import io
import uuid
from typing import Any

import aiohttp
import pytest
from web_client import Client
from web_house import House, key

from botbridge.adapter import Linked
from botbridge.model.ask import AskData
from botbridge.model.element import ElementData
from botbridge.model.event import ElementChanged, QuestionAnswered
from botbridge.model.ids import new_id
from botbridge.model.user import Author
from botbridge.render import table

ADA = Author(platform="elsewhere", native_id="U1", name="Ada")
HTML = "<img src=x onerror=alert(1)>"


def element(tab: Client, kind: Any = "custom", name: str = "Counter", **more: Any) -> ElementData:
    return ElementData(id=new_id(), thread_id=tab.thread_id, type=kind, name=name, **more)


def kept(house: House, tab: Client, kind: Any = "custom", content: bytes | None = None, **more: Any) -> ElementData:
    one = element(tab, kind, **more)
    house.host.keep_element(one, content)
    return one


def frame(house: House, tab: Client, rows: list[list[Any]], name: str = "ships") -> ElementData:
    """A table of which all rows are on disk."""
    columns = ["ship", "draft"]
    props = {"columns": columns, "rows": rows[:50], "total": len(rows)}
    return kept(house, tab, "dataframe", table.dump(columns, range(len(rows)), rows), name=name, props=props)


def link(house: House, tab: Client, one: ElementData, author: Author | None = None) -> str:
    """A token for this element."""
    token = f"token-{one.id}"
    house.host.links[token] = Linked(thread=key(tab.thread_id), element_id=one.id, author=author)
    return token


class Routes:
    """The routes of elements as somebody asks them: by session unless told otherwise."""

    def __init__(self, http: aiohttp.ClientSession, url: str, session: str) -> None:
        self._http = http
        self._url = f"{url}/project"
        self.session = session

    async def get(self, path: str, **query: Any) -> tuple[int, Any]:
        who = {} if "token" in query else {"session_id": self.session}
        async with self._http.get(f"{self._url}/{path}", params={**who, **query}, allow_redirects=False) as response:
            return response.status, await response.json()

    async def send(self, method: str, path: str, body: Any, **query: Any) -> tuple[int, Any]:
        async with self._http.request(method, f"{self._url}/{path}", json=body, params=query) as response:
            return response.status, await response.json()

    async def change(self, one: ElementData, props: Any, **who: Any) -> tuple[int, Any]:
        body = {"element": {"id": one.id, "type": "custom", "name": "x", "props": props}}
        return await self.send("PUT", "element", {**(who or {"sessionId": self.session}), **body})


@pytest.fixture
def routes(house: House, http: aiohttp.ClientSession, tab: Client) -> Routes:
    return Routes(http, house.url, tab.session_id)


# Rows


async def test_rows_come_page_by_page(house: House, tab: Client, routes: Routes) -> None:
    one = frame(house, tab, [[f"ship {number}", number / 2] for number in range(450)])
    status, page = await routes.get(f"element/{one.id}/rows", offset=400, limit=200)
    assert status == 200
    assert (page["columns"], page["total"], page["offset"]) == (["ship", "draft"], 450, 400)
    assert page["rows"][0] == ["ship 400", 200.0]
    assert len(page["rows"]) == 50
    for offset, limit, expected in ((0, 10_000, 200), (449, 5, 1), (450, 5, 0), (999_999_999_999, 5, 0), (3, 0, 0)):
        status, page = await routes.get(f"element/{one.id}/rows", offset=offset, limit=limit)
        assert (status, len(page["rows"]), page["total"]) == (200, expected, 450)


@pytest.mark.parametrize("number", ["", "-1", "1.5", "1e3", "x", "٣", "²", "9" * 13, "9" * 5000])
async def test_a_number_that_is_none_is_refused(house: House, tab: Client, routes: Routes, number: str) -> None:
    one = frame(house, tab, [["a", 1]])
    for query in ({"offset": number, "limit": "1"}, {"offset": "0", "limit": number}):
        status, answer = await routes.get(f"element/{one.id}/rows", **query)
        assert (status, "must be a number" in answer["detail"]) == (400, True)


async def test_rows_are_only_where_there_is_a_table(house: House, tab: Client, routes: Routes) -> None:
    text, lost = kept(house, tab, "text", b"words"), frame(house, tab, [["a", 1]])
    (house.host.folder / f"bytes-{lost.id}").unlink()
    for name in (text.id, lost.id, new_id(), "nonsense", "%00", "%ED%A0%80", "'; DROP TABLE elements"):
        for path in ("rows", "csv"):
            status, answer = await routes.get(f"element/{name}/{path}", offset=0, limit=1)
            assert (status, "detail" in answer) == (404, True)


async def test_a_table_as_csv_runs_nothing(
    house: House, http: aiohttp.ClientSession, tab: Client, routes: Routes
) -> None:
    rows: list[list[Any]] = [[f"ship {number}", number] for number in range(2500)]
    rows[3] = ['=HYPERLINK("http://evil.example")', None]
    rows[4] = ['a "quoted", cell\nof two lines', -1.5]
    one = frame(house, tab, rows, name='ships".csv\r\nX-Evil: 1')
    url, query = f"{house.url}/project/element/{one.id}/csv", {"session_id": tab.session_id}
    async with http.get(url, params=query, headers={"Origin": "https://other.example"}) as response:
        assert response.status == 200
        told = list(csv.reader(io.StringIO((await response.read()).decode())))
        headers = response.headers
    assert told[0] == ["ship", "draft"]
    assert len(told) == 2501
    assert told[4] == ['\'=HYPERLINK("http://evil.example")', ""]
    assert told[5] == ['a "quoted", cell\nof two lines', "-1.5"]
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''ships%22.csv")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "https://other.example"
    assert "X-Evil" not in headers


async def test_an_empty_table(house: House, tab: Client, routes: Routes, http: aiohttp.ClientSession) -> None:
    one = frame(house, tab, [])
    assert (await routes.get(f"element/{one.id}/rows", offset=0, limit=10))[1]["rows"] == []
    url = f"{house.url}/project/element/{one.id}/csv?session_id={tab.session_id}"
    async with http.get(url) as response:
        assert await response.text() == "ship,draft\r\n"


# Whose is it


async def test_nobody_sees_the_elements_of_another_conversation(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    one = frame(house, tab, [["a", 1]])
    other = Client(http, house.url, str(uuid.uuid4()))
    await other.connect()
    for session, expected in ((other.session_id, 404), (str(uuid.uuid4()), 401), ("", 401), ("x", 401)):
        stranger = Routes(http, house.url, session)
        for path in ("", "/rows", "/csv"):
            status, answer = await stranger.get(f"element/{one.id}{path}", offset=0, limit=1)
            assert (status, "detail" in answer) == (expected, True)
    await other.vanish()


async def test_a_link_opens_one_element_and_no_other(house: House, tab: Client, routes: Routes) -> None:
    mine, other = (kept(house, tab, name="Counter", props={"text": HTML}) for _ in range(2))
    picture = kept(house, tab, "image", b"png", name="p.png", mime="image/png")
    token = link(house, tab, mine)
    status, told = await routes.get(f"element/{mine.id}", token=token)
    assert status == 200
    assert (told["element"]["name"], told["element"]["props"], "ask" in told) == ("Counter", {"text": HTML}, False)
    for path in (f"element/{other.id}", f"file/{picture.id}", f"element/{other.id}/rows"):
        assert (await routes.get(path, token=token, offset=0, limit=1))[0] == 403
    assert (await routes.change(other, {}, token=token))[0] == 403
    assert (await routes.send("POST", f"element/{other.id}/answer", {}, token=token))[0] == 403
    assert house.host.events[1:] == []


@pytest.mark.parametrize("token", ["", "x", "token-x.y", "\x00", "ü", "a" * 5000, "null"])
async def test_a_link_of_ones_own_making_opens_nothing(house: House, tab: Client, routes: Routes, token: str) -> None:
    one = kept(house, tab)
    assert (await routes.get(f"element/{one.id}", token=token))[0] == 403
    assert (await routes.change(one, {}, token=token))[0] == 403
    # A token decides, whatever stands beside it.
    assert (await routes.change(one, {}, token=token, sessionId=tab.session_id))[0] == 403
    assert house.host.events[1:] == []


async def test_a_files_bytes_come_with_the_link_to_it(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    one = kept(house, tab, "text", b"words", name="a.txt", mime="text/plain")
    async with http.get(f"{house.url}/project/file/{one.id}", params={"token": link(house, tab, one)}) as response:
        assert (response.status, await response.read()) == (200, b"words")
        assert "sandbox" in response.headers["Content-Security-Policy"]


# Changes


async def test_an_element_is_changed_and_taken_away(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    assert await routes.change(one, {"count": 2, "text": HTML}) == (200, {"success": True, "response": None})
    body = {"sessionId": tab.session_id, "element": {"id": one.id}}
    assert (await routes.send("DELETE", "element", body))[0] == 200
    changed, removed = house.host.events[1:]
    assert isinstance(changed, ElementChanged)
    assert isinstance(removed, ElementChanged)
    assert (changed.element_id, changed.props) == (one.id, {"count": 2, "text": HTML})
    assert (removed.element_id, removed.props) == (one.id, None)
    assert changed.thread == removed.thread == key(tab.thread_id)
    assert changed.in_known_thread


async def test_a_change_by_link_is_its_persons(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    token = link(house, tab, one, ADA)
    assert (await routes.change(one, {"n": 1}, token=token))[0] == 200
    assert [event.author for event in house.host.events[1:]] == [ADA]
    house.host.refusal = "This is for somebody else."
    # Who has a link has no conversation in which they could be told.
    assert await routes.change(one, {"n": 2}, token=token) == (409, {"detail": "This is for somebody else."})
    assert await routes.change(one, {"n": 2}) == (200, {"success": False})


DEEP: Any = {}
for _ in range(30):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "element needs its id"),
        ({"element": None}, "element needs its id"),
        ({"element": {"id": 7, "props": {}}}, "element needs its id"),
        ({"element": {"id": ["x"], "props": {}}}, "element needs its id"),
        ({"element": {"id": "x"}}, "props must be a JSON object"),
        ({"element": {"id": "x", "props": []}}, "props must be a JSON object"),
        ({"element": {"id": "x", "props": DEEP}}, "JSON must not be nested deeper than 20 levels"),
    ],
)
async def test_a_bad_change_is_refused(house: House, tab: Client, routes: Routes, body: Any, reason: str) -> None:
    status, answer = await routes.send("PUT", "element", {"sessionId": tab.session_id, **body})
    assert (status, answer) == (400, {"detail": reason})
    assert house.host.events[1:] == []


async def test_odd_json_becomes_what_can_be_kept(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    text = '{"n": 1e999, "m": -Infinity, "t": "a\\u0000\\ud800b", "\\ud83d": [NaN, 1e308], "__proto__": {"x": 1}}'
    body = f'{{"sessionId": "{tab.session_id}", "element": {{"id": "\\u0000\\udfff", "props": {text}}}}}'
    async with http.put(f"{house.url}/project/element", data=body) as response:
        assert response.status == 200
    [event] = house.host.events[1:]
    assert isinstance(event, ElementChanged)
    assert event.element_id == "�"
    assert event.props == {"n": None, "m": None, "t": "a�b", "�": [None, 1e308], "__proto__": {"x": 1}}


# Answers


async def asked(house: House, tab: Client, one: ElementData, **more: Any) -> AskData:
    await house.ask(tab.thread_id, "element", element_id=one.id, text="Fill **in**", **more)
    return house.host.asked[-1]


async def test_a_question_is_answered_by_link(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    ask = await asked(house, tab, one, respondents=(ADA.identifier,))
    token, stranger = link(house, tab, one, ADA), f"{link(house, tab, one, ADA)}2"
    house.host.links[stranger] = Linked(thread=key(tab.thread_id), element_id=one.id, author=None)
    assert (await routes.get(f"element/{one.id}", token=token))[1]["ask"] == {"content": "Fill **in**"}
    assert "ask" not in (await routes.get(f"element/{one.id}", token=stranger))[1]
    path = f"element/{one.id}/answer"
    assert (await routes.send("POST", path, {"submitted": True}, token=stranger))[0] == 409
    status, _ = await routes.send("POST", path, {"submitted": True, "name": "Ariadne"}, token=token)
    assert status == 200
    [event] = house.host.events[1:]
    assert isinstance(event, QuestionAnswered)
    assert (event.question_id, event.values, event.author) == (ask.id, {"name": "Ariadne"}, ADA)


async def test_a_question_that_is_over_says_so(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    await asked(house, tab, one)
    token, path = link(house, tab, one), f"element/{one.id}/answer"
    house.host.refusal = "This question is closed already."
    assert await routes.send("POST", path, {}, token=token) == (409, {"detail": "This question is closed already."})
    house.host.asked.clear()
    assert await routes.send("POST", path, {}, token=token) == (409, {"detail": "This question is closed already."})
    assert len(house.host.events) == 2


async def test_a_form_may_be_cancelled_by_link(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    await asked(house, tab, one)
    body = {"submitted": False, "name": "x"}
    await routes.send("POST", f"element/{one.id}/answer", body, token=link(house, tab, one))
    [event] = house.host.events[1:]
    assert isinstance(event, QuestionAnswered)
    assert event.values is None


async def test_an_answer_is_json_and_not_too_large(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    one = kept(house, tab)
    await asked(house, tab, one)
    url, query = f"{house.url}/project/element/{one.id}/answer", {"token": link(house, tab, one)}
    for body, expected in ((b"", 400), (b"[]", 400), (b"\xff\xfe", 400), (b"[" * 90_000, 400)):
        async with http.post(url, params=query, data=io.BytesIO(body)) as response:
            assert (response.status, "detail" in await response.json()) == (expected, True)
    async with http.post(url, params=query, data=io.BytesIO(b'{"a": "' + b"x" * 1_100_000 + b'"}')) as response:
        assert response.status == 413
    assert house.host.events[1:] == []


async def test_two_people_may_answer_at_once(house: House, tab: Client, routes: Routes) -> None:
    one = kept(house, tab)
    await asked(house, tab, one)
    path, token = f"element/{one.id}/answer", link(house, tab, one)
    answers = await asyncio.gather(*(routes.send("POST", path, {"n": n}, token=token) for n in range(5)))
    assert [status for status, _ in answers] == [200] * 5
    assert len({event.key for event in house.host.events[1:]}) == 5
