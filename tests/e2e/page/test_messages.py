"""What is said: sent, streamed, drawn as Markdown, and harmless whatever it says."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from page.fake_server import FakeServer, Session, assistant

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def show(page: Page, server: FakeServer, output: str, **more: object) -> None:
    """Lets the server post a message and waits until it is there."""
    await server.post(server.session, assistant(output, **more))
    await page.locator("article").first.wait_for()


async def test_a_message_is_shown_at_once_and_answered(page: Page, server: FakeServer) -> None:
    await say(page, "hello")
    await expect(page.locator("article.from-user")).to_have_text("Youhello")
    await expect(page.locator("article").last).to_contain_text("echo: hello")
    await expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    sent = next(data for name, data in server.heard if name == "client_message")
    assert sent["fileReferences"] == []
    assert {"id", "name", "type", "output", "createdAt"} == set(sent["message"])
    assert (sent["message"]["type"], sent["message"]["name"]) == ("user_message", "User")


async def test_the_page_introduces_itself_as_the_reference_does(page: Page, server: FakeServer) -> None:
    auth = server.auths[0]
    assert auth == {
        "clientType": "webapp",
        "sessionId": server.session.id,
        "threadId": "",
        "userEnv": "{}",
        "chatProfile": "",
    }
    assert [name for name, _ in server.heard] == ["set-session-cookie", "connection_successful"]
    assert server.heard[0][1] == server.session.id


async def test_shift_enter_makes_a_line_and_enter_sends(page: Page, server: FakeServer) -> None:
    box = page.get_by_role("textbox")
    small = (await box.bounding_box() or {})["height"]
    for line in ("one", "two", "three"):
        await box.press_sequentially(line)
        await page.keyboard.press("Shift+Enter")
    assert (await box.bounding_box() or {})["height"] > small
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo:")
    assert server.messages() == ["one\ntwo\nthree"]
    await expect(box).to_have_value("")


async def test_an_empty_message_is_not_sent(page: Page, server: FakeServer) -> None:
    await say(page, "   ")
    await expect(page.get_by_role("button", name="Send message")).to_be_disabled()
    assert server.messages() == []


async def test_a_stream_grows_and_ends_whole(page: Page, server: FakeServer) -> None:
    async def reply(session: Session) -> None:
        await server.stream(session, [f"w{number} " for number in range(400)], 0.002)

    server.replies["go"] = reply
    await say(page, "go")
    answer = page.locator("article").last
    await expect(answer).to_contain_text("w20 ")
    assert "w399" not in (await answer.text_content() or "")
    await expect(answer).to_contain_text("w399")
    words = (await answer.locator(".prose").inner_text()).split()
    assert words == [f"w{number}" for number in range(400)]


async def test_a_sequence_replaces_what_was_streamed(page: Page, server: FakeServer) -> None:
    step = assistant("", streaming=True)
    await server.say(server.session, "stream_start", step)
    for token, whole in (("draft", False), ("final", True), (" text", False)):
        part = {"id": step["id"], "token": token, "isSequence": whole, "isInput": False}
        await server.say(server.session, "stream_token", part)
    await expect(page.locator("article .prose")).to_have_text("final text")


# The longest time between two frames, from now on.
WATCH_FRAMES = """() => {
  let last = performance.now();
  window.worst = 0;
  const frame = (now) => {
    window.worst = Math.max(window.worst, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


async def test_a_fast_stream_leaves_the_page_usable(page: Page, server: FakeServer) -> None:
    """20,000 tokens as fast as the socket takes them: the page keeps drawing, and every token arrives."""

    async def reply(session: Session) -> None:
        seams = (" ", "\n\n")
        await server.stream(session, [f"t{number}{seams[number % 50 == 0]}" for number in range(20_000)])

    server.replies["flood"] = reply
    await page.evaluate(WATCH_FRAMES)
    await say(page, "flood")
    answer = page.locator("article").last
    await expect(answer).to_contain_text("t19999", timeout=60_000)
    # Drawing each token by itself takes the page away for many seconds.
    assert await page.evaluate("window.worst") < 1500
    assert len((await answer.locator(".prose").inner_text()).split()) == 20_000


async def test_update_and_delete(page: Page, server: FakeServer) -> None:
    step = assistant("first")
    await server.post(server.session, step)
    await expect(page.locator("article")).to_contain_text("first")
    await server.post(server.session, {**step, "output": "second"}, "update_message")
    await expect(page.locator("article .prose")).to_have_text("second")
    await server.say(server.session, "delete_message", step)
    await expect(page.locator("article")).to_have_count(0)


async def test_code_is_highlighted_and_copied(page: Page, server: FakeServer) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await show(page, server, "```python\ndef tide(hour):\n    return 'high'\n```")
    await expect(page.locator(".hljs-keyword").first).to_have_text("def")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "def tide(hour):\n    return 'high'"


async def test_the_language_of_a_message_makes_it_code(page: Page, server: FakeServer) -> None:
    await show(page, server, '{"a": 1}', language="json")
    await expect(page.locator("figure.code-block .hljs-attr")).to_have_text('"a"')


async def test_a_table_is_a_table(page: Page, server: FakeServer) -> None:
    await show(page, server, "| port | tide |\n|---|---|\n| Brest | 7 m |\n\n- [x] done\n")
    await expect(page.get_by_role("columnheader", name="port")).to_be_visible()
    await expect(page.get_by_role("cell", name="Brest")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_be_checked()


async def test_errors_look_like_errors(page: Page, server: FakeServer) -> None:
    await show(page, server, "The tide is out.", isError=True)
    await expect(page.locator(".error-card")).to_contain_text("The tide is out.")


ATTACKS = """
<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2"> <svg onload="window.hacked = 3">

[click](javascript:window.hacked=4) [tab](java\tscript:alert(1)) [data](data:text/html,<script>hacked=5</script>)
[file](vbscript:x) <javascript:window.hacked=6> [good](https://example.com/a?b=c) [mail](mailto:a@example.com)

![far](https://example.com/pixel.png) ![own](/favicon.svg) ![vector](data:image/svg+xml,<svg/>)

<style>body { display: none }</style> <a href="javascript:window.hacked=7">raw</a>
"""


async def test_markup_is_inert(page: Page, server: FakeServer) -> None:
    name = '<img src=x onerror="window.hacked=8">'
    await show(page, server, ATTACKS, name=name)
    article = page.locator("article")
    for link in await article.get_by_text("click").or_(article.get_by_text("raw")).all():
        await link.click(force=True)
    assert await page.evaluate("window.hacked") is None
    links = await article.locator("a").evaluate_all("all => all.map(a => [a.getAttribute('href'), a.rel])")
    safe = "noopener noreferrer"
    assert links == [
        ["https://example.com/a?b=c", safe],
        ["mailto:a@example.com", safe],
        ["https://example.com/pixel.png", safe],
    ]
    assert await article.locator("img").evaluate_all("all => all.map(i => new URL(i.src).pathname)") == ["/favicon.svg"]
    await expect(article).to_contain_text("<script>window.hacked = 1</script>")
    await expect(article.get_by_role("heading")).to_contain_text(name)


async def test_files_with_hostile_names_and_addresses(page: Page, server: FakeServer) -> None:
    step = assistant("see")
    name = '"><img src=x onerror=window.hacked=1>.txt'
    addresses = ("javascript:window.hacked=2", "https://example.com/a.png", "data:text/html,x")
    for number, url in enumerate(addresses):
        kind = "image" if number == 1 else "file"
        element = {"id": f"e{number}", "type": kind, "name": name, "url": url, "forId": step["id"]}
        await server.say(server.session, "element", element)
    await server.post(server.session, step)
    files = page.get_by_role("list", name="Files")
    await expect(files.get_by_text(name)).to_have_count(3)
    assert await files.locator("a").evaluate_all("all => all.map(a => a.href)") == ["https://example.com/a.png"]
    assert await files.locator("img").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_stop_ends_the_answer_and_keeps_what_was_said(page: Page, server: FakeServer) -> None:
    async def reply(session: Session) -> None:
        await server.stream(session, ["and on "] * 5000, 0.01)

    server.replies["talk"] = reply
    await say(page, "talk")
    await expect(page.locator("article").last).to_contain_text("and on and on")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    await expect(page.get_by_role("textbox")).to_be_focused()
    assert ("stop", None) in server.heard
    await asyncio.sleep(0.2)
    before = await page.locator("article").last.text_content()
    await asyncio.sleep(0.2)
    assert await page.locator("article").last.text_content() == before
    await say(page, "next")
    await expect(page.locator("article").last).to_contain_text("echo: next")


async def test_a_message_may_be_sent_while_something_runs(page: Page, server: FakeServer) -> None:
    gate = asyncio.Event()

    async def reply(session: Session) -> None:
        await gate.wait()
        await server.post(session, assistant("late"))

    server.replies["wait"] = reply
    await say(page, "wait")
    await expect(page.locator(".dots")).to_be_visible()
    await say(page, "meanwhile")
    await expect(page.locator("article").last).to_contain_text("echo: meanwhile")
    gate.set()
    await expect(page.locator("article").last).to_contain_text("late")


async def test_toasts_come_and_can_be_dismissed(page: Page, server: FakeServer) -> None:
    await server.say(server.session, "toast", {"message": "Anchor up", "type": "success"})
    await expect(page.locator(".toast.success")).to_contain_text("Anchor up")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.locator(".toast")).to_have_count(0)


async def test_what_the_page_does_not_know_breaks_nothing(page: Page, server: FakeServer) -> None:
    session = server.session
    for event in ("action", "chat_settings", "set_commands", "token_usage", "made_up", "__proto__", "call_fn"):
        await server.say(session, event, {"id": 1, "name": None})
    hostile = (None, 7, "text", [], {"id": None}, {"id": {}}, {"msg": 3}, {"elements": 7}, {"elements": [1, {"id": 2}]})
    for event in (
        *("new_message", "update_message", "delete_message", "stream_token", "resume_thread", "toast"),
        *("element", "remove_element", "action", "remove_action", "ask", "ask_timeout", "clear_ask"),
        "set_sidebar_title",
    ):
        for junk in hostile:
            await server.say(session, event, junk)
    await server.say(session, "set_sidebar_elements", {"elements": [1, {}]})
    await server.post(session, {"id": "run", "type": "run", "name": "on_message", "output": "hidden"})
    await server.say(session, "ask", {"msg": assistant("Which port?"), "spec": {"type": "dance", "timeout": "?"}})
    await expect(page.locator("article")).to_have_count(1)
    await expect(page.locator("article")).to_contain_text("Which port?")
    await server.say(session, "clear_ask", {})
    await expect(page.get_by_placeholder("Write a message…")).to_be_visible()
    await say(page, "still fine")
    await expect(page.locator("article").last).to_contain_text("echo: still fine")


async def test_a_resumed_thread_replaces_the_list(page: Page, server: FakeServer) -> None:
    await show(page, server, "old")
    thread = {"id": "t1", "steps": [assistant("kept one"), assistant("kept two")], "elements": []}
    await server.say(server.session, "resume_thread", thread)
    await expect(page.locator("article")).to_have_count(2)
    await expect(page.locator("article").first).to_contain_text("kept one")


async def test_the_reader_is_left_alone_until_asking_for_the_newest(page: Page, server: FakeServer) -> None:
    log = page.get_by_role("log")
    for number in range(40):
        await server.post(server.session, assistant(f"message {number}\n\nwith a second paragraph"))
    await expect(log.get_by_text("message 39")).to_be_in_viewport()
    await page.mouse.move(600, 300)
    await page.mouse.wheel(0, -1500)
    jump = page.get_by_role("button", name="Jump to newest")
    await jump.wait_for()
    place = await page.locator(".thread-frame").evaluate("box => box.scrollTop")
    await server.post(server.session, assistant("the newest"))
    await expect(log.get_by_text("the newest")).to_be_attached()
    assert abs(await page.locator(".thread-frame").evaluate("box => box.scrollTop") - place) < 2
    await jump.click()
    await expect(log.get_by_text("the newest")).to_be_in_viewport()
    await expect(jump).to_have_count(0)
    await server.post(server.session, assistant("followed again"))
    await expect(log.get_by_text("followed again")).to_be_in_viewport()
