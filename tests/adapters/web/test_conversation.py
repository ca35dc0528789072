"""Connect, write, read: one client and its conversation."""

from __future__ import annotations

import uuid

import aiohttp
import pytest
import socketio
from web_client import Client
from web_house import Builder, House, key, message, session_id

from botbridge.errors import Refused
from botbridge.model.effect import Post, Working
from botbridge.model.event import ChatClosed, ChatOpened, MessageReceived, StopRequested
from botbridge_web.address import thread_of_session


async def test_a_message_becomes_one_event_and_is_acknowledged(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    message_id = str(uuid.uuid4())
    answers = [await client.say("hello", message_id), await client.say("hello", message_id)]
    assert answers == [{"ok": True, "id": message_id}] * 2
    [event] = house.host.events
    thread_id = thread_of_session(client.session_id)
    assert isinstance(event, MessageReceived)
    assert (event.text, event.message_id, event.thread) == ("hello", message_id, key(thread_id))
    assert client.of("first_interaction") == [{"interaction": "hello", "thread_id": thread_id}]
    await client.vanish()


async def test_a_chat_is_opened_once_and_only_for_apps_that_want_it(
    build: Builder, http: aiohttp.ClientSession
) -> None:
    plain, greeting = await build(), await build(has_chat_start=True)
    for house, count in ((plain, 0), (greeting, 1)):
        session = session_id()
        for _ in range(2):
            client = Client(http, house.url, session)
            await client.connect()
            assert client.loading is False
            await client.vanish()
        assert len(house.host.events) == count
        assert all(isinstance(event, ChatOpened) for event in house.host.events)


async def test_answers_arrive_whole_streamed_changed_and_deleted(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    thread_id = thread_of_session(client.session_id)
    await house.deliver(Working(thread=key(thread_id), on=True))
    first = await house.post(thread_id, "one")
    stream = await house.open_stream(thread_id, "to")
    await house.append(stream, "k1 ")
    await house.append(stream, "tok2 ")
    await client.settle()
    assert client.loading is True
    assert client.texts() == ["one", "tok1 tok2 "]
    assert client.shown[stream.id]["streaming"] is True
    await house.close_stream(stream, "end")
    await house.edit(first, "uno")
    await house.deliver(Working(thread=key(thread_id), on=False))
    await client.settle()
    assert client.texts() == ["uno", "tok1 tok2 end"]
    assert client.shown[stream.id]["streaming"] is False
    assert client.loading is False
    await house.delete(first)
    await client.settle()
    assert client.texts() == ["tok1 tok2 end"]
    await client.vanish()


async def test_stop_and_new_chat_become_events(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    await client.emit("stop")
    await client.leave()
    events = await house.host.heard(2)
    assert [type(event) for event in events] == [StopRequested, ChatClosed]


async def test_the_usual_client_library_works_over_polling_and_websocket(house: House) -> None:
    for transports in (["polling"], ["websocket"], ["polling", "websocket"]):
        client = socketio.AsyncClient()
        texts: list[str] = []
        client.on("new_message", lambda step, texts=texts: texts.append(step["output"]))
        session = session_id()
        auth = {"clientType": "webapp", "sessionId": session, "threadId": "", "userEnv": "{}", "chatProfile": ""}
        await client.connect(house.url, auth=auth, transports=transports, socketio_path="/ws/socket.io")
        await client.call("connection_successful", timeout=5)
        await house.post(thread_of_session(session), "hello")
        message = {"id": str(uuid.uuid4()), "output": "hi", "type": "user_message"}
        answer = await client.call("client_message", {"message": message, "fileReferences": []}, timeout=5)
        assert answer == {"ok": True, "id": message["id"]}
        assert texts == ["hello"]
        await client.disconnect()


async def test_what_is_not_json_is_refused_and_never_retried(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    with pytest.raises(Refused):
        await house.post(thread_of_session(client.session_id), "x", metadata={"when": object()})
    await client.vanish()


async def test_deliveries_answer_with_a_reference_that_follows_from_our_ids(house: House) -> None:
    data = message("11111111-1111-4111-8111-111111111111", "nobody is here")
    thread = key(data.thread_id)
    ref = await house.adapter.deliver(Post(thread=thread, message=data, text=data.content))
    assert ref == house.adapter.ref(thread, data.id)
    assert await house.adapter.deliver(Working(thread=thread, on=True)) is None
