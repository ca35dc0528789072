"""The work towards an answer and lists of tasks, as a person follows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect
from process.chromium import Watch
from process.command import App

from browser.chat import Chat
from browser.conftest import made
from browser.test_browser_examples import LOST, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "steps"


def step(chat: Chat, name: str) -> Locator:
    """The line of a step, whether it runs or not."""
    return chat.page.locator(".step-line", has_text=name)


async def test_steps_are_a_tree_that_opens(tab: Chat) -> None:
    await tab.say("search")
    await tab.shows("search", "found Brest and harbour")
    for _ in range(2):
        await expect(tab.button("Used rank")).to_have_count(0)
        line = tab.page.get_by_role("button", name="Used search")
        await line.focus()
        await tab.page.keyboard.press("Enter")
        await expect(tab.page.get_by_role("region", name="Output")).to_contain_text("harbour")
        await expect(tab.page.get_by_role("region", name="Input")).to_contain_text("Brest")
        await tab.page.get_by_role("button", name="Used rank").click()
        await expect(tab.page.get_by_role("region", name="Output").first.locator("strong")).to_have_text("tide")
        await picture(tab, "steps")
        await tab.reload()


async def test_a_step_grows_and_is_whole_after_a_reload(tab: Chat, server: App) -> None:
    server.close_gate()
    await tab.say("think long")
    line = tab.page.get_by_role("button", name="Using model")
    await line.click()
    output = tab.page.get_by_role("region", name="Output")
    await expect(output).to_contain_text("one two three")
    await picture(tab, "step-growing")
    await tab.reload()
    await line.click()
    await expect(output).to_contain_text("one two three")
    server.open_gate()
    await tab.shows("think long", "thought one two three")
    await expect(tab.page.get_by_role("button", name="Used model")).to_be_visible()


async def test_a_message_in_a_step_is_seen(tab: Chat) -> None:
    await tab.say("inside")
    await tab.shows("inside", "said inside")
    await tab.reload()
    await tab.shows("inside", "said inside")


async def test_a_step_that_fails_says_so(tab: Chat) -> None:
    await tab.say("breaks")
    await tab.shows("breaks", "sorry: the")
    line = tab.page.get_by_role("button", name="Used breaks")
    await expect(line).to_contain_text("failed")
    await line.click()
    await expect(tab.page.get_by_role("region", name="Output")).to_contain_text("the <b>rudder</b> is stuck")
    await picture(tab, "step-failed")


async def test_stop_leaves_a_step_closed(tab: Chat, server: App) -> None:
    server.close_gate()
    await tab.say("think long")
    await tab.page.get_by_role("button", name="Using model").click()
    await expect(tab.page.get_by_role("region", name="Output")).to_contain_text("one two three")
    await tab.stop.click()
    await expect(tab.stop).to_have_count(0)
    await expect(tab.page.get_by_role("button", name="Using model")).to_have_count(0)
    await expect(tab.page.get_by_role("region", name="Output")).to_contain_text("one two three")
    await tab.say("go on")
    await expect(tab.last).to_contain_text("re: go on")


async def test_a_list_of_tasks_is_worked_on(tab: Chat, server: App) -> None:
    server.close_gate()
    await tab.say("plan long")
    tasks = tab.page.get_by_role("region", name="Tasks")
    await expect(tasks).to_contain_text("Leaving…")
    await expect(tasks.get_by_role("listitem")).to_contain_text(["Cast off", "Set sail <b>now</b>", "Arrive"])
    await picture(tab, "tasks")
    await tab.reload()
    await expect(tasks).to_contain_text("Leaving…")
    await tasks.get_by_role("button", name="Cast off").click()
    await expect(tab.messages.last).to_be_focused()
    server.open_gate()
    await expect(tasks).to_contain_text("Becalmed")
    await expect(tasks.get_by_role("listitem").nth(1)).to_contain_text("Failed: Set sail")
    await tab.reload()
    await expect(tasks).to_contain_text("Becalmed")
    await tab.page.set_viewport_size({"width": 390, "height": 800})
    await expect(tasks.get_by_role("listitem")).to_have_count(0)
    await tasks.get_by_role("button", name="Tasks").press("Enter")
    await expect(tasks.get_by_role("listitem")).to_have_count(3)
    await picture(tab, "tasks-phone")


@pytest.mark.parametrize(("cot", "seen"), [("tool_call", ["search"]), ("hidden", [])])
async def test_the_settings_say_which_steps_are_seen(chat: Chat, tmp_path: Path, cot: str, seen: list[str]) -> None:
    app = made(tmp_path, APP, config=f'[ui]\ncot = "{cot}"\n')
    try:
        await app.start()
        await chat.open(app.url)
        await chat.say("search")
        await chat.shows("search", "found Brest and harbour")
        await chat.say("think")
        await expect(chat.last).to_contain_text("thought one two three")
        for _ in range(2):
            await expect(step(chat, "")).to_have_count(len(seen))
            for name in seen:
                await expect(step(chat, name)).to_be_visible()
            await chat.reload()
    finally:
        app.close()


async def test_a_step_that_was_cut_off_runs_no_more(chat: Chat, watch: Watch, tmp_path: Path) -> None:
    watch.expected += LOST
    app = made(tmp_path, APP)
    try:
        await app.start()
        await chat.open(app.url)
        await chat.say("think long")
        await chat.page.get_by_role("button", name="Using model").click()
        await expect(chat.page.get_by_role("region", name="Output")).to_contain_text("one two three")
        await app.kill()
        await chat.disconnected()
        app.open_gate()
        await app.start()
        await chat.connected()
        await chat.shows("think long", "thought one two three")
        await expect(chat.page.get_by_role("button", name="Used model")).to_have_count(2)
        await expect(chat.page.get_by_role("button", name="Using model")).to_have_count(0)
    finally:
        app.close()
