"""The commands of the shell: a person who speaks, clicks and uploads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.fake import shell
from botbridge.testing.fake.switches import switch
from botbridge.testing.slack import filled, interactions
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.screen import Screen
from botbridge.testing.slack.switches import SWITCHES
from botbridge.testing.slack.thread import Thread
from botbridge.testing.slack.user import User

if TYPE_CHECKING:
    from botbridge.testing.slack.server import FakeSlack

JSON = dict[str, Any]


class Shell(shell.Shell):
    """Carries out one line after the other for the person at the prompt."""

    def __init__(self, slack: FakeSlack, write: Callable[[str], None]) -> None:
        super().__init__(write, slack.workspace.changes)
        self.commands = COMMANDS
        self.slack = slack
        self.user: User = slack.user("U1")
        self.last: Message | None = None
        self.screen = Screen(slack, write)
        slack.workspace.watchers.append(self.screen.watch)

    def parse(self, line: str) -> tuple[str, str]:
        return ("command", line) if line.startswith("/") else super().parse(line)

    async def say(self, text: str) -> None:
        await dm(self, text)

    def busy(self) -> bool:
        workspace = self.slack.workspace
        under_way = any(not delivery.attempts for delivery in self.slack.deliveries)
        thinking = any(workspace.status(*address) for address in workspace.statuses)
        streaming = any(m.streaming for c in workspace.channels.values() for m in c.messages.values())
        return under_way or thinking or streaming

    def thread(self) -> Thread:
        """Return the conversation that is being held. Raises LookupError when there is none."""
        return self.last.thread if self.last else self.slack.thread

    def target(self) -> Message:
        """Return the message that a click means: the app's newest with buttons, else its newest."""
        newest = self.newest()
        return next((m for m in newest if m.buttons), newest[0])

    def newest(self) -> list[Message]:
        """Return what the app has said and this person sees, newest first. Raises LookupError if that is nothing."""
        of_app = [m for c in self.slack.workspace.channels.values() for m in c.messages.values() if m.by_app]
        own = [m for m in self.slack.ephemerals if m.ephemeral_to == self.user.id and not m.deleted]
        newest = sorted([*of_app, *own], key=lambda m: m.ts, reverse=True)
        if not newest:
            raise LookupError("the app has not said anything yet")
        return newest


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
    shell.last = await shell.user.say(text, thread=shell.thread())


async def as_(shell: Shell, user: str) -> None:
    """U2: be somebody else"""
    shell.user = shell.slack.user(user or "U1")
    shell.write(f"  you are {shell.user.id} ({shell.user.name})")


async def upload(shell: Shell, rest: str) -> None:
    """path [text]: send a file, in the current thread if there is one"""
    name, _, text = rest.partition(" ")
    files = [(Path(name).name, await asyncio.to_thread(_content, name), "")]
    if shell.last:
        shell.last = await shell.user.say(text, thread=shell.last.thread, files=files)
    else:
        shell.last = await shell.user.dm(text, files=files)


def _content(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()


async def click(shell: Shell, label: str) -> None:
    """Label: click a button in the open modal or the newest message with buttons"""
    view = shell.user.view
    _, element = interactions.find_element(view["blocks"] if view else shell.target().blocks, label)
    if element.get("url"):
        shell.write(f"  opens {element['url']}")
    if view:
        await shell.user.click_view(label)
    else:
        await shell.user.click(shell.target(), label)


async def choose(shell: Shell, rest: str) -> None:
    """Menu = Option: choose in a menu"""
    menu, _, option = (part.strip() for part in rest.partition("="))
    if shell.user.view:
        await shell.user.click_view(menu, option)
    else:
        await shell.user.click(shell.target(), menu, option)


async def submit(shell: Shell, rest: str) -> None:
    """[Label = value; …]: fill in the open modal and submit it; several options as a, b, a file by its path"""
    pairs = [part.partition("=") for part in rest.split(";") if part.strip()]
    blocks = shell.user.view["blocks"] if shell.user.view else []
    values = {
        label.strip(): await _typed(filled.named(blocks, label.strip()), value.strip()) for label, _, value in pairs
    }
    answer = (await shell.user.submit(values)).answer()
    for problem in answer.get("errors", {}).values():
        shell.write(f"  ! {problem}")


async def _typed(element: JSON | None, value: str) -> Any:
    """What a line of text means to an input."""
    if element is not None and element["type"] == "file_input":
        return [(Path(value).name, await asyncio.to_thread(_content, value), "")]
    if element is not None and filled.takes_many(element):
        return [part.strip() for part in value.split(",")]
    return value


async def close(shell: Shell, _rest: str) -> None:
    """close the open modal"""
    await shell.user.close_view()


async def command(shell: Shell, rest: str) -> None:
    """/name text: send a slash command"""
    name, _, text = rest.partition(" ")
    channel = shell.last.channel.id if shell.last else None
    await shell.user.command(name, text, channel)


async def react(shell: Shell, name: str) -> None:
    """:+1: : react to the app's newest message"""
    seen_by_all = [message for message in shell.newest() if not message.ephemeral_to]
    if not seen_by_all:
        raise LookupError("there is no message to react to")
    await shell.user.react(seen_by_all[0], name or "+1")


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


async def stop(shell: Shell, _rest: str) -> None:
    """press the native Stop button"""
    await shell.user.stop(shell.thread())


async def home(shell: Shell, tab: str) -> None:
    """[home|messages]: open the app's Home"""
    await shell.user.open_app_home(tab or "messages")


async def assistant(shell: Shell, _rest: str) -> None:
    """open a thread in the older assistant pane"""
    thread = await shell.user.open_assistant_thread()
    shell.last = thread.messages[0]


async def join(shell: Shell, channel: str) -> None:
    """C1: join a channel"""
    await shell.user.join(channel or "C1")


async def bot(shell: Shell, rest: str) -> None:
    """B2 C1 text: let another bot say something"""
    name, _, rest = rest.partition(" ")
    channel, _, text = rest.partition(" ")
    await shell.slack.bot(name or "B2").say(text, channel or "C1")


async def faults(shell: Shell, rest: str) -> None:
    """[kind …]: make things go wrong; alone it lists the kinds"""
    shell.write(switch(shell.slack.faults, rest, SWITCHES))


async def calls(shell: Shell, rest: str) -> None:
    """[n]: the last Web API calls"""
    for call in shell.slack.calls[-int(rest or 10) :]:
        verdict = call.response.get("error") or "ok" if call.response else "no answer"
        shell.write(f"  {call.status} {call.method} {verdict}{' (over budget)' if call.over_budget else ''}")


async def wait(shell: Shell, _rest: str) -> None:
    """wait until the app has finished"""
    await shell.quiet()


async def help_(shell: Shell, _rest: str) -> None:
    """this list"""
    shell.help()


COMMANDS: Final[dict[str, Callable[[Shell, str], Awaitable[Any]]]] = {
    "dm": dm,
    "mention": mention,
    "say": say,
    "reply": reply,
    "as": as_,
    "upload": upload,
    "click": click,
    "choose": choose,
    "submit": submit,
    "close": close,
    "command": command,
    "react": react,
    "edit": edit,
    "delete": delete,
    "stop": stop,
    "home": home,
    "assistant": assistant,
    "join": join,
    "bot": bot,
    "faults": faults,
    "calls": calls,
    "wait": wait,
    "help": help_,
}
