"""Everything that is asked and shown, without a mouse."""

from __future__ import annotations

import pytest
from playwright.async_api import FileChooser, expect
from process.command import until

from browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "questions"


async def focused(chat: Chat) -> str:
    """What has the focus, by its name."""
    told: str = await chat.page.evaluate(
        "(one => one.getAttribute('aria-label') || (one.labels?.[0] ?? one).innerText)(document.activeElement)"
    )
    return told.strip().partition("\n")[0].removesuffix(" (optional)")


async def back_to(chat: Chat, name: str) -> None:
    """Go back from the message box, as somebody does who has heard that something is asked."""
    for _ in range(20):
        await chat.page.keyboard.press("Shift+Tab")
        if await focused(chat) == name:
            return
    raise AssertionError(f"{name} is not reached; the last was {await focused(chat)}")


async def test_questions_are_answered_without_a_mouse(tab: Chat) -> None:
    keyboard, announcer = tab.page.keyboard, tab.page.get_by_test_id("announcer")
    choosers: list[FileChooser] = []

    def chosen(chooser: FileChooser) -> None:
        choosers.append(chooser)

    # From the beginning: the browser takes a moment until it hands its dialogs over.
    tab.page.on("filechooser", chosen)
    await keyboard.type("choice")
    await keyboard.press("Enter")
    await expect(announcer).to_contain_text("Shall I go on? Buttons below the message answer.")
    await back_to(tab, "Continue")
    await keyboard.press("Space")
    await expect(tab.last).to_contain_text("got continue")
    assert await focused(tab) == "Write a message…"
    await keyboard.type("words")
    await keyboard.press("Enter")
    await expect(announcer).to_contain_text("Your next message is the answer.")
    assert await focused(tab) == "Write your answer…"
    await keyboard.type("Argo")
    await keyboard.press("Enter")
    await expect(tab.last).to_contain_text("got Argo")
    await keyboard.type("file")
    await keyboard.press("Enter")
    await expect(announcer).to_contain_text("Files are asked for below the message.")
    await back_to(tab, "Drop files here, or choose them")
    await keyboard.press("Enter")
    await until(lambda: choosers, "the choice of a file")
    crew = {"name": "crew.csv", "mimeType": "text/csv", "buffer": b"Ada"}
    await choosers[0].set_files([crew])  # type: ignore[list-item]
    await expect(tab.last).to_contain_text("got crew.csv (3 bytes): Ada")
    assert await focused(tab) == "Write a message…"


async def test_a_form_is_filled_in_without_a_mouse(tab: Chat) -> None:
    keyboard = tab.page.keyboard
    await keyboard.type("form")
    await keyboard.press("Enter")
    await expect(tab.page.get_by_test_id("announcer")).to_contain_text("something to fill in below the message")
    await expect(tab.button("Submit")).to_be_visible()
    await back_to(tab, "Submit")
    await keyboard.press("Enter")
    # The first thing that is wrong.
    assert await focused(tab) == "Name"
    await keyboard.type("Argo")
    for _ in range(2):
        await keyboard.press("Tab")
    assert await focused(tab) == "Berth"
    await keyboard.type("East")
    for _ in range(3):
        await keyboard.press("Tab")
    assert await focused(tab) == "I know the rules"
    await keyboard.press("Space")
    await keyboard.press("Enter")
    await expect(tab.last).to_contain_text("got name Argo, length 12, berth e, services ['Water'], rules True")
    assert await focused(tab) == "Write a message…"


async def test_stop_without_a_mouse(tab: Chat) -> None:
    keyboard = tab.page.keyboard
    await keyboard.type("words")
    await keyboard.press("Enter")
    await expect(tab.stop).to_be_visible()
    await keyboard.press("Tab")
    while await focused(tab) != "Stop":
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(tab.messages.nth(1)).to_contain_text("(stopped)")
    assert await focused(tab) == "Write a message…"
