"""Clients that send what no page would: they get a reason, the server goes on, and the log has no traceback."""

from __future__ import annotations

import json
import logging
import uuid
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_client import Client
from web_house import Builder, House, session_id

from botbridge.model.event import MessageReceived, dump, load
from botbridge_web.address import thread_of_session
from botbridge_web.inbound import message_received
from botbridge_web.reading import Invalid, clean_text, read_hello, read_message

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(anything | st.fixed_dictionaries({}, optional={"message": anything, "fileReferences": anything}))
def test_any_message_is_refused_or_clean(payload: Any) -> None:
    with suppress(Invalid):  # anything else is a mistake of ours
        assert len(read_message(payload, max_bytes=1000, max_files=3).text) <= 1000


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"output": st.text(st.characters(exclude_categories=()))},
        optional={"id": anything, "metadata": anything, "command": anything},
    ),
    st.lists(st.fixed_dictionaries({"id": st.text(max_size=5)}), max_size=3),
)
def test_a_message_that_is_taken_can_be_stored(message: dict[str, Any], references: list[dict[str, str]]) -> None:
    payload = {"message": message, "fileReferences": references}
    said = read_message(payload, max_bytes=100_000, max_files=3)
    event = message_received(str(uuid.uuid4()), said, (), {})
    stored = json.dumps(dump(event), allow_nan=False)
    stored.encode()
    assert load(json.loads(stored)) == event
    for letter in "\x00\ue0b0\ue0b1\ue0b2":
        assert letter not in said.text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ue0b0\ue0b1\ue0b2")))
def test_honest_text_is_kept_as_it_is(text: str) -> None:
    assert clean_text(text) == text


optional_auth = dict.fromkeys(("threadId", "userEnv", "chatProfile", "clientType"), anything)
auths = st.fixed_dictionaries({"sessionId": anything | st.uuids().map(str)}, optional=optional_auth)


@settings(deadline=None)
@given(anything | auths)
def test_any_auth_is_refused_or_understood(auth: Any) -> None:
    with suppress(Invalid):
        hello = read_hello(auth, ())
        assert str(uuid.UUID(hello.session_id)) == hello.session_id


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        ({"sessionId": "me"}, "sessionId must be a UUID"),
        ({"sessionId": 7}, "sessionId must be a text"),
        ({"threadId": ["x"]}, "threadId must be a text"),
        ({"userEnv": "{"}, "userEnv must be JSON"),
        ({"userEnv": '{"KEY": 1}'}, "userEnv must be a JSON object of texts"),
        ({"userEnv": "{}"}, "userEnv lacks KEY"),
        ({"chatProfile": {}}, "chatProfile must be a text"),
    ],
)
async def test_a_bad_auth_is_refused_with_a_reason(
    build: Builder, http: aiohttp.ClientSession, auth: dict[str, Any], reason: str
) -> None:
    house = await build(config={"project": {"user_env": ["KEY"]}})
    client = Client(http, house.url, session_id(), **auth)
    answer = await client.connect(greet=False)
    assert answer["refused"]
    assert answer["message"].startswith(reason)
    await client.vanish()


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (None, "client_message takes"),
        ({"message": "hi"}, "client_message takes"),
        ({"message": {"output": None}}, "message.output must be a text"),
        ({"message": {"output": "x" * 2000}}, "The message is longer than 1000 bytes"),
        ({"message": {"output": "x"}, "fileReferences": [{"id": ["x"]}]}, "files must be a list of {id}"),
        ({"message": {"output": "x"}, "fileReferences": [{"id": "gone"}]}, "A file is not known"),
        ({"message": {"output": "x"}, "fileReferences": [{"id": str(n)} for n in range(4)]}, "At most 3 files"),
    ],
)
async def test_a_bad_message_is_answered_with_an_error_that_the_user_sees(
    build: Builder, http: aiohttp.ClientSession, payload: Any, reason: str
) -> None:
    uploads = {"spontaneous_file_upload": {"max_files": 3}}
    house = await build(config={"web": {"max_message_bytes": 1000}, "features": uploads})
    client = Client(http, house.url, session_id())
    await client.connect()
    answer = await client.call("client_message", payload)
    [shown] = client.shown.values()
    assert answer == {"ok": False, "error": shown["output"]}
    assert shown["output"].startswith(reason)
    assert shown["isError"] is True
    assert house.host.events == []
    await client.vanish()


