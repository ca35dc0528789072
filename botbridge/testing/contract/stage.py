"""The stage: what a platform has to bring so that the contract suite can play on it.

A stage joins the real adapter with the platform's fake. The suite runs small apps on it, lets people act
natively, breaks things, and looks at what people see. It knows nothing else of the platform.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from botbridge.adapter import Adapter
from botbridge.app import collecting
from botbridge.capability import Capabilities
from botbridge.model.task import TaskState
from botbridge.runtime import Running
from botbridge.testing.running import running

Define = Callable[[], None]
Settings = Mapping[str, Mapping[str, object]]

# How often a waiting case looks again, in seconds: often enough not to be what the suite waits for.
_LOOK_AGAIN = 0.01
# How long a handler that a failed case left waiting may hold up the end of its app, in seconds.
_GRACE = 0.5


class Upload(NamedTuple):
    """A file that a person sends."""

    name: str
    content: bytes
    mime: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message of the app as people see it now.

    `text` is what they read, in neutral Markdown: tables, headings and code as such, pings as `@name`. `author`
    is the name shown beside the message if it is not the app's own, `language` what the platform highlights
    natively, `files` the names of what hangs on it, `details` the words that these show beside the text (cells of
    a table, properties of an element). `buttons` are what people can press, by what stands on them, `rated` whether
    some are there to judge it. `size` is the length of its text as the platform counts it (what `TextLimits.chars`
    limits). `streaming` tells whether people see that more is to come. `only_for` is the native id of the one who
    sees it, if not everybody does.
    """

    text: str
    streaming: bool = False
    author: str | None = None
    language: str | None = None
    files: tuple[str, ...] = ()
    details: str = ""
    buttons: tuple[str, ...] = ()
    rated: bool = False
    size: int = 0
    only_for: str | None = None


class SeenTask(NamedTuple):
    """One task or step as people see it: what it is called, and how it stands."""

    title: str
    state: TaskState


class Sidebar(NamedTuple):
    """The panel beside the conversation: its title, and the names of what it shows."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What people can do there, where platforms differ; beside each stands what holds where it is missing."""

    people: bool = True  # False: nobody is known, the app's `user` is None
    shared: bool = True  # several people in one conversation; False: each has conversations of their own
    mentions: bool = True  # False: `user.mention` shows as `@name` and pings nobody
    bots: bool = False  # False: no other bot can write there
    status: bool = True  # False: no status is shown here, whatever the adapter can do elsewhere
    stops: bool = True  # False: nobody can press stop, the app finishes what it does
    stops_questions: bool = True  # False: nobody can while a question is open
    reactions: bool = True  # False: nobody can put an emoji on a message
    ends: bool = True  # False: nobody can end a conversation there; it ends by its silence at most
    traces: bool = True  # False: nothing that was sent can be looked up; a send whose answer is lost may be doubled
    files: bool = True  # False: of people's files only pictures arrive, and a file of the app that is none is a link
    voice: bool = False  # people can record what they say
    extras: tuple[str, ...] = ()  # the live objects that `user_session` holds while a message is handled


class Person(ABC):
    """Somebody in one conversation. Every act returns when the platform has its acknowledgement."""

    @property
    @abstractmethod
    def native_id(self) -> str:
        """The platform's id, as `Stage.pings` lists it."""

    @abstractmethod
    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        """Write to the app, addressing it in the way that the platform asks for."""

    async def say_in_thread(self, text: str) -> None:
        """Go on in a conversation that the app is in, without addressing it."""
        await self.say(text)

    async def speak(self, recording: Upload) -> None:
        """Record a voice message in a conversation that the app is in; asked of where the trait `voice` is."""
        raise NotImplementedError(f"{type(self).__name__} has the trait `voice`, but no speak")

    @abstractmethod
    async def redeliver(self) -> None:
        """Let the platform announce the person's last message once more, as when an acknowledgement is lost."""

    @abstractmethod
    async def stop(self) -> None:
        """Press stop."""

    @abstractmethod
    async def press(self, caption: str) -> None:
        """Press the newest button that reads like this. Raises LookupError."""

    @abstractmethod
    async def press_again(self) -> None:
        """Press the button that was pressed last once more, even if it is gone: a page may be behind."""

    @abstractmethod
    async def forge(self) -> None:
        """Press a button that the app never made."""

    @abstractmethod
    async def answer(self, text: str) -> None:
        """Answer the open question by writing."""

    @abstractmethod
    async def upload(self, files: Sequence[Upload]) -> None:
        """Answer the open question with files, or be told why not."""

    @abstractmethod
    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        """Answer the open question by its form, None to cancel it; what is wrong with it, if it was not taken."""

    @abstractmethod
    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        """Judge the message with these words by its own buttons: 1 is good, 0 is bad."""

    @abstractmethod
    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        """Put an emoji on the message with these words, or take it off again."""

    @abstractmethod
    async def leave(self) -> None:
        """End the conversation for good: new chat, archived, closed."""


