"""Teams as a stage: the real adapter with the real SDK over real sockets, against FakeTeams."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities, Rate
from botbridge.model.effect import Effect
from botbridge.runtime import Running
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import Define, Settings
from botbridge.testing.teams import Conversation, Delivery, FakeTeams, Message, User
from botbridge_teams.adapter import TeamsAdapter
from botbridge_teams.capabilities import CAPABILITIES
from botbridge_teams.outbound import GROWING

Where = Literal["personal", "group", "channel"]

_HURRY = 50  # how many times faster than Teams allows


class HurriedAdapter(TeamsAdapter):
    """The adapter with shorter waits; everything else is as it is."""

    capabilities = replace(
        CAPABILITIES,
        stream=replace(CAPABILITIES.stream, interval=0.02, edit_interval=0.02, beat=0.1),
        status_after=0.05,
        status_lasts=0.2,
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
        await self._user.stop()

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
        self.traits = Traits(
            shared=where != "personal",
            status=where != "channel",
            stops=where == "personal",
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
        return self.teams.env()

    @asynccontextmanager
    async def run(self, define: Define, *, config: Settings | None = None) -> AsyncIterator[Running]:
        async with super().run(define, config=config) as run:
            self.teams.deliver_to = f"http://127.0.0.1:{run.port}/teams/events"
            yield run

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        # A second conversation in personal chats takes a second person.
        key = f"{who}-{where}" if self.where == "personal" and where != "main" else who
        return TeamsPerson(self, self.teams.user(key, name=name or who.title()), where)

    async def shown(self, where: str = "main") -> list[Seen]:
        conversation = self.conversations.get(where)
        return [_seen(one) for one in conversation.shown if one.by_app] if conversation is not None else []

    async def download(self, name: str, where: str = "main") -> bytes:
        conversation = self.conversations[where]
        message = next((one for one in conversation.shown if one.by_app and name in one.files), None)
        if message is None:
            raise LookupError(f"no file {name!r} was sent")
        user = self.teams.user("ada")
        return _picture(message) or await _accepted(self.teams, user, message)

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


def _seen(message: Message) -> Seen:
    text, grows = _grown(message.text)
    return Seen(text=text, streaming=message.streaming or grows, files=tuple(message.files), size=_size(message))


def _grown(text: str) -> tuple[str, bool]:
    """The text without what says that more is to come."""
    stripped = text.removesuffix(GROWING).rstrip() if text.endswith(GROWING) else text
    return stripped, stripped != text


def _size(message: Message) -> int:
    """What the text takes of the message, in UTF-16 units: its own length, or the length of the card's body."""
    body = [card["body"] for card in message.cards]
    said = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body else str(message.raw.get("text") or "")
    return len(said.encode("utf-16-le", "surrogatepass")) // 2
