"""What comes with a message: in place, beside it, on its own page; nothing is loaded before it is needed."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from page.fake_server import FakeServer, assistant
from page.samples import element, figure, frame, hang, keep, pdf, png, wav

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

VIEWERS = re.compile(r"pdf|plotly|tableView|customView|jsxView|formView|lucide|tailwind")


def scripts(page: Page) -> list[str]:
    """The names of the scripts that are loaded from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "script" or request.url.endswith((".js", ".mjs")):
            found.append(request.url.rsplit("/", 1)[-1])

    page.on("request", note)
    return found


async def test_a_chat_loads_no_viewer(context: BrowserContext, server: FakeServer) -> None:
    async with server.running() as address:
        page = await context.new_page()
        loaded = scripts(page)
        await page.goto(address)
        await page.wait_for_selector('[data-connection="connected"]', state="attached")
        await page.get_by_role("textbox").fill("hello")
        await page.keyboard.press("Enter")
        await expect(page.locator("article").last).to_contain_text("echo: hello")
        assert loaded
        assert [name for name in loaded if VIEWERS.search(name)] == []
        await page.close()


async def test_a_picture_is_looked_at_in_place(page: Page, server: FakeServer) -> None:
    step = assistant("see")
    await hang(server, server.session, step, keep(server, element("image", "harbour.png"), png(), "image/png"))
    await expect(page.get_by_role("img", name="harbour.png")).to_have_js_property("naturalWidth", 320)


async def test_sound_and_film_have_players(page: Page, server: FakeServer) -> None:
    step = assistant("listen")
    sound = keep(server, element("audio", "horn.wav"), wav(), "audio/wav")
    film = keep(server, element("video", "tide.webm", playerConfig={"loop": True, "muted": True}), b"", "video/webm")
    await hang(server, server.session, step, sound, film)
    player = page.locator("audio[aria-label='horn.wav']")
    await expect(player).to_have_js_property("duration", 1)
    assert not await player.evaluate("player => player.autoplay")
    assert await page.locator("video").evaluate("video => [video.loop, video.muted, video.controls]") == [True] * 3


async def test_texts_are_markdown_or_code(page: Page, server: FakeServer) -> None:
    words = keep(server, element("text", "notes"), b"# Notes\n\nSome **bold** <b>raw</b>", "text/plain")
    code = keep(server, element("text", "tide.py", language="python"), b"def tide(): pass", "text/plain")
    await hang(server, server.session, assistant("read"), words, code)
    await expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    await expect(page.locator(".element-text strong")).to_have_text("bold")
    await expect(page.locator(".element-text").first).to_contain_text("<b>raw</b>")
    await expect(page.locator(".element-text .hljs-keyword").first).to_have_text("def")


async def test_a_long_text_is_cut(page: Page, server: FakeServer) -> None:
    code = keep(server, element("text", "log", language="text"), b"x" * 300_000, "text/plain")
    await hang(server, server.session, assistant("read"), code)
    await expect(page.get_by_text("Only the beginning is shown.")).to_be_visible()
    assert len(await page.locator(".element-text code").text_content() or "") == 200_000


async def test_a_document_has_pages_and_words(page: Page, server: FakeServer) -> None:
    loaded = scripts(page)
    report = keep(server, element("pdf", "report.pdf", props={"page": 2}), pdf(5), "application/pdf")
    await hang(server, server.session, assistant("read"), report)
    await expect(page.get_by_role("status").filter(has_text="2 / 5")).to_be_visible()
    await expect(page.get_by_role("region", name="Page 2")).to_contain_text("Harbour report, page 2")
    drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, 200).data.some(v => v > 0 && v < 99)"
    await expect(page.locator(".pdf-page canvas").nth(1)).to_be_visible()
    await page.wait_for_function(f"() => ({drawn})(document.querySelectorAll('.pdf-page canvas')[1])")
    await page.get_by_role("button", name="Next page").click()
    await expect(page.get_by_role("status").filter(has_text="3 / 5")).to_be_visible()
    width = await page.locator(".pdf-page").first.evaluate("box => box.clientWidth")
    await page.get_by_role("button", name="Larger").click()
    await expect(page.locator(".pdf-page").first).to_have_js_property("clientWidth", round(width * 1.25))
    assert [name for name in loaded if "pdf" in name]


async def test_a_document_that_is_none_is_a_file(page: Page, server: FakeServer) -> None:
    broken = keep(server, element("pdf", "broken.pdf"), b"not a pdf", "application/pdf")
    await hang(server, server.session, assistant("read"), broken)
    await expect(page.get_by_role("alert")).to_have_text("broken.pdf cannot be shown")
    await expect(page.get_by_role("link", name="broken.pdf")).to_be_visible()


