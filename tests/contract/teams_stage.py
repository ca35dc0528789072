"""Teams as a stage: the real adapter with the real SDK over real sockets, against FakeTeams."""

from __future__ import annotations

import base64
import copy
import json
import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import aiohttp

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities, Rate
from botbridge.model.effect import Effect
from botbridge.runtime import Running
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import Define, SeenTask, Settings
from botbridge.testing.teams import Conversation, Delivery, FakeTeams, Message, User, plain
from botbridge_teams.adapter import TeamsAdapter
from botbridge_teams.buttons import KEY, Press
from botbridge_teams.capabilities import CAPABILITIES
from botbridge_teams.interactivity import TAKEN
from botbridge_teams.outbound import GROWING
from botbridge_teams.tasks import MARKS

Where = Literal["personal", "group", "channel"]

STOP = "Stop"
_OURS = (STOP, "Send", "Cancel", "Open")  # of the handler and of questions, not the app's
_PUBLIC = "https://bot.example.com"  # where people reach the app, as it says
_LINK = re.compile(rf"\[([^\n]*?)\]\(({re.escape(_PUBLIC)}/files/[^\s)]*)\)")
_HURRY = 50  # how many times faster than Teams allows


class HurriedAdapter(TeamsAdapter):
    """The adapter with shorter waits; everything else is as it is."""

    capabilities = replace(
        CAPABILITIES,
        stream=replace(CAPABILITIES.stream, interval=0.02, edit_interval=0.02, beat=0.1),
        status_after=0.05,
        status_lasts=0.2,
        stop_after=0.3,
    )

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return [replace(rate, per_second=rate.per_second * _HURRY) for rate in super().rates(effect)]


class TeamsPerson(Person):
    """A person in their own chat with the app, in a group chat, or in a channel's thread."""

    def __init__(self, stage: TeamsStage, user: User, where: str) -> None:
        self._stage = stage
        self._teams = stage.teams
        self._user = user
        self._where = where
        self._last: Delivery | None = None
        self._pressed: tuple[Message, str]

    @property
    def native_id(self) -> str:
        return self._user.aad_object_id

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        place = self._stage.place_of(self._where, self._user)
        if self._stage.where == "personal":
            said = await self._user.say(text, files=[(one.name, one.content, one.mime) for one in files])
        else:
            pictures = [one.content for one in files if one.mime.startswith("image/")]
            said = await self._user.mention(text, place, images=pictures)
        self._stage.conversations.setdefault(self._where, said.conversation)
        self._last = self._teams.deliveries[-1]
        await self._teams.delivered()

    async def speak(self, recording: Upload) -> None:
        await self.say("", [recording])

    async def redeliver(self) -> None:
        assert self._last is not None
        self._teams.redeliver(self._last)
        await self._teams.delivered()

    async def stop(self) -> None:
        place = self._stage.conversations[self._where]
        if any(one.streaming for one in place.messages.values()):
            await self._user.stop(place)
        else:
            await self._click(await self._teams.until(lambda: self._with_button(STOP)), STOP)

    def _with_button(self, title: str) -> Message | None:
        shown = self._stage.conversations[self._where].shown
        return next((one for one in reversed(shown) if one.by_app and title in one.buttons), None)

    async def _click(self, message: Message, title: str, values: Mapping[str, Any] | None = None) -> str:
        """Click; answers with what the person alone is told."""
        self._user.notice = ""
        await self._user.click(message, title, values)
        notice = "" if self._user.notice == TAKEN else self._user.notice
        if notice:
            self._stage.notices.append((self._where, Seen(text=notice, only_for=self.native_id)))
        return notice

    async def press(self, caption: str) -> None:
        message = self._with_button(caption)
        if message is None:
            raise LookupError(f"no button {caption!r} is shown")
        # As a window that is behind shows it: with the buttons that it had.
        behind = copy.copy(message)
        behind.raw = copy.deepcopy(message.raw)
        self._pressed = (behind, caption)
        await self.press_again()

    async def press_again(self) -> None:
        await self._click(*self._pressed)

    async def forge(self) -> None:
        shown = self._stage.conversations[self._where].shown
        forged = copy.copy(next(one for one in reversed(shown) if one.buttons))
        forged.raw = copy.deepcopy(forged.raw)
        action = next(plain.actions(forged.cards[0]))
        action["data"] = {KEY: f"{Press.ACTION}:00000000-0000-4000-8000-000000000000"}
        await self._click(forged, action["title"])

    async def answer(self, text: str) -> None:
        await self.say(text)

    async def upload(self, files: Sequence[Upload]) -> None:
        await self.say("", files)

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        button = "Cancel" if values is None else "Send"
        message = await self._teams.until(lambda: self._with_button(button))
        told = {f"field_{name}": value for name, value in (values or {}).items()}
        try:
            wrong = await self._click(message, button, told)
        except ValueError as error:  # Teams itself wants it filled in
            return [str(error)]
        return [wrong] if wrong else []

    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        await self._user.rate(self._reading(text), "like" if value else "dislike", comment or "")

    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        kind = "like" if emoji == "👍" else f"{ord(emoji):x}_reaction"
        await (self._user.react if added else self._user.unreact)(self._reading(text), kind)
        await self._teams.delivered()

    def _reading(self, text: str) -> Message:
        shown = self._stage.conversations[self._where].shown
        return next(one for one in reversed(shown) if one.by_app and text in one.text)

    async def leave(self) -> None:
        await self._user.uninstall(self._stage.conversations[self._where])
        await self._teams.delivered()


