"""The commands of the shell: a person who speaks, clicks and uploads."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.discord.conversation import Conversation
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.screen import Screen
from botbridge.testing.discord.switches import switch
from botbridge.testing.discord.user import User

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

_QUIET: Final = 0.8  # seconds without a change after which an answer counts as complete
_PATIENCE: Final = 15.0  # seconds to wait for it at most


class Shell:
    """Carries out one line after the other for the person at the prompt."""

    def __init__(self, discord: FakeDiscord, write: Callable[[str], None]) -> None:
        self.discord = discord
        self.write = write
        self.user: User = discord.user("U1")
        self.last: Message | None = None
        self.screen = Screen(discord, write)
        discord.world.watchers.append(self.screen.watch)
        discord.channel("C1")

    async def run(self, line: str) -> bool:
        """Carry out a line; False when it says to quit. What goes wrong is told, not raised."""
        line = line.strip()
        if line in ("quit", "exit"):
            return False
        try:
            await self._run(line)
        except (LookupError, PermissionError, OSError, TimeoutError, ValueError) as error:
            self.write(f"  ! {error.args[-1] if error.args else error}")
        return True

    async def _run(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word.startswith("@") and len(word) > 1:
            word, rest = "mention", f"{word[1:]} {rest}"
        elif word.startswith("/"):
            word, rest = "command", line
        if word in COMMANDS:
            await COMMANDS[word](self, rest.strip())
        elif line:
            await dm(self, line)

    async def quiet(self) -> None:
        """Wait until the app seems to have finished: answered, nothing growing."""
        try:
            await self.discord.until(self._calm, _PATIENCE, "quiet")
        except TimeoutError:
            self.write("  ! the app is still busy")

    def _calm(self) -> bool:
        world = self.discord.world
        typing = any(world.is_typing(one, world.bot.id) for one in world.channels.values())
        growing = any(one.growing for one in self.discord.messages)
        return not (typing or growing) and world.changes.idle() >= _QUIET

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


async def dm(shell: Shell, text: str) -> None:
    """text: say it in the direct message"""
    shell.last = await shell.user.dm(text)


async def mention(shell: Shell, rest: str) -> None:
    """C1 text: say it to the app in a channel (also: @C1 text)"""
    channel, _, text = rest.partition(" ")
    shell.last = await shell.user.mention(text, channel or "C1")


async def say(shell: Shell, rest: str) -> None:
    """C1 text: say it in a channel without naming the app"""
    channel, _, text = rest.partition(" ")
    shell.last = await shell.user.say(text, channel or "C1")


async def reply(shell: Shell, text: str) -> None:
    """text: say it in the current thread"""
    shell.last = await shell.user.say(text, await shell.conversation())


async def post(shell: Shell, rest: str) -> None:
    """Title = text: open a post in the forum F1 that mentions the app"""
    title, _, text = (part.strip() for part in rest.partition("="))
    shell.discord.channel("F1", kind="forum")
    shell.last = await shell.user.post_in_forum(title or "A question", text or title, "F1")


async def as_(shell: Shell, user: str) -> None:
    """U2: be somebody else"""
    shell.user = shell.discord.user(user or "U1")
    shell.write(f"  you are {shell.user.name} ({shell.user.id})")


async def upload(shell: Shell, rest: str) -> None:
    """path [text]: send a file, in the current thread if there is one"""
    name, _, text = rest.partition(" ")
    files = [(Path(name).name, await asyncio.to_thread(_content, name), "")]
    if shell.last:
        shell.last = await shell.user.say(text, await shell.conversation(), files=files)
    else:
        shell.last = await shell.user.dm(text, files=files)


def _content(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()


async def click(shell: Shell, label: str) -> None:
    """Label: click a button of the newest message with buttons"""
    await shell.user.click(shell.target(), label)


async def choose(shell: Shell, rest: str) -> None:
    """Menu = Option: choose in a menu"""
    menu, _, option = (part.strip() for part in rest.partition("="))
    await shell.user.click(shell.target(), menu, option)


async def submit(shell: Shell, rest: str) -> None:
    """[Label = value; …]: fill in the open form and submit it"""
    pairs = [part.partition("=") for part in rest.split(";") if part.strip()]
    await shell.user.submit({label.strip(): value.strip() for label, _, value in pairs})


async def command(shell: Shell, rest: str) -> None:
    """/name [option=value; … or text]: use a slash command, in C1"""
    name, _, text = rest.partition(" ")
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    options = {key.strip(): value.strip() for key, sign, value in pairs if sign} or ({"text": text} if text else {})
    await shell.user.command(name, "C1", **options)


async def react(shell: Shell, emoji: str) -> None:
    """👍: react to the app's newest message"""
    await shell.user.react(shell.target(), emoji or "👍")


async def edit(shell: Shell, text: str) -> None:
    """text: edit what you said last"""
    await shell.user.edit(_mine(shell), text)


async def delete(shell: Shell, _rest: str) -> None:
    """delete what you said last"""
    await shell.user.delete(_mine(shell))


def _mine(shell: Shell) -> Message:
    if shell.last is None:
        raise LookupError("you have not said anything yet")
    return shell.last


async def archive(shell: Shell, _rest: str) -> None:
    """archive the current thread"""
    await shell.user.archive(await shell.conversation())


async def bot(shell: Shell, rest: str) -> None:
    """B2 C1 text: let another bot say something"""
    name, _, rest = rest.partition(" ")
    channel, _, text = rest.partition(" ")
    await shell.discord.bot(name or "B2").say(text, channel or "C1")


async def faults(shell: Shell, rest: str) -> None:
    """[kind …]: make things go wrong; alone it lists the kinds"""
    shell.write(switch(shell.discord, rest))


async def calls(shell: Shell, rest: str) -> None:
    """[n]: the last calls of the REST API"""
    for call in shell.discord.calls[-int(rest or 10) :]:
        shell.write(f"  {call.status} {call.name} {call.path}")


async def wait(shell: Shell, _rest: str) -> None:
    """wait until the app is connected and has finished"""
    await shell.discord.connected(_PATIENCE)
    await shell.quiet()


async def help_(shell: Shell, _rest: str) -> None:
    """this list"""
    for name, carry_out in COMMANDS.items():
        shell.write(f"  {name:<10} {inspect.getdoc(carry_out)}")
    shell.write("  quit       end; any other line is said in the direct message")


COMMANDS: Final[dict[str, Callable[[Shell, str], Awaitable[Any]]]] = {
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
    "command": command,
    "react": react,
    "edit": edit,
    "delete": delete,
    "archive": archive,
    "bot": bot,
    "faults": faults,
    "calls": calls,
    "wait": wait,
    "help": help_,
}
