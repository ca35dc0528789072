"""People on a fake Discord who speak to one app and wait for its answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from botbridge.testing.discord import FakeDiscord, Message

PATIENCE = 180.0  # seconds for everything that is waited for
_GUILDS = 16
_NO_LIMIT = (1_000_000, 1.0)


class People:
    """Speak in channels of their own; `answered` counts the app's messages."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.answered = 0
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._numbers = 0
        fake.world.watchers.append(self._see)

    def _see(self, kind: str, what: Any) -> None:
        if kind != "posted" or not isinstance(what, Message) or not what.by_app:
            return
        self.answered += 1
        waiting = self._waiting.pop(what.channel.id, None)
        if waiting is not None:
            waiting.set_result(None)

    async def mentions(self, count: int, flight: int) -> float:
        """Seconds for so many mentions, each answered in a thread of its own."""
        return await self._all(count, flight, self._mention)

    async def direct(self, count: int, flight: int) -> float:
        """Seconds for so many direct messages to be answered."""
        return await self._all(count, flight, self._dm)

    async def say(self, count: int, flight: int) -> dict[str, list[str]]:
        """So many direct messages, without waiting for anything; what is to be answered, by channel."""
        said: dict[str, list[str]] = {}
        for number in range(count):
            message = await self.fake.user(f"U{number % flight}").dm(f"missed {number}")
            said.setdefault(message.channel.id, []).append(f"echo: missed {number}")
        return said

    def texts(self, channel: str) -> list[str]:
        """What the app said in a channel."""
        return [one.text for one in self.fake.conversation(self.fake.world.channels[channel]).messages if one.by_app]

    async def streams(self, count: int, tokens: int, *, one_thread: bool) -> int:
        """Ask for so many growing answers at once, in a thread each or all in one; how many become complete."""
        asked = [await self.fake.user("U0").mention(f"stream {tokens}", "C0")]
        if one_thread:
            await asked[0].thread.opened(PATIENCE)
        for number in range(1, count):
            user = self.fake.user(f"U{number}")
            asked.append(
                await user.say(f"stream {tokens}", asked[0].thread)
                if one_thread
                else await user.mention(f"stream {tokens}", "C0")
            )
        wanted = " ".join(map(str, range(tokens)))
        channels = {asked[0].id} if one_thread else {one.id for one in asked}

        def complete() -> int:
            return sum(
                text.strip() == wanted
                for channel in channels
                if channel in self.fake.world.channels
                for text in self.texts(channel)
            )

        await self.fake.until(lambda: complete() >= count, PATIENCE)
        return complete()

    async def _mention(self, number: int, worker: int) -> None:
        # A guild has at most 1,000 open threads.
        channel = self.fake.channel(f"C{worker}", guild=f"G{worker % _GUILDS}")
        said = await self.fake.user(f"U{worker}").mention(f"number {number}", channel)
        await self._answer(said.id)

    async def _dm(self, number: int, worker: int) -> None:
        said = await self.fake.user(f"U{worker}").dm(f"number {number}")
        await self._answer(said.channel.id)

    async def _answer(self, channel: str) -> None:
        waiting = self._waiting[channel] = asyncio.get_running_loop().create_future()
        await waiting

    async def _all(self, count: int, flight: int, speak: Callable[[int, int], Any]) -> float:
        left = iter(range(self._numbers, self._numbers + count))
        self._numbers += count
        began = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(self._worker(left, worker, speak) for worker in range(flight)))
        return time.perf_counter() - began

    async def _worker(self, left: Iterator[int], worker: int, speak: Callable[[int, int], Any]) -> None:
        for number in left:
            await speak(number, worker)


@asynccontextmanager
async def discord(*, limited: bool) -> AsyncIterator[People]:
    """A fake Discord; without `limited` nothing is too much for it."""
    async with FakeDiscord() as fake:
        if not limited:
            fake.buckets.sizes = {"*": _NO_LIMIT}
            fake.buckets.per_second = _NO_LIMIT[0]
        fake.channel("C0")
        yield People(fake)
