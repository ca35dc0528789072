"""Questions: in words, files, buttons and forms; asked again after a break, closed by others."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from page.fake_server import FakeServer, assistant
from page.samples import element

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BAR = "Your next message answers:"


async def answer(server: FakeServer) -> Any:
    async with asyncio.timeout(8):
        return await server.answers.get()


async def lose(page: Page, server: FakeServer) -> None:
    server.reachable = False
    server.drop()
    await page.wait_for_selector('[data-connection="reconnecting"]')


async def find(page: Page, server: FakeServer) -> None:
    server.reachable = True
    await page.wait_for_selector('[data-connection="connected"]', state="attached", timeout=15_000)


async def test_words_answer_in_the_composer(page: Page, server: FakeServer) -> None:
    await server.ask(server.session, assistant("What is the **name** of your ship?"), type="text")
    await expect(page.get_by_text(BAR)).to_be_visible()
    await expect(page.locator(".question-bar q")).to_have_text("What is the name of your ship?")
    await expect(page.get_by_test_id("announcer")).to_contain_text("Your next message is the answer.")
    await expect(page.get_by_role("button", name="Attach files")).to_be_disabled()
    box = page.get_by_role("textbox", name="Write your answer…")
    await expect(box).to_have_accessible_description(BAR + " What is the name of your ship?")
    await box.fill("Ariadne")
    await page.keyboard.press("Enter")
    said = await answer(server)
    assert {name: said[name] for name in ("name", "type", "output")} == {
        "name": "User",
        "type": "user_message",
        "output": "Ariadne",
    }
    assert {"id", "createdAt"} <= said.keys()
    await expect(page.locator("article.from-user")).to_contain_text("Ariadne")
    await expect(page.get_by_text(BAR)).to_have_count(0)
    assert server.messages() == []
    await page.get_by_role("textbox", name="Write a message…").fill("and on")
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo: and on")


async def test_a_question_is_asked_again_after_a_break_and_shown_once(page: Page, server: FakeServer) -> None:
    await server.ask(server.session, assistant("Which port?"), type="text")
    await page.get_by_role("textbox").fill("half an ans")
    await lose(page, server)
    await expect(page.get_by_text(BAR)).to_be_visible()
    await find(page, server)
    await expect(page.locator("article")).to_have_count(1)
    await expect(page.get_by_role("textbox")).to_have_value("half an ans")
    await page.get_by_role("textbox").fill("Brest")
    await page.keyboard.press("Enter")
    assert (await answer(server))["output"] == "Brest"
    await page.reload()
    await expect(page.locator("article")).to_have_count(1)
    await expect(page.get_by_text(BAR)).to_have_count(0)


async def test_an_answer_that_got_lost_is_told_again(page: Page, server: FakeServer) -> None:
    question = assistant("Which port?")
    await server.ask(server.session, question, type="text")
    await expect(page.get_by_text(BAR)).to_be_visible()
    kept = server.session.question
    await page.get_by_role("textbox").fill("Brest")
    await page.keyboard.press("Enter")
    first = await answer(server)
    # The process died before it kept the answer: the question is as open as before.
    server.session.question = kept
    await lose(page, server)
    await find(page, server)
    assert await answer(server) == first
    await expect(page.get_by_text(BAR)).to_have_count(0)
    await expect(page.locator("article.from-user")).to_have_count(1)


async def test_an_answer_that_will_not_do_is_asked_for_again(page: Page, server: FakeServer) -> None:
    question = assistant("Which port?")
    for text in ("Atlantis", "Brest"):
        await server.ask(server.session, question, type="text")
        await expect(page.get_by_text(BAR)).to_be_visible()
        await page.get_by_role("textbox").fill(text)
        await page.keyboard.press("Enter")
        assert (await answer(server))["output"] == text
        await expect(page.get_by_text(BAR)).to_have_count(0)


async def test_a_question_answered_elsewhere_meanwhile_is_gone(page: Page, server: FakeServer) -> None:
    await server.ask(server.session, assistant("Which port?"), type="text")
    await expect(page.get_by_text(BAR)).to_be_visible()
    server.session.question = None
    await lose(page, server)
    await find(page, server)
    await expect(page.get_by_text(BAR)).to_have_count(0)


@pytest.mark.parametrize("event", ["ask_timeout", "clear_ask"])
async def test_the_server_ends_a_question(page: Page, server: FakeServer, event: str) -> None:
    question = assistant("Shall I?")
    action = {"id": "k", "name": "go", "label": "Continue", "tooltip": "", "payload": {}, "forId": question["id"]}
    await server.offer(server.session, action)
    await server.ask(server.session, question, type="action", keys=["k"])
    await expect(page.get_by_role("button", name="Continue")).to_be_visible()
    await server.say(server.session, event, {})
    await server.post(server.session, {**question, "output": "Timed out"}, "update_message")
    await expect(page.locator("article")).to_contain_text("Timed out")
    await expect(page.get_by_role("button", name="Continue")).to_have_count(0)


async def test_a_button_answers(page: Page, server: FakeServer) -> None:
    question = assistant("Shall I?")
    for number, label in enumerate(("Continue", "Abandon", "Help")):
        action = {"id": f"k{number}", "name": label.lower(), "label": label, "tooltip": "", "payload": {}}
        await server.offer(server.session, {**action, "forId": question["id"]})
    await server.ask(server.session, question, type="action", keys=["k0", "k1"])
    answers = page.get_by_role("group", name="Choose an answer").get_by_role("button")
    await expect(answers).to_have_text(["Continue", "Abandon"])
    await expect(page.get_by_test_id("announcer")).to_contain_text("Shall I? Buttons below the message answer.")
    await expect(page.get_by_role("group", name="Actions").get_by_role("button")).to_have_text(["Help"])
    await answers.first.focus()
    await page.keyboard.press("Enter")
    assert await answer(server) == {"id": "k0", "name": "continue"}
    await expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    await expect(page.get_by_role("button", name="Abandon")).to_have_count(0)
    await expect(page.get_by_role("button", name="Help")).to_be_visible()
    assert server.rest.asked("action") == []


def upload(name: str, mime: str = "text/plain", content: bytes = b"hello") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


async def test_one_file_answers_at_once(page: Page, server: FakeServer) -> None:
    question = assistant("The crew list, please")
    await server.ask(server.session, question, type="file", accept={"text/csv": [".csv"]}, max_size_mb=0.001)
    area = page.get_by_role("group", name="Files that answer")
    await expect(area).to_contain_text("One file · up to 0.001 MB · only .csv")
    chooser = page.locator("input[data-question]")
    assert await chooser.get_attribute("accept") == "text/csv,.csv"
    assert await chooser.get_attribute("multiple") is None
    await chooser.set_input_files(upload("crew.png", "image/png"))
    await expect(area.get_by_role("alert")).to_have_text("This type of file is not accepted")
    await chooser.set_input_files(upload("crew.csv", "text/csv", b"x" * 2000))
    await expect(area.get_by_role("alert").last).to_have_text("Larger than 0.001 MB")
    await chooser.set_input_files(upload("refuse.csv", "text/csv"))
    await expect(area.get_by_role("alert").last).to_have_text("No room on board")
    assert server.answers.empty()
    await chooser.set_input_files(upload("crew.csv", "text/csv"))
    [file] = await answer(server)
    assert server.files[file["id"]][0] == "crew.csv"
    assert ("ask_parent_id", question["id"]) in server.heard
    await expect(area).to_have_count(0)


async def test_several_files_wait_for_a_button(page: Page, server: FakeServer) -> None:
    await server.ask(server.session, assistant("Papers, please"), type="file", accept=["*/*"], max_files=2)
    area = page.get_by_role("group", name="Files that answer")
    await expect(area).to_contain_text("At most 2 files · up to 2 MB · of any type")
    await expect(page.get_by_role("button", name="Attach files")).to_be_disabled()
    await expect(page.get_by_role("button", name="Send files")).to_be_disabled()
    server.upload_gate.clear()
    await page.locator("input[data-question]").set_input_files([upload("a.txt")])
    await expect(area.get_by_role("progressbar", name="Uploading: a.txt")).to_be_visible()
    await expect(page.get_by_role("button", name="Send files")).to_be_disabled()
    server.upload_gate.set()
    await page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['b'], 'b.txt', { type: 'text/plain' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    await expect(area.locator('[data-status="ready"]')).to_have_count(2)
    await expect(page.locator(".composer .attachment")).to_have_count(0)
    await page.get_by_role("button", name="Send files").click()
    assert [server.files[file["id"]][0] for file in await answer(server)] == ["a.txt", "b.txt"]


FIELDS = [
    {"id": "name", "label": "Name", "type": "text", "required": True, "max": 8, "description": "As on the bow."},
    {"id": "length", "label": "Length", "type": "number", "required": True, "min": 3, "max": 400},
    {"id": "mail", "label": "Email", "type": "email"},
    {"id": "site", "label": "Site", "type": "url"},
    {"id": "day", "label": "Day", "type": "date", "min": "2026-01-01"},
    {"id": "hour", "label": "Hour", "type": "time"},
    {
        "id": "berth",
        "label": "Berth",
        "type": "select",
        "options": ["N", {"value": "e", "label": "East"}],
        "required": True,
    },
    {"id": "services", "label": "Services", "type": "multiselect", "options": ["Water", "Fuel"], "value": ["Water"]},
    {"id": "flag", "label": "Flag", "type": "radio", "options": ["FR", "GB"], "required": True},
    {"id": "notes", "label": "Notes", "type": "textarea", "value": "none"},
    {"id": "rules", "label": "I know the rules", "type": "checkbox", "required": True},
]


async def ask_form(server: FakeServer, fields: Any = FIELDS) -> dict[str, Any]:
    question = assistant("Register")
    form = {**element("custom", "ShipForm", props={"fields": fields}), "forId": question["id"]}
    await server.show(server.session, form)
    await server.ask(server.session, question, type="element", element_id=form["id"])
    return form


async def test_a_form_is_filled_in_by_keyboard(page: Page, server: FakeServer) -> None:
    await ask_form(server)
    form = page.get_by_role("form", name="ShipForm")
    await expect(form).to_be_visible()
    await page.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("textbox", name="Name")).to_be_focused()
    await expect(form.get_by_role("alert")).to_have_count(5)
    described = "As on the bow. This is needed"
    await expect(form.get_by_role("textbox", name="Name")).to_have_accessible_description(described)
    await page.keyboard.type("Ariadne too long")
    await form.get_by_role("textbox", name="Length").fill("2.5")
    await form.get_by_role("textbox", name="Email").fill("nobody")
    await form.get_by_role("textbox", name="Site").fill("javascript:alert(1)")
    await form.get_by_label("Day").fill("2025-12-31")
    wrong = ("At most 8 characters", "At least 3", "Enter an email", "Enter a web address", "At least 2026-01-01")
    for text in wrong:
        await expect(form.get_by_role("alert").filter(has_text=text)).to_be_visible()
    await form.get_by_role("textbox", name="Length").fill("twelve")
    await expect(form.get_by_role("alert").filter(has_text="Enter a number")).to_be_visible()
    await form.get_by_role("textbox", name="Name").fill("Ariadne")
    await form.get_by_role("textbox", name="Length").fill("12.5")
    await form.get_by_role("textbox", name="Email").fill("ada@example.org")
    await form.get_by_role("textbox", name="Site").fill("https://example.org")
    await form.get_by_label("Day").fill("2026-12-31")
    await form.get_by_role("combobox", name="Berth").select_option("East")
    await form.get_by_role("checkbox", name="Fuel").check()
    await form.get_by_role("radio", name="FR").focus()
    await page.keyboard.press("Space")
    await form.get_by_role("checkbox", name="I know the rules").check()
    await expect(form.get_by_role("alert")).to_have_count(0)
    await form.get_by_role("textbox", name="Name").press("Enter")
    assert await answer(server) == {
        "submitted": True,
        "name": "Ariadne",
        "length": 12.5,
        "mail": "ada@example.org",
        "site": "https://example.org",
        "day": "2026-12-31",
        "hour": "",
        "berth": "e",
        "services": ["Water", "Fuel"],
        "flag": "FR",
        "notes": "none",
        "rules": True,
    }
    await expect(form).to_have_count(0)


async def test_a_form_stands_below_its_question(page: Page, server: FakeServer) -> None:
    question = assistant("Register")
    form = {**element("custom", "ShipForm", display="side", props={"fields": FIELDS}), "forId": question["id"]}
    await server.show(server.session, form)
    await server.ask(server.session, question, type="element", element_id=form["id"])
    await expect(page.locator("article").get_by_role("form", name="ShipForm")).to_be_visible()


async def test_a_form_may_be_cancelled(page: Page, server: FakeServer) -> None:
    await ask_form(server)
    await page.get_by_role("button", name="Cancel").click()
    assert await answer(server) == {"submitted": False}
    await expect(page.get_by_role("form")).to_have_count(0)


async def test_a_form_that_nobody_asks_for_is_read(page: Page, server: FakeServer) -> None:
    step = assistant("Registered")
    await server.post(server.session, step)
    await server.show(server.session, {**element("custom", "ShipForm", props={"fields": FIELDS}), "forId": step["id"]})
    await expect(page.locator(".filled-form")).to_have_text("ServicesWaterNotesnone")
    await expect(page.get_by_role("form")).to_have_count(0)


async def test_a_hostile_form(page: Page, server: FakeServer) -> None:
    bad = "<img src=x onerror=window.hacked=1>"
    odd = {"id": "__proto__", "label": bad, "type": "rocket", "required": "yes", "options": 7}
    fields = [odd, 5, {"label": "no id"}, {"id": "x"}, {"id": "x"}]
    await ask_form(server, fields)
    await expect(page.get_by_text(bad)).to_be_visible()
    await expect(page.get_by_role("form").get_by_role("textbox")).to_have_count(2)
    assert await page.evaluate("window.hacked") is None
    await page.get_by_role("button", name="Submit").click()
    assert (await answer(server))["submitted"] is True


async def test_stop_ends_a_question(page: Page, server: FakeServer) -> None:
    await server.say(server.session, "task_start", {})
    await server.ask(server.session, assistant("Which port?"), type="text")
    await expect(page.get_by_text(BAR)).to_be_visible()
    await expect(page.locator(".dots")).to_have_count(0)
    await page.get_by_role("button", name="Stop").click()
    await server.say(server.session, "clear_ask", {})
    await expect(page.get_by_text(BAR)).to_have_count(0)
    assert ("stop", None) in server.heard
