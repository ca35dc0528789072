"""Buttons and steps on a fake Slack, and a large table in a browser: how long people wait for them."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Page, async_playwright

from benchmarks.processes import APPS, Server, botbridge, free_port, serving
from benchmarks.table import Figure, run
from botbridge.testing.slack import FakeSlack, Message

_BETWEEN_CLICKS: Final = 1.6  # seconds: `chat.update` may be called fifty times a minute
_AGENT: Final = 20.0  # seconds for which the app's agent speaks
_PRODUCED = re.compile(r"produced at (\d+\.\d+)\.")
# From the message of the socket that holds the table to the frame that shows its rows.
_WATCH: Final = """
(() => {
  let done;
  window.bench = { done: new Promise((resolve) => (done = resolve)) };
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.includes('"dataframe"') && data.includes('"rows"')) {
          window.bench.came ??= performance.now();
          window.bench.event ??= data;
        }
      });
    }
  };
  const look = () => {
    if (window.bench.came && document.body.innerText.includes("row 5"))
      requestAnimationFrame(() => setTimeout(() => done({ ...window.bench, done: null, shown: performance.now() })));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def measure(quick: bool) -> Sequence[Figure]:
    return asyncio.run(_measure(clicks=5 if quick else 25, tables=2 if quick else 5))


async def _measure(clicks: int, tables: int) -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return [
            *await _on_slack(Path(folder) / "slack", clicks),
            *await _in_a_browser(Path(folder) / "web", tables),
        ]


async def _on_slack(folder: Path, clicks: int) -> Sequence[Figure]:
    port = free_port()
    async with FakeSlack(deliver_to=f"http://127.0.0.1:{port}/slack/events") as slack:
        slack.faults.enforce_tiers = True
        async with _process(("-m", "benchmarks.slack_floor", "{port}", "--keep-alive"), port, slack.env()):
            floor = await _clicks(slack, clicks)
        async with _process(_app(folder, "slack"), port, slack.env()):
            ours = await _clicks(slack, clicks)
            return [_waited(ours, floor), *await _agent(slack)]


def _app(folder: Path, adapter: str) -> Sequence[str]:
    folder.mkdir()
    return botbridge(folder, adapter, source=APPS / "primitives.py")


@asynccontextmanager
async def _process(arguments: Sequence[str], port: int, env: Mapping[str, str]) -> AsyncIterator[Server]:
    """A server in a process of its own, while the loop of this one goes on: they speak as it starts and ends."""
    process = serving(arguments, port=port, env=env)
    server = await asyncio.to_thread(process.__enter__)
    try:
        yield server
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


async def _clicks(slack: FakeSlack, count: int) -> Sequence[float]:
    """Seconds from each click to the changed message; what the fake itself takes is in them."""
    ada = slack.user("U1")
    await ada.mention("button", "C1")
    message = await slack.thread.reply()
    waited = []
    for number in range(1, count + 1):
        await asyncio.sleep(_BETWEEN_CLICKS)
        began = time.perf_counter()
        await ada.click(message, "Press")
        await slack.until(lambda: message.text == f"pressed {number} times")  # noqa: B023 - awaited right here
        waited.append(time.perf_counter() - began)
    return waited


def _waited(ours: Sequence[float], floor: Sequence[float]) -> Figure:
    name = "a click until its message is changed, median, floor: bolt"
    return Figure(name=name, unit="ms", ours=_ms(ours), floor=_ms(floor), at_most=6)


async def _agent(slack: FakeSlack) -> Sequence[Figure]:
    before = len(slack.calls)
    await slack.user("U1").mention("agent", "C2")
    thread = slack.thread
    await slack.until(lambda: _PRODUCED.search(thread.text), _AGENT * 2)
    late = time.time() - _produced(thread.answers)
    await thread.settled()
    calls = slack.calls[before:]
    words = sum(len(re.findall(r"word\d-\d+", message.text)) for message in thread.answers)
    return [
        Figure(name="calls for 1,000 tokens and 5 steps in 20 s", unit="", ours=len(calls)),
        Figure(name="  over their budget", unit="", ours=len(slack.over_budget), at_most=0),
        Figure(name="  answered 429", unit="", ours=sum(call.status == 429 for call in calls), at_most=0),
        Figure(name="  words that arrived", unit="", ours=words, at_least=1000),
        Figure(name="  the last one's way to people", unit="s", ours=late, at_most=1.5),
    ]


def _produced(answers: Sequence[Message]) -> float:
    found = _PRODUCED.search("\n".join(message.text for message in answers))
    assert found is not None
    return float(found[1])


async def _in_a_browser(folder: Path, count: int) -> Sequence[Figure]:
    async with _process(_app(folder, "web"), free_port(), {}) as server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        seen = [await _table(await browser.new_page(), server) for _ in range(count)]
        await browser.close()
    shown, rows = [one[0] for one in seen], [one[1] for one in seen]
    return [
        Figure(name="a table of 100,000 rows until it is painted, median", unit="ms", ours=_ms(shown), at_most=200),
        Figure(name="  slowest", unit="ms", ours=max(shown) * 1000),
        Figure(name="  rows that came with it", unit="", ours=max(rows), at_most=200),
    ]


async def _table(page: Page, server: Server) -> tuple[float, int]:
    """Seconds from the table's event to its first rows, and how many rows were in it."""
    await page.add_init_script(_WATCH)
    await page.goto(server.address)
    await page.get_by_role("textbox").fill("table")
    await page.keyboard.press("Enter")
    await page.get_by_text("row 5", exact=True).wait_for()
    told = await page.evaluate("window.bench.done")
    event = json.loads(told["event"][told["event"].index("[") :])
    await page.close()
    return (told["shown"] - told["came"]) / 1000, len(event[1]["props"]["rows"])


def _ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    run("Primitives", measure)
