"""The commands of the shell: a person who speaks, clicks and uploads."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botbridge.testing.fake import shell
from botbridge.testing.fake.switches import switch
from botbridge.testing.teams.message import CONSENT, Message
from botbridge.testing.teams.screen import Screen
from botbridge.testing.teams.switches import SWITCHES
from botbridge.testing.teams.user import User

if TYPE_CHECKING:
    from botbridge.testing.teams.server import FakeTeams


class Shell(shell.Shell):
    """Carries out one line after the other for the person at the prompt."""

    def __init__(self, teams: FakeTeams, write: Callable[[str], None]) -> None:
        super().__init__(write, teams.world.changes)
        self.commands = COMMANDS
        self.teams = teams
        self.user: User = teams.user("ada")
        self.last: Message | None = None
        self.screen = Screen(teams, write)
        teams.world.watchers.append(self.screen.watch)

    async def say(self, text: str) -> None:
        self.last = await self.user.say(text)

    def busy(self) -> bool:
        under_way = any(not delivery.done.is_set() for delivery in self.teams.deliveries)
        working = any(one.working for one in self.teams.world.conversations.values())
        return under_way or working or any(message.streaming for message in self.messages())

    def messages(self) -> list[Message]:
        """Return every message of the app, the newest first."""
        all_ = [one for c in self.teams.world.conversations.values() for one in c.shown if one.by_app]
        return sorted(all_, key=lambda one: int(one.id), reverse=True)

    def target(self, fits: Callable[[Message], object] = lambda _one: True) -> Message:
        """Return the app's newest message that fits, else its newest. Raises LookupError."""
        newest = self.messages()
        if not newest:
            raise LookupError("the app has not said anything yet")
        return next((one for one in newest if fits(one)), newest[0])

    def mine(self) -> Message:
        """Return what the person said last. Raises LookupError."""
        if self.last is None:
            raise LookupError("you have not said anything yet")
        return self.last


async def mention(at: Shell, rest: str) -> None:
    """general text: say it to the app in a channel (also: @general text)"""
    channel, _, text = rest.partition(" ")
    at.last = await at.user.mention(text, at.teams.channel(channel or "general"))


async def group(at: Shell, text: str) -> None:
    """text: say it to the app in the group chat"""
    at.last = await at.user.mention(text, at.teams.group())


async def reply(at: Shell, text: str) -> None:
    """text: say it to the app where you spoke last"""
    conversation = at.mine().conversation
    at.last = await at.user.say(text, conversation, mention=conversation.kind != "personal")


async def aside(at: Shell, text: str) -> None:
    """text: say it where you spoke last, without naming the app"""
    at.last = await at.user.say(text, at.mine().conversation)


async def as_(at: Shell, key: str) -> None:
    """eve: be somebody else"""
    at.user = at.teams.user(key or "ada")
    at.write(f"  you are {at.user.person.name}")


async def upload(at: Shell, rest: str) -> None:
    """path [text]: send a file in the personal chat"""
    name, _, text = rest.partition(" ")
    content = await asyncio.to_thread(_content, name)
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    at.last = await at.user.say(text, files=[(Path(name).name, content, mime)])


async def paste(at: Shell, rest: str) -> None:
    """path [text]: paste a picture, where you spoke last"""
    name, _, text = rest.partition(" ")
    where = at.last.conversation if at.last else at.user.chat
    content = await asyncio.to_thread(_content, name)
    at.last = await at.user.say(text, where, images=[content], mention=where.kind != "personal")


def _content(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()


async def accept(at: Shell, _rest: str) -> None:
    """take the file that the app offers"""
    await at.user.accept(at.target(_offers))


async def decline(at: Shell, _rest: str) -> None:
    """refuse the file that the app offers"""
    await at.user.decline(at.target(_offers))


def _offers(message: Message) -> bool:
    return not message.answered and any(one.get("contentType") == CONSENT for one in message.attachments)


async def click(at: Shell, rest: str) -> None:
    """Title [id = value; …]: click a button of the newest card"""
    title, values = _values(rest)
    await at.user.click(at.target(lambda one: one.buttons), title, values)
    _tell_answer(at)


async def submit(at: Shell, rest: str) -> None:
    """[id = value; …]: fill in the open dialog and submit it"""
    await at.user.submit(_pairs(rest))
    _tell_answer(at)


def _values(rest: str) -> tuple[str, dict[str, str]]:
    """The title, which ends where the first `id =` begins, and the values."""
    head, sign, tail = rest.partition("=")
    if not sign:
        return rest, {}
    title, _, name = head.strip().rpartition(" ")
    return title.strip(), _pairs(f"{name} = {tail}")


def _pairs(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _tell_answer(at: Shell) -> None:
    if at.user.notice:
        at.write(f"  ({at.user.notice})")
    if at.user.dialog is not None:
        at.screen.dialog(at.user.dialog)


async def rate(at: Shell, rest: str) -> None:
    """like|dislike [comment]: press a thumb under the newest message that has them"""
    reaction, _, comment = rest.partition(" ")
    await at.user.rate(at.target(lambda one: one.feedback), reaction or "like", comment)
    _tell_answer(at)


async def react(at: Shell, kind: str) -> None:
    """like|heart|…: react to the app's newest message"""
    await at.user.react(at.target(), kind or "like")


async def edit(at: Shell, text: str) -> None:
    """text: edit what you said last"""
    await at.user.edit(at.mine(), text)


async def delete(at: Shell, _rest: str) -> None:
    """delete what you said last"""
    await at.user.delete(at.mine())


async def stop(at: Shell, _rest: str) -> None:
    """press the Stop button of the stream in the personal chat"""
    await at.user.stop()


async def install(at: Shell, _rest: str) -> None:
    """install the app in the personal chat"""
    await at.user.install()


async def uninstall(at: Shell, _rest: str) -> None:
    """take the app out of the personal chat"""
    await at.user.uninstall()


async def faults(at: Shell, rest: str) -> None:
    """[kind …]: make things go wrong; alone it lists the kinds"""
    at.write(switch(at.teams.faults, rest, SWITCHES))


async def calls(at: Shell, rest: str) -> None:
    """[n]: the last calls of the app"""
    for call in at.teams.calls[-int(rest or 10) :]:
        at.write(f"  {call.status} {call.method}{' (too early)' if call.over_rate else ''}")


async def wait(at: Shell, _rest: str) -> None:
    """wait until the app has finished"""
    await at.quiet()


async def help_(at: Shell, _rest: str) -> None:
    """this list"""
    at.help()


COMMANDS: Final[dict[str, shell.Command]] = {
    "mention": mention,
    "group": group,
    "reply": reply,
    "aside": aside,
    "as": as_,
    "upload": upload,
    "paste": paste,
    "accept": accept,
    "decline": decline,
    "click": click,
    "submit": submit,
    "rate": rate,
    "react": react,
    "edit": edit,
    "delete": delete,
    "stop": stop,
    "install": install,
    "uninstall": uninstall,
    "faults": faults,
    "calls": calls,
    "wait": wait,
    "help": help_,
}
