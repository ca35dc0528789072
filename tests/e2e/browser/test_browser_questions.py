"""What an app asks, answered by a person in the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect
from process.chromium import Watch
from process.command import App

from browser.chat import Chat
from browser.conftest import made
from browser.test_browser_examples import LOST, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "questions"
SHIP = "What is the name of your ship?"
BAR = ".question-bar"


def upload(name: str, mime: str = "text/csv", content: bytes = b"Ada") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


PASTE = """() => {
  const data = new DataTransfer();
  data.items.add(new File(["Ada"], "crew.csv", { type: "text/csv" }));
  const box = document.querySelector("#composer-input");
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def chooser(chat: Chat) -> Locator:
    """Where files for the open question go."""
    return chat.page.locator("input[data-question]")


async def test_the_next_message_is_the_answer(tab: Chat) -> None:
    await tab.say("words")
    await expect(tab.page.locator(BAR)).to_contain_text(SHIP)
    await expect(tab.stop).to_be_visible()
    await picture(tab, "question-words")
    await tab.say("Ariadne")
    await tab.shows("words", SHIP, "Ariadne", "got Ariadne")
    await expect(tab.page.locator(BAR)).to_have_count(0)
    await expect(tab.stop).to_have_count(0)
    await tab.say("go on")
    said = ["words", SHIP, "Ariadne", "got Ariadne", "go on", "re: go on"]
    await tab.shows(*said)
    await tab.reload()
    await tab.shows(*said)
    await expect(tab.page.locator(BAR)).to_have_count(0)


async def test_a_question_waits_for_who_comes_back(tab: Chat) -> None:
    await tab.say("words")
    await expect(tab.page.locator(BAR)).to_be_visible()
    await tab.reload()
    await expect(tab.page.locator(BAR)).to_contain_text(SHIP)
    await tab.say("Ariadne")
    await tab.shows("words", SHIP, "Ariadne", "got Ariadne")
    await tab.say("choice")
    await expect(tab.button("Continue")).to_be_visible()
    await tab.reload()
    await tab.button("Continue").click()
    await expect(tab.last).to_contain_text("got continue")


@pytest.mark.parametrize(("word", "asked"), [("words 1", BAR), ("choice 1", ".actions"), ("form 1", "form.form")])
async def test_a_question_that_nobody_answers_ends(tab: Chat, word: str, asked: str) -> None:
    await tab.say(word)
    await expect(tab.page.locator(asked)).to_be_visible()
    await expect(tab.last).to_contain_text("got None")
    await expect(tab.messages.nth(1)).to_contain_text("(no answer in time)")
    await expect(tab.page.locator(asked)).to_have_count(0)
    await tab.say("go on")
    await expect(tab.last).to_contain_text("re: go on")


async def test_a_button_answers(tab: Chat) -> None:
    await tab.say("choice")
    await expect(tab.page.get_by_role("group", name="Choose an answer").get_by_role("button")).to_have_count(2)
    await tab.button("Continue").focus()
    await tab.page.keyboard.press("Tab")
    await expect(tab.button("Abandon")).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await tab.shows("choice", "Shall I go on?", "got abandon")
    await expect(tab.messages.nth(1)).to_contain_text("Selected: Abandon")
    await expect(tab.page.locator("#composer-input")).to_be_focused()
    await expect(tab.page.get_by_role("group", name="Choose an answer")).to_have_count(0)
    await picture(tab, "question-buttons")
    await tab.reload()
    await tab.shows("choice", "Shall I go on?", "got abandon")
    await expect(tab.button("Continue")).to_have_count(0)


async def test_what_is_written_while_buttons_are_asked_waits(tab: Chat) -> None:
    await tab.say("choice")
    await expect(tab.button("Continue")).to_be_visible()
    await tab.say("well")
    await expect(tab.last).to_contain_text("well")
    await expect(tab.button("Continue")).to_be_visible()
    await tab.button("Continue").click()
    await tab.shows("choice", "Shall I go on?", "well", "got continue", "re: well")


async def test_a_file_has_to_fit_the_rule(tab: Chat) -> None:
    await tab.say("file")
    area = tab.page.get_by_role("group", name="Files that answer")
    await expect(area).to_contain_text("One file · up to 0.001 MB · only .csv")
    await chooser(tab).set_input_files(upload("crew.png", "image/png"))
    await expect(area.get_by_role("alert")).to_have_text("This type of file is not accepted")
    await chooser(tab).set_input_files(upload("crew.csv", content=b"x" * 2000))
    await expect(area.get_by_role("alert").last).to_have_text("Larger than 0.001 MB")
    await picture(tab, "question-file")
    await tab.reload()
    await chooser(tab).set_input_files(upload("crew.csv"))
    await tab.shows("file", "The crew list, please", "got crew.csv (3 bytes): Ada")
    await expect(area).to_have_count(0)
    await expect(tab.messages.nth(1)).to_contain_text(re.compile(r"Received: crew\..?csv"))


async def test_what_is_pasted_answers(tab: Chat) -> None:
    await tab.say("file")
    await expect(tab.page.get_by_role("group", name="Files that answer")).to_be_visible()
    await expect(tab.button("Attach files")).to_be_disabled()
    await tab.page.evaluate(PASTE)
    await tab.shows("file", "The crew list, please", "got crew.csv (3 bytes): Ada")


async def test_a_message_with_files_answers_too(tab: Chat, server: App) -> None:
    server.close_gate()
    await tab.say("later")
    await expect(tab.stop).to_be_visible()
    await tab.page.locator(".composer input[type=file]").set_input_files(upload("wrong.txt", "text/plain"))
    await tab.page.wait_for_selector('.composer [data-status="ready"]')
    server.open_gate()
    area = tab.page.get_by_role("group", name="Files that answer")
    await expect(area).to_be_visible()
    await tab.say("here it is")
    await expect(tab.toast).to_contain_text("wrong.txt was not taken: this needs one file of type .csv")
    await expect(area).to_be_visible()
    await expect(tab.page.locator(".composer .attachment")).to_have_count(0)
    await chooser(tab).set_input_files(upload("crew.csv"))
    await tab.shows("later", "The crew list, please", "here it is", "got crew.csv (3 bytes): Ada")


async def test_several_files_are_sent_together(tab: Chat) -> None:
    await tab.say("files")
    send = tab.button("Send files")
    await expect(send).to_be_disabled()
    await chooser(tab).set_input_files([upload("a.txt", "text/plain", b"one"), upload("b.txt", "text/plain", b"two")])
    await expect(tab.page.locator('.file-question [data-status="ready"]')).to_have_count(2)
    await picture(tab, "question-files")
    await send.click()
    await tab.shows("files", "All papers, please", "got a.txt (3 bytes): one, b.txt (3 bytes): two")


async def test_a_form_is_checked_and_sent(tab: Chat) -> None:
    await tab.say("form")
    form = tab.page.get_by_role("form", name="Registration")
    await tab.button("Submit").click()
    name = form.get_by_role("textbox", name="Name")
    await expect(name).to_be_focused()
    await expect(form.get_by_role("alert")).to_have_count(2)
    await picture(tab, "question-form")
    await tab.page.keyboard.type("Ariadne")
    await tab.page.keyboard.press("Tab")
    await tab.page.keyboard.type("20")
    await form.get_by_role("combobox", name="Berth").select_option("East")
    await form.get_by_role("checkbox", name="I know the rules").check()
    await form.get_by_role("checkbox", name="Fuel").check()
    await tab.button("Submit").click()
    answer = "got name Ariadne, length 20, berth e, services ['Water', 'Fuel'], rules True, submitted True"
    await tab.shows("form", "Register, please", answer)
    await expect(form).to_have_count(0)
    await picture(tab, "question-form-answered")
    await tab.reload()
    await tab.shows("form", "Register, please", answer)
    await expect(tab.button("Submit")).to_have_count(0)


async def test_a_form_that_does_not_fit_is_read_from_its_question_on(tab: Chat) -> None:
    await tab.page.set_viewport_size({"width": 390, "height": 500})
    await tab.say("form")
    question = tab.last.get_by_text("Register, please")
    await expect(tab.button("Submit")).to_be_attached()
    await expect(question).to_be_in_viewport()
    await expect(tab.button("Submit")).not_to_be_in_viewport()
    # What is wrong makes the form longer, and takes nobody away from where they are.
    await tab.button("Submit").scroll_into_view_if_needed()
    await tab.page.get_by_role("textbox", name="Name").fill("Ariadne")
    await tab.page.get_by_role("checkbox", name="I know the rules").focus()
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("alert")).to_have_count(1)
    await expect(tab.page.get_by_role("checkbox", name="I know the rules")).to_be_in_viewport()
    await tab.page.get_by_role("checkbox", name="I know the rules").check()
    await tab.button("Submit").click()
    await expect(tab.last).to_contain_text("got name Ariadne")
    await expect(tab.last).to_be_in_viewport()