async def test_a_chart_is_drawn_by_the_smaller_library(page: Page, server: FakeServer) -> None:
    loaded = scripts(page)
    chart = keep(server, element("plotly", "Tides"), figure(), "application/json")
    await hang(server, server.session, assistant("look"), chart)
    drawing = page.get_by_role("img", name="Chart: Tides")
    await expect(drawing.locator(".bars .point")).to_have_count(3)
    await expect(drawing).to_contain_text("Tides of the week")
    assert any("cartesian" in name for name in loaded)
    assert not any("strict" in name for name in loaded)
    ink = "box => getComputedStyle(box.querySelector('.gtitle')).fill"
    before = await drawing.evaluate(ink)
    await page.get_by_role("radio", name="Dark").check(force=True)
    await page.wait_for_function(f"(before) => ({ink})(document.querySelector('.chart')) !== before", arg=before)


async def test_other_charts_are_drawn_too(page: Page, server: FakeServer) -> None:
    """Surfaces and maps need the whole library, which neither makes code nor asks other hosts."""
    surface = json.dumps({"data": [{"type": "scatterpolar", "r": [1, 2], "theta": [0, 90]}], "layout": {}}).encode()
    world = json.dumps({"data": [{"type": "choropleth", "locations": ["FRA"], "z": [1]}], "layout": {}}).encode()
    polar = keep(server, element("plotly", "Winds"), surface, "application/json")
    globe = keep(server, element("plotly", "World"), world, "application/json")
    streets = {"type": "scattermap", "lat": [48.4], "lon": [-4.5], "mode": "markers"}
    port = json.dumps({"data": [streets], "layout": {"map": {"style": "open-street-map"}}}).encode()
    berth = keep(server, element("plotly", "Berth"), port, "application/json")
    await hang(server, server.session, assistant("look"), polar, globe, berth)
    await expect(page.get_by_role("img", name="Chart: Winds").locator(".polar")).to_be_attached(timeout=20_000)
    land = page.get_by_role("img", name="Chart: World").locator(".choropleth path, .coastlines path")
    await expect(land.first).to_be_attached(timeout=20_000)
    await expect(page.get_by_text("The map behind this chart comes from another host")).to_be_visible()
    await expect(page.get_by_role("button", name="Share chart")).to_have_count(0)


async def test_a_chart_with_hostile_parts(page: Page, server: FakeServer) -> None:
    text = '<a href="javascript:window.hacked=1">x</a><img src=x onerror="window.hacked=2">'
    images = [{"source": "https://example.com/spy.png", "x": 0, "y": 1}]
    chart = keep(server, element("plotly", "Bad"), figure(title={"text": text}, images=images), "application/json")
    broken = keep(server, element("plotly", "Broken"), b"{", "application/json")
    await hang(server, server.session, assistant("look"), chart, broken)
    drawing = page.get_by_role("img", name="Chart: Bad")
    await expect(drawing.locator(".bars .point")).to_have_count(3)
    links = drawing.locator("a, image[href*='example.com']")
    assert [link for link in await links.evaluate_all("all => all.map(a => a.href?.baseVal)") if link] == []
    assert await page.evaluate("window.hacked") is None
    await expect(page.get_by_role("alert")).to_have_text("Broken cannot be shown")


async def test_what_is_elsewhere_or_unknown_is_a_link(page: Page, server: FakeServer) -> None:
    kinds = ("image", "pdf", "plotly", "video")
    far = [{**element(kind, f"far {kind}"), "url": f"https://example.com/{kind}"} for kind in kinds]
    odd = keep(server, element("hologram", "odd"), b"x", "application/x-odd")
    named = keep(server, element("constructor", "named"), b"x", "text/plain")
    await hang(server, server.session, assistant("see"), *far, odd, named)
    files = page.get_by_role("list", name="Files")
    await expect(files.get_by_role("listitem")).to_have_count(6)
    links = await files.locator("a").evaluate_all("all => all.map(a => [new URL(a.href).host, a.rel])")
    assert [host for host, _ in links[:4]] == ["example.com"] * 4
    assert {rel for _, rel in links} == {"noopener noreferrer"}
    await expect(files.get_by_role("link", name="far image")).to_contain_text("example.com")


async def test_an_element_is_replaced_and_removed(page: Page, server: FakeServer) -> None:
    step = assistant("see")
    one = keep(server, element("file", "draft.txt"), b"x", "text/plain")
    await hang(server, server.session, step, one)
    await server.show(server.session, {**one, "name": "final.txt", "forId": step["id"]})
    await expect(page.get_by_role("link", name="final.txt")).to_be_visible()
    await expect(page.get_by_role("listitem")).to_have_count(1)
    await server.say(server.session, "remove_element", {"id": one["id"]})
    await expect(page.get_by_role("listitem")).to_have_count(0)


def beside(server: FakeServer, name: str, display: str = "side") -> dict[str, Any]:
    return keep(server, element("text", name, display=display), f"All about {name}.".encode(), "text/plain")


