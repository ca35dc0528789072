"""For everyone: themes, keyboard alone, screen readers, a phone, another language."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from botbridge_webui import static_dir
from page.checks import COMPLAINTS, POOR_CONTRAST, WIDE
from page.fake_server import FakeServer, Session, assistant

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LONG = f"""# A heading

{"unbreakable" * 40}

`{"inline" * 40}`

```python
{"x = 1  # a long line of code; " * 12}
```

| {" | ".join(f"column {n}" for n in range(12))} |
|{"---|" * 12}
| {" | ".join("a cell with text" for _ in range(12))} |

https://example.com/{"path" * 60}
"""


async def theme(page: Page) -> str:
    shown: str = await page.evaluate("document.documentElement.dataset.theme")
    ground: str = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    bright = sum(int(part) for part in ground[4:-1].split(",")) > 380
    assert bright == (shown == "light")
    return shown


async def wait_until_connected(page: Page) -> None:
    await page.wait_for_selector('[data-connection="connected"]', state="attached")


async def fill(page: Page, server: FakeServer) -> None:
    """One of everything."""
    session = server.session
    await page.get_by_role("textbox").fill("a question")
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo:")
    await server.post(session, assistant(LONG))
    await server.post(session, assistant("went wrong", isError=True))
    await server.say(session, "toast", {"message": "A notice", "type": "warning"})
    files = [{"name": "refuse.txt", "mimeType": "text/plain", "buffer": b"x"}]
    await page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    await expect(page.get_by_role("alert")).to_be_visible()
    await server.say(session, "task_start", {})
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    await expect(page.locator(".hljs-comment").first).to_be_visible()


async def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    assert await theme(page) == "light"
    await page.get_by_role("radio", name="Dark").check(force=True)
    assert await theme(page) == "dark"
    await page.reload(wait_until="commit")
    await page.wait_for_selector("#root", state="attached")
    assert await theme(page) == "dark"
    await wait_until_connected(page)
    await page.get_by_role("radio", name="System").check(force=True)
    assert await theme(page) == "light"
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await theme(page) == "dark"


async def test_the_app_sets_the_default_theme(context: BrowserContext, server: FakeServer) -> None:
    server.settings["ui"]["default_theme"] = "dark"
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await wait_until_connected(page)
        assert await theme(page) == "dark"
        await page.get_by_role("radio", name="Light").check(force=True)
        await page.reload()
        await wait_until_connected(page)
        assert await theme(page) == "light"
        await page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_lacks_a_name_or_contrast(page: Page, server: FakeServer, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await fill(page, server)
    assert await page.evaluate(COMPLAINTS) == []
    assert await page.evaluate(POOR_CONTRAST) == []
    await page.get_by_role("button", name="New chat").click()
    assert await page.evaluate(COMPLAINTS) == []


async def test_landmarks_and_roles(page: Page) -> None:
    for role in ("banner", "main", "contentinfo", "log"):
        await expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    await expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "off")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Harbour")
    assert await page.title() == "Harbour"


async def test_whole_messages_are_read_out_not_tokens(page: Page, server: FakeServer) -> None:
    await page.evaluate("""() => {
      window.said = [];
      const live = document.querySelector('[data-testid=announcer]');
      new MutationObserver(() => window.said.push(live.textContent)).observe(live, {
        childList: true, characterData: true, subtree: true });
    }""")

    async def reply(session: Session) -> None:
        await server.stream(session, [f"w{n} " for n in range(30)], 0.02)

    server.replies["go"] = reply
    await page.get_by_role("textbox").fill("go")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("announcer")).to_contain_text("w29")
    said = [text for text in await page.evaluate("window.said") if text]
    assert said == ["Ada: " + " ".join(f"w{n}" for n in range(30))]


async def test_everything_is_reached_by_keyboard(page: Page, server: FakeServer) -> None:
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo: hello")
    await page.evaluate("document.activeElement.blur(), document.body.focus()")
    skip = page.get_by_role("link", name="Skip to the message box")
    await page.keyboard.press("Tab")
    while not await skip.evaluate("link => link === document.activeElement"):
        await page.keyboard.press("Shift+Tab")
    await expect(skip).to_be_in_viewport()
    seen = []
    thumbs = ["Good answer", "Bad answer"]
    expected = ["System", "New chat", "Conversation", *thumbs, "Write a message…", "Attach files"]
    for _ in expected:
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        seen.append(await focused.get_attribute("aria-label") or (await focused.inner_text()).strip())
        ring = "e => { const s = getComputedStyle(e.closest('label') ?? e); return s.outlineStyle }"
        if seen[-1] != "Write a message…":
            assert await focused.evaluate(ring) != "none", seen
    assert seen == expected
    await skip.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox")).to_be_focused()


async def test_the_dialog_keeps_the_focus_and_escape_closes_it(page: Page, server: FakeServer) -> None:
    await server.post(server.session, assistant("something to lose"))
    button = page.get_by_role("button", name="New chat")
    await expect(page.locator("article")).to_have_count(1)
    await button.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Start a new chat?")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(button).to_be_focused()
    await expect(page.locator("article")).to_have_count(1)


async def test_a_phone_never_scrolls_sideways(browser: Browser, server: FakeServer) -> None:
    context = await browser.new_context(
        viewport={"width": 375, "height": 720}, has_touch=True, is_mobile=True, locale="en-US"
    )
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await wait_until_connected(page)
        await expect(page.get_by_role("textbox")).not_to_be_focused()
        await fill(page, server)
        for box in ("document.documentElement", "document.querySelector('.thread-frame')"):
            assert await page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0
        assert await page.evaluate(WIDE) == []
        size = "getComputedStyle(document.querySelector('textarea')).fontSize"
        assert await page.evaluate(size) == "16px"
    await context.close()


async def test_reduced_motion(page: Page, server: FakeServer) -> None:
    await server.say(server.session, "task_start", {})
    dot = page.locator(".dots i").first
    await dot.wait_for()
    moving = "dot => getComputedStyle(dot).animationName"
    assert await dot.evaluate(moving) == "pulse"
    await page.emulate_media(reduced_motion="reduce")
    assert await dot.evaluate(moving) == "none"


async def test_another_language(context: BrowserContext) -> None:
    server = FakeServer(static_dir())
    server.translation = {"chat": {"input": {"placeholder": "Votre message…"}}, "navigation": {"newChat": 7}}
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await wait_until_connected(page)
        await expect(page.get_by_placeholder("Votre message…")).to_be_visible()
        await expect(page.get_by_role("button", name="New chat")).to_be_visible()
        await page.close()