async def test_a_message_that_cannot_be_stored_is_not_lost_silently(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    house.host.fails = True
    message_id = str(uuid.uuid4())
    assert (await client.say("hi", message_id))["ok"] is False
    assert [step["isError"] for step in client.of("new_message")] == [True]
    assert client.of("first_interaction") == []
    house.host.fails = False
    assert (await client.say("hi", message_id))["ok"] is True
    assert [event.key for event in house.host.events] == [f"web:{thread_of_session(client.session_id)}:{message_id}"]
    await client.vanish()


async def test_text_with_half_characters_reaches_clients(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    await house.post(thread_of_session(client.session_id), "half \ud83d end")
    await client.settle()
    assert client.texts() == ["half \ud83d end"]
    await client.vanish()


FRAMES = [
    "", "x", "9", "4", "42", "42[", "42{}", "42[]", "42[7]", "42[null]", '42[{"a":1}]', "42" + "[" * 5000,
    '42["connect",{},{"sessionId":"x"}]', '42["disconnect","transport close"]', '42["client_message"]',
    '42["client_message",1,2,3]', '42["unknown",{}]', '42["edit_message",{}]', '42["stop",{},{}]', "43", '43999["x"]',
    "44", "45", '451-["audio_chunk",{"_placeholder":true,"num":9}]', '459999999999-["audio_chunk"]',
    '42/admin,["x"]', "40/admin,{}", '42999999["nothing"]', "5", "6", "2probe", '0{"sid":"x"}',
    '42["client_message",{"message":{"output":"\\ud800\\u0000"}}]', "3", "40{}",
]  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
async def test_no_frame_hurts_others(
    house: House, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, frame: str
) -> None:
    bad, good = Client(http, house.url, session_id()), Client(http, house.url, session_id())
    await bad.connect()
    await good.connect()
    await bad.socket.send_str(frame)
    await bad.socket.send_bytes(b"\x00\xff")
    assert (await good.say("hi"))["ok"]
    if not bad.closed:
        await house.post(thread_of_session(bad.session_id), "still here")
        await bad.until(lambda: bad.closed or "still here" in bad.texts())
    await bad.vanish()
    await good.vanish()
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("body", ["x", "4", '42["', "2\x1e9", "4\x1e" * 50, "\x1e", "b!!"])
async def test_no_polled_body_hurts(
    house: House, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, body: str
) -> None:
    url = house.url + "/ws/socket.io/?EIO=4&transport=polling"
    async with http.get(url) as response:
        sid = json.loads((await response.text())[1:])["sid"]
    async with http.post(f"{url}&sid={sid}", data=body) as response:
        assert response.status < 500
    async with http.post(f"{url}&sid={sid}", data=b"\xff\xfe") as response:
        assert response.status < 500
    async with http.get(house.url + "/user") as response:
        assert response.status == 200
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


async def test_garbage_after_an_upgrade_is_hung_up_on(
    house: House, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    url = house.url + "/ws/socket.io/?EIO=4&transport="
    async with http.get(url + "polling") as response:
        sid = json.loads((await response.text())[1:])["sid"]
    socket = await http.ws_connect(f"{url}websocket&sid={sid}")
    await socket.send_str("2probe")
    assert await socket.receive_str() == "3probe"
    await socket.send_str("5")
    await socket.send_str("x")
    assert (await socket.receive(timeout=5)).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    await socket.close()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_packet_that_is_too_large_ends_only_its_connection(build: Builder, http: aiohttp.ClientSession) -> None:
    house = await build(config={"web": {"max_message_bytes": 1000}})
    client = Client(http, house.url, session_id())
    await client.connect()
    await client.socket.send_str('42["client_message",{"message":{"output":"' + "x" * 200_000 + '"}}]')
    await client.until(lambda: client.closed)
    await client.vanish()
    assert house.host.events == []


async def test_compression_is_declined(house: House, http: aiohttp.ClientSession) -> None:
    url = house.url + "/ws/socket.io/?EIO=4&transport=websocket"
    async with http.ws_connect(url, compress=15) as socket:
        assert socket.compress == 0


async def test_secrets_never_reach_the_log(
    house: House, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(http, house.url, session_id(), userEnv='{"API_KEY": "hunter2"}')
    await client.connect()
    await client.say("a private word")
    await client.emit("nonsense", client.session_id)
    await client.settle()
    await client.vanish()
    ours = [record for record in caplog.records if not record.name.startswith(("asyncio", "aiohttp.access"))]
    text = "\n".join(record.getMessage() for record in ours)
    assert not any(secret in text for secret in (client.session_id, "hunter2", "a private word"))


async def test_what_clients_bring_is_there_for_the_app_but_its_keys_are_not_stored(
    house: House, http: aiohttp.ClientSession
) -> None:
    client = Client(http, house.url, session_id(), userEnv='{"API_KEY": "hunter2"}', chatProfile="Caf%C3%A9")
    await client.connect()
    await client.say("hi")
    [event] = house.host.events
    assert isinstance(event, MessageReceived)
    assert "hunter2" not in json.dumps(dump(event))
    assert client.session_id not in json.dumps(dump(event))
    extras = await house.adapter.extras(event)
    assert extras["env"] == {"API_KEY": "hunter2"}
    assert extras["chat_profile"] == "Café"
    await client.vanish()