async def test_a_form_may_be_cancelled(tab: Chat) -> None:
    await tab.say("form")
    await tab.button("Cancel").click()
    await tab.shows("form", "Register, please", "got submitted False")


async def test_the_apps_own_element_answers(tab: Chat) -> None:
    await tab.say("wheel")
    await tab.button("Turn").click()
    await expect(tab.last).to_contain_text("Turns: 4")
    await tab.button("Done").click()
    await expect(tab.last).to_contain_text("got turns 4, submitted True")
    await expect(tab.button("Done")).to_have_count(0)
    await tab.say("wheel")
    await tab.button("Leave it").click()
    await expect(tab.last).to_contain_text("got submitted False")


async def test_stop_ends_a_question(tab: Chat) -> None:
    await tab.say("words")
    await expect(tab.page.locator(BAR)).to_be_visible()
    await tab.stop.click()
    await expect(tab.page.locator(BAR)).to_have_count(0)
    await expect(tab.messages.nth(1)).to_contain_text("(stopped)")
    await tab.say("go on")
    await expect(tab.last).to_contain_text("re: go on")


async def test_each_conversation_has_its_own_question(tab: Chat, server: App) -> None:
    await tab.say("words")
    other = Chat(await tab.page.context.new_page())
    await other.open(server.url)
    await other.say("choice")
    await expect(other.button("Continue")).to_be_visible()
    await expect(other.page.locator(BAR)).to_have_count(0)
    await tab.say("Ariadne")
    await tab.shows("words", SHIP, "Ariadne", "got Ariadne")
    await other.button("Continue").click()
    await other.shows("choice", "Shall I go on?", "got continue")


