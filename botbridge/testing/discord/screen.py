"""What the shell shows: one or more lines for everything the app does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botbridge.testing.discord import components, modals, plain
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.interactions import MODAL, Interaction
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.sessions import Session

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

_MARK = "  "


@dataclass(eq=False)
class Screen:
    """Writes a line for everything that a person would see."""

    discord: FakeDiscord
    write: Callable[[str], None]
    _shown: dict[str, str] = field(default_factory=dict)
    _pings: int = 0

    def watch(self, kind: str, what: Any) -> None:
        """Show one change of the world."""
        show = getattr(self, f"_on_{kind}", None)
        if show:
            show(what)
        for ping in self.discord.pings[self._pings :]:
            self.write(f"{_MARK}! this notifies {self._name(ping.what)}")
        self._pings = len(self.discord.pings)

    def _name(self, what: str) -> str:
        return self.discord.world.names().get(what, what)

    def _who(self, message: Message) -> str:
        return f"[{message.channel.name or 'DM'}] {self._name(message.author_id)}"

    def _on_posted(self, message: Message) -> None:
        if not message.by_app:
            return
        self._shown[message.id] = message.text
        whom = f" (only for {self._name(message.ephemeral_to)})" if message.ephemeral_to else ""
        self._lines(f"{self._who(message)}{whom}:", message.text or "…")
        self._extras(message)

    def _on_changed(self, message: Message) -> None:
        if not message.by_app or self._shown.get(message.id) == message.text:
            return
        before, now = self._shown.get(message.id, ""), message.text
        self._shown[message.id] = now
        if before and now.startswith(before):
            self._lines(f"{self._who(message)} …", now[len(before) :].lstrip())
        else:
            self._lines(f"{self._who(message)} edited:", now)
        if not message.growing:
            self._extras(message)

    def _on_deleted(self, message: Message) -> None:
        if message.by_app:
            self.write(f"{_MARK}{self._who(message)} deleted a message: {message.text}")

    def _on_reaction(self, message: Message) -> None:
        self.write(f"{_MARK}reactions: {' '.join(message.reactions)}")

    def _on_thread(self, thread: Channel) -> None:
        self.write(f"{_MARK}a thread is open: {thread.name}")

    def _on_archived(self, thread: Channel) -> None:
        self.write(f"{_MARK}the thread {thread.name} is {'archived' if thread.archived else 'open again'}")

    def _on_typing(self, channel: Channel) -> None:
        if channel.typing.get(self.discord.world.bot.id):
            self.write(f"{_MARK}[{channel.name or 'DM'}] the app is typing …")

    def _on_answered(self, interaction: Interaction) -> None:
        if interaction.answered == MODAL:
            modal = self.discord.interactions.open_modals[interaction.person.id]
            fields = modals.fields(modal)
            self.write(f"{_MARK}a form opens: {modal['title']}; fill it in with: submit {fields[0][0]} = …; …")
            for label, one in fields:
                self.write(f"{_MARK}{_MARK}{label}{_needed(one)}{_offered(one)}")

    def _on_unanswered(self, _interaction: Interaction) -> None:
        self.write(f"{_MARK}! the application did not respond")

    def _on_connected(self, session: Session) -> None:
        self.write(f"{_MARK}the app is connected (shard {session.shard[0]})")

    def _on_disconnected(self, _code: int | None) -> None:
        self.write(f"{_MARK}the app's connection is closed")

    def _extras(self, message: Message) -> None:
        for name in message.files:
            self.write(f"{_MARK}{_MARK}file: {name}")
        for row in components.walk(message.components):
            if row["type"] == components.ROW:
                self.write(f"{_MARK}{_MARK}{' '.join(_pressable(one) for one in row['components'])}")

    def _lines(self, head: str, text: str) -> None:
        first, *rest = text.splitlines() or [""]
        self.write(f"{_MARK}{head} {first}")
        for line in rest:
            self.write(f"{_MARK}{_MARK}{line}")


def _pressable(component: dict[str, Any]) -> str:
    """A button or a menu as a line of text can show it."""
    if component["type"] in components.SELECTS:
        return f"[{plain.label(component)} ▾{_offered(component)}]"
    to = f" → {component['url']}" if component.get("url") else ""
    return f"[{plain.label(component)}{to}]"


def _needed(field: dict[str, Any]) -> str:
    return " (needed)" if field.get("required", field["type"] != components.CHECKBOX) else ""


def _offered(component: dict[str, Any]) -> str:
    """What can be chosen, or stands there already."""
    if options := component.get("options"):
        return ": " + " | ".join(f"{one['label']}{' ✓' if one.get('default') else ''}" for one in options)
    value = component.get("value") or component.get("placeholder") or component.get("default")
    return f": {value}" if value else ""
