"""Microsoft's own playground for agents as a process, and what a person sees and does in it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from process.command import environment, free_port, until

HERE = Path(__file__).parent
PACKAGE = HERE / "node_modules" / "@microsoft" / "m365agentsplayground"

_STREAM = "/_ws_conversation/v1/conversations/stream"
_LIMIT = aiohttp.ClientTimeout(total=20)  # the playground leaves calls without an answer when something is wrong


@dataclass
class Shown:
    """One message on the screen; `texts` are all that it ever said, `kinds` how each was streamed."""

    conversation: str
    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    generated: bool = False
    cards: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.texts[-1]


class Playground:
    """The window: what people say goes to the app, `shown` is what the app said, oldest first."""

    def __init__(self, session: aiohttp.ClientSession, config: dict[str, Any]) -> None:
        self._session = session
        self.config = config
        self.messages: dict[str, Shown] = {}
        self.typed = 0

    @property
    def personal(self) -> str:
        """The id of the personal chat."""
        return str(self.config["personalChat"]["id"])

    @property
    def group(self) -> str:
        """The id of the group chat."""
        return str(self.config["groupChats"][0]["id"])

    @property
    def channel(self) -> str:
        """The id of the team's general channel."""
        return str(self.config["teams"][0]["channels"][0]["id"])

    async def say(self, text: str, where: str, *, mention: bool = False) -> str:
        """Write as the person at the screen; returns the message's id."""
        bot = self.config["bot"]
        tag = f"<at>{bot['name']}</at>"
        named = {"mentions": [{"mentioned": {"id": bot["id"]}, "text": tag}]} if mention else {}
        said = {"text": f"{tag} {text}" if mention else text, "textFormat": "plain", **named}
        told = {"from": {"id": self.config["currentUser"]["id"]}, **said}
        async with self._session.post(f"/_conversation/v1/conversations/{where}/messages", json=told) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["messageId"])

    def shown(self, where: str) -> list[Shown]:
        """What the app said in a conversation."""
        return [one for one in self.messages.values() if one.conversation == where]

    async def sees(self, where: str, *texts: str) -> list[Shown]:
        """Wait until the last messages of the app are these."""

        def same() -> bool:
            return [one.text for one in self.shown(where)][-len(texts) :] == list(texts)

        try:
            await until(same, f"{texts} in {where}")
        except TimeoutError:
            raise AssertionError(f"wanted {texts}, the window shows {self.shown(where)}") from None
        return self.shown(where)[-len(texts) :]

    async def look(self) -> None:
        """Follow the screen until it is closed."""
        async with self._session.ws_connect(_STREAM, timeout=aiohttp.ClientWSTimeout(ws_close=2.0)) as frames:
            async for frame in frames:
                self._saw(json.loads(frame.data))

    def _saw(self, frame: dict[str, Any]) -> None:
        if frame["action"] == "typing":
            self.typed += 1
        if frame["action"] not in ("createMessage", "updateMessage"):
            return
        told = frame["message"]
        shown = self.messages.setdefault(told["messageId"], Shown(frame["actionConversationId"]))
        shown.texts.append(told.get("text") or "")
        shown.kinds.append((told.get("streamEntity") or {}).get("streamType", ""))
        shown.generated = "AIGeneratedContent" in (told.get("aiEntity") or {}).get("additionalType", [])
        shown.cards = told.get("attachments") or []


@asynccontextmanager
async def playground(app_url: str, home: Path) -> AsyncIterator[Playground]:
    """The window in front of an app, for as long as the context lasts."""
    port, log = free_port(), home / "playground.log"
    options = ("-e", f"{app_url}/api/messages", "-c", "msteams", "-p", str(port), "--dt")
    env = {"BROWSER": "none", "NODE_OPTIONS": f"--require {HERE / 'loopback.cjs'}"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["node", str(PACKAGE / "cli.js"), "start", *options],
            cwd=home,
            env={**environment(home, env), "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", timeout=_LIMIT) as session:
            await until(lambda: _config(session), "the playground")
            window = Playground(session, await _config(session))
            task = asyncio.create_task(window.look())
            yield window
            task.cancel()
            await asyncio.wait([task])
    finally:
        process.terminate()
        process.wait(timeout=10)


async def _config(session: aiohttp.ClientSession) -> dict[str, Any]:
    """Who and what is in the playground; empty while it is not there."""
    try:
        async with session.get("/_internal/v1/config") as answer:
            found: dict[str, Any] = (await answer.json())["config"]
            return found
    except aiohttp.ClientConnectionError:
        return {}
