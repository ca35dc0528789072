"""The page with the package's hooks, as a test drives it."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page
from process.command import until

_SHOWN = """() => {
  const flat = steps => steps.flatMap(step => [step, ...flat(step.steps || [])]);
  return flat(client.chat.messages);
}"""


class ReactClient:
    """What the hooks show: `messages` as the package keeps them, `texts` of all of them."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server

    async def open(self, page_url: str) -> None:
        """Load the page and connect."""
        await self.page.goto(f"{page_url}/index.html?server={self.server}")
        await self.page.wait_for_function("window.client && client.config.config && client.auth.isReady")
        await self.connect()

    async def connect(self) -> None:
        await self.page.evaluate("client.session.connect({ transports: ['websocket'], userEnv: {} })")
        await self.page.wait_for_function("client.data.connected")

    async def say(self, text: str, files: list[dict[str, str]] | None = None) -> None:
        message = {"name": "user", "type": "user_message", "output": text}
        await self.page.evaluate("([m, f]) => client.interact.sendMessage(m, f)", [message, files or []])

    async def ask(self, expression: str) -> Any:
        return await self.page.evaluate(expression)

    async def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.page.evaluate(_SHOWN)
        return found

    async def texts(self) -> list[str]:
        return [one["output"] for one in await self.messages()]

    async def shows(self, *texts: str, timeout: float = 15.0) -> None:
        """Wait until the page shows these messages and no others."""
        shown: list[str] = []

        async def same() -> bool:
            nonlocal shown
            shown = await self.texts()
            return shown == list(texts)

        try:
            await until(same, "the messages", timeout)
        except TimeoutError:
            raise AssertionError(f"wanted {list(texts)}, the page shows {shown}") from None
