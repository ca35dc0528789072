"""What hangs on messages and beside the conversation, from a real server, before a person's eyes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect
from process.chromium import Watch
from process.command import App, free_port

from botbridge.testing.slack import FakeSlack
from browser.chat import Chat
from browser.conftest import made
from browser.test_browser_examples import LOST, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

APP = "elements"


async def test_pictures_and_sound(tab: Chat) -> None:
    await tab.say("picture")
    for _ in range(2):
        image = tab.page.get_by_role("img", name="tide.png")
        await expect(image).to_have_js_property("naturalWidth", 400)
        await tab.reload()
    await tab.say("sound")
    await expect(tab.page.locator("audio[aria-label='horn.wav']")).to_have_js_property("duration", 1)


async def test_a_document_opens_at_its_page(tab: Chat) -> None:
    await tab.say("document")
    await expect(tab.page.get_by_role("status").filter(has_text="2 / 3")).to_be_visible()
    await expect(tab.page.locator(".pdf-page canvas").nth(1)).to_be_visible()
    await picture(tab, "document")
    await tab.button("Next page").click()
    await expect(tab.page.get_by_role("status").filter(has_text="3 / 3")).to_be_visible()


async def test_a_file_is_downloaded_under_its_name(tab: Chat) -> None:
    await tab.say("file")
    for _ in range(2):
        async with tab.page.expect_download() as expected:
            await tab.last.get_by_role("link", name='a "b" ä.csv').click()
        download = await expected.value
        assert Path(await download.path()).read_text() == "ship,draft\nAriadne,3"
        await tab.reload()


async def test_charts(tab: Chat) -> None:
    await tab.say("charts")
    chart = tab.page.get_by_role("img", name="Chart: bars")
    await expect(chart.locator(".bars .point")).to_have_count(3, timeout=20_000)
    await expect(tab.page.get_by_role("img", name="lines")).to_have_js_property("complete", True)
    await picture(tab, "charts")


async def test_a_long_table_comes_in_pages(tab: Chat) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "/rows?" in request.url else None)
    await tab.say("table")
    frame = tab.page.locator(".grid-frame")
    await expect(frame.get_by_role("cell", name="ship 0", exact=True)).to_be_visible(timeout=20_000)
    assert asked == []
    await frame.evaluate("box => { box.scrollTop = box.scrollHeight }")
    await expect(frame.get_by_role("cell", name="ship 99999", exact=True)).to_be_visible()
    assert 0 < len(asked) <= 3
    await picture(tab, "table")
    async with tab.page.expect_download() as expected:
        await tab.page.get_by_role("link", name="Download as CSV: ships").click()
    lines = Path(await (await expected.value).path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 100_001
    # What a spreadsheet would run is only words to it.
    assert lines[1] == "ship 0,0.0,'=2+2"


async def test_texts_in_place_beside_and_on_a_page_of_their_own(tab: Chat) -> None:
    await tab.say("texts")
    await expect(tab.last.locator(".element-text strong")).to_have_text("bold")
    await expect(tab.last).to_contain_text("<b>raw</b>")
    await tab.last.locator(".element-reference", has_text="the chart").press("Enter")
    panel = tab.page.get_by_role("complementary", name="the chart")
    await expect(panel.get_by_role("heading", name="Beside")).to_be_visible()
    await expect(panel.get_by_role("heading", name="the chart")).to_be_focused()
    await picture(tab, "panel")
    await tab.page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
    await expect(tab.last.locator(".element-reference", has_text="the chart")).to_be_focused()
    await tab.last.locator(".element-reference", has_text="the log").click()
    await expect(tab.page.get_by_role("heading", name="A page")).to_be_visible()
    assert re.search(r"/element/[0-9a-f-]{36}$", tab.page.url)
    await tab.reload()
    await expect(tab.page.get_by_role("heading", name="A page")).to_be_visible()
    await tab.button("Back to the chat").click()
    await expect(tab.last).to_contain_text("See the chart and the log.")


async def test_what_cannot_be_shown_is_said_and_nothing_runs(tab: Chat) -> None:
    await tab.say("odd")
    await expect(tab.last.locator("em")).to_contain_text(["its file is missing", "is no public address"])
    await expect(tab.last.get_by_role("listitem")).to_have_count(1)
    async with tab.page.expect_download() as expected:
        await tab.last.get_by_role("link", name="page.html").click()
    assert (await expected.value).suggested_filename == "page.html"
    assert await tab.page.evaluate("window.hacked") is None
    await picture(tab, "odd")


async def test_the_apps_own_element(tab: Chat, server: App) -> None:
    await tab.say("counter")
    count = tab.page.locator("[data-count]")
    await expect(count).to_have_text("Count: 1")
    await tab.button("More").click()
    await expect(count).to_have_text("Count: 2")
    await tab.button("Save").click()
    await expect(tab.page.locator("[data-told]")).to_contain_text('"saved":2')
    assert server.notes() == ["2"]
    await tab.button("Say").click()
    await expect(tab.last).to_contain_text("re: count is 2")
    await tab.reload()
    await expect(count).to_have_text("Count: 2")
    await tab.say("change")
    await expect(count).to_have_text("Count: 40")
    await picture(tab, "counter")
    await tab.button("Remove").click()
    for _ in range(2):
        await expect(count).to_have_count(0)
        await tab.reload()


async def test_an_action_whose_result_is_no_json_says_so(tab: Chat, watch: Watch) -> None:
    watch.expected.append("500")
    await tab.say("counter")
    await tab.button("Broken").click()
    await expect(tab.page.locator("[data-told]")).to_contain_text('"success":false')
    await expect(tab.toast).to_contain_text("not JSON")


async def test_the_sidebar(tab: Chat) -> None:
    await tab.say("sidebar one")
    panel = tab.page.get_by_role("complementary", name="Notes one")
    await expect(panel.get_by_role("heading", name="Sheet one")).to_be_visible()
    await expect(panel.locator("[data-count]")).to_have_text("Count: 7")
    await expect(tab.page.locator("#composer-input")).to_be_focused()
    await picture(tab, "sidebar")
    await tab.reload()
    await expect(panel.get_by_role("heading", name="Sheet one")).to_be_visible()
    await tab.say("sidebar two")
    await expect(tab.page.get_by_role("complementary", name="Notes two")).to_contain_text("Sheet two")
    await tab.say("sidebar close")
    await expect(tab.page.get_by_role("complementary")).to_have_count(0)


async def test_elements_outlive_a_restart(chat: Chat, watch: Watch, tmp_path: Path) -> None:
    watch.expected += LOST
    app = made(tmp_path, APP)
    try:
        await app.start()
        await chat.open(app.url)
        await chat.say("picture")
        await expect(chat.page.get_by_role("img", name="tide.png")).to_be_visible()
        await chat.say("counter")
        await chat.button("More").click()
        await expect(chat.page.locator("[data-count]")).to_have_text("Count: 2")
        await app.kill()
        await chat.disconnected()
        await app.start()
        await chat.connected()
        await chat.reload()
        await expect(chat.page.get_by_role("img", name="tide.png")).to_have_js_property("naturalWidth", 400)
        await chat.button("More").click()
        await expect(chat.page.locator("[data-count]")).to_have_text("Count: 3")
    finally:
        app.close()


# Signed links


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(retry_delays=(0.1,) * 20) as slack:
        slack.channel("C1")
        yield slack


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def elsewhere(slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """An app on Slack, whose elements of its own making are links to their pages."""
    app = made(tmp_path_factory.mktemp("elsewhere"), "signed")
    app.port = free_port()
    app.env = {**slack.env(), "BOTBRIDGE_URL": app.url}
    app.options = ("--adapters", "slack,web")
    slack.deliver_to = f"{app.url}/slack/events"
    await app.start()
    yield app
    app.close()


def link_in(shown: object) -> str:
    """The address of an element's page in what Slack shows."""
    found = re.search(r"http://127[^\s|>\"')]+/element/[^\s|>\"')]+", str(shown))
    assert found, str(shown)
    return found[0]