async def test_a_question_answered_in_another_window_is_over_here(tab: Chat, chromium: Browser, server: App) -> None:
    """A second browser with the same session, as where there are no locks to keep them apart."""
    session = await tab.page.evaluate("sessionStorage.getItem('botbridge.session')")
    context = await chromium.new_context(locale="en-US")
    await context.add_init_script(f"sessionStorage.setItem('botbridge.session', '{session}')")
    other = Chat(await context.new_page())
    await other.open(server.url)
    await tab.say("words")
    for one in (tab, other):
        await expect(one.page.locator(BAR)).to_be_visible()
    await other.say("Ariadne")
    for one in (tab, other):
        await one.shows("words", SHIP, "Ariadne", "got Ariadne")
        await expect(one.page.locator(BAR)).to_have_count(0)
    await tab.say("choice")
    await other.button("Abandon").click()
    for one in (tab, other):
        await expect(one.last).to_contain_text("got abandon")
        await expect(one.button("Continue")).to_have_count(0)
    await context.close()


async def test_a_restart_interrupts_a_question_and_asks_anew(chat: Chat, watch: Watch, tmp_path: Path) -> None:
    watch.expected += LOST
    app = made(tmp_path, APP)
    try:
        await app.start()
        await chat.open(app.url)
        await chat.say("choice")
        await expect(chat.button("Continue")).to_be_visible()
        await app.kill()
        await chat.disconnected()
        await expect(chat.button("Continue")).to_be_disabled()
        await app.start()
        await chat.connected()
        await expect(chat.messages).to_have_count(3)
        await expect(chat.messages.nth(1)).to_contain_text("(interrupted)")
        await expect(chat.button("Continue")).to_have_count(1)
        await picture(chat, "question-restart")
        await chat.button("Continue").click()
        await chat.shows("choice", "Shall I go on?", "Shall I go on?", "got continue")
    finally:
        app.close()
