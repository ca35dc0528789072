"""Buttons under messages."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from page.fake_server import FakeServer, assistant

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def action(number: int, step: dict[str, Any], **more: Any) -> dict[str, Any]:
    named = {"id": f"a{number}", "name": f"do_{number}", "label": "", "tooltip": ""}
    return {**named, "payload": {}, "forId": step["id"], **more}


async def test_a_click_is_told_and_busy_meanwhile(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.offer(server.session, action(1, step, label="Book a berth", tooltip="At the quay"))
    button = page.get_by_role("button", name="Book a berth")
    await expect(button).to_have_attribute("title", "At the quay")
    server.rest.gate.clear()
    await button.dblclick()
    await expect(button).to_have_attribute("aria-busy", "true")
    await button.click(force=True)
    server.rest.gate.set()
    await expect(button).to_have_attribute("aria-busy", "false")
    assert server.rest.asked("action") == [{"sessionId": server.session.id, "action": {"id": "a1", "name": "do_1"}}]
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await settled(server, 2)


async def settled(server: FakeServer, count: int) -> None:
    async with asyncio.timeout(5):
        while len(server.rest.asked("action")) < count:
            await asyncio.sleep(0.02)


async def test_a_refusal_is_said(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.offer(server.session, action(1, step))
    server.rest.refusal = "This button is not yours"
    await page.get_by_role("button", name="do_1").click()
    await expect(page.locator(".toast.error")).to_contain_text("This button is not yours")


async def test_drawings_come_by_name_and_late(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.offer(server.session, action(1, step, label="Anchor", icon="anchor"))
    await server.offer(server.session, action(2, step, icon="mouse-pointer-click", tooltip="Press"))
    await server.offer(server.session, action(3, step, icon="no-such-icon"))
    await server.offer(server.session, action(4, step, icon="__proto__", label="Proto"))
    buttons = page.get_by_role("group", name="Actions").get_by_role("button")
    await expect(buttons).to_have_count(4)
    await expect(page.get_by_role("button", name="Anchor").locator("svg.lucide-anchor")).to_be_visible()
    await expect(page.get_by_role("button", name="Press").locator("svg.lucide-mouse-pointer-click")).to_be_visible()
    await expect(page.get_by_role("button", name="do_3")).to_be_visible()
    await expect(page.get_by_role("button", name="Proto").locator("svg")).to_have_count(0)


async def test_one_button_for_one_id_until_it_is_removed(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    for label in ("First", "Second", "Second"):
        await server.say(server.session, "action", action(1, step, label=label))
    await expect(page.get_by_role("button", name="Second")).to_have_count(1)
    await expect(page.get_by_role("button", name="First")).to_have_count(0)
    await server.say(server.session, "remove_action", {"id": "a1"})
    await expect(page.get_by_role("button", name="Second")).to_have_count(0)


async def test_buttons_come_back_after_a_break_and_once(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.offer(server.session, action(1, step, label="Depart"))
    await expect(page.get_by_role("button", name="Depart")).to_be_visible()
    await server.sio.disconnect(server.session.sid)
    await page.wait_for_selector('[data-connection="reconnecting"]')
    await expect(page.get_by_role("button", name="Depart")).to_be_disabled()
    await page.wait_for_selector('[data-connection="connected"]', state="attached")
    await expect(page.get_by_role("button", name="Depart")).to_be_enabled()
    await expect(page.get_by_role("button", name="Depart")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("button", name="Depart")).to_have_count(1)


async def test_a_resumed_thread_gets_its_buttons_anew(page: Page, server: FakeServer) -> None:
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.say(server.session, "action", action(1, step, label="Arrive"))
    thread = {"id": "t", "steps": [step], "elements": []}
    await server.say(server.session, "resume_thread", thread)
    await server.say(server.session, "action", action(2, step, label="Depart"))
    await expect(page.get_by_role("button", name="Depart")).to_be_visible()
    await expect(page.get_by_role("button", name="Arrive")).to_have_count(0)


async def test_hostile_labels(page: Page, server: FakeServer) -> None:
    bad = "<img src=x onerror=window.hacked=1>"
    step = assistant("Shall I?")
    await server.post(server.session, step)
    await server.offer(server.session, action(1, step, label=bad, tooltip=bad, name=bad))
    await server.offer(server.session, action(2, step, label="wide " * 400))
    await expect(page.get_by_role("button", name=bad)).to_be_visible()
    assert await page.evaluate("window.hacked") is None
    frame = page.locator(".thread-frame")
    assert await frame.evaluate("box => box.scrollWidth - box.clientWidth") == 0
