"""The commands of the shell: a person who speaks, clicks and uploads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.discord import components, modals
from botbridge.testing.discord.conversation import Conversation
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.screen import Screen
from botbridge.testing.discord.switches import SWITCHES
from botbridge.testing.discord.user import User
from botbridge.testing.fake import shell
from botbridge.testing.fake.shell import Command
from botbridge.testing.fake.switches import switch

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

_PATIENCE: Final = 15.0  # seconds to wait for the app at most


class Shell(shell.Shell):
    """Carries out one line after the other for the person at the prompt."""

    def __init__(self, discord: FakeDiscord, write: Callable[[str], None]) -> None:
        super().__init__(write, discord.world.changes)
        self.commands = COMMANDS
        self.discord = discord
        self.user: User = discord.user("U1")
        self.last: Message | None = None
        self.screen = Screen(discord, write)
        discord.world.watchers.append(self.screen.watch)
        discord.channel("C1")

    def parse(self, line: str) -> tuple[str, str]:
        return ("command", line) if line.startswith("/") else super().parse(line)

    async def say(self, text: str) -> None:
        self.last = await self.user.dm(text)

    def busy(self) -> bool:
        world = self.discord.world
        typing = any(world.is_typing(one, world.bot.id) for one in world.channels.values())
        return typing or any(one.growing for one in self.discord.messages)

    async def conversation(self) -> Conversation:
        """Return the conversation that is being held, once its thread is open. Raises LookupError, TimeoutError."""
        held = self.last.thread if self.last else Conversation(self.discord.world, self.discord.thread.id)
        await held.opened()
        return held

    def target(self) -> Message:
        """Return the message that a click or reaction means: the app's newest with buttons, else its newest."""
        seen = [one for one in self.discord.messages if one.by_app and one.ephemeral_to in ("", self.user.id)]
        if not seen:
            raise LookupError("the app has not said anything yet")
        newest = seen[::-1]
        return next((one for one in newest if one.buttons or one.selects), newest[0])


async def dm(at: Shell, text: str) -> None:
    """text: say it in the direct message"""
    at.last = await at.user.dm(text)


async def mention(at: Shell, rest: str) -> None:
    """C1 text: say it to the app in a channel (also: @C1 text)"""
    channel, _, text = rest.partition(" ")
    at.last = await at.user.mention(text, channel or "C1")


async def say(at: Shell, rest: str) -> None:
    """C1 text: say it in a channel without naming the app"""
    channel, _, text = rest.partition(" ")
    at.last = await at.user.say(text, channel or "C1")


async def reply(at: Shell, text: str) -> None:
    """text: say it in the current thread"""
    at.last = await at.user.say(text, await at.conversation())


async def post(at: Shell, rest: str) -> None:
    """Title = text: open a post in the forum F1 that mentions the app"""
    title, _, text = (part.strip() for part in rest.partition("="))
    at.discord.channel("F1", kind="forum")
    at.last = await at.user.post_in_forum(title or "A question", text or title, "F1")


async def as_(at: Shell, user: str) -> None:
    """U2: be somebody else"""
    at.user = at.discord.user(user or "U1")
    at.write(f"  you are {at.user.name} ({at.user.id})")


async def upload(at: Shell, rest: str) -> None:
    """path [text]: send a file, in the current thread if there is one"""
    name, _, text = rest.partition(" ")
    files = [(Path(name).name, await asyncio.to_thread(_content, name), "")]
    if at.last:
        at.last = await at.user.say(text, await at.conversation(), files=files)
    else:
        at.last = await at.user.dm(text, files=files)


def _content(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()


async def click(at: Shell, label: str) -> None:
    """Label: click a button of the newest message with buttons"""
    await at.user.click(at.target(), label)


async def choose(at: Shell, rest: str) -> None:
    """Menu = Option: choose in a menu"""
    menu, _, option = (part.strip() for part in rest.partition("="))
    await at.user.click(at.target(), menu, option)


async def submit(at: Shell, rest: str) -> None:
    """[Label = value; …]: fill in the open form and submit it; several choices or files are separated by commas"""
    pairs = [part.partition("=") for part in rest.split(";") if part.strip()]
    given = {label.strip(): value.strip() for label, _, value in pairs}
    kinds = {label: field["type"] for label, field in modals.fields(at.user.modal or {"components": []})}
    await at.user.submit({label: await _typed(kinds.get(label), value) for label, value in given.items()})


async def _typed(kind: int | None, value: str) -> Any:
    """What was typed at the prompt as the input of a form takes it."""
    if kind == components.CHECKBOX:
        return value.lower() in ("yes", "true", "on", "x", "✓")
    several = [one.strip() for one in value.split(",") if one.strip()]
    if kind == components.FILE_UPLOAD:
        return [(Path(one).name, await asyncio.to_thread(_content, one), "") for one in several]
    return several if kind in (components.STRING_SELECT, components.CHECKBOX_GROUP) else value


async def close(at: Shell, _rest: str) -> None:
    """close the open form without submitting it"""
    at.user.close_modal()


async def command(at: Shell, rest: str) -> None:
    """/name [option=value; … or text]: use a slash command, in C1"""
    name, _, text = rest.partition(" ")
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    options = {key.strip(): value.strip() for key, sign, value in pairs if sign} or ({"text": text} if text else {})
    await at.user.command(name, "C1", **options)


async def react(at: Shell, emoji: str) -> None:
    """👍: react to the app's newest message"""
    await at.user.react(at.target(), emoji or "👍")


async def unreact(at: Shell, emoji: str) -> None:
    """👍: take the reaction back"""
    await at.user.unreact(at.target(), emoji or "👍")


async def edit(at: Shell, text: str) -> None:
    """text: edit what you said last"""
    await at.user.edit(_mine(at), text)


async def delete(at: Shell, _rest: str) -> None:
    """delete what you said last"""
    await at.user.delete(_mine(at))


def _mine(at: Shell) -> Message:
    if at.last is None:
        raise LookupError("you have not said anything yet")
    return at.last


async def archive(at: Shell, _rest: str) -> None:
    """archive the current thread"""
    await at.user.archive(await at.conversation())


async def bot(at: Shell, rest: str) -> None:
    """B2 C1 text: let another bot say something"""
    name, _, rest = rest.partition(" ")
    channel, _, text = rest.partition(" ")
    await at.discord.bot(name or "B2").say(text, channel or "C1")


async def faults(at: Shell, rest: str) -> None:
    """[kind …]: make things go wrong; alone it lists the kinds"""
    at.write(switch(at.discord, rest, SWITCHES))


async def calls(at: Shell, rest: str) -> None:
    """[n]: the last calls of the REST API"""
    for call in at.discord.calls[-int(rest or 10) :]:
        at.write(f"  {call.status} {call.name} {call.path}")


async def wait(at: Shell, _rest: str) -> None:
    """wait until the app is connected and has finished"""
    await at.discord.connected(_PATIENCE)
    await at.quiet()


async def help_(at: Shell, _rest: str) -> None:
    """this list"""
    at.help()


COMMANDS: Final[dict[str, Command]] = {
    "dm": dm,
    "mention": mention,
    "say": say,
    "reply": reply,
    "post": post,
    "as": as_,
    "upload": upload,
    "click": click,
    "choose": choose,
    "submit": submit,
    "close": close,
    "command": command,
    "react": react,
    "unreact": unreact,
    "edit": edit,
    "delete": delete,
    "archive": archive,
    "bot": bot,
    "faults": faults,
    "calls": calls,
    "wait": wait,
    "help": help_,
}
