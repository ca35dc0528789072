"""Discord as a stage: the real adapter with discord.py, over real sockets, against FakeDiscord."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from botbridge.adapter import Adapter
from botbridge.capability import Capabilities
from botbridge.model.task import TaskState
from botbridge.testing.contract import Person, Seen, Stage, Traits, Upload
from botbridge.testing.contract.stage import SeenTask
from botbridge.testing.discord import Conversation, FakeDiscord, Interaction, Message, User, components, modals
from botbridge_discord.adapter import DiscordAdapter
from botbridge_discord.buttons import Press, custom_id, parse
from botbridge_discord.capabilities import CAPABILITIES

# `unread`: threads of a channel, without the message content intent.
Place = Literal["channel", "dm", "unread"]

_CHANNEL = "C1"
HURRY = 50  # how many times faster than Discord allows
# A table as the dialect shows it: a code block whose second line is drawn.
_STATES: dict[str, TaskState] = {"⬜": "ready", "⏳": "running", "❌": "failed", "✅": "done"}
_TASK = re.compile(rf"([{''.join(_STATES)}]) (.*)")
_BOX = 1 << 15  # the flag of a message of components
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
        self._pressed: tuple[Message, str, str | None]

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
        if self._stage.place == "unread":
            await self._reply(text)
        else:
            self._heard(await self._user.say(text, self._stage.conversations[self._where]))

    async def _reply(self, text: str) -> None:
        message = await self._discord.until(lambda: self._newest(Press.REPLY))
        await self._user.click(message, "Reply")
        await self._user.submit({"Your message": text})

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

    async def press(self, caption: str) -> None:
        messages = self._conversation.messages
        found = [(one, called, value) for one in messages for name, called, value in _pressable(one) if name == caption]
        if not found:
            raise LookupError(f"no button {caption!r} is shown")
        message, called, value = found[-1]
        # As a window that is behind shows it: with the buttons that it had.
        behind = copy.copy(message)
        behind.raw = copy.deepcopy(message.raw)
        self._pressed = (behind, called, value)
        await self.press_again()

    async def press_again(self) -> None:
        await self._user.click(*self._pressed)

    async def forge(self) -> None:
        """Discord takes presses of what a message has; so this is a button of an old app that nobody knows any more."""
        shown = next(one for one in self._conversation.messages if _pressable(one))
        key = parse(_pressable(shown)[0][1])
        assert key is not None
        forged = copy.copy(shown)
        forged.raw = copy.deepcopy(shown.raw)
        called = custom_id(Press.ACTION, key.thread, "00000000-0000-4000-8000-000000000000")
        forged.raw["components"][0]["components"][0]["custom_id"] = called
        await self._user.click(forged, called)

    async def answer(self, text: str) -> None:
        await (self.say(text) if self._stage.place == "dm" else self.say_in_thread(text))

    async def upload(self, files: Sequence[Upload]) -> None:
        message = await self._discord.until(lambda: self._newest(Press.ANSWER))
        await self._user.click(message, "Upload")
        await self._user.submit({"files": [(file.name, file.content, file.mime) for file in files]})

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        message = await self._discord.until(lambda: self._newest(Press.ANSWER))
        if values is None:
            await self._user.click(message, "Cancel")
            return []
        await self._user.click(message, "Fill in")
        assert self._user.modal is not None
        labels = [label for label, _ in modals.fields(self._user.modal)]
        given = {label: _typed(values[label.lower()]) for label in labels}
        try:
            submitted = await self._user.submit(given)
        except LookupError as error:  # Discord itself wants it filled in
            self._user.close_modal()
            return [str(error)]
        return _complaints(submitted)

    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        await self._user.click(self._reading(text), "👍" if value else "👎")

    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        await (self._user.react if added else self._user.unreact)(self._reading(text), emoji)

    def _reading(self, text: str) -> Message:
        return next(one for one in reversed(self._conversation.messages) if text in one.text and one.by_app)

    def _newest(self, press: Press) -> Message | None:
        """The newest message for all that has such a button."""
        shown = reversed(self._conversation.messages)
        return next((one for one in shown if not one.ephemeral_to and press in _presses(one)), None)

    @property
    def _conversation(self) -> Conversation:
        return self._stage.conversations[self._where]

    async def leave(self) -> None:
        await self._user.archive(self._conversation)


class DiscordStage(Stage):
    """One guild; `place` is where people write."""

    def __init__(self, folder: Path, discord: FakeDiscord, *, place: Place = "channel") -> None:
        super().__init__(folder)
        self.discord = discord
        self.place = place
        self.conversations: dict[str, Conversation] = {}
        discord.world.content_intent = place != "unread"
        self.traits = Traits(
            shared=place != "dm",
            bots=place != "dm",
            stops_questions=False,
            ends=place != "dm",
            extras=("discord_channel", "discord_message"),
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
        said = conversation.messages if conversation else []
        return [_seen(one) for one in said if one.by_app and not _is_echo(one)]

    async def tasks(self, where: str = "main") -> list[SeenTask]:
        boxes = [one for one in self.conversations[where].messages if one.raw["flags"] & _BOX]
        lines = [line for one in boxes for line in one.text.splitlines()]
        found = [match for line in lines if (match := _TASK.match(line))]
        return [SeenTask(match[2].replace("\\", ""), _STATES[match[1]]) for match in found]

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
    # In a notice stands what a person wrote, with its markup made harmless.
    text = message.text.replace("\\", "").replace("\u2060", "") if message.ephemeral_to else message.text
    return Seen(
        text=_TABLE.sub(_table, text),
        details=text.replace("`\u200b``", "```"),
        streaming=message.growing,
        files=tuple(message.files),
        buttons=tuple(name for name, _, _ in _pressable(message)),
        rated=Press.JUDGE in _presses(message),
        size=len(message.content),
        only_for=message.ephemeral_to or None,
    )


def _is_echo(message: Message) -> bool:
    """Whether the message shows what a person wrote into a form."""
    return "interaction_metadata" in message.raw and not message.ephemeral_to


def _pressable(message: Message) -> list[tuple[str, str, str | None]]:
    """The app's own buttons: what stands on each, how it is called, and what to choose where it is a menu."""
    return list(_actions(message))


def _actions(message: Message) -> Iterator[tuple[str, str, str | None]]:
    for one in components.walk(message.components):
        pressed = parse(str(one.get("custom_id", "")))
        if pressed is None:
            continue
        if pressed.press is Press.ACTION:
            yield one["label"], one["custom_id"], None
        elif pressed.press is Press.CHOOSE:
            yield from ((option["label"], one["custom_id"], option["value"]) for option in one["options"])


def _presses(message: Message) -> set[Press]:
    found = (parse(str(one.get("custom_id", ""))) for one in components.walk(message.components))
    return {pressed.press for pressed in found if pressed is not None}


def _typed(value: Any) -> Any:
    """A value as a person enters it."""
    return value if isinstance(value, bool | list) else str(value)


def _complaints(submitted: Interaction) -> list[str]:
    """What the person was told instead of a word of thanks."""
    told = submitted.original
    return [told.text] if told is not None and told is not submitted.message else []


def _table(found: re.Match[str]) -> str:
    """The aligned code block as the table that a person sees in it."""
    count = found[2].count("+") + 1
    rows = [[cell.strip() for cell in line.split(" | ")] for line in (found[1], *found[3].splitlines())]
    lines = [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in [*row, *[""] * (count - len(row))]) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * count, *lines[1:]])
