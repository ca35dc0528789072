"""Every primitive for everyone: names, contrast, a phone, right-to-left texts, little motion."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from page.checks import COMPLAINTS, POOR_CONTRAST, WIDE
from page.fake_server import FakeServer, assistant
from page.samples import element, figure, frame, hang, keep, pdf, png, wav

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LONG = "unbreakable" * 30
FIELDS = [
    {"id": kind, "label": f"A field of {kind}", "type": kind, "required": True, "options": ["One", "Two"]}
    for kind in ("text", "textarea", "number", "date", "select", "multiselect", "checkbox", "radio")
]


def step(name: str, **more: Any) -> dict[str, Any]:
    times = {"start": "2026-11-25T10:00:00Z", "end": "2026-11-25T10:00:01Z"}
    return {"id": name, "type": "tool", "name": name, "input": "{}", "output": "out", **times, **more}


async def fill(page: Page, server: FakeServer) -> None:
    """One of everything."""
    session = server.session
    done = step("done", defaultOpen=True, output=f"See `{LONG}`")
    for one in (done, step("failed", isError=True), step(LONG, parentId="done"), step("open", end=None)):
        await server.post(session, one)
    await server.say(session, "task_start", {})
    listed = [{"title": LONG, "status": state} for state in ("done", "running", "ready", "failed")]
    await server.show(session, element("tasklist", "tasks", props={"status": "Sailing", "tasks": listed}))
    answer = assistant("The manual is beside.", feedback={"id": "f", "value": 1, "comment": LONG})
    await hang(
        server,
        session,
        answer,
        keep(server, element("image", "harbour.png"), png(), "image/png"),
        keep(server, element("audio", "horn.wav"), wav(), "audio/wav"),
        keep(server, element("text", LONG), b"# Text\n\nwords", "text/plain"),
        keep(server, element("pdf", "report.pdf"), pdf(), "application/pdf"),
        keep(server, element("plotly", "Tides"), figure(), "application/json"),
        frame(server, "ships", 300),
        {**element("image", "far.png"), "url": "https://example.com/far.png"},
        keep(server, element("text", "manual", display="side"), b"The manual", "text/plain"),
        element("custom", "Missing", props={}),
    )
    for number, label in enumerate(("Book", LONG, "")):
        action = {"id": f"a{number}", "name": "act", "label": label, "tooltip": "", "payload": {}}
        await server.offer(session, {**action, "icon": "anchor", "forId": answer["id"]})
    await expect(page.locator(".bars .point")).to_have_count(3)
    await expect(page.locator(".pdf-words").first).to_contain_text("Harbour")
    await expect(page.get_by_role("alert").filter(has_text="Missing")).to_be_visible()


async def ask_form(page: Page, server: FakeServer) -> None:
    question = assistant("Register")
    form = {**element("custom", "Form", props={"fields": FIELDS}), "forId": question["id"]}
    await server.show(server.session, form)
    await server.ask(server.session, question, type="element", element_id=form["id"])
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("form").get_by_role("alert")).to_have_count(len(FIELDS))


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_lacks_a_name_or_contrast(page: Page, server: FakeServer, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await fill(page, server)
    await ask_form(page, server)
    assert await page.evaluate(COMPLAINTS) == []
    assert await page.evaluate(POOR_CONTRAST) == []
    await page.locator("article .element-reference").click()
    await expect(page.get_by_role("complementary")).to_contain_text("The manual")
    assert await page.evaluate(COMPLAINTS) == []
    await server.ask(server.session, assistant("Which?"), type="text")
    await expect(page.locator(".question-bar")).to_be_visible()
    await server.ask(server.session, assistant("A file?"), type="file")
    await expect(page.locator(".drop-area")).to_be_visible()
    assert await page.evaluate(POOR_CONTRAST) == []
    assert await page.evaluate(COMPLAINTS) == []


async def test_a_phone(browser: Browser, server: FakeServer) -> None:
    context = await browser.new_context(viewport={"width": 375, "height": 720}, has_touch=True, is_mobile=True)
    async with server.running() as address:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await fill(page, server)
        await ask_form(page, server)
        await page.get_by_role("button", name="Tasks").tap()
        for box in ("document.documentElement", "document.querySelector('.thread-frame')"):
            assert await page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0
        assert await page.evaluate(WIDE) == []
        size = "all => all.map((e) => getComputedStyle(e).fontSize)"
        assert set(await page.locator("input[type=text], textarea, select").evaluate_all(size)) == {"16px"}
        await page.locator("article .element-reference").tap()
        panel = page.get_by_role("complementary", name="manual")
        await expect(panel).to_contain_text("The manual")
        box = await panel.bounding_box() or {}
        assert (box["x"], box["width"], box["height"]) == (0, 375, 720)
        # What lies under it is out of reach.
        reached = "box => { box.focus(); return document.activeElement === box }"
        assert not await page.locator("#composer-input").evaluate(reached)
        await page.get_by_role("button", name="Close side panel").tap()
        await expect(page.locator("article .element-reference")).to_be_focused()
    await context.close()


async def test_texts_from_right_to_left(page: Page, server: FakeServer) -> None:
    text = "مرحبا بكم في الميناء"
    await server.post(server.session, step(text, defaultOpen=True, output=text))
    answer = assistant(text)
    await server.post(server.session, answer)
    action = {"id": "a", "name": "act", "label": text, "tooltip": "", "payload": {}, "forId": answer["id"]}
    await server.offer(server.session, action)
    tasks = [{"title": text, "status": "ready"}]
    await server.show(server.session, element("tasklist", "tasks", props={"status": text, "tasks": tasks}))
    await expect(page.get_by_role("button", name=text, exact=True)).to_be_visible()
    way = "all => all.map((e) => getComputedStyle(e.closest('[dir]')).direction)"
    assert set(await page.get_by_text(text, exact=True).evaluate_all(way)) == {"rtl"}


async def test_little_motion(page: Page, server: FakeServer) -> None:
    await server.say(server.session, "task_start", {})
    await server.post(server.session, step("open", end=None))
    spinner = page.locator(".spinner")
    moving = "e => getComputedStyle(e).animationName"
    assert await spinner.evaluate(moving) == "turn"
    await page.emulate_media(reduced_motion="reduce")
    assert await spinner.evaluate(moving) == "none"
