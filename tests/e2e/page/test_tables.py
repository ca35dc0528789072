"""Tables of any length: the first rows at once, the others when they are looked at."""

import asyncio
import json

import pytest
from playwright.async_api import Page, expect

from page.fake_server import FakeServer, assistant
from page.samples import element, frame, hang, keep

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LONG = 100_000


async def scroll(page: Page, part: float) -> None:
    box = page.locator(".grid-frame")
    await box.evaluate("(box, part) => { box.scrollTop = part * (box.scrollHeight - box.clientHeight) }", part)


async def test_a_long_table_is_painted_without_asking(page: Page, server: FakeServer) -> None:
    table = frame(server, "ships", LONG)
    await hang(server, server.session, assistant("see"), table)
    await expect(page.get_by_role("cell", name="ship 0", exact=True)).to_be_visible()
    await expect(page.get_by_text("100,000 rows, 3 columns")).to_be_visible()
    assert server.rest.asked("rows") == []
    assert await page.locator(".grid-frame tr").count() < 60
    grid = page.get_by_role("table")
    await expect(grid).to_have_attribute("aria-rowcount", "100001")
    await expect(page.get_by_role("columnheader", name="draft")).to_have_class("numeric")


# How long it takes from the event to the frame that shows the table.
PAINTED = """() => new Promise((done) => {
  const begin = performance.now();
  const look = () => document.querySelector('.grid-frame td:not(.space td)')
    ? requestAnimationFrame(() => done(performance.now() - begin)) : requestAnimationFrame(look);
  look();
})"""


async def test_the_first_paint_is_quick(page: Page, server: FakeServer) -> None:
    step = assistant("see")
    first, second = frame(server, "first", 2), frame(server, "ships", LONG)
    await hang(server, server.session, step, first)
    await expect(page.get_by_role("cell", name="ship 0", exact=True)).to_be_visible()
    await server.say(server.session, "remove_element", {"id": first["id"]})
    await expect(page.locator(".grid-frame")).to_have_count(0)
    painting = asyncio.create_task(page.evaluate(PAINTED))
    await asyncio.sleep(0)
    await server.show(server.session, {**second, "forId": step["id"]})
    assert await painting < 1500  # 200 ms on a machine that does nothing else
    assert server.rest.asked("rows") == []


async def test_other_rows_come_when_they_are_scrolled_to(page: Page, server: FakeServer) -> None:
    await hang(server, server.session, assistant("see"), frame(server, "ships", LONG))
    await expect(page.get_by_role("cell", name="ship 0", exact=True)).to_be_visible()
    await scroll(page, 1)
    await expect(page.get_by_role("cell", name=f"ship {LONG - 1}", exact=True)).to_be_visible()
    last = page.get_by_role("row", name=f"{LONG} ship {LONG - 1}")
    await expect(last).to_have_attribute("aria-rowindex", str(LONG + 1))
    asked = server.rest.asked("rows")
    assert asked
    assert len(asked) <= 3
    assert all(limit <= 200 for _, limit in asked)
    await scroll(page, 0.5)
    await expect(page.get_by_role("cell", name="ship 50000", exact=True)).to_be_visible()
    await scroll(page, 0)
    await expect(page.get_by_role("cell", name="ship 0", exact=True)).to_be_visible()
    assert len(server.rest.asked("rows")) <= 6
    assert await page.locator(".grid-frame tr").count() < 60


async def test_the_keyboard_scrolls(page: Page, server: FakeServer) -> None:
    await hang(server, server.session, assistant("see"), frame(server, "ships", 400))
    box = page.get_by_role("group", name="ships")
    await box.focus()
    await page.keyboard.press("End")
    await expect(page.get_by_role("cell", name="ship 399", exact=True)).to_be_visible()


async def test_rows_that_do_not_come_can_be_asked_for_again(page: Page, server: FakeServer) -> None:
    await hang(server, server.session, assistant("see"), frame(server, "ships", 1000))
    await expect(page.get_by_role("cell", name="ship 0", exact=True)).to_be_visible()
    server.rest.refusal = "busy"
    await scroll(page, 1)
    await expect(page.get_by_role("alert")).to_contain_text("These rows could not be loaded.")
    server.rest.refusal = ""
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("cell", name="ship 999", exact=True)).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_the_whole_table_as_a_file(page: Page, server: FakeServer) -> None:
    await hang(server, server.session, assistant("see"), frame(server, "ships", 120))
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download as CSV: ships").click()
    download = await downloading.value
    assert download.suggested_filename == "ships.csv"
    assert len((await download.path()).read_text().splitlines()) == 121


async def test_a_table_in_a_file_as_other_servers_send_it(page: Page, server: FakeServer) -> None:
    content = {"columns": ["ship", "tons"], "index": ["a", "b"], "data": [["tug", 12], [None, {"x": [1]}]]}
    table = keep(server, element("dataframe", "fleet"), json.dumps(content).encode(), "application/json")
    await hang(server, server.session, assistant("see"), table)
    await expect(page.get_by_role("rowheader")).to_have_text(["a", "b"])
    await expect(page.get_by_role("cell")).to_have_text(["tug", "12", "", '{"x":[1]}'])
    await expect(page.get_by_role("link", name="Download as CSV: fleet")).to_have_count(0)


async def test_hostile_values(page: Page, server: FakeServer) -> None:
    bad = "<img src=x onerror=window.hacked=1>"
    props = {"columns": [bad, {"a": 1}], "rows": [[bad, "x" * 5000], "no row", [1]], "total": "7"}
    table = element("dataframe", bad, props=props)
    await hang(server, server.session, assistant("see"), table)
    await expect(page.get_by_role("columnheader", name=bad)).to_be_visible()
    await expect(page.get_by_role("cell", name=bad)).to_be_visible()
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("td[title^=xxx]").evaluate("cell => cell.textContent.length") == 301
