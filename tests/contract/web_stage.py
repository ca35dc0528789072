"""The web as a stage: the real adapter, and tabs that speak its protocol."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import aiohttp
from web_tab import JSON, Tab

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities
from botbridge.model.task import TaskState
from botbridge.runtime import Running
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import Define, SeenTask, Settings, Sidebar
from botbridge_web.adapter import WebAdapter

_DEFAULT_AUTHOR = "Assistant"
_SAID = ("assistant_message", "system_message")


class WebPerson(Person):
    """Whoever sits at a tab; the web does not know them."""

    def __init__(self, tab: Tab, who: str) -> None:
        self._tab = tab
        self._who = who
        self._presses: list[asyncio.Task[JSON]] = []

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

    async def press(self, caption: str) -> None:
        await self._tab.look()
        found = [action for action in self._tab.actions.values() if _caption(action) == caption]
        if not found:
            raise LookupError(f"no button {caption!r} is shown")
        self._pressed = found[-1]["id"]
        await self.press_again()

    async def press_again(self) -> None:
        await self._press(self._pressed)

    async def forge(self) -> None:
        await self._press(str(uuid.uuid4()))

    async def _press(self, action_id: str) -> None:
        asked = self._tab.asked
        if asked is not None and action_id in asked[1]["spec"].get("keys", ()):
            await self._tab.answer({"id": action_id, "name": "whatever"})
            return
        body = {"action": {"id": action_id, "name": "whatever"}}
        self._presses.append(asyncio.create_task(self._tab.request("POST", "/project/action", body)))
        await asyncio.sleep(0.05)  # it is answered when the callback has ended

    async def answer(self, text: str) -> None:
        await self._tab.answer({"id": str(uuid.uuid4()), "type": "user_message", "output": text})

    async def upload(self, files: Sequence[Upload]) -> None:
        await self._tab.look()
        if self._tab.asked is None:
            raise LookupError("no question is open")
        question = self._tab.asked[1]["spec"]["step_id"]
        sent = [await self._tab.upload(*file, question=question) for file in files]
        if None not in sent:
            await self._tab.answer(sent)

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        await self._tab.look()
        told = len(self._tab.notices)
        await self._tab.answer({"submitted": False} if values is None else {**values, "submitted": True})
        return self._tab.notices[told:]

    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        (step,) = [one for one in self._tab.steps.values() if one["output"] == text]
        feedback = {"forId": step["id"], "value": value, "comment": comment}
        await self._tab.request("PUT", "/feedback", {"feedback": feedback})

    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        raise NotImplementedError("the web has no reactions")

    async def leave(self) -> None:
        await self._tab.emit("clear_session")


class WebStage(Stage):
    """One tab for each conversation."""

    traits = Traits(
        people=False, shared=False, mentions=False, reactions=False, extras=("languages", "http_referer", "env")
    )

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
        said = [_seen(step, tab) for step in tab.steps.values() if step["type"] in _SAID]
        loose = [
            one for one in tab.elements.values() if one.get("forId") not in tab.steps and one["type"] != "tasklist"
        ]
        alone = [Seen(text="", files=(one["name"],), details=_details(one)) for one in loose]
        return [*said, *alone, *(Seen(text=notice) for notice in tab.notices)]

    async def tasks(self, where: str = "main") -> list[SeenTask]:
        tab = self._tab(where)
        await tab.look()
        steps = [SeenTask(one["name"], _state(one)) for one in tab.steps.values() if not _is_message(one)]
        lists = [one["props"]["tasks"] for one in tab.elements.values() if one["type"] == "tasklist"]
        return [*steps, *(SeenTask(task["title"], task["status"]) for tasks in lists for task in tasks)]

    async def sidebar(self, where: str = "main") -> Sidebar:
        title, elements = self._tab(where).panel
        return Sidebar(title, tuple(one["name"] for one in elements))

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


def _is_message(step: JSON) -> bool:
    return bool(step["type"].endswith("_message"))


def _state(step: JSON) -> TaskState:
    return "failed" if step["isError"] else "done" if step["end"] else "running"


def _caption(action: JSON) -> str:
    return str(action["label"] or action["tooltip"] or action["name"])


def _details(element: JSON) -> str:
    return json.dumps(element["props"], ensure_ascii=False)


def _seen(step: JSON, tab: Tab) -> Seen:
    hanging = [one for one in tab.elements.values() if one["forId"] == step["id"]]
    return Seen(
        text=step["output"],
        streaming=step["streaming"],
        author=step["name"] if step["name"] != _DEFAULT_AUTHOR else None,
        language=step["language"],
        files=tuple(item["name"] for item in hanging),
        details="\n".join(_details(item) for item in hanging),
        buttons=tuple(_caption(one) for one in tab.actions.values() if one["forId"] == step["id"]),
        rated=tab.takes_feedback and step["type"] == "assistant_message" and not step["isError"],
        size=len(step["output"]),
    )
