"""Questions, buttons, elements, steps and verdicts, as the npm package's hooks and its API send and take them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext
from process.chromium import Watch
from process.command import App, until
from process.line import line_to

from react_client.apps import PRIMITIVES
from react_client.client import ReactClient

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """One app for all of these tests."""
    app = App(tmp_path_factory.mktemp("primitives") / "app", PRIMITIVES)
    await app.start()
    yield app
    app.close()


@pytest_asyncio.fixture(loop_scope="module")
async def client(context: BrowserContext, watch: Watch, server: App, page_url: str) -> ReactClient:
    """The page, in a conversation of its own."""
    client = ReactClient(await context.new_page(), server.url)
    await client.open(page_url)
    return client


async def asked(client: ReactClient, kind: str) -> dict[str, Any]:
    """The rule of the question that is open."""
    await client.page.wait_for_function(f"client.data.askUser?.spec.type === '{kind}'")
    spec: dict[str, Any] = await client.ask("client.data.askUser.spec")
    return spec


async def over(client: ReactClient) -> None:
    await client.page.wait_for_function("client.data.askUser === undefined && client.data.loading === false")


async def button(client: ReactClient, name: str) -> dict[str, Any]:
    await client.page.wait_for_function(f"client.data.actions.some(one => one.name === '{name}')")
    found: dict[str, Any] = await client.ask(f"client.data.actions.find(one => one.name === '{name}')")
    return found


async def call(client: ReactClient, action: dict[str, Any]) -> Any:
    return await client.page.evaluate("a => client.api.callAction(a, client.session.sessionId)", action)


async def test_words(client: ReactClient) -> None:
    await client.say("ask words")
    spec = await asked(client, "text")
    assert spec["timeout"] == 60
    assert spec["step_id"] == (await client.messages())[-1]["id"]
    assert await client.ask("client.data.disabled") is False
    said = {"id": "", "threadId": "", "name": "user", "type": "user_message", "output": "Ariadne", "createdAt": ""}
    await client.page.evaluate("m => client.interact.replyMessage({ ...m, id: crypto.randomUUID() })", said)
    await client.shows("ask words", "Name?", "Ariadne", "got Ariadne")
    await over(client)


async def test_nobody_answers(client: ReactClient) -> None:
    await client.say("ask soon")
    await client.shows("ask soon", "Quick?\n\n*(no answer in time)*", "got None")
    await over(client)


async def test_files(client: ReactClient) -> None:
    await client.say("ask file")
    spec = await asked(client, "file")
    assert (spec["accept"], spec["max_size_mb"], spec["max_files"]) == ({"text/csv": [".csv"]}, 1, 2)
    await client.ask(
        """async () => {
          const files = ["a", "b"].map(name => new File([name], `${name}.csv`, { type: "text/csv" }));
          const { step_id } = client.data.askUser.spec;
          const sent = files.map(file => client.interact.uploadFile(file, () => undefined, step_id).promise);
          client.data.askUser.callback(await Promise.all(sent));
        }"""
    )
    await until(lambda: _last(client, "got a.csv a, b.csv b"), "the answer")
    await over(client)


async def _last(client: ReactClient, text: str) -> bool:
    return (await client.texts())[-1] == text


async def test_a_file_that_does_not_fit(client: ReactClient, watch: Watch) -> None:
    watch.expected.append("400")
    await client.say("ask file")
    await asked(client, "file")
    refused = await client.ask(
        """() => {
          const file = new File(["x"], "a.png", { type: "image/png" });
          const { step_id } = client.data.askUser.spec;
          return client.interact.uploadFile(file, () => undefined, step_id).promise.catch(reason => String(reason));
        }"""
    )
    assert ".csv" in refused
    await client.ask("client.interact.stopTask()")
    await over(client)


async def test_a_choice(client: ReactClient) -> None:
    await client.say("ask choice")
    spec = await asked(client, "action")
    yes, no = await button(client, "yes"), await button(client, "no")
    assert spec["keys"] == [yes["id"], no["id"]]
    assert (yes["label"], yes["tooltip"], yes["icon"], yes["payload"]) == ("Yes", "a tip", "check", {})
    assert yes["forId"] == spec["step_id"]
    await client.page.evaluate("a => client.data.askUser.callback(a)", {**no, "payload": {"secret": "forged"}})
    await client.shows("ask choice", "Go?\n\n**Selected:** No", "got no no")
    await over(client)
    assert await client.ask("client.data.actions") == []


async def test_an_element_asks(client: ReactClient) -> None:
    await client.say("ask element")
    spec = await asked(client, "element")
    (form,) = await client.ask("client.data.elements")
    assert (form["id"], form["type"], form["name"]) == (spec["element_id"], "custom", "Form")
    assert form["props"]["fields"][0]["id"] == "n"
    await client.ask("client.data.askUser.callback({ submitted: true, n: 7 })")
    await client.shows("ask element", "Fill in\n\n*(submitted)*", "got {'n': 7, 'submitted': True}")
    await over(client)
    assert await client.ask("client.data.elements") == []


async def test_a_question_is_asked_again_after_no_answer_and_after_a_break(
    context: BrowserContext, watch: Watch, server: App, page_url: str
) -> None:
    watch.expected += ["ERR_CONNECTION_RESET", "ERR_SOCKET_NOT_CONNECTED", "WebSocket connection to"]
    async with line_to(server.port) as line:
        client = ReactClient(await context.new_page(), line.url)
        await client.open(page_url)
        await client.say("ask words")
        await asked(client, "text")
        await client.ask("client.data.askUser.callback(null)")
        line.cut()
        await client.page.wait_for_function("!client.data.connected || client.data.error")
        line.mend()
        await client.page.wait_for_function("client.data.connected && !client.data.error")
        await asked(client, "text")
        said = {"name": "user", "type": "user_message", "output": "Argo"}
        await client.page.evaluate("m => client.interact.replyMessage({ ...m, id: crypto.randomUUID() })", said)
        await client.shows("ask words", "Name?", "Argo", "got Argo")


async def test_buttons(client: ReactClient) -> None:
    await client.say("buttons")
    keep = await button(client, "keep")
    assert await call(client, keep) == {"success": True, "response": {"kept": "keep"}}
    await client.shows("buttons", "press", "kept keep")
    await call(client, await button(client, "drop"))
    await client.page.wait_for_function("client.data.actions.length === 2")
    assert (await call(client, await button(client, "fail")))["success"] is False
    assert (await call(client, {**keep, "id": "forged"}))["success"] is False
    named = {"name": "named", "payload": {"n": 1}}
    assert await call(client, named) == {"success": True, "response": {"n": 1}}


async def test_elements(client: ReactClient) -> None:
    await client.say("elements")
    await client.shows("elements", "see notes")
    await client.page.wait_for_function("client.data.elements.length === 2")
    notes, counter = await client.ask("client.data.elements")
    assert (notes["type"], notes["name"], notes["display"]) == ("text", "notes", "side")
    assert notes["forId"] == counter["forId"] == (await client.messages())[-1]["id"]
    assert (
        await client.page.evaluate("url => fetch(url).then(answer => answer.text())", notes["url"]) == "some **notes**"
    )
    changed = {**counter, "props": {"count": 2}}
    change = "e => client.api.updateElement(e, client.session.sessionId)"
    assert (await client.page.evaluate(change, changed))["success"] is True
    await client.page.wait_for_function("client.data.elements.some(one => one.props?.count === 2)")
    assert (await client.page.evaluate(change.replace("update", "delete"), counter))["success"] is True
    await client.page.wait_for_function("client.data.elements.length === 1")


async def test_tasks_and_sidebar(client: ReactClient) -> None:
    await client.say("tasks")
    await client.page.wait_for_function("client.data.tasklists.length === 1")
    done = "client.data.tasklists[0].props?.tasks[0].status === 'done'"
    await client.page.wait_for_function(done)
    assert (await client.ask("client.data.tasklists[0]"))["name"] == "tasklist"
    await client.say("sidebar")
    await client.page.wait_for_function("client.side?.elements.length === 1")
    side = await client.ask("client.side")
    assert (side["title"], side["key"], side["elements"][0]["name"]) == ("Beside", "k", "sheet")
    await client.say("sidebar off")
    await client.page.wait_for_function("client.side === undefined")


async def test_steps(client: ReactClient) -> None:
    await client.say("step")
    await until(lambda: _last(client, "found ['Brest']"), "the answer")
    await client.page.wait_for_function("client.data.loading === false")
    steps = {one["name"]: one for one in await client.messages()}
    assert (steps["search"]["type"], steps["inner"]["type"]) == ("tool", "llm")
    assert steps["inner"]["parentId"] == steps["search"]["id"]
    assert steps["inner"]["output"] == "one two"
    assert steps["search"]["showInput"] == "json"
    assert "Brest" in steps["search"]["input"]
    assert steps["search"]["end"]
    assert not steps["search"]["isError"]


async def test_verdicts(client: ReactClient, server: App) -> None:
    await client.say("hi")
    await client.shows("hi", "echo: hi")
    judged = {"forId": (await client.messages())[-1]["id"], "value": 0, "comment": "No ships"}
    rate = "f => client.api.setFeedback(f, client.session.sessionId)"
    told = await client.page.evaluate(rate, judged)
    assert told["success"] is True
    await until(lambda: server.notes() == ["0 No ships"], "the verdict")
    assert server.rows("SELECT value, comment FROM feedbacks") == [(0, "No ships")]
    again = await client.page.evaluate(rate, {**judged, "id": told["feedbackId"], "value": 1})
    assert again["feedbackId"] == told["feedbackId"]
    assert server.rows("SELECT value FROM feedbacks") == [(1,)]
    gone = await client.page.evaluate("id => client.api.deleteFeedback(id)", told["feedbackId"])
    assert gone["success"] is True
    assert server.rows("SELECT value FROM feedbacks") == []
