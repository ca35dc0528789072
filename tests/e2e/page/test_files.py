"""Files: chosen, dropped, pasted; measured against the policy; shown with their message."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from page.fake_server import PIXEL, FakeServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

READY = '[data-status="ready"]'

# Hands a file over as a drop or a paste does; a test cannot reach the desktop.
HAND_OVER = """([kind, name, type]) => {
  const data = new DataTransfer();
  data.items.add(new File(['hello'], name, { type }));
  const at = kind === 'paste' ? document.querySelector('textarea') : document.body;
  const fire = (event) => at.dispatchEvent(event);
  if (kind === 'paste') fire(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  else for (const step of kind.split(' ')) {
    fire(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""


def upload(name: str, mime: str = "text/plain", content: bytes = b"hello") -> dict[str, object]:
    return {"name": name, "mimeType": mime, "buffer": content}


async def choose(page: Page, *files: dict[str, object]) -> None:
    await page.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]


async def send(page: Page, text: str = "") -> None:
    await page.get_by_role("textbox").fill(text)
    await page.get_by_role("button", name="Send message").click()


async def test_files_go_with_the_message_and_are_shown(page: Page, server: FakeServer) -> None:
    await choose(page, upload("notes.txt"), upload("chart.png", "image/png", PIXEL))
    await expect(page.locator(READY)).to_have_count(2)
    await send(page, "look")
    await expect(page.locator("article").last).to_contain_text("echo: look")
    await expect(page.get_by_role("list", name="Attachments")).to_have_count(0)
    references = next(data for name, data in server.heard if name == "client_message")["fileReferences"]
    assert {reference["id"] for reference in references} == set(server.files)
    mine = page.locator("article.from-user")
    await expect(mine.get_by_role("listitem")).to_have_count(2)
    await expect(mine.get_by_role("link", name="notes.txt")).to_be_visible()
    picture = mine.get_by_role("img", name="chart.png")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 1)


async def test_a_file_alone_is_a_message(page: Page, server: FakeServer) -> None:
    await choose(page, upload("notes.txt"))
    await page.wait_for_selector(READY)
    await send(page)
    await expect(page.locator("article").last).to_contain_text("echo:")
    assert server.messages() == [""]


async def test_drop(page: Page, server: FakeServer) -> None:
    await page.evaluate(HAND_OVER, ["dragenter", "dropped.txt", "text/plain"])
    await expect(page.locator(".drop-zone")).to_be_visible()
    await page.evaluate(HAND_OVER, ["dragover drop", "dropped.txt", "text/plain"])
    await expect(page.locator(".drop-zone")).to_have_count(0)
    await expect(page.locator(READY)).to_contain_text("dropped.txt")
    assert [name for name, _, _ in server.files.values()] == ["dropped.txt"]


async def test_paste(page: Page, server: FakeServer) -> None:
    await page.evaluate(HAND_OVER, ["paste", "pasted.txt", "text/plain"])
    await expect(page.locator(READY)).to_contain_text("pasted.txt")
    assert [name for name, _, _ in server.files.values()] == ["pasted.txt"]


async def test_progress_is_shown_and_an_upload_can_be_cancelled(page: Page, server: FakeServer) -> None:
    server.upload_gate.clear()
    await choose(page, upload("slow.txt"))
    await expect(page.get_by_role("progressbar", name="Uploading: slow.txt")).to_be_visible()
    await page.get_by_role("textbox").fill("not yet")
    await expect(page.get_by_role("button", name="Send message")).to_be_disabled()
    await page.get_by_role("button", name="Cancel upload: slow.txt").click()
    await expect(page.get_by_role("list", name="Attachments")).to_have_count(0)
    await expect(page.get_by_role("button", name="Send message")).to_be_enabled()
    server.upload_gate.set()


async def test_a_ready_file_can_be_taken_away(page: Page, server: FakeServer) -> None:
    await choose(page, upload("a.txt"), upload("b.txt"))
    await expect(page.locator(READY)).to_have_count(2)
    await page.get_by_role("button", name="Remove attachment: a.txt").click()
    await send(page, "only b")
    await expect(page.locator("article").last).to_contain_text("echo: only b")
    references = next(data for name, data in server.heard if name == "client_message")["fileReferences"]
    assert [server.files[reference["id"]][0] for reference in references] == ["b.txt"]


async def test_what_the_server_refuses_is_said(page: Page, server: FakeServer) -> None:
    await choose(page, upload("refuse.txt"))
    await expect(page.locator('[data-status="failed"]').get_by_role("alert")).to_have_text("No room on board")
    await send(page, "without it")
    await expect(page.locator("article").last).to_contain_text("echo: without it")
    assert next(data for name, data in server.heard if name == "client_message")["fileReferences"] == []


async def test_the_policy_of_the_app(context: BrowserContext, server: FakeServer) -> None:
    policy = {"enabled": True, "accept": {"text/plain": [".txt", ".md"]}, "max_files": 2, "max_size_mb": 0.01}
    server.settings["features"]["spontaneous_file_upload"] = policy
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        assert await page.locator("input[type=file]").get_attribute("accept") == "text/plain,.txt,.md"
        await choose(page, upload("big.txt", content=b"x" * 20_000))
        await expect(page.get_by_role("alert")).to_have_text("Larger than 0.01 MB")
        await choose(page, upload("program.exe", "application/octet-stream"))
        await expect(page.get_by_role("alert").last).to_have_text("This type of file is not accepted")
        await choose(page, upload("1.md", ""), upload("2.txt"), upload("3.txt"))
        await expect(page.locator(".toast")).to_contain_text("At most 2 files")
        await expect(page.locator(READY)).to_have_count(2)
        assert sorted(name for name, _, _ in server.files.values()) == ["1.md", "2.txt"]
        await page.close()


async def test_without_uploads_there_is_nothing_to_attach(context: BrowserContext, server: FakeServer) -> None:
    server.settings["features"] = {}
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await expect(page.get_by_role("button", name="Attach files")).to_have_count(0)
        for kind in ("dragenter drop", "paste"):
            await page.evaluate(HAND_OVER, [kind, "a.txt", "text/plain"])
        await expect(page.locator(".attachment, .drop-zone")).to_have_count(0)
        assert server.files == {}
        await page.close()
