"""A client that was away sees what it missed, as whole messages; nobody else does."""

from __future__ import annotations

import asyncio
import json
import uuid

import aiohttp
import pytest
from web_client import Client
from web_house import Builder, House, key, open_house, session_id

from botbridge.model.effect import Working
from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, MessageReceived
from botbridge.model.ids import ThreadKey
from botbridge_web.address import thread_of_session


async def test_what_was_missed_comes_whole(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    tab = Client(http, house.url, session)
    await tab.connect()
    await tab.say("hi")
    stays, goes = await house.post(thread_id, "stays"), await house.post(thread_id, "goes")
    stream = await house.open_stream(thread_id, "one ")
    await tab.settle()
    await tab.vanish()

    await house.append(stream, "two ")
    await house.edit(stays, "changed")
    await house.delete(goes)
    await house.post(thread_id, "new")
    again = Client(http, house.url, session)
    again.shown = tab.shown
    await again.connect()
    assert again.texts() == ["hi", "changed", "one two ", "new"]
    assert again.of("first_interaction") == [{"interaction": "hi", "thread_id": thread_id}]
    assert "stream_token" not in again.names()
    assert again.shown[stream.id]["streaming"] is True

    await house.append(stream, "three ")
    await house.close_stream(stream, "end")
    await again.settle()
    assert again.texts() == ["hi", "changed", "one two three end", "new"]
    await again.vanish()


async def test_tokens_that_are_not_sent_yet_are_not_shown_twice(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    tab = Client(http, house.url, session)
    await tab.connect()
    stream = await house.open_stream(thread_id, "sent ")
    await tab.vanish()
    house.host.growing[stream.id] += "waiting "  # the engine knows the token, and has not delivered it
    again = Client(http, house.url, session)
    await again.connect()
    assert again.texts() == ["sent "]
    house.host.growing[stream.id] = "sent "
    await house.append(stream, "waiting ")
    await again.settle()
    assert again.texts() == ["sent waiting "]
    await again.vanish()


async def test_what_was_sent_into_a_dying_socket_comes_again(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    dying = Client(http, house.url, session)
    await dying.connect()
    await house.post(thread_of_session(session), "lost")
    again = Client(http, house.url, session)  # the server does not know yet that the other one is dead
    await again.connect()
    assert again.texts() == ["lost"]
    await dying.vanish()
    await again.vanish()


async def test_what_was_seen_long_ago_is_not_told_again(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    tab = Client(http, house.url, session)
    await tab.connect()
    await house.post(thread_of_session(session), "old")
    live = house.adapter._sessions.get(session)
    assert live is not None
    live.changed = {name: when - 100 for name, when in live.changed.items()}
    await tab.vanish()
    again = Client(http, house.url, session)
    await again.connect()
    assert again.texts() == []
    await again.vanish()


async def test_a_new_page_of_a_known_session_gets_everything(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    tab = Client(http, house.url, session)
    await tab.connect()
    await tab.say("hi")
    await house.post(thread_id, "old")
    live = house.adapter._sessions.get(session)
    assert live is not None
    live.changed.clear()
    await tab.vanish()
    for asked, event in ((thread_id, "resume_thread"), ("", "new_message")):
        async with http.post(house.url + "/set-session-cookie", json={"session_id": session}) as response:
            assert response.status == 200
        page = Client(http, house.url, session, threadId=asked)
        await page.connect()
        assert page.texts() == ["hi", "old"]
        assert event in page.names()
        await page.vanish()


async def test_a_restarted_process_shows_the_conversation_in_order(build: Builder, http: aiohttp.ClientSession) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    before = await build()
    tab = Client(http, before.url, session)
    await tab.connect()
    await tab.say("question")
    await before.post(thread_id, "answer")
    await tab.vanish()
    after = await build(host=before.host)
    for asked in ("", thread_id):
        again = Client(http, after.url, session, threadId=asked)
        await again.connect()
        live = after.adapter._sessions.get(session)
        assert live is not None
        assert again.texts() == ["question", "answer"]
        assert again.of("first_interaction") == [{"interaction": "question", "thread_id": thread_id}]
        after.adapter._sessions.forget(live)
        await again.vanish()


async def test_two_tabs_see_the_same(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    one, two = Client(http, house.url, session), Client(http, house.url, session)
    await one.connect()
    await two.connect()
    message_id = str(uuid.uuid4())
    await one.say("from one", message_id)
    await house.post(thread_of_session(session), "answer")
    await asyncio.gather(one.settle(), two.settle())
    assert one.texts() == ["from one", "answer"]
    assert [step["output"] for step in one.of("new_message")] == ["answer"]
    assert two.texts() == ["from one", "answer"]
    assert two.shown[message_id]["type"] == "user_message"
    await one.leave()
    await house.host.heard(4)
    await two.say("still here")
    await house.post(thread_of_session(session), "good")
    await two.settle()
    assert two.texts() == ["from one", "answer", "still here", "good"]
    await two.vanish()


async def test_a_foreign_thread_cannot_be_entered(house: House, http: aiohttp.ClientSession) -> None:
    owner, thief = session_id(), session_id()
    chosen = str(uuid.uuid4())
    mine = Client(http, house.url, owner, threadId=chosen)
    await mine.connect()
    assert (await mine.say("secret"))["ok"]
    elsewhere = ThreadKey("slack", ("T1", "C1", "1.2")).thread_id
    for asked in (chosen, thread_of_session(owner), elsewhere, "../../x", "A" * 5000):
        other = Client(http, house.url, thief, threadId=asked)
        assert (await other.connect(greet=False))["refused"] is False
        await other.emit("client_message", {"message": {"output": "let me in"}})
        await other.until(lambda other=other: other.closed or other.told)
        assert other.names() == ["resume_thread_error"]
        await other.vanish()
    await house.post(chosen, "for the owner")
    await mine.settle()
    assert mine.texts() == ["secret", "for the owner"]
    assert [event.text for event in house.host.events if isinstance(event, MessageReceived)] == ["secret"]
    await mine.vanish()


async def test_who_is_away_too_long_has_left(build: Builder, http: aiohttp.ClientSession) -> None:
    house = await build(config={"project": {"session_timeout": 0.2}})
    session = session_id()
    tab, other = Client(http, house.url, session), Client(http, house.url, session_id())
    await tab.connect()
    await other.connect()
    await tab.say("hi")
    await tab.vanish()
    events = await house.host.heard(2)
    assert isinstance(events[1], ChatClosed)
    assert events[1].thread == key(thread_of_session(session))
    await asyncio.sleep(0.3)
    assert len(house.host.events) == 2
    assert house.adapter._sessions.get(session) is None
    assert house.adapter._sessions.get(other.session_id) is not None
    back = Client(http, house.url, session)
    await back.connect()
    assert back.texts() == ["hi"]
    await back.vanish()
    await other.vanish()


async def test_a_session_whose_end_cannot_be_stored_ends_later(build: Builder, http: aiohttp.ClientSession) -> None:
    house = await build(config={"project": {"session_timeout": 0.2}})
    tab = Client(http, house.url, session_id())
    await tab.connect()
    house.host.fails = True
    await tab.vanish()
    await asyncio.sleep(0.4)
    assert len(house.adapter._sessions) == 1
    house.host.fails = False
    await house.host.heard(1)


async def test_who_leaves_while_its_thread_is_looked_up_is_gone(
    house: House, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def claim(key: ThreadKey, secret: str) -> bool:
        asked.set()
        await answer.wait()
        return True

    monkeypatch.setattr(house.host, "claim", claim)
    session = session_id()
    url = house.url + "/ws/socket.io/?EIO=4&transport=polling"
    async with http.get(url) as response:
        url += "&sid=" + json.loads((await response.text())[1:])["sid"]
    connecting = asyncio.create_task(http.post(url, data="40" + json.dumps({"sessionId": session})))
    await asked.wait()
    (await http.post(url, data="1")).release()
    answer.set()
    (await connecting).release()
    live = house.adapter._sessions.get(session)
    assert live is not None
    assert live.tabs == {}
    assert live.away_since is not None
    assert house.adapter._sockets._tabs == {}


async def test_a_client_that_answers_no_ping_counts_as_away(house: House, http: aiohttp.ClientSession) -> None:
    engine = house.adapter._engine._server.eio
    engine.ping_interval, engine.ping_timeout = 0.05, 0.2
    alive, dead = Client(http, house.url, session_id()), Client(http, house.url, session_id(), answers_pings=False)
    await alive.connect()
    await dead.connect()
    live = house.adapter._sessions.get(dead.session_id)
    assert live is not None
    async with asyncio.timeout(5):
        while live.tabs or len(engine.connections) > 1:
            await asyncio.sleep(0.02)
    assert live.away_since is not None
    await asyncio.sleep(0.4)
    assert (await alive.say("still here"))["ok"]
    await house.post(thread_of_session(dead.session_id), "missed")
    await dead.vanish()
    again = Client(http, house.url, dead.session_id)
    await again.connect()
    assert again.texts() == ["missed"]
    await again.vanish()
    await alive.vanish()


async def test_nothing_is_left_running(tmp_path: object, http: aiohttp.ClientSession) -> None:
    before = asyncio.all_tasks()
    async with open_house(tmp_path) as house:  # type: ignore[arg-type]
        tabs = [Client(http, house.url, session_id()) for _ in range(3)]
        for tab in tabs:
            await tab.connect()
        await tabs[0].vanish()
    for tab in tabs[1:]:
        await tab.until(lambda tab=tab: tab.closed)
        await tab.vanish()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_a_client_that_never_reads_does_not_hold_up_the_end(tmp_path: object) -> None:
    async with open_house(tmp_path) as house:  # type: ignore[arg-type]
        port = int(house.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(
            b"GET /ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        await reader.readexactly(12)
        begin = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begin < 5
    writer.close()


async def test_memory_of_a_session_is_given_back(house: House, http: aiohttp.ClientSession) -> None:
    for _ in range(5):
        tab = Client(http, house.url, session_id())
        await tab.connect()
        await tab.say("hi")
        await tab.leave()
    await house.host.heard(10)
    engine = house.adapter._engine
    async with asyncio.timeout(5):
        while engine._requests or engine._server.eio.sockets:
            await asyncio.sleep(0.01)
    assert len(house.adapter._sessions) == 0
    assert house.adapter._sockets._tabs == {}
    assert engine._server.environ == {}
    assert engine._server.eio.connections == {}


async def test_what_waits_for_its_turn_is_shown_to_a_new_page(house: House, http: aiohttp.ClientSession) -> None:
    session = session_id()
    thread_id = thread_of_session(session)
    tab = Client(http, house.url, session)
    await tab.connect()
    await tab.say("first")
    house.host.held = True
    poem = IncomingFile(id=str(uuid.uuid4()), name="poem.txt", mime="text/plain", size=8)
    house.host.uploads[session, poem.id] = poem
    message = {"id": str(uuid.uuid4()), "type": "user_message", "output": "second"}
    await tab.call("client_message", {"message": message, "fileReferences": [{"id": poem.id}]})
    await house.post(thread_id, "answer")
    await tab.vanish()
    for asked in ("", thread_id):
        await http.post(house.url + "/set-session-cookie", json={"session_id": session})
        page = Client(http, house.url, session, threadId=asked)
        await page.connect()
        assert page.texts() == ["first", "answer", "second"]
        [file] = (page.of("resume_thread")[0] if asked else {"elements": list(page.elements.values())})["elements"]
        assert (file["name"], file["forId"]) == ("poem.txt", message["id"])
        await page.vanish()


async def test_who_comes_is_told_whether_somebody_works_as_it_was_told_last(
    build: Builder, http: aiohttp.ClientSession
) -> None:
    session = session_id()
    thread = key(thread_of_session(session))
    house = await build()
    for on in (True, False, True):
        await house.deliver(Working(thread=thread, on=on))
        tab = Client(http, house.url, session)
        await tab.connect()
        assert tab.loading is on
        await tab.vanish()
