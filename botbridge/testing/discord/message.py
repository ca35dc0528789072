"""One message as people see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.discord import components, plain
from botbridge.testing.discord.attachments import StoredFile
from botbridge.testing.discord.channels import Channel

if TYPE_CHECKING:
    from botbridge.testing.discord.conversation import Conversation
    from botbridge.testing.discord.world import World

JSON = dict[str, Any]

# [docs] message types that people and apps make themselves: default, reply, slash command, context menu command.
SPOKEN: Final = frozenset({0, 19, 20, 23})
SUPPRESS_EMBEDS, EPHEMERAL, LOADING, VOICE_MESSAGE, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 13, 1 << 15
_STOP: Final = "Stop"


@dataclass(eq=False)
class Message:
    """A message in a channel; `raw` is Discord's message object without what changes by itself (addresses of files)."""

    world: World = field(repr=False)
    channel: Channel
    raw: JSON
    stored: list[StoredFile] = field(default_factory=list, repr=False)
    versions: list[str] = field(default_factory=list, repr=False)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str = ""
    deleted: bool = False
    old_edits: int = 0

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.raw["id"])

    @property
    def author_id(self) -> str:
        """Who wrote it."""
        return str(self.raw["author"]["id"])

    @property
    def by_app(self) -> bool:
        """Whether the app wrote it; what Discord itself adds in the app's name is not its own."""
        return self.author_id == self.world.bot.id and self.raw["type"] in SPOKEN

    @property
    def by_person(self) -> bool:
        """Whether a person wrote it, no bot."""
        return not self.raw["author"].get("bot") and self.raw["type"] in SPOKEN

    @property
    def content(self) -> str:
        """The text as it was sent, entities included."""
        return str(self.raw.get("content") or "")

    @property
    def text(self) -> str:
        """What a person reads, as Markdown: mentions by name."""
        return plain.message_text(self.raw, self.world.names())

    @property
    def components(self) -> list[JSON]:
        """The components as they were sent."""
        return list(self.raw.get("components") or [])

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons that can be clicked."""
        found = [one for one in components.walk(self.components) if one["type"] == components.BUTTON]
        return [plain.label(one) for one in found if not one.get("disabled")]

    @property
    def selects(self) -> list[str]:
        """The placeholders of the menus."""
        return [plain.label(one) for one in components.walk(self.components) if one["type"] in components.SELECTS]

    @property
    def files(self) -> list[str]:
        """The names of the files that hang on it."""
        return [file.name for file in self.stored]

    @property
    def growing(self) -> bool:
        """Whether people see that more is to come: it has a button to stop it, or shows that the app is thinking."""
        return _STOP in self.buttons or bool(self.raw["flags"] & LOADING)

    @property
    def edited(self) -> bool:
        """Whether it was edited."""
        return self.raw.get("edited_timestamp") is not None

    @property
    def thread(self) -> Conversation:
        """The conversation that the message belongs to: its thread, or the one that hangs on it, or the DM."""
        return self.world.conversation(self)

    def as_discord(self) -> JSON:
        """Return Discord's message object as it is now."""
        now, host = self.world.clock.now(), self.world.host
        shown = {**self.raw, "attachments": [file.as_discord(host, now) for file in self.stored]}
        if self.reactions:
            shown["reactions"] = [self._reaction(name, users) for name, users in self.reactions.items()]
        thread = self.world.channels.get(self.id)
        return {**shown, "thread": thread.as_discord(self.world.bot.id)} if thread is not None else shown

    def _reaction(self, name: str, users: list[str]) -> JSON:
        counts = {"normal": len(users), "burst": 0}
        mine = self.world.bot.id in users
        return {
            "emoji": {"id": None, "name": name},
            "count": len(users),
            "count_details": counts,
            "burst_colors": [],
            "me": mine,
            "me_burst": False,
            "burst_count": 0,
        }