async def test_a_link_from_slack_opens_the_element_alone(chat: Chat, slack: FakeSlack, elsewhere: App) -> None:
    await slack.user("U1", name="alice").mention("counter", "C1")
    message = await slack.thread.reply()
    await chat.page.goto(link_in(message.blocks))
    count = chat.page.locator("[data-count]")
    await expect(count).to_have_text("Count: 1")
    await chat.button("More").click()
    await expect(count).to_have_text("Count: 2")
    await chat.button("Save").click()
    await expect(chat.page.locator("[data-told]")).to_contain_text('"saved":2')
    await chat.button("Say").click()
    await expect(chat.toast).to_contain_text("Messages can only be sent in the chat itself")
    await picture(chat, "signed")
    await chat.page.reload()
    await expect(count).to_have_text("Count: 2")
    await expect(chat.page.locator("#composer-input")).to_have_count(0)


async def test_a_question_from_slack_is_answered_on_its_page(
    chat: Chat, watch: Watch, slack: FakeSlack, elsewhere: App
) -> None:
    watch.expected += ["403", "404"]
    bob = slack.user("U2", name="bob")
    await bob.mention("wheel", "C1")
    await bob.click(await slack.thread.reply(), "Open")
    link = link_in(await bob.modal())
    await chat.page.goto(link[:-4])
    await expect(chat.page.get_by_text("does not work (any more)")).to_be_visible()
    await chat.page.goto(link)
    await chat.button("Turn").click()
    await chat.button("Done").click()
    await expect(chat.page.get_by_role("heading", name="Thank you, your answer was sent")).to_be_visible()
    assert "4" in (await slack.thread.reply()).text
    await chat.page.reload()
    await expect(chat.page.get_by_text("This element is not there any more")).to_be_visible()