async def test_names_in_the_text_open_the_panel(page: Page, server: FakeServer) -> None:
    step = assistant("Read the manual or the map (v1.0), not the roadmap, nor `manual`.")
    await hang(server, server.session, step, *(beside(server, name) for name in ("manual", "map (v1.0)", "log")))
    named = page.locator("article .element-reference")
    await expect(named).to_have_text(["manual", "map (v1.0)"])
    chips = page.get_by_role("list", name="Also with this message").get_by_role("link")
    await expect(chips).to_have_text(["manual", "map (v1.0)", "log"])
    await named.first.focus()
    await page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="manual")
    await expect(panel).to_contain_text("All about manual.")
    await expect(panel.get_by_role("heading", name="manual")).to_be_focused()
    await chips.last.click()
    await expect(page.get_by_role("complementary")).to_contain_text("All about log.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_have_count(0)
    await expect(chips.last).to_be_focused()


async def test_hostile_names_in_the_text(page: Page, server: FakeServer) -> None:
    names = ["<img src=x onerror=window.hacked=1>", "a.*b", "[x](javascript:window.hacked=2)", "$&", " "]
    step = assistant("See a.*b and acb and $& and \\<img src=x onerror=window.hacked=1>.")
    await hang(server, server.session, step, *(beside(server, name) for name in names))
    await expect(page.locator("article .element-reference").first).to_have_text("a.*b")
    assert "acb" not in await page.locator("article .element-reference").all_inner_texts()
    await expect(page.get_by_role("list", name="Also with this message").get_by_role("link")).to_have_count(5)
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("article img").count() == 0


async def test_the_app_fills_the_panel(page: Page, server: FakeServer) -> None:
    session = server.session
    await server.say(session, "set_sidebar_title", "Sources")
    await expect(page.get_by_role("complementary")).to_have_count(0)
    await server.say(session, "set_sidebar_elements", {"elements": [beside(server, "one")], "key": "k"})
    panel = page.get_by_role("complementary", name="Sources")
    await expect(panel).to_contain_text("All about one.")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await server.say(session, "set_sidebar_elements", {"elements": [beside(server, "two")], "key": "k"})
    await server.say(session, "set_sidebar_title", "More")
    await expect(page.get_by_role("complementary", name="More")).to_contain_text("All about one.")
    await server.say(session, "set_sidebar_elements", {"elements": [beside(server, "two")], "key": "l"})
    await expect(page.get_by_role("complementary")).to_contain_text("All about two.")
    await server.say(session, "set_sidebar_elements", {"elements": []})
    await expect(page.get_by_role("complementary")).to_have_count(0)


async def test_an_element_in_the_panel_is_updated_there(page: Page, server: FakeServer) -> None:
    table = frame(server, "ships", 3)
    await server.say(server.session, "set_sidebar_elements", {"elements": [table]})
    panel = page.get_by_role("complementary")
    await expect(panel.get_by_role("cell", name="ship 2", exact=True)).to_be_visible()
    props = {**table["props"], "rows": [["tug", "Brest", 1]], "total": 1}
    await server.say(server.session, "element", {**table, "props": props})
    await expect(panel.get_by_role("cell", name="tug")).to_be_visible()
    await expect(panel.get_by_role("cell", name="ship 2", exact=True)).to_have_count(0)
    await server.say(server.session, "remove_element", {"id": table["id"]})
    await expect(panel).to_have_count(0)


async def test_a_page_of_its_own_with_back_and_reload(page: Page, server: FakeServer) -> None:
    await page.get_by_role("textbox").fill("half a thought")
    await hang(server, server.session, assistant("The log."), beside(server, "log", "page"))
    home = page.url
    await page.locator("article .element-reference").click()
    await expect(page.get_by_role("heading", name="log", level=1)).to_be_focused()
    await expect(page.locator(".element-page")).to_contain_text("All about log.")
    assert re.search(r"/element/[0-9a-f-]{36}$", page.url)
    reached = "box => { box.focus(); return document.activeElement === box }"
    assert not await page.locator("textarea").evaluate(reached)
    await page.go_back()
    await expect(page.get_by_role("textbox")).to_have_value("half a thought")
    assert page.url == home
    await page.go_forward()
    await page.reload()
    await expect(page.locator(".element-page")).to_contain_text("All about log.")
    await page.get_by_role("button", name="Back to the chat").click()
    await expect(page.locator("article")).to_contain_text("The log.")
    assert page.url == home
    assert len(server.sessions) == 1


async def test_a_page_of_nothing_says_so(page: Page, server: FakeServer) -> None:
    await page.goto(f"{page.url}element/nothing")
    await expect(page.get_by_role("status").filter(has_text="This is not here any more")).to_be_visible()
    await page.get_by_role("button", name="Back to the chat").click()
    await expect(page.get_by_role("textbox")).to_be_visible()