class Stage(ABC):
    """One platform with one app on it; `folder` is where the app lies and keeps its data over restarts.

    `patience` is how many seconds a case waits for anything before it fails.
    """

    traits = Traits()
    patience = 10.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    @abstractmethod
    def adapter(self) -> str | type[Adapter]:
        """The adapter under test, by name or class; of the class only numbers of time may be changed."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What the adapter declares."""

    @property
    def env(self) -> Mapping[str, str]:
        """The environment that points the adapter to the fake."""
        return {}

    @asynccontextmanager
    async def run(self, define: Define, *, config: Settings | None = None) -> AsyncIterator[Running]:
        """Run the app that `define` registers; once more means a restart on the same data.

        Extend it where the platform has to be told where the app listens now.
        """
        with collecting(self.folder / "app.py") as app:
            define()
        settings = {**(config or {}), "run": {"grace": _GRACE, **(config or {}).get("run", {})}}
        async with running(app, self.adapter, config=settings, env=self.env) as run:
            yield run

    @abstractmethod
    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        """Somebody in a conversation; `who` and `where` name them in the test, `name` is what others see."""

    @abstractmethod
    async def shown(self, where: str = "main") -> list[Seen]:
        """What people see of the app in a conversation now, oldest first; notices for one person included."""

    @abstractmethod
    async def tasks(self, where: str = "main") -> list[SeenTask]:
        """The tasks and steps that people see in a conversation now, whatever form they have; oldest first."""

    async def sidebar(self, where: str = "main") -> Sidebar:
        """What the panel beside the conversation shows, where there is one."""
        raise NotImplementedError(f"{type(self).__name__} says that there is a sidebar and does not look at it")

    @abstractmethod
    async def download(self, name: str, where: str = "main") -> bytes:
        """The bytes of a file that the app sent, as a person would get them. Raises LookupError."""

    @abstractmethod
    async def working(self, where: str = "main") -> bool:
        """Whether people see that the app is at work."""

    @abstractmethod
    async def pings(self) -> list[str]:
        """Everybody and everything that the app's messages have pinged: native ids, `everyone` and the like."""

    async def other_bot_says(self, text: str, where: str = "main") -> None:
        """Let another bot write to the app. Only where `traits.bots`."""
        raise NotImplementedError(f"{type(self).__name__} has the trait `bots`, but no other_bot_says")

    # What goes wrong. Where a platform cannot fail like that, the line to its people breaks at that moment.

    @abstractmethod
    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        """Fail the next new message, sent or streamed, with a server error, having shown it all the same or not."""

    @abstractmethod
    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        """Refuse so many new messages because they come too fast, and say to come back after `seconds`."""

    @abstractmethod
    async def rate_limit_stream(self) -> None:
        """Refuse the next growth of a message because it comes too fast."""

    @abstractmethod
    async def kill_stream(self) -> None:
        """Let the next stream die after it has grown once."""

    @abstractmethod
    async def refuse_streams(self) -> None:
        """Refuse to open streams from now on."""

    # What cases wait for.

    async def eventually(self, look: Callable[[], Awaitable[object]]) -> None:
        """Wait until something is so. Raises TimeoutError."""
        async with asyncio.timeout(self.patience):
            while not await look():  # noqa: ASYNC110 - what is asked may be at the other end of a socket
                await asyncio.sleep(_LOOK_AGAIN)

    async def until(self, look: Callable[[list[Seen]], object], where: str = "main") -> list[Seen]:
        """What is shown once `look` likes it. Raises TimeoutError with what is shown instead."""
        shown: list[Seen] = []

        async def liked() -> object:
            nonlocal shown
            shown = await self.shown(where)
            return look(shown)

        try:
            await self.eventually(liked)
        except TimeoutError:
            raise TimeoutError(f"it did not happen; {where} shows {_briefly(shown)}") from None
        return shown

    async def text(self, expected: str, where: str = "main") -> list[Seen]:
        """What is shown once a message, complete, reads exactly like this."""
        return await self.until(lambda shown: any(one.text == expected and not one.streaming for one in shown), where)

    async def texts(self, where: str = "main") -> list[str]:
        """What people read, message by message."""
        return [one.text for one in await self.shown(where)]


def _briefly(shown: list[Seen]) -> list[str]:
    return [one.text[:300] + (" [streaming]" if one.streaming else "") for one in shown]
