"""The page of a signed link: one element, without a session or a socket."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from page.fake_server import FakeServer
from page.samples import element, figure, frame, keep

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FIELDS = [{"id": "name", "label": "Name", "type": "text", "required": True}]


@pytest_asyncio.fixture(loop_scope="module")
async def blank(context: BrowserContext, server: FakeServer) -> AsyncIterator[tuple[Page, str]]:
    async with server.running() as address:
        page = await context.new_page()
        yield page, address
        await page.close()
        assert server.auths == []
        assert server.heard == [event for event in server.heard if event[0] != "set-session-cookie"]


async def test_a_form_is_answered(blank: tuple[Page, str], server: FakeServer) -> None:
    page, address = blank
    form = element("custom", "ShipForm", props={"fields": FIELDS})
    server.rest.signed[form["id"]] = {"element": form, "ask": {"step_id": "s", "content": "Please **register**"}}
    await page.goto(f"{address}element/{form['id']}?token=signed")
    await expect(page.get_by_role("heading", name="ShipForm", level=1)).to_be_visible()
    await expect(page.locator("strong")).to_have_text("register")
    await page.get_by_role("textbox", name="Name").fill("Ariadne")
    server.rest.refusal = "Somebody answered already"
    await page.get_by_role("button", name="Submit").click()
    await expect(page.locator(".toast.error")).to_contain_text("Somebody answered already")
    await expect(page.get_by_role("textbox", name="Name")).to_have_value("Ariadne")
    server.rest.refusal = ""
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("heading", name="Thank you, your answer was sent")).to_be_visible()
    assert server.rest.answered == [{"name": "Ariadne", "submitted": True}]


async def test_an_element_of_the_app_works(blank: tuple[Page, str], server: FakeServer) -> None:
    page, address = blank
    server.rest.jsx["Berth"] = """
export default () => <>
  <p id="n">{props.n}</p>
  <button onClick={() => updateElement({ n: props.n + 1 })}>More</button>
  <button onClick={() => callAction({ name: "book", payload: { n: props.n } })}>Book</button>
  <button onClick={() => sendUserMessage("hi")}>Say</button>
  <button onClick={() => submitElement({ n: props.n })}>Answer</button>
  <button onClick={deleteElement}>Remove</button>
</>"""
    one = element("custom", "Berth", props={"n": 1})
    server.rest.signed[one["id"]] = {"element": one}
    await page.goto(f"{address}element/{one['id']}?token=signed")
    await page.get_by_role("button", name="More").click()
    await expect(page.locator("#n")).to_have_text("2")
    await page.get_by_role("button", name="Book").click()
    await page.get_by_role("button", name="Say").click()
    await expect(page.locator(".toast")).to_contain_text("Messages can only be sent in the chat itself")
    await page.get_by_role("button", name="Answer").click()
    await expect(page.locator(".toast").last).to_contain_text("no open question")
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("heading", name="This is not here any more")).to_be_visible()
    action = {"name": "book", "payload": {"n": 2}, "elementId": one["id"]}
    assert server.rest.asked("action") == [{"token": "signed", "action": action}]
    changes = server.rest.asked("element") + server.rest.asked("element deleted")
    assert [data["token"] for data in changes] == ["signed"] * 2


async def test_files_and_rows_come_with_the_token(blank: tuple[Page, str], server: FakeServer) -> None:
    page, address = blank
    chart = keep(server, element("plotly", "Tides"), figure(), "application/json")
    table = frame(server, "ships", 1000)
    for one in (chart, table):
        server.rest.signed[one["id"]] = {"element": one}
    await page.goto(f"{address}element/{chart['id']}?token=signed")
    await expect(page.get_by_role("img", name="Chart: Tides").locator(".bars .point")).to_have_count(3)
    await page.goto(f"{address}element/{table['id']}?token=signed")
    await page.locator(".grid-frame").evaluate("box => { box.scrollTop = box.scrollHeight }")
    await expect(page.get_by_role("cell", name="ship 999", exact=True)).to_be_visible()
    href = await page.get_by_role("link", name="Download as CSV: ships").get_attribute("href")
    assert href == f"{address}project/element/{table['id']}/csv?token=signed"


async def test_a_link_that_is_over_says_so(blank: tuple[Page, str], server: FakeServer) -> None:
    page, address = blank
    await page.goto(f"{address}element/any?token=old")
    await expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
    await expect(page.get_by_text("there may be a newer one")).to_be_visible()
