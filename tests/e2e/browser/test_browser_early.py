"""Who writes before the app has greeted loses nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from process.command import App

from browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "early"


async def test_words_before_the_greeting_wait_for_it(tab: Chat, server: App) -> None:
    server.close_gate()
    await tab.say("one")
    await tab.say("two")
    await tab.shows("one", "two")
    await tab.reload()
    await tab.shows("one", "two")
    await tab.say("three")
    server.open_gate()
    everything = ["one", "two", "three", "Hello!", "ready: one", "ready: two", "ready: three"]
    await tab.shows(*everything)
    await expect(tab.stop).to_have_count(0)
    # Told anew, the words stand where they were answered.
    await tab.reload()
    await tab.shows("Hello!", "one", "ready: one", "two", "ready: two", "three", "ready: three")
