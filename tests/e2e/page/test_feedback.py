"""Thumbs and words about answers."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from page.fake_server import FakeServer, assistant

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_thumb_a_comment_and_taking_it_back(page: Page, server: FakeServer) -> None:
    step = assistant("An answer")
    await server.post(server.session, step)
    good, bad = page.get_by_role("button", name="Good answer"), page.get_by_role("button", name="Bad answer")
    await good.click()
    await expect(good).to_have_attribute("aria-pressed", "true")
    box = page.get_by_role("textbox", name="What was good, what was not?")
    await expect(box).to_be_focused()
    await box.fill("Clear and short")
    await page.get_by_role("button", name="Send feedback").click()
    await expect(box).to_have_count(0)
    await expect(page.get_by_role("button", name="Clear and short")).to_be_visible()
    await bad.click()
    await expect(bad).to_have_attribute("aria-pressed", "true")
    await expect(good).to_have_attribute("aria-pressed", "false")
    await page.keyboard.press("Escape")
    await bad.click()
    await expect(bad).to_have_attribute("aria-pressed", "false")
    session, given = server.session.id, {"forId": step["id"], "value": 1}
    assert server.rest.asked("feedback") == [
        {"sessionId": session, "feedback": given},
        {"sessionId": session, "feedback": {**given, "id": "f1", "comment": "Clear and short"}},
        {"sessionId": session, "feedback": {**given, "id": "f1", "comment": "Clear and short", "value": 0}},
    ]
    await expect(page.locator(".comment")).to_have_count(0)
    assert server.rest.asked("feedback deleted") == [{"sessionId": session, "feedbackId": "f1"}]


async def test_what_was_given_is_shown(page: Page, server: FakeServer) -> None:
    given = {"id": "f7", "value": 0, "comment": "Too <b>long</b>"}
    await server.post(server.session, assistant("An answer", feedback=given))
    await expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Too <b>long</b>")).to_be_visible()


async def test_a_failure_is_said_and_undone(page: Page, server: FakeServer) -> None:
    await server.post(server.session, assistant("An answer"))
    server.rest.refusal = "Not kept"
    await page.get_by_role("button", name="Good answer").click()
    await expect(page.locator(".toast.error")).to_contain_text("Not kept")
    await expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "false")


async def test_only_finished_answers_can_be_rated(page: Page, server: FakeServer) -> None:
    await server.say(server.session, "stream_start", assistant("growing"))
    await server.post(server.session, assistant("broken", isError=True))
    await server.post(server.session, {"id": "mine", "type": "user_message", "name": "User", "output": "mine"})
    await server.ask(server.session, assistant("Which?"), type="text")
    await expect(page.locator("article")).to_have_count(4)
    await expect(page.get_by_role("group", name="Feedback")).to_have_count(0)


async def test_the_app_may_want_none(context: BrowserContext, server: FakeServer) -> None:
    server.settings["features"]["feedback"] = False
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await server.post(server.session, assistant("An answer"))
        await expect(page.locator("article")).to_have_count(1)
        await expect(page.get_by_role("group", name="Feedback")).to_have_count(0)
        await page.close()
