"""The page and the examples, as a new user tries them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect
from process.chromium import Watch
from process.command import App, until
from process.conftest import Builder

from browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LOST = ["ERR_CONNECTION_RE", "ERR_SOCKET_NOT_CONNECTED", "ERR_EMPTY_RESPONSE", "WebSocket connection to", "503"]


async def running(app: App, chat: Chat) -> App:
    await app.start()
    await chat.open(app.url)
    return app


async def greeted(app: App, chat: Chat) -> App:
    """The app runs and has said its first words; who writes before that sees their own words above them."""
    await running(app, chat)
    await chat.shows("Hello! Write something.")
    return app


async def picture(chat: Chat, name: str) -> None:
    """A screenshot for a person who wants to look, where BOTBRIDGE_SCREENSHOTS says."""
    if folder := os.environ.get("BOTBRIDGE_SCREENSHOTS"):
        await chat.page.screenshot(path=Path(folder) / f"{name}.png")


async def test_hello(example: Builder, chat: Chat) -> None:
    await greeted(example("hello"), chat)
    await chat.say("ahoy")
    await chat.shows("Hello! Write something.", "ahoy", "1: you wrote ahoy")
    await expect(chat.last.locator("strong")).to_have_text("ahoy")
    await picture(chat, "hello")


async def test_a_reload_keeps_the_conversation(example: Builder, chat: Chat) -> None:
    await greeted(example("hello"), chat)
    await chat.say("one")
    await chat.shows("Hello!", "one", "1: you wrote one")
    await chat.page.reload()
    await chat.connected()
    await chat.shows("Hello!", "one", "1: you wrote one")
    await chat.say("two")
    await chat.shows("Hello!", "one", "1: you wrote one", "two", "2: you wrote two")


async def test_a_restart_keeps_the_conversation(example: Builder, chat: Chat, watch: Watch) -> None:
    watch.expected += LOST
    app = await greeted(example("hello"), chat)
    await chat.say("one")
    await chat.shows("Hello!", "one", "1: you wrote one")
    await app.stop()
    await chat.disconnected()
    await picture(chat, "reconnecting")
    await app.start()
    await chat.connected()
    await chat.say("two")
    await chat.shows("Hello!", "one", "1: you wrote one", "two", "2: you wrote two")


async def test_a_new_chat_begins_anew(example: Builder, chat: Chat) -> None:
    await greeted(example("hello"), chat)
    await chat.say("one")
    await chat.shows("Hello!", "one", "1: you wrote one")
    await chat.page.get_by_role("button", name=re.compile("new chat", re.I)).click()
    await picture(chat, "new-chat")
    await chat.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    await chat.shows("Hello!")
    await chat.say("one again")
    await chat.shows("Hello!", "one again", "1: you wrote one again")


async def test_two_tabs_are_two_conversations(example: Builder, chat: Chat) -> None:
    app = await greeted(example("hello"), chat)
    await chat.say("one")
    await chat.shows("Hello!", "one", "1: you wrote one")
    other = Chat(await chat.page.context.new_page())
    await other.open(app.url)
    await other.shows("Hello!")
    await other.say("two")
    await other.shows("Hello!", "two", "1: you wrote two")
    await chat.shows("Hello!", "one", "1: you wrote one")


async def test_streaming_markdown_grows_and_is_coloured(example: Builder, chat: Chat) -> None:
    await running(example("streaming"), chat)
    await chat.say("30")
    await expect(chat.last.get_by_role("heading", name="Ways to count")).to_be_visible()
    await expect(chat.stop).to_be_visible()
    code = chat.last.locator("pre code")
    await expect(code).to_contain_text("def count(limit: int)")
    await picture(chat, "streaming")
    await expect(chat.last).to_contain_text("28 29 30")
    await expect(chat.stop).to_have_count(0)
    await expect(chat.last.locator("table td").nth(1)).to_have_text("one")
    assert await code.locator("span[class^=hljs-]").count() > 3
    assert (
        await code.inner_text()
        == "def count(limit: int) -> None:\n    for number in range(1, limit + 1):\n        print(number)"
    )
    assert (await chat.last.inner_text()).count("Ways to count") == 1
    await picture(chat, "streamed")


async def test_stop_keeps_what_was_said_and_the_chat_goes_on(example: Builder, chat: Chat) -> None:
    await running(example("streaming"), chat)
    await chat.say("500")
    await expect(chat.last).to_contain_text("1 2 3")
    await chat.stop.click()
    await expect(chat.last).to_contain_text("Stopped. Write a number")
    stopped = chat.messages.nth(1)
    await expect(stopped).to_contain_text("(stopped)")
    await expect(stopped).not_to_contain_text("200")
    await picture(chat, "stopped")
    await chat.say("3")
    await expect(chat.last).to_contain_text("1 2 3")
    await expect(chat.stop).to_have_count(0)
    await expect(chat.messages).to_have_count(5)


async def test_a_file_goes_in_and_one_comes_out(example: Builder, chat: Chat) -> None:
    await running(example("files"), chat)
    poem = {"name": "poem.txt", "mimeType": "text/plain", "buffer": b"one fish two fish"}
    await chat.page.locator("input[type=file]").set_input_files([poem])  # type: ignore[list-item]
    await chat.page.wait_for_selector('[data-status="ready"]')
    await picture(chat, "attached")
    await chat.say("count these")
    await expect(chat.last).to_contain_text("poem.txt has 4 words:")
    await expect(chat.last.locator("tbody tr").first).to_have_text(re.compile(r"fish\s*2"))
    await expect(chat.messages.first.get_by_role("link", name="poem.txt")).to_be_visible()
    await picture(chat, "files")
    for _ in range(2):
        async with chat.page.expect_download() as expected:
            await chat.last.get_by_role("link", name="counts.csv").click()
        download = await expected.value
        assert Path(await download.path()).read_text() == "fish,2\none,1\ntwo,1"
        await chat.page.reload()
        await chat.connected()
        await chat.shows("count these", "poem.txt has 4 words:")
    await expect(chat.messages.first.get_by_role("link", name="poem.txt")).to_be_visible()


async def test_killed_in_mid_answer_and_started_again(example: Builder, chat: Chat, watch: Watch) -> None:
    watch.expected += LOST
    app = await running(example("streaming"), chat)
    await chat.say("12")
    await expect(chat.last).to_contain_text("1 2 3")
    await until(lambda: app.rows("SELECT * FROM bb_journal WHERE open AND text LIKE '%goes on%'"), "the journal")
    await app.kill()
    await chat.disconnected()
    await picture(chat, "killed")
    await app.start()
    await chat.connected()
    await expect(chat.messages).to_have_count(3)
    await expect(chat.messages.nth(1)).to_contain_text("(interrupted)")
    await expect(chat.last).to_contain_text("10 11 12", timeout=30_000)
    await expect(chat.last).not_to_contain_text("(interrupted)")
    await expect(chat.stop).to_have_count(0)
    await picture(chat, "interrupted")
    assert (await chat.last.inner_text()).count("Ways to count") == 1


async def test_a_phone_and_a_path_of_its_own(example: Builder, chat: Chat) -> None:
    app = example("hello", "--root-path", "/chat")
    app.spawn()
    await until(lambda: "is ready on" in app.log, "the start")
    await chat.page.set_viewport_size({"width": 360, "height": 640})
    await chat.open(f"{app.url}/chat/")
    await chat.shows("Hello!")
    await chat.say("ahoy " * 40)
    await chat.shows("Hello!", "ahoy ahoy", "1: you wrote")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert await chat.page.evaluate(wide) is False
    await picture(chat, "phone")