class TeamsStage(Stage):
    """One tenant; `where` says where people write."""

    def __init__(self, folder: Path, teams: FakeTeams, where: Where) -> None:
        super().__init__(folder)
        self.teams = teams
        self.where = where
        self.conversations: dict[str, Conversation] = {}
        self.notices: list[tuple[str, Seen]] = []  # what windows told one person, by where
        self._port = 0
        self.traits = Traits(
            shared=where != "personal",
            status=where != "channel",
            stops_questions=False,
            traces=False,
            files=where == "personal",
            voice=where == "personal",
            extras=("teams_turn_context",),
        )

    def place_of(self, where: str, user: User) -> Conversation:
        """Where the people of a test write: a channel's thread begins with the first message in it."""
        if where in self.conversations:
            return self.conversations[where]
        if self.where == "group":
            return self.teams.group(where)
        return user.chat if self.where == "personal" else Conversation(self.teams.world, self.teams.channel())

    @property
    def adapter(self) -> type[Adapter]:
        return HurriedAdapter

    @property
    def capabilities(self) -> Capabilities:
        return HurriedAdapter.capabilities

    @property
    def env(self) -> Mapping[str, str]:
        return {**self.teams.env(), **({} if self.traits.files else {"BOTBRIDGE_URL": _PUBLIC})}

    @asynccontextmanager
    async def run(self, define: Define, *, config: Settings | None = None) -> AsyncIterator[Running]:
        async with super().run(define, config=config) as run:
            self._port = run.port
            self.teams.deliver_to = f"http://127.0.0.1:{run.port}/teams/events"
            yield run

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        # A second conversation in personal chats takes a second person.
        key = f"{who}-{where}" if self.where == "personal" and where != "main" else who
        return TeamsPerson(self, self.teams.user(key, name=name or who.title()), where)

    async def shown(self, where: str = "main") -> list[Seen]:
        conversation = self.conversations.get(where)
        said = [_seen(one) for one in conversation.shown if one.by_app] if conversation is not None else []
        return [*said, *(notice for place, notice in self.notices if place == where)]

    async def tasks(self, where: str = "main") -> list[SeenTask]:
        cards = [card for one in self.conversations[where].shown if one.by_app for card in one.cards]
        lines = [one for card in cards for one in card["body"] if one["type"] == "ColumnSet"]
        return [_task(one) for one in lines]

    async def download(self, name: str, where: str = "main") -> bytes:
        for message in self.conversations[where].shown:
            if message.by_app and name in message.files:
                return _picture(message) or await _accepted(self.teams, self.teams.user("ada"), message)
            for link in _LINK.finditer(message.text) if message.by_app else ():
                if _bare(link[1]) == name:
                    return await self._get(link[2].removeprefix(_PUBLIC))
        raise LookupError(f"no file {name!r} was sent")

    async def _get(self, path: str) -> bytes:
        """What a person's browser gets; the public address leads to wherever the app listens."""
        async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{self._port}{path}") as answer:
            answer.raise_for_status()
            return await answer.read()

    async def working(self, where: str = "main") -> bool:
        return self.conversations[where].working

    async def pings(self) -> list[str]:
        people = {one.id: one.aad_object_id for one in self.teams.world.people.values()}
        return [people.get(ping.who, ping.who) for ping in self.teams.pings]

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        # However it is shown: as it is, as a stream, or in the place of a progress bar.
        self.teams.faults.status(503, "send,stream.start,stream.chunk,stream.final", after=after_it_happened)

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self.teams.faults.rate_limit("send", retry_after=math.ceil(seconds), times=times)

    async def rate_limit_stream(self) -> None:
        self.teams.faults.rate_limit("stream.chunk" if self.where == "personal" else "update", retry_after=1)

    async def kill_stream(self) -> None:
        self.teams.faults.stream_dies(chunks=1, times=1)

    async def refuse_streams(self) -> None:
        self.teams.faults.no_streams = True


def _picture(message: Message) -> bytes:
    url = str(message.attachments[0].get("contentUrl") or "")
    return base64.b64decode(url.partition("base64,")[2]) if url.startswith("data:") else b""


async def _accepted(teams: FakeTeams, user: User, message: Message) -> bytes:
    upload = await user.accept(message)
    await teams.until(lambda: upload.complete, what="upload")
    return bytes(upload.received)


def _task(line: Any) -> SeenTask:
    mark, words = (column["items"][0]["text"] for column in line["columns"])
    states = {sign: state for state, sign in MARKS.items()}
    return SeenTask(_bare(words), states[mark])


def _bare(name: str) -> str:
    """Words as they were before they were made inert."""
    return name.replace("\\", "").replace("\u2060", "")


def _seen(message: Message) -> Seen:
    text, grows = _grown(message.text)
    links = [_bare(found[1]) for found in _LINK.finditer(text)]
    body = [one["type"] for card in message.cards for one in card["body"]]
    return Seen(
        text="" if "ColumnSet" in body else _LINK.sub("", text).strip(),
        streaming=message.streaming or grows,
        files=(*message.files, *links),
        buttons=tuple(title for title in message.buttons if title not in _OURS),
        rated=message.feedback,
        size=_size(message),
    )


def _grown(text: str) -> tuple[str, bool]:
    """The text without what says that more is to come."""
    stripped = text.removesuffix(GROWING).rstrip() if text.endswith(GROWING) else text
    return stripped, stripped != text


def _size(message: Message) -> int:
    """What the text takes of the message, in UTF-16 units: its own length, or the length of the card's body."""
    body = [[one for one in card["body"] if one["type"] != "ActionSet"] for card in message.cards]
    said = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body else str(message.raw.get("text") or "")
    return len(said.encode("utf-16-le", "surrogatepass")) // 2
