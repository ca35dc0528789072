"""Buttons and verdicts, pressed by a person in the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect
from process.chromium import Watch
from process.command import App, until

from browser.chat import Chat
from browser.conftest import made
from browser.test_browser_examples import LOST, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "buttons"


async def test_a_button_does_what_it_says_and_stays(tab: Chat) -> None:
    await tab.say("choose")
    await tab.button("Blue").click()
    await tab.shows("choose", "choose", "picked Blue")
    await tab.button("Red").dblclick()
    await tab.shows("choose", "choose", "picked Blue", "picked Red")
    await picture(tab, "buttons")
    await tab.reload()
    await tab.shows("choose", "choose", "picked Blue", "picked Red")
    await tab.button("Green").click()
    await tab.shows("choose", "choose", "picked Blue", "picked Red", "picked Green")
    await expect(tab.toast).to_have_count(0)


async def test_what_stands_on_a_button_is_only_words(tab: Chat) -> None:
    await tab.say("look")
    anchor = tab.button("Drop the <b>anchor</b>")
    await expect(anchor.locator("svg")).to_be_visible()
    await expect(tab.button("pick")).to_have_text("pick")
    await tab.button("<img src=x onerror=alert(1)>").click()
    await tab.shows("look", "look", "picked")
    await anchor.click()
    await tab.shows("look", "look", "picked", "picked pick")
    await picture(tab, "buttons-icons")


async def test_buttons_go_and_stay_gone(tab: Chat) -> None:
    await tab.say("remove")
    await tab.button("itself").click()
    await tab.shows("remove", "remove", "one is gone")
    for _ in range(2):
        await expect(tab.button("itself")).to_have_count(0)
        await expect(tab.button("Other")).to_be_visible()
        await tab.reload()
    await tab.button("all").click()
    await tab.shows("remove", "remove", "one is gone", "all are gone")
    for _ in range(2):
        await expect(tab.button("Other")).to_have_count(0)
        await expect(tab.button("all")).to_have_count(0)
        await tab.reload()
        await tab.shows("remove", "remove", "one is gone", "all are gone")


async def test_what_goes_wrong_is_said(tab: Chat) -> None:
    await tab.say("trouble")
    await tab.button("Fail").click()
    await expect(tab.last.locator(".error-card")).to_contain_text("Something went wrong")
    await expect(tab.last).not_to_contain_text("secret detail")
    await tab.button("Nobody").click()
    await expect(tab.toast).to_contain_text("This button or question does nothing any more.")
    await picture(tab, "buttons-trouble")
    await expect(tab.button("Fail")).to_be_enabled()
    await tab.reload()
    await tab.shows("trouble", "trouble", "Something went wrong")
    await expect(tab.last.locator(".error-card")).to_be_visible()


async def test_a_slow_button_shows_it_and_can_be_stopped(tab: Chat) -> None:
    await tab.say("slow")
    await tab.button("Slow").click()
    await expect(tab.last).to_contain_text("begun")
    await expect(tab.button("Slow")).to_have_attribute("aria-busy", "true")
    await picture(tab, "buttons-busy")
    await tab.say("meanwhile")
    await expect(tab.last).to_contain_text("re: meanwhile")
    await tab.stop.click()
    await tab.shows("slow", "slow", "begun", "meanwhile", "re: meanwhile")
    await expect(tab.messages.nth(2).locator("em")).to_have_text("(stopped)")
    await expect(tab.stop).to_have_count(0)
    await expect(tab.button("Slow")).not_to_have_attribute("aria-busy", "true")


async def test_a_button_works_after_a_restart(chat: Chat, watch: Watch, tmp_path: Path) -> None:
    watch.expected += LOST
    app = made(tmp_path, APP)
    try:
        await app.start()
        await chat.open(app.url)
        await chat.say("choose")
        await expect(chat.button("Red")).to_be_visible()
        await app.stop()
        await chat.disconnected()
        await expect(chat.button("Red")).to_be_disabled()
        await app.start()
        await chat.connected()
        await chat.button("Red").click()
        await chat.shows("choose", "choose", "picked Red")
        await expect(chat.button("Red")).to_have_count(1)
    finally:
        app.close()


# Verdicts


def kept(app: App, text: str) -> list[tuple[object, ...]]:
    """The verdicts in the database on answers with this text."""
    joined = "feedbacks f JOIN steps s ON s.id = f.forId"
    return app.rows(f"SELECT f.value, f.comment FROM {joined} WHERE s.output = '{text}'")


async def test_an_answer_is_judged_with_a_comment(tab: Chat, server: App) -> None:
    await tab.say("one")
    await expect(tab.last).to_contain_text("re: one")
    answer = tab.messages.nth(1)
    down, up = (answer.get_by_role("button", name=f"{name} answer") for name in ("Bad", "Good"))
    await answer.hover()
    await down.click()
    await until(lambda: kept(server, "re: one") == [(0, "")], "the verdict")
    await tab.shows("one", "re: one", "thanks for 0: None")
    await answer.get_by_role("textbox").fill("No <b>ships</b>")
    await picture(tab, "feedback")
    await answer.get_by_role("button", name="Send feedback").click()
    await until(lambda: kept(server, "re: one") == [(0, "No <b>ships</b>")], "the comment")
    await tab.shows("one", "re: one", "thanks for 0: None", "thanks for 0: No <b>ships</b>")
    await tab.reload()
    await expect(down).to_have_attribute("aria-pressed", "true")
    await expect(answer.get_by_text("No <b>ships</b>")).to_be_visible()
    await up.click()
    await until(lambda: [value for value, _ in kept(server, "re: one")] == [1], "the other verdict")
    await up.click()
    await until(lambda: kept(server, "re: one") == [], "the end of the verdict")
    await tab.reload()
    await expect(up).to_have_attribute("aria-pressed", "false")
    await expect(tab.toast).to_have_count(0)


async def test_what_a_person_says_and_errors_are_not_judged(tab: Chat) -> None:
    await tab.say("trouble")
    await tab.button("Fail").click()
    await expect(tab.last.locator(".error-card")).to_be_visible()
    thumbs = tab.page.get_by_role("group", name="Feedback")
    await expect(thumbs).to_have_count(1)
