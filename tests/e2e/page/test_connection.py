"""The line between page and server: lost, found, refused, begun anew; nothing that was said is lost."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from botbridge_webui import static_dir
from page.fake_server import FakeServer, Session, assistant

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def state(page: Page, name: str) -> str:
    return f'[data-connection="{name}"]'


async def lose(page: Page, server: FakeServer) -> None:
    server.reachable = False
    server.drop()
    await page.wait_for_selector(state(page, "reconnecting"))


async def find(page: Page, server: FakeServer) -> None:
    server.reachable = True
    await page.wait_for_selector(state(page, "connected"), state="attached", timeout=15_000)


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def test_what_is_sent_before_the_page_has_connected_waits_for_it(page: Page, server: FakeServer) -> None:
    begin = asyncio.Event()

    async def wait(route: Route) -> None:
        await begin.wait()
        await route.continue_()

    await page.route("**/set-session-cookie", wait)
    await page.reload()
    await page.wait_for_selector(state(page, "connecting"), state="attached")
    await say(page, "early")
    await expect(page.get_by_role("textbox")).to_have_value("")
    await expect(page.locator("article").last).to_contain_text("early")
    assert server.messages() == []
    begin.set()
    await expect(page.locator("article").last).to_contain_text("echo: early")
    assert server.messages() == ["early"]


async def test_a_lost_line_keeps_the_text_and_the_session(page: Page, server: FakeServer) -> None:
    await say(page, "one")
    await expect(page.locator("article").last).to_contain_text("echo: one")
    before = server.session
    await lose(page, server)
    await expect(page.get_by_text("Reconnecting")).to_be_visible()
    await say(page, "two")
    await expect(page.get_by_role("textbox")).to_have_value("two")
    await expect(page.get_by_role("button", name="Send message")).to_be_disabled()
    before.steps["missed"] = {**assistant("said while away"), "id": "missed"}
    await find(page, server)
    await expect(page.locator("article").last).to_contain_text("said while away")
    await expect(page.locator("article")).to_have_count(3)
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo: two")
    assert list(server.sessions) == [before.id]
    assert server.auths[-1]["threadId"] == before.thread_id != ""


async def test_a_message_cut_off_on_its_way_is_sent_again(page: Page, server: FakeServer) -> None:
    """The server is gone before it acknowledges: the page shows the message, and sends it once more."""
    server.lost_event = "client_message"
    await say(page, "precious")
    await expect(page.get_by_text("Will be sent when the connection is back")).to_be_visible()
    server.session.steps["missed"] = {**assistant("said before"), "id": "missed"}
    await find(page, server)
    await expect(page.locator("article").last).to_contain_text("echo: precious")
    texts = await page.locator("article .prose").all_inner_texts()
    assert texts == ["said before", "precious", "echo: precious"]
    await expect(page.get_by_text("Will be sent")).to_have_count(0)
    assert server.messages() == ["precious"]


async def test_a_stream_goes_on_after_a_break(page: Page, server: FakeServer) -> None:
    async def reply(session: Session) -> None:
        await server.stream(session, [f"w{number} " for number in range(300)], 0.01)

    server.replies["go"] = reply
    await say(page, "go")
    await expect(page.locator("article").last).to_contain_text("w10 ")
    await lose(page, server)
    await asyncio.sleep(0.5)
    await find(page, server)
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    await expect(page.locator("article").last).to_contain_text("w299")
    words = (await page.locator("article .prose").last.inner_text()).split()
    assert words == [f"w{number}" for number in range(300)]
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)


async def test_a_reload_finds_the_conversation_again(page: Page, server: FakeServer) -> None:
    await say(page, "remember me")
    await expect(page.locator("article").last).to_contain_text("echo: remember me")
    await page.reload()
    await expect(page.locator("article")).to_have_count(2)
    await expect(page.locator("article").first).to_contain_text("remember me")
    assert len(server.sessions) == 1
    assert server.auths[-1]["threadId"] == server.session.thread_id


async def test_a_copied_tab_gets_a_session_of_its_own(page: Page, server: FakeServer) -> None:
    await say(page, "mine")
    await expect(page.locator("article").last).to_contain_text("echo: mine")
    async with page.context.expect_page() as opening:
        # Like "duplicate tab": a window that is opened by a page starts with a copy of its session storage.
        await page.evaluate("window.open(location.href)")
    copy = await opening.value
    await copy.wait_for_selector(state(copy, "connected"), state="attached")
    assert len(server.sessions) == 2
    await expect(copy.locator("article")).to_have_count(0)
    await copy.close()


async def test_new_chat_asks_first_and_begins_anew(page: Page, server: FakeServer) -> None:
    await say(page, "old")
    await expect(page.locator("article").last).to_contain_text("echo: old")
    old = server.session.id
    new_chat = page.get_by_role("button", name="New chat")
    await new_chat.click()
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.locator("article")).to_have_count(2)
    await new_chat.click()
    await page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    await expect(page.locator("article")).to_have_count(0)
    await page.wait_for_selector(state(page, "connected"), state="attached")
    assert ("clear_session", None) in server.heard
    assert old not in server.sessions
    await expect(page.get_by_role("textbox")).to_be_focused()
    await say(page, "new")
    await expect(page.locator("article").last).to_contain_text("echo: new")
    assert server.auths[-1]["threadId"] == ""


async def test_new_chat_does_not_ask_when_the_app_says_so(context: BrowserContext, server: FakeServer) -> None:
    server.settings["ui"]["confirm_new_chat"] = False
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector(state(page, "connected"), state="attached")
        await say(page, "old")
        await expect(page.locator("article")).to_have_count(2)
        await page.get_by_role("button", name="New chat").click()
        await expect(page.locator("article")).to_have_count(0)
        await page.close()


async def test_a_refusal_is_said_and_can_be_retried(context: BrowserContext, server: FakeServer) -> None:
    server.welcome = False
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector(state(page, "refused"))
        server.welcome = True
        await page.get_by_role("button", name="Try again").click()
        await page.wait_for_selector(state(page, "connected"), state="attached")
        await page.close()


async def test_offline_is_told_apart(page: Page, server: FakeServer) -> None:
    server.reachable = False
    await page.context.set_offline(True)
    server.drop()
    await page.wait_for_selector(state(page, "offline"))
    await page.context.set_offline(False)
    await find(page, server)


async def test_a_server_that_hangs_up_is_called_again(page: Page, server: FakeServer) -> None:
    await server.sio.disconnect(server.session.sid)
    await page.wait_for_selector(state(page, "reconnecting"))
    await page.wait_for_selector(state(page, "connected"), state="attached")


async def test_a_thread_that_cannot_be_resumed_is_left(page: Page, server: FakeServer) -> None:
    await say(page, "mine")
    await expect(page.locator("article").last).to_contain_text("echo: mine")
    await page.reload()
    await page.wait_for_selector(state(page, "connected"), state="attached")
    assert server.auths[-1]["threadId"] != ""
    await server.say(server.session, "resume_thread_error", "Not yours")
    await expect(page.locator(".toast.error")).to_contain_text("Not yours")
    await server.sio.disconnect(server.session.sid)
    await page.wait_for_selector(state(page, "reconnecting"))
    await page.wait_for_selector(state(page, "connected"), state="attached")
    assert server.auths[-1]["threadId"] == ""


async def test_reload_event(page: Page, server: FakeServer) -> None:
    old = server.session.id
    async with page.expect_navigation():
        await server.say(server.session, "reload", {})
    await page.wait_for_selector(state(page, "connected"), state="attached")
    assert server.session.id != old


async def test_the_page_lives_under_a_prefix(context: BrowserContext) -> None:
    server = FakeServer(static_dir(), prefix="/deep/chat")
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector(state(page, "connected"), state="attached")
        chosen = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
        await page.locator("input[type=file]").set_input_files(chosen)
        await page.wait_for_selector('[data-status="ready"]')
        await say(page, "hello")
        await expect(page.locator("article").last).to_contain_text("echo: hello")
        link = page.get_by_role("link", name="a.txt")
        assert "/deep/chat/project/file/" in (await link.get_attribute("href") or "")
        await page.close()
