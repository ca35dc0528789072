"""What a person does in the page, and reads there."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


class Chat:
    """The page in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.connected()

    async def connected(self) -> None:
        await self.page.wait_for_selector('[data-connection="connected"]', state="attached", timeout=30_000)

    async def disconnected(self) -> None:
        await self.page.wait_for_selector('[data-connection="reconnecting"]')

    async def reload(self) -> None:
        await self.page.reload()
        await self.connected()

    async def say(self, text: str) -> None:
        await self.page.locator("#composer-input").fill(text)
        await self.page.keyboard.press("Enter")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")

    @property
    def messages(self) -> Locator:
        return self.page.locator("article")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def stop(self) -> Locator:
        return self.page.get_by_role("button", name="Stop", exact=True)

    async def shows(self, *texts: str, timeout: float = 15_000) -> None:
        """Wait until there are just these messages; each holds its text."""
        await expect(self.messages).to_contain_text(list(texts), timeout=timeout)
        await expect(self.messages).to_have_count(len(texts))
