"""The web as a stage: the real adapter, and tabs that speak its protocol."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from web_tab import JSON, Tab

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities
from botbridge.runtime import Running
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import Define, Settings
from botbridge_web.adapter import WebAdapter

_DEFAULT_AUTHOR = "Assistant"


class WebPerson(Person):
    """Whoever sits at a tab; the web does not know them."""

    def __init__(self, tab: Tab, who: str) -> None:
        self._tab = tab
        self._who = who

    @property
    def native_id(self) -> str:
        return self._who

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        sent = [await self._tab.upload(*file) for file in files]
        message = {"id": str(uuid.uuid4()), "type": "user_message", "output": text}
        self._last: JSON = {"message": message, "fileReferences": [file for file in sent if file]}
        await self.redeliver()

    async def redeliver(self) -> None:
        answer = await self._tab.emit("client_message", self._last)
        assert answer == {"ok": True, "id": self._last["message"]["id"]}

    async def stop(self) -> None:
        await self._tab.emit("stop")

    async def leave(self) -> None:
        await self._tab.emit("clear_session")


class WebStage(Stage):
    """One tab for each conversation."""

    traits = Traits(people=False, shared=False, mentions=False, extras=("languages", "http_referer", "env"))

    def __init__(self, folder: Path, http: aiohttp.ClientSession) -> None:
        super().__init__(folder)
        self._http = http
        self._url: str | None = None
        self._tabs: dict[str, Tab] = {}

    @property
    def adapter(self) -> type[Adapter]:
        return WebAdapter

    @property
    def capabilities(self) -> Capabilities:
        return WebAdapter.capabilities

    @asynccontextmanager
    async def run(self, define: Define, *, config: Settings | None = None) -> AsyncIterator[Running]:
        try:
            async with super().run(define, config=config) as run:
                self._move(f"http://127.0.0.1:{run.port}")
                yield run
        finally:
            self._move(None)
            for tab in self._tabs.values():
                await tab.close()

    def _move(self, url: str | None) -> None:
        self._url = url
        for tab in self._tabs.values():
            tab.url = url

    def _tab(self, where: str) -> Tab:
        tab = self._tabs.setdefault(where, Tab(self._http))
        tab.url = self._url
        return tab

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        return WebPerson(self._tab(where), who)

    async def shown(self, where: str = "main") -> list[Seen]:
        tab = self._tab(where)
        await tab.look()
        said = [_seen(step, tab) for step in tab.steps.values() if step["type"] != "user_message"]
        return [*said, *(Seen(text=notice) for notice in tab.notices)]

    async def download(self, name: str, where: str = "main") -> bytes:
        tab = self._tab(where)
        for element in tab.elements.values():
            if element["name"] == name:
                return await tab.download(element)
        raise LookupError(f"no element {name!r} is shown")

    async def working(self, where: str = "main") -> bool:
        return self._tab(where).loading

    async def pings(self) -> list[str]:
        return []  # the protocol has no way to ping

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        if after_it_happened:
            self._break("new_message", "stream_start")
        else:
            await self._tab("main").cut()

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self._break("new_message", times=times, away=seconds)

    async def rate_limit_stream(self) -> None:
        self._break("stream_token")

    async def kill_stream(self) -> None:
        self._break("stream_start", "stream_token")

    async def refuse_streams(self) -> None:
        self._break("task_start")

    def _break(self, *events: str, times: int = 1, away: float = 0.1) -> None:
        tab = self._tab("main")
        tab.breaks, tab.away = (frozenset(events), times), away


def _seen(step: JSON, tab: Tab) -> Seen:
    return Seen(
        text=step["output"],
        streaming=step["streaming"],
        author=step["name"] if step["name"] != _DEFAULT_AUTHOR else None,
        language=step["language"],
        files=tuple(item["name"] for item in tab.elements.values() if item["forId"] == step["id"]),
        size=len(step["output"]),
    )
