"""Discord as a stage: the real adapter with discord.py, over real sockets, against FakeDiscord."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.discord import Conversation, FakeDiscord, Message, User
from botbridge_discord.adapter import DiscordAdapter
from botbridge_discord.capabilities import CAPABILITIES

Place = Literal["channel", "dm"]

_CHANNEL = "C1"
HURRY = 50  # how many times faster than Discord allows
# A table as the dialect shows it: a code block whose second line is drawn.
_TABLE = re.compile(r"^```\n(.+)\n(-+(?:-\+-+)*)\n((?:.*\n)*?)```$", re.MULTILINE)


class HurriedAdapter(DiscordAdapter):
    """The adapter with shorter waits; everything else is as it is."""

    capabilities = replace(CAPABILITIES, stream=replace(CAPABILITIES.stream, edit_interval=0.02))
    identify_pause = 0.01
    pace = HURRY


def hurried(discord: FakeDiscord) -> FakeDiscord:
    """The fake with so much larger budgets."""
    discord.buckets.sizes = {name: (count * HURRY, seconds) for name, (count, seconds) in discord.buckets.sizes.items()}
    discord.buckets.per_second *= HURRY
    discord.gateway.max_concurrency = HURRY
    return discord


class DiscordPerson(Person):
    """A person in a channel and the threads below it, or in their direct message."""

    def __init__(self, stage: DiscordStage, user: User, where: str) -> None:
        self._stage = stage
        self._discord = stage.discord
        self._user = user
        self._where = where
        self._last: list[Message] = []

    @property
    def native_id(self) -> str:
        return self._user.id

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        uploads = [(file.name, file.content, file.mime) for file in files]
        known = self._stage.conversations.get(self._where)
        if self._stage.place == "dm":
            self._heard(await self._user.dm(text, files=uploads))
        elif known is None:
            self._heard(await self._user.mention(text, _CHANNEL, files=uploads))
        else:
            await known.opened()
            self._heard(await self._user.mention(text, known, files=uploads))

    async def say_in_thread(self, text: str) -> None:
        self._heard(await self._user.say(text, self._stage.conversations[self._where]))

    def _heard(self, said: Message) -> None:
        self._stage.conversations.setdefault(self._where, said.thread)
        self._last = [said]

    async def redeliver(self) -> None:
        for said in self._last:
            self._discord.redeliver(said)

    async def stop(self) -> None:
        conversation = self._stage.conversations[self._where]
        growing = await self._discord.until(lambda: next((one for one in conversation.messages if one.growing), None))
        await self._user.click(growing, "Stop")

    async def leave(self) -> None:
        await self._user.archive(self._stage.conversations[self._where])


class DiscordStage(Stage):
    """One guild; `place` is where people write."""

    def __init__(self, folder: Path, discord: FakeDiscord, *, place: Place = "channel") -> None:
        super().__init__(folder)
        self.discord = discord
        self.place = place
        self.conversations: dict[str, Conversation] = {}
        self.traits = Traits(
            shared=place == "channel", bots=place == "channel", extras=("discord_channel", "discord_message")
        )

    @property
    def adapter(self) -> type[Adapter]:
        return HurriedAdapter

    @property
    def capabilities(self) -> Capabilities:
        return HurriedAdapter.capabilities

    @property
    def env(self) -> Mapping[str, str]:
        return self.discord.env()

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        # There is one direct message with each person.
        label = f"U{who}{where if self.place == 'dm' and where != 'main' else ''}"
        return DiscordPerson(self, self.discord.user(label, name=name or who.title()), where)

    async def shown(self, where: str = "main") -> list[Seen]:
        conversation = self.conversations.get(where)
        return [_seen(one) for one in conversation.messages if one.by_app] if conversation else []

    async def download(self, name: str, where: str = "main") -> bytes:
        for message in self.conversations[where].messages:
            for file in message.stored:
                if file.name == name:
                    return file.content
        raise LookupError(f"no file {name!r} was sent")

    async def working(self, where: str = "main") -> bool:
        return self.conversations[where].typing

    async def pings(self) -> list[str]:
        return [ping.what for ping in self.discord.pings]

    async def other_bot_says(self, text: str, where: str = "main") -> None:
        await self.discord.bot("B2").say(text, self.conversations[where], mention=True)

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        self.discord.faults.status(503, "create_message", after=after_it_happened)

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self.discord.faults.rate_limit("create_message", retry_after=seconds, times=times)

    async def rate_limit_stream(self) -> None:
        self.discord.faults.rate_limit("edit_message", retry_after=0.1)

    async def kill_stream(self) -> None:
        self.discord.faults.status(503, "edit_message")

    async def refuse_streams(self) -> None:
        self.discord.faults.drop("edit_message")


def _seen(message: Message) -> Seen:
    return Seen(
        text=_TABLE.sub(_table, message.text),
        streaming=message.growing,
        files=tuple(message.files),
        size=len(message.content),
    )


def _table(found: re.Match[str]) -> str:
    """The aligned code block as the table that a person sees in it."""
    count = found[2].count("+") + 1
    rows = [[cell.strip() for cell in line.split(" | ")] for line in (found[1], *found[3].splitlines())]
    lines = [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in [*row, *[""] * (count - len(row))]) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * count, *lines[1:]])
