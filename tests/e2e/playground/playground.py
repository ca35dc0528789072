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
    id: str = ""
    rated: bool = False
    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    generated: bool = False
    cards: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.texts[-1]

    @property
    def buttons(self) -> dict[str, Any]:
        """The actions of its cards, by title."""
        body = [one for card in self.cards for one in card["content"]["body"]]
        return {action["title"]: action for one in body for action in one.get("actions", ())}


class Playground:
    """The window: what people say goes to the app, `shown` is what the app said, oldest first."""

    def __init__(self, address: str, session: aiohttp.ClientSession, config: dict[str, Any]) -> None:
        self._address = address
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

    async def execute(self, message: Shown, title: str, **inputs: Any) -> dict[str, Any]:
        """Press a button as a client that knows `Action.Execute`; answers with what the app told at once."""
        button = message.buttons[title]
        action = {**{name: button[name] for name in ("type", "verb", "title")}, "data": {**button["data"], **inputs}}
        told = {"name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}
        return await self._does("/_conversation/v1/invoke", message, told)

    async def submit(self, message: Shown, title: str, **inputs: Any) -> None:
        """Press the same button as a client that does not."""
        data = message.buttons[title]["fallback"]["data"]
        await self._does("/_conversation/v1/submit", message, {"value": {**data, **inputs}})

    async def judge(self, message: Shown, reaction: str, comment: str) -> None:
        """Press a thumb; the window's own invoke does not say under which message, which Teams does."""
        value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": comment}}
        told = {"name": "message/submitAction", "value": value}
        await self._does("/_conversation/v1/invoke", message, told)
        raw = {
            "type": "invoke",
            "id": f"judged-{message.id}",
            "channelId": "msteams",
            "serviceUrl": self._address.replace("127.0.0.1", "localhost") + "/_connector",
            "from": self.config["currentUser"],
            "recipient": self.config["bot"],
            "conversation": {"id": message.conversation, "conversationType": "personal"},
            "channelData": {"tenant": {"id": self.config["tenantId"]}},
            "replyToId": message.id,
            **told,
        }
        async with self._session.post("/_internal/v1/customActivities", json=raw) as answer:
            assert answer.status == 200, await answer.text()

    async def _does(self, path: str, message: Shown, told: dict[str, Any]) -> dict[str, Any]:
        where = {"from": {"id": self.config["currentUser"]["id"]}, "conversation": {"id": message.conversation}}
        async with self._session.post(path, json={**told, **where, "replyToId": message.id}) as answer:
            text = await answer.text()
            assert answer.status == 200, text
        found: dict[str, Any] = json.loads(text) if text.startswith("{") else {}
        return found

    async def buttons(self, where: str, *titles: str) -> Shown:
        """Wait for a message with these buttons."""

        def found() -> list[Shown]:
            return [one for one in self.shown(where) if list(one.buttons) == list(titles)]

        await until(found, f"buttons {titles} in {where}")
        return found()[-1]

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
        made = Shown(frame["actionConversationId"], told["messageId"])
        shown = self.messages.setdefault(told["messageId"], made)
        shown.rated = bool(told.get("feedbackLoopEnabled"))
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
        address = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession(address, timeout=_LIMIT) as session:
            await until(lambda: _config(session), "the playground")
            window = Playground(address, session, await _config(session))
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
