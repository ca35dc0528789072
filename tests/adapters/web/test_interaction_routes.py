"""Buttons and verdicts by HTTP."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import aiohttp
import pytest
from web_client import Client
from web_house import House, key

from botbridge.adapter import Linked
from botbridge.model.event import ActionClicked, FeedbackGiven
from botbridge.model.ids import new_id
from botbridge.model.thread import feedback_id
from botbridge.model.user import Author

ADA = Author(platform="elsewhere", native_id="U1", name="Ada")


async def send(
    http: aiohttp.ClientSession, house: House, method: str, path: str, body: Any, **options: Any
) -> tuple[int, Any]:
    async with http.request(method, house.url + path, json=body, **options) as response:
        return response.status, await response.json()


async def act(http: aiohttp.ClientSession, house: House, action: Any, **who: Any) -> tuple[int, Any]:
    return await send(http, house, "POST", "/project/action", {**who, "action": action})


# Buttons


async def test_a_button_is_pressed_by_its_id(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    house.host.result = {"price": 3.5}
    pressed = {"id": "any-id", "name": "ignored", "payload": {"forged": True}}
    answer = await act(http, house, pressed, sessionId=tab.session_id)
    assert answer == (200, {"success": True, "response": {"price": 3.5}})
    [event] = house.host.events[1:]
    assert isinstance(event, ActionClicked)
    # What it stands for is the store's to say, never the client's.
    assert (event.action_id, event.name, event.payload) == ("any-id", None, {})
    assert (event.thread, event.author, event.in_known_thread) == (key(tab.thread_id), None, True)


async def test_an_element_calls_an_action_by_its_name(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    call = {"name": "save\x00", "payload": {"text": "<b>\ud800", "n": 1}, "elementId": "e"}
    assert (await act(http, house, call, sessionId=tab.session_id))[0] == 200
    assert (await act(http, house, {"name": "save", "payload": "no object"}, sessionId=tab.session_id))[0] == 200
    first, second = house.host.events[1:]
    assert isinstance(first, ActionClicked)
    assert isinstance(second, ActionClicked)
    assert (first.action_id, first.name, first.payload) == (None, "save", {"text": "<b>�", "n": 1})
    assert second.payload == {}
    assert first.key != second.key


async def test_a_link_calls_actions_for_its_person_and_presses_no_button(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    house.host.links["t"] = Linked(thread=key(tab.thread_id), element_id="e", author=ADA)
    assert (await act(http, house, {"name": "save"}, token="t"))[0] == 200
    assert (await act(http, house, {"id": new_id()}, token="t"))[0] == 403
    assert (await act(http, house, {"name": "save"}, token="forged"))[0] == 403
    assert [event.author for event in house.host.events[1:]] == [ADA]
    house.host.refusal = "Not now."
    assert await act(http, house, {"name": "save"}, token="t") == (409, {"detail": "Not now."})


async def test_what_is_refused_is_no_success(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    house.host.refusal = "This button does nothing any more."
    assert await act(http, house, {"id": new_id()}, sessionId=tab.session_id) == (200, {"success": False})
    house.host.refusal, house.host.fails = "", True
    status, answer = await act(http, house, {"id": new_id()}, sessionId=tab.session_id)
    assert (status, "on fire" in answer["detail"]) == (503, False)


CIRCLE: dict[str, Any] = {}
CIRCLE["self"] = CIRCLE


@pytest.mark.parametrize("result", [object(), float("nan"), {"at": {1, 2}}, CIRCLE], ids=["object", "nan", "set", "o"])
async def test_a_result_that_is_not_json_is_told_only_to_code(
    house: House, http: aiohttp.ClientSession, tab: Client, result: Any
) -> None:
    house.host.result = result
    status, answer = await act(http, house, {"name": "save"}, sessionId=tab.session_id)
    assert (status, answer["detail"].partition(":")[0]) == (500, "What the action returned is not JSON")
    answer = await act(http, house, {"id": new_id()}, sessionId=tab.session_id)
    assert answer == (200, {"success": True, "response": None})


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"action": {"id": "x"}}, 401, "Unknown session"),
        ({"action": {"id": "x"}, "sessionId": None}, 401, "Unknown session"),
        ({"action": {"id": "x"}, "sessionId": ["x"]}, 401, "Unknown session"),
        ({"action": {"id": "x"}, "sessionId": str(uuid.uuid4())}, 401, "Unknown session"),
        ({}, 400, "action must be a JSON object"),
        ({"action": []}, 400, "action must be a JSON object"),
        ({"action": {}}, 400, "action needs an id, or a name"),
        ({"action": {"id": "", "name": ""}}, 400, "action needs an id, or a name"),
        ({"action": {"id": 7, "name": ["x"]}}, 400, "action needs an id, or a name"),
        ({"action": {"name": "x", "payload": json.loads("[" * 40 + "]" * 40)}}, 401, "Unknown session"),
        ({"action": {"name": "x", "payload": {"a": json.loads("[" * 40 + "]" * 40)}}}, 400, "JSON must not be nested"),
    ],
)
async def test_a_bad_click_is_refused(
    house: House, http: aiohttp.ClientSession, tab: Client, body: Any, status: int, reason: str
) -> None:
    got, answer = await send(http, house, "POST", "/project/action", body)
    assert (got, answer["detail"].startswith(reason)) == (status, True)
    assert house.host.events[1:] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 90_000, b'{"n": ' + b"9" * 5000 + b"}"])
async def test_what_is_no_json_is_refused(house: House, http: aiohttp.ClientSession, body: bytes) -> None:
    for method, path in (("POST", "/project/action"), ("PUT", "/feedback"), ("DELETE", "/feedback")):
        async with http.request(method, house.url + path, data=io.BytesIO(body)) as response:
            assert (response.status, await response.json()) == (400, {"detail": "The body must be a JSON object"})


# Verdicts


async def test_an_answer_is_judged_and_the_verdict_taken_back(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    answer = await house.post(tab.thread_id, "the answer")
    verdict = {"forId": answer.id, "value": 0, "comment": "No \x00<b>", "threadId": "ignored"}
    told = await send(http, house, "PUT", "/feedback", {"sessionId": tab.session_id, "feedback": verdict})
    assert told == (200, {"success": True, "feedbackId": feedback_id(answer.id)})
    body = {"sessionId": tab.session_id, "feedbackId": feedback_id(answer.id)}
    assert await send(http, house, "DELETE", "/feedback", body) == (200, {"success": True})
    given, back = house.host.events[1:]
    assert isinstance(given, FeedbackGiven)
    assert isinstance(back, FeedbackGiven)
    assert (given.message_id, given.value, given.comment) == (answer.id, 0, "No <b>")
    assert (back.message_id, back.value, back.comment) == (answer.id, None, None)
    assert given.thread == back.thread == key(tab.thread_id)


async def test_the_npm_client_takes_back_by_its_cookie(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    answer = await house.post(tab.thread_id, "the answer")
    body = {"feedbackId": feedback_id(answer.id)}
    assert (await send(http, house, "DELETE", "/feedback", body))[0] == 401
    for session, expected in ((str(uuid.uuid4()), 401), (tab.session_id, 200)):
        cookie = {"X-Botbridge-Session-id": session}
        assert (await send(http, house, "DELETE", "/feedback", body, cookies=cookie))[0] == expected


async def test_a_verdict_that_another_layer_keeps_under_its_own_id(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    answer = await house.post(tab.thread_id, "the answer")
    house.host.threads[tab.thread_id]["steps"][-1]["feedback"] = {"id": "its own", "forId": answer.id, "value": 1}
    for wanted, expected in (("another", 404), (None, 400), ([], 400), ("its own", 200)):
        body = {"sessionId": tab.session_id, "feedbackId": wanted}
        assert (await send(http, house, "DELETE", "/feedback", body))[0] == expected


async def test_what_is_no_answer_here_cannot_be_judged(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    house.host.refusal = "nothing to judge"
    body = {"sessionId": tab.session_id, "feedback": {"forId": new_id(), "value": 1}}
    assert (await send(http, house, "PUT", "/feedback", body))[0] == 404
    house.host.links["t"] = Linked(thread=key(tab.thread_id), element_id="e")
    body = {"token": "t", "feedback": {"forId": new_id(), "value": 1}}
    assert (await send(http, house, "PUT", "/feedback", body))[0] == 403
    assert (await send(http, house, "DELETE", "/feedback", {"token": "t", "feedbackId": "x"}))[0] == 403


@pytest.mark.parametrize(
    "feedback",
    [
        None,
        [],
        {},
        {"forId": "x"},
        {"forId": 7, "value": 1},
        {"forId": "x", "value": True},
        {"forId": "x", "value": 2},
        {"forId": "x", "value": "1"},
        {"forId": "x", "value": [1]},
        {"forId": "x", "value": None},
    ],
)
async def test_a_bad_verdict_is_refused(house: House, http: aiohttp.ClientSession, tab: Client, feedback: Any) -> None:
    status, answer = await send(http, house, "PUT", "/feedback", {"sessionId": tab.session_id, "feedback": feedback})
    assert (status, answer) == (400, {"detail": "feedback needs forId, and a value of 0 or 1"})
    assert house.host.events[1:] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/project/action"),
        ("PUT", "/feedback"),
        ("DELETE", "/feedback"),
        ("PUT", "/project/element"),
        ("DELETE", "/project/element"),
        ("GET", "/project/element/x"),
        ("GET", "/project/element/x/rows?offset=0&limit=1"),
        ("GET", "/project/element/x/csv"),
        ("POST", "/project/element/x/answer"),
    ],
)
async def test_pages_of_other_origins_may_use_it_and_read_why_not(
    house: House, http: aiohttp.ClientSession, method: str, path: str
) -> None:
    origin = {"Origin": "https://other.example"}
    asks = {**origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}
    async with http.options(house.url + path, headers=asks) as response:
        assert response.status == 204
        assert method in response.headers["Access-Control-Allow-Methods"]
        assert response.headers["Access-Control-Allow-Headers"] == "content-type"
    async with http.request(method, house.url + path, headers=origin, json={}) as response:
        assert response.status in {400, 401}
        assert response.headers["Access-Control-Allow-Origin"] == "https://other.example"
        assert "detail" in await response.json()
