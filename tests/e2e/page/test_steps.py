"""The work towards an answer, as a tree; and the list of tasks."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from page.fake_server import FakeServer, assistant
from page.samples import element, keep

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BEGAN, ENDED = "2026-11-25T10:00:00Z", "2026-11-25T10:00:01.5Z"


def step(name: str, kind: str = "tool", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "name": name, "output": "", "input": "", "start": BEGAN, "end": ENDED, **more}


async def test_a_tree_that_opens(page: Page, server: FakeServer) -> None:
    session = server.session
    await server.post(session, {"id": "q", "type": "user_message", "name": "User", "output": "plan"})
    await server.post(session, step("on_message", "run", parentId="q", end=None))
    await server.say(session, "task_start", {})
    await server.post(session, step("search", parentId="on_message", end=None))
    line = page.get_by_role("button", name="Using search")
    await expect(line).to_contain_text("running")
    await expect(page.locator(".dots")).to_have_count(0)
    await server.post(session, step("inner", "llm", parentId="search", output="thought"))
    done = step("search", parentId="on_message", input='{"q": 1}', showInput="json", output="**three** ports")
    await server.post(session, done, "update_message")
    line = page.get_by_role("button", name="Used search")
    await expect(line).to_contain_text("1.5 s")
    await server.post(session, assistant("Here you are.", parentId="on_message"))
    await expect(page.locator("article").last).to_contain_text("Here you are.")
    await expect(page.get_by_text("on_message")).to_have_count(0)
    await expect(page.get_by_text("three")).to_have_count(0)
    await line.focus()
    await page.keyboard.press("Enter")
    await expect(line).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_role("region", name="Output").locator("strong")).to_have_text("three")
    await expect(page.get_by_role("region", name="Input").locator(".hljs-number")).to_have_text("1")
    await page.get_by_role("button", name="Used inner").click()
    await expect(page.get_by_text("thought")).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await line.click()
    await expect(page.get_by_text("thought")).to_have_count(0)


async def test_states(page: Page, server: FakeServer) -> None:
    session = server.session
    await server.post(session, step("bad", isError=True, output="timeout"))
    await server.post(session, step("cut off", end=None))
    await server.post(session, step("open", defaultOpen=True, output="open at first"))
    await server.post(session, step("closes", defaultOpen=True, autoCollapse=True, output="closed at the end"))
    await expect(page.get_by_role("button", name="Used bad")).to_contain_text("failed")
    # Nothing runs any more: it was interrupted.
    await expect(page.get_by_role("button", name="Used cut off")).to_be_visible()
    await expect(page.get_by_text("open at first")).to_be_visible()
    await expect(page.get_by_text("closed at the end")).to_have_count(0)


async def test_output_streams_into_an_open_step(page: Page, server: FakeServer) -> None:
    session = server.session
    await server.say(session, "stream_start", step("model", "llm", end=None, defaultOpen=True))
    for text, inside in (("one ", False), ("two", False), ("the input", True)):
        token = {"id": "model", "token": text, "isSequence": False, "isInput": inside}
        await server.say(session, "stream_token", token)
    await expect(page.get_by_role("region", name="Output")).to_contain_text("one two")
    await expect(page.get_by_role("region", name="Input")).to_contain_text("the input")
    await server.say(session, "delete_message", {"id": "model"})
    await expect(page.get_by_role("button", name="Using model")).to_have_count(0)


async def test_nothing_is_lost(page: Page, server: FakeServer) -> None:
    """Unknown parents, circles, parents that come late, and messages in steps."""
    session = server.session
    await server.post(session, step("orphan", parentId="nobody"))
    await server.post(session, step("a", parentId="b"))
    await server.post(session, step("b", parentId="a"))
    await server.post(session, step("late child", parentId="late"))
    await expect(page.get_by_role("button", name="Used late child")).to_be_visible()
    await server.post(session, step("late"))
    await expect(page.get_by_role("button", name="Used late child")).to_have_count(0)
    for name in ("orphan", "a", "b", "late"):
        await expect(page.get_by_role("button", name=f"Used {name}", exact=False).first).to_be_visible()
    await server.post(session, assistant("said inside", parentId="late"))
    await expect(page.locator(".step article")).to_contain_text("said inside")
    await expect(page.get_by_role("button", name="Used late child")).to_be_visible()


async def test_elements_hang_in_steps(page: Page, server: FakeServer) -> None:
    await server.post(server.session, step("fetch", defaultOpen=True))
    await server.show(server.session, {**keep(server, element("file", "raw.csv"), b"a", "text/csv"), "forId": "fetch"})
    await expect(page.locator(".step").get_by_role("link", name="raw.csv")).to_be_visible()


@pytest.mark.parametrize(("cot", "shown"), [("full", ["tool", "model"]), ("tool_call", ["tool"]), ("hidden", [])])
async def test_the_app_says_which_steps_are_shown(
    context: BrowserContext, server: FakeServer, cot: str, shown: list[str]
) -> None:
    server.settings["ui"]["cot"] = cot
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await server.post(server.session, step("model", "llm"))
        await server.post(server.session, step("tool", parentId="model"))
        await server.post(server.session, assistant("answer", parentId="tool"))
        await expect(page.locator("article")).to_contain_text("answer")
        for name in shown:
            await expect(page.get_by_role("button", name=f"Used {name}")).to_have_count(1)
        await expect(page.locator(".step")).to_have_count(1 if cot == "tool_call" else 2 * (cot == "full"))
        await page.close()


async def test_hostile_steps(page: Page, server: FakeServer) -> None:
    bad = "<img src=x onerror=window.hacked=1>"
    await server.post(server.session, step(bad, defaultOpen=True, output=f"{bad} {'x' * 200_000}", input=bad, icon=bad))
    await expect(page.get_by_role("button", name=f"Used {bad}")).to_be_visible()
    await expect(page.get_by_text("Only the beginning is shown.")).to_be_visible()
    assert await page.evaluate("window.hacked") is None
    assert await page.locator(".step img").count() == 0


def tasks(*states: str, **more: Any) -> dict[str, Any]:
    found = [{"title": f"task {n}", "status": state} for n, state in enumerate(states)]
    found[0]["forId"] = "m0"
    return {**element("tasklist", "tasks"), "id": "list", "props": {"status": "Sailing…", "tasks": found}, **more}


async def test_a_task_list_is_kept_up_to_date_and_leads_to_messages(page: Page, server: FakeServer) -> None:
    session = server.session
    await server.post(session, {**assistant("the first"), "id": "m0"})
    for number in range(30):
        await server.post(session, assistant(f"message {number}\n\nmore"))
    await server.show(session, tasks("running", "ready"))
    panel = page.get_by_role("region", name="Tasks")
    await expect(panel).to_contain_text("Sailing…")
    await expect(panel.locator("li")).to_have_count(2)
    await expect(panel.locator("li").first).to_contain_text("Running: task 0")
    await server.show(session, tasks("done", "failed", "running"))
    await expect(panel.locator("[data-state]")).to_have_count(3)
    await expect(panel.locator("li").nth(1)).to_contain_text("Failed: task 1")
    await expect(page.get_by_text("the first")).not_to_be_in_viewport()
    await panel.get_by_role("button", name="task 0").click()
    await expect(page.get_by_text("the first")).to_be_in_viewport()
    await expect(page.locator("article").first).to_be_focused()
    await server.say(session, "remove_element", {"id": "list"})
    await expect(panel).to_have_count(0)


async def test_a_task_list_of_another_server(page: Page, server: FakeServer) -> None:
    found = [{"title": "<b>x</b>", "status": "done"}, {"title": "y", "status": "?"}]
    content = json.dumps({"status": "", "tasks": found})
    listed = keep(server, element("tasklist", "tasks"), content.encode(), "application/json")
    await server.show(server.session, listed)
    panel = page.get_by_role("region", name="Tasks")
    await expect(panel).to_contain_text("1 of 2 done")
    await expect(panel.locator("li").first).to_contain_text("<b>x</b>")


async def test_on_a_phone_the_tasks_are_a_line_that_opens(browser: Browser, server: FakeServer) -> None:
    context = await browser.new_context(viewport={"width": 375, "height": 720}, has_touch=True, is_mobile=True)
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await server.show(server.session, tasks("running", "ready"))
        toggle = page.get_by_role("button", name="Tasks")
        await expect(toggle).to_have_attribute("aria-expanded", "false")
        await expect(page.get_by_text("task 1")).not_to_be_visible()
        await toggle.tap()
        await expect(page.get_by_text("task 1")).to_be_visible()
    await context.close()
