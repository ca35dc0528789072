"""Slack as a stage: the real adapter with the real SDK, over HTTP or a socket, against FakeSlack."""

from __future__ import annotations

import math
import re
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
from botbridge.testing.slack import Delivery, FakeSlack, Message, Thread, User
from botbridge_slack.adapter import SlackAdapter
from botbridge_slack.capabilities import CAPABILITIES

# `dm`: each top-level message of the DM starts a conversation; `flat`: the DM is one.
Place = Literal["channel", "dm", "flat"]

_CHANNEL = "C1"
_HURRY = 50  # how many times faster than Slack allows


class HurriedAdapter(SlackAdapter):
    """The adapter with shorter waits; everything else is as it is."""

    capabilities = replace(CAPABILITIES, stream=replace(CAPABILITIES.stream, interval=0.02, edit_interval=0.02))

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return [replace(rate, per_second=rate.per_second * _HURRY) for rate in super().rates(effect)]


class SlackPerson(Person):
    """A person in a channel's thread, in one of the threads of the DM, or in the DM as such."""

    def __init__(self, stage: SlackStage, user: User, where: str) -> None:
        self._stage = stage
        self._slack = stage.slack
        self._user = user
        self._where = where
        self._last: list[Delivery] = []

    @property
    def native_id(self) -> str:
        return self._user.id

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        thread = self._stage.threads.get(self._where)
        uploads = [(file.name, file.content, file.mime) for file in files]
        if self._stage.place == "channel":
            said = await self._user.mention(text, _CHANNEL, thread=thread, files=uploads)
        else:
            said = await self._user.dm(text, thread=thread, files=uploads)
        await self._heard(said)

    async def say_in_thread(self, text: str) -> None:
        await self._heard(await self._user.say(text, thread=self._stage.threads[self._where]))

    async def _heard(self, said: Message) -> None:
        self._stage.threads.setdefault(self._where, said.thread)
        self._last = [one for one in self._slack.deliveries if one.payload.get("event", {}).get("ts") == said.ts]
        await self._slack.delivered()

    async def redeliver(self) -> None:
        for delivery in self._last:
            self._slack.redeliver(delivery)
        await self._slack.delivered()

    async def stop(self) -> None:
        thread = self._stage.threads[self._where]
        await self._slack.until(lambda: thread.session == "processing")
        await self._user.stop(thread)
        await self._slack.delivered()

    async def leave(self) -> None:
        if self._stage.place == "channel":
            await self._user.archive(_CHANNEL)
        else:
            self._slack.uninstall()
        await self._slack.delivered()


class SlackStage(Stage):
    """One workspace; `socket_mode` says how events come, `place` where people write."""

    def __init__(self, folder: Path, slack: FakeSlack, *, socket_mode: bool = False, place: Place = "channel") -> None:
        super().__init__(folder)
        self.slack = slack
        self.place = place
        self.threads: dict[str, Thread] = {}
        if place == "flat":
            slack.scopes.discard("assistant:write")
        self._socket_mode = socket_mode
        self.traits = Traits(
            shared=place == "channel",
            bots=place == "channel",
            status=place != "flat",
            stops=place != "flat",
            extras=("slack_event", "fetch_slack_message_history"),
        )

    @property
    def adapter(self) -> type[Adapter]:
        return HurriedAdapter

    @property
    def capabilities(self) -> Capabilities:
        return HurriedAdapter.capabilities

    @property
    def env(self) -> Mapping[str, str]:
        return self.slack.env(socket_mode=self._socket_mode)

    @asynccontextmanager
    async def run(self, define: Define, *, config: Settings | None = None) -> AsyncIterator[Running]:
        async with super().run(define, config=config) as run:
            self.slack.deliver_to = None if self._socket_mode else f"http://127.0.0.1:{run.port}/slack/events"
            yield run

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        # In a flat DM a second conversation takes a second person.
        native_id = f"U{who.upper()}{where.upper() if self.place == 'flat' and where != 'main' else ''}"
        return SlackPerson(self, self.slack.user(native_id, name=name or who.title()), where)

    async def shown(self, where: str = "main") -> list[Seen]:
        thread = self.threads.get(where)
        if thread is None:
            return []
        notices = [one for one in self.slack.ephemerals if one.root == thread.root]
        return [_seen(one) for one in [*thread.messages, *notices] if one.by_app]

    async def download(self, name: str, where: str = "main") -> bytes:
        for file in self.slack.workspace.files.values():
            if file.name == name and file.content is not None:
                return file.content
        raise LookupError(f"no file {name!r} was shared")

    async def working(self, where: str = "main") -> bool:
        thread = self.threads[where]
        return bool(thread.status) or thread.session == "processing"

    async def pings(self) -> list[str]:
        return [re.sub(r"^<@(\w+)>$", r"\1", ping.what) for ping in dict.fromkeys(self.slack.pings)]

    async def other_bot_says(self, text: str, where: str = "main") -> None:
        await self.slack.bot("B0OTHER").say(text, _CHANNEL, thread=self.threads[where], mention=True)
        await self.slack.delivered()

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        for method in ("chat.postMessage", "chat.startStream"):
            self.slack.faults.status(503, method, after=after_it_happened)

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self.slack.faults.rate_limit("chat.postMessage", retry_after=math.ceil(seconds), times=times)

    async def rate_limit_stream(self) -> None:
        self.slack.faults.rate_limit("chat.appendStream", retry_after=1)

    async def kill_stream(self) -> None:
        self.slack.faults.stream_dies(appends=1, times=1)

    async def refuse_streams(self) -> None:
        self.slack.faults.unknown_method("chat.startStream")


def _seen(message: Message) -> Seen:
    return Seen(
        text=message.text,
        streaming=message.streaming,
        author=message.raw.get("username"),
        files=tuple(str(file["name"]) for file in message.files),
        size=sum(len(block["text"]) for block in message.blocks if block["type"] == "markdown"),
    )
