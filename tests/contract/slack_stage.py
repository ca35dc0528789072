"""Slack as a stage: the real adapter with the real SDK, over HTTP or a socket, against FakeSlack."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from emoji import demojize

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities, Rate
from botbridge.model.effect import Effect
from botbridge.model.task import TaskState
from botbridge.runtime import Running
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import Define, SeenTask, Settings
from botbridge.testing.slack import Delivery, FakeSlack, Message, Thread, User
from botbridge_slack.adapter import SlackAdapter
from botbridge_slack.capabilities import CAPABILITIES

# `dm`: each top-level message of the DM starts a conversation; `flat`: the DM is one.
Place = Literal["channel", "dm", "flat"]

_CHANNEL = "C1"
_OURS = ("Upload", "Fill in", "Open", "Cancel", "Stop")  # of questions and of the handler, not the app's
_APART = ("task_card", "plan", "actions", "context_actions", "table")
_STATES: dict[str, TaskState] = {
    "pending": "ready",
    "in_progress": "running",
    "error": "failed",
    "complete": "done",
}
_HURRY = 50  # how many times faster than Slack allows


class HurriedAdapter(SlackAdapter):
    """The adapter with shorter waits; everything else is as it is."""

    capabilities = replace(
        CAPABILITIES, stream=replace(CAPABILITIES.stream, interval=0.02, edit_interval=0.02), stop_after=0.3
    )

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return [replace(rate, per_second=rate.per_second * _HURRY) for rate in super().rates(effect)]


class SlackPerson(Person):
    """A person in a channel's thread, in one of the threads of the DM, or in the DM as such."""

    def __init__(self, stage: SlackStage, user: User, where: str) -> None:
        self._stage = stage
        self._slack = stage.slack
        self._pressed: tuple[Message, str, str | None]
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

    async def speak(self, recording: Upload) -> None:
        thread = self._stage.threads[self._where]
        await self._heard(await self._user.say("", thread=thread, files=[recording], voice=True))

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
        if self._stage.place == "flat":
            button = await self._slack.until(lambda: self._with_button("Stop"))
            await self._user.click(button, "Stop")
        else:
            await self._slack.until(lambda: thread.session == "processing")
            await self._user.stop(thread)
        await self._slack.delivered()

    def _with_button(self, caption: str) -> Message | None:
        thread = self._stage.threads[self._where]
        found = [one for one in thread.messages if one.by_app and caption in _captions(one)]
        return found[-1] if found else None

    async def press(self, caption: str) -> None:
        message = self._with_button(caption)
        if message is None:
            raise LookupError(f"no button {caption!r} is shown")
        block, element = next(
            (block, element)
            for block in message.blocks
            for element in block.get("elements", [])
            if caption in _names(element)
        )
        # As a window that is behind shows it: with the buttons that it had.
        behind = copy.copy(message)
        behind.raw = {**message.raw, "blocks": [copy.deepcopy(block)]}
        value = caption if element["type"] == "static_select" else None
        self._pressed = (behind, element["action_id"], value)
        await self.press_again()

    async def press_again(self) -> None:
        await self._user.click(*self._pressed)

    async def forge(self) -> None:
        """Slack signs what is pressed, so that what is made up can only be the id of a button of an old app."""
        thread = self._stage.threads[self._where]
        shown = next(one for one in thread.messages if one.by_app and one.buttons)
        block = next(block for block in shown.blocks if block["type"] == "actions")
        forged = copy.copy(shown)
        button = {**block["elements"][0], "action_id": "action:00000000-0000-4000-8000-000000000000"}
        forged.raw = {**shown.raw, "blocks": [{**block, "elements": [button]}]}
        await self._user.click(forged, button["action_id"])

    async def answer(self, text: str) -> None:
        await (self.say(text) if self._stage.place == "flat" else self.say_in_thread(text))

    async def upload(self, files: Sequence[Upload]) -> None:
        uploads = [(file.name, file.content, file.mime) for file in files]
        if self._stage.place == "flat":  # as a message with files
            await self._heard(await self._user.dm("", files=uploads))
            return
        message = await self._slack.until(lambda: self._with_button("Upload"))
        await self._user.click(message, "Upload")
        delivery = await self._user.submit({"files": uploads})
        self._stage.complaints += list(delivery.answer().get("errors", {}).values())

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        message = await self._slack.until(lambda: self._with_button("Fill in"))
        if values is None:
            await self._user.click(message, "Cancel")
            return []
        await self._user.click(message, "Fill in")
        view = await self._user.modal()
        try:
            delivery = await self._user.submit({name: _typed(view, name, value) for name, value in values.items()})
        except LookupError as error:  # Slack itself wants it filled in
            await self._user.close_view()
            return [str(error)]
        wrong = list(delivery.answer().get("errors", {}).values())
        if wrong:
            await self._user.close_view()
        return wrong

    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        await self._user.click(self._reading(text), "👍" if value else "👎")

    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        name = demojize(emoji, language="alias").strip(":")
        await (self._user.react if added else self._user.unreact)(self._reading(text), name)
        await self._slack.delivered()

    def _reading(self, text: str) -> Message:
        thread = self._stage.threads[self._where]
        return next(one for one in reversed(thread.messages) if text in one.text)

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
        self.complaints: list[str] = []  # what modals said is wrong with files
        if place == "flat":
            slack.scopes.discard("assistant:write")
        self._socket_mode = socket_mode
        self.traits = Traits(
            shared=place == "channel",
            bots=place == "channel",
            status=place != "flat",
            stops_questions=False,
            voice=True,
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
        said = [_seen(one) for one in [*thread.messages, *notices] if one.by_app and one.buttons != ["Stop"]]
        return [*said, *(Seen(text=complaint) for complaint in self.complaints)]

    async def tasks(self, where: str = "main") -> list[SeenTask]:
        tasks = [task for one in self.threads[where].messages if one.by_app for task in one.tasks]
        return [SeenTask(task["title"], _STATES[task["status"]]) for task in tasks]

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


def _captions(message: Message) -> list[str]:
    return [name for block in message.blocks for element in block.get("elements", []) for name in _names(element)]


def _names(element: Any) -> list[str]:
    """What stands on a button, or on the choices of a menu."""
    if element.get("type") == "button":
        return [element["text"]["text"]]
    if element.get("type") == "static_select":
        return [option["text"]["text"] for option in element["options"]]
    return []


def _typed(view: Any, name: str, value: Any) -> Any:
    """A value as a person enters it into this field's input."""
    kind = next(block["element"]["type"] for block in view["blocks"] if block["block_id"] == name)
    if kind == "checkboxes":
        return ["on"] if value else []
    return str(value) if isinstance(value, int | float) else value


def _text(message: Message) -> str:
    """What a person reads, without what is asked for apart: tasks, buttons, tables."""
    words = [block for block in message.blocks if block["type"] not in _APART]
    bare = copy.copy(message)
    bare.raw = {**message.raw, "blocks": words}
    return bare.text if words else "" if message.blocks else message.text


def _seen(message: Message) -> Seen:
    kinds = [block["type"] for block in message.blocks]
    return Seen(
        text=_text(message),
        streaming=message.streaming,
        author=message.raw.get("username"),
        files=tuple(str(file["name"]) for file in message.files if "name" in file),  # a deleted one has none
        details=message.text if "table" in kinds else "",
        buttons=tuple(name for name in _captions(message) if name not in _OURS),
        rated="context_actions" in kinds,
        only_for=message.ephemeral_to or None,
        size=sum(len(block["text"]) for block in message.blocks if block["type"] == "markdown"),
    )
