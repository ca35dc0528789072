"""The unmodified npm package `@chainlit/react-client` 0.3.0 works with `botbridge run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from process.chromium import Watch
from process.command import App, until
from process.line import Line

from react_client.apps import HALF_STREAM, WHOLE_STREAM
from react_client.client import ReactClient

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HERE = Path(__file__).parent
ERROR = "Something went wrong while answering. Please try again."


async def test_the_package_is_the_published_one(built: Path) -> None:
    installed = json.loads((built / "node_modules/@chainlit/react-client/package.json").read_text())
    assert installed["version"] == "0.3.0"
    locked = json.loads((built / "package-lock.json").read_text())["packages"]
    assert locked["node_modules/@chainlit/react-client"]["integrity"]
    assert not [one for one in locked.values() if "resolved" in one]


async def test_settings_texts_sign_in_and_user(client: ReactClient) -> None:
    config = await client.ask("client.config.config")
    assert config["ui"]["name"] == "Assistant"
    assert config["features"]["spontaneous_file_upload"]["enabled"] is True
    assert config["dataPersistence"] in (True, False)
    assert config["translation"]
    assert await client.ask("client.auth.isAuthenticated") is True
    assert (await client.ask("client.auth.data"))["requireLogin"] is False
    assert await client.ask("client.auth.user") is None
    texts = await client.ask("client.api.get('/project/translations?language=en-US').then(r => r.json())")
    assert texts["translation"]


async def test_connect_greeting_and_echo(client: ReactClient) -> None:
    await client.shows("Hello!")
    await client.say("hi")
    await client.shows("Hello!", "hi", "echo: hi")
    greeting, mine, echo = await client.messages()
    assert [one["type"] for one in (greeting, mine, echo)] == ["assistant_message", "user_message", "assistant_message"]
    assert [greeting["name"], echo["name"]] == ["Assistant", "Ada"]
    assert await client.ask("client.chat.threadId")
    assert await client.ask("client.chat.firstInteraction") == "hi"
    await client.page.wait_for_function("client.data.loading === false")


async def test_a_stream_is_whole_and_not_doubled(client: ReactClient) -> None:
    await client.shows("Hello!")
    await client.say("stream")
    await client.shows("Hello!", "stream", WHOLE_STREAM)
    assert (await client.messages())[-1]["streaming"] is False


async def test_update_and_remove(client: ReactClient, app: App) -> None:
    await client.shows("Hello!")
    await client.say("update")
    await client.shows("Hello!", "update", "before")
    app.open_gate()
    await client.shows("Hello!", "update", "after")
    app.close_gate()
    await client.say("remove")
    await client.shows("Hello!", "update", "after", "remove", "soon gone")
    app.open_gate()
    await client.shows("Hello!", "update", "after", "remove", "gone")


async def test_a_handler_that_fails(client: ReactClient) -> None:
    await client.shows("Hello!")
    await client.say("fail")
    await client.shows("Hello!", "fail", ERROR)
    assert (await client.messages())[-1]["isError"] is True
    await client.say("still there?")
    await client.shows("Hello!", "fail", ERROR, "still there?", "echo: still there?")


async def test_stop(client: ReactClient, app: App) -> None:
    await client.shows("Hello!")
    await client.say("forever")
    await client.shows("Hello!", "forever", "and so on")
    await client.page.wait_for_function("client.data.loading === true")
    await client.ask("client.interact.stopTask()")
    await client.shows("Hello!", "forever", "and so on\n\n*(stopped)*")
    await until(lambda: "stopped" in app.notes(), "on_stop")
    assert await client.ask("client.data.loading") is False
    await client.say("go on")
    await client.shows("Hello!", "forever", "and so on\n\n*(stopped)*", "go on", "echo: go on")


async def test_upload(client: ReactClient) -> None:
    await client.shows("Hello!")
    uploaded = await client.ask(
        """() => {
          const file = new File(['a,b\\n1,2\\n'], 'täble 1.csv', { type: 'text/csv' });
          return client.interact.uploadFile(file, () => undefined).promise;
        }"""
    )
    await client.say("look", [{"id": uploaded["id"]}])
    await client.shows("Hello!", "look", "täble 1.csv (text/csv, 8): a,b\n1,2\n")
    await client.page.wait_for_function("client.data.elements.length === 1")
    (element,) = await client.ask("client.data.elements")
    assert element["name"] == "täble 1.csv"
    assert element["forId"] == (await client.messages())[1]["id"]
    content = await client.ask(
        """() => fetch(`${client.api.httpEndpoint}/project/file/${client.data.elements[0].chainlitKey}`
             + `?session_id=${client.session.sessionId}`).then(answer => answer.text())"""
    )
    assert content == "a,b\n1,2\n"


async def test_a_new_chat(client: ReactClient, app: App) -> None:
    await client.shows("Hello!")
    await client.say("hi")
    await client.shows("Hello!", "hi", "echo: hi")
    before = await client.ask("client.session.sessionId")
    await client.ask("client.interact.clear()")
    await client.page.wait_for_function(f"client.session.sessionId !== '{before}'")
    await client.connect()
    await client.shows("Hello!")
    await until(lambda: app.notes() == ["start", "end", "start"], f"the chats, not {app.notes()}")


async def lost(client: ReactClient, line: Line, watch: Watch) -> None:
    watch.expected += ["ERR_CONNECTION_RESET", "ERR_SOCKET_NOT_CONNECTED", "WebSocket connection to"]
    line.cut()
    await client.page.wait_for_function("!client.data.connected || client.data.error")


async def found(client: ReactClient, line: Line) -> None:
    line.mend()
    await client.page.wait_for_function("client.data.connected && !client.data.error")


async def test_a_lost_connection_misses_nothing_in_a_stream(
    client: ReactClient, app: App, line: Line, watch: Watch
) -> None:
    await client.shows("Hello!")
    await client.say("held stream")
    await client.shows("Hello!", "held stream", HALF_STREAM)
    await lost(client, line, watch)
    await found(client, line)
    await client.shows("Hello!", "held stream", HALF_STREAM)
    app.open_gate()
    await client.shows("Hello!", "held stream", WHOLE_STREAM)


async def test_what_comes_while_the_connection_is_lost_arrives_once(
    client: ReactClient, app: App, line: Line, watch: Watch
) -> None:
    await client.shows("Hello!")
    await client.say("several")
    await until(lambda: app.rows("SELECT * FROM bb_runs WHERE status = 'running'"), "the handler")
    await lost(client, line, watch)
    app.open_gate()
    await app.at_rest()
    await found(client, line)
    expected = ["Hello!", "several", *(f"message {number}" for number in range(5))]
    await client.shows(*expected)
    await client.say("end")
    await client.shows(*expected, "end", "echo: end")


async def test_a_process_that_is_killed_and_started_again(client: ReactClient, app: App, watch: Watch) -> None:
    watch.expected += ["ERR_CONNECTION_RESET", "ERR_SOCKET_NOT_CONNECTED", "WebSocket connection to"]
    await client.shows("Hello!")
    await client.say("held stream")
    await client.shows("Hello!", "held stream", HALF_STREAM)
    await until(lambda: app.rows("SELECT * FROM bb_journal WHERE open AND text != ''"), "the journal")
    await app.kill()
    app.open_gate()
    await app.start()
    await client.shows("Hello!", "held stream", f"{HALF_STREAM}\n\n*(interrupted)*", WHOLE_STREAM)
    await client.say("end")
    await client.shows("Hello!", "held stream", f"{HALF_STREAM}\n\n*(interrupted)*", WHOLE_STREAM, "end", "echo: end")
