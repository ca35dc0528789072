"""What the shell shows of Teams: one or more lines for everything the app does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botbridge.testing.teams import inputs, plain
from botbridge.testing.teams.call import Call
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.delivery import Delivery
from botbridge.testing.teams.message import Message

if TYPE_CHECKING:
    from botbridge.testing.teams.server import FakeTeams

_MARK = "  "
_KINDS = {"personal": "chat", "groupChat": "group", "channel": "thread"}


@dataclass(eq=False)
class Screen:
    """Writes a line for everything that a person would see."""

    teams: FakeTeams
    write: Callable[[str], None]
    _shown: dict[str, str] = field(default_factory=dict)
    _progress: dict[str, str] = field(default_factory=dict)
    _pings: int = 0

    def watch(self, kind: str, what: Any) -> None:
        """Show one change."""
        show = getattr(self, f"_on_{kind}", None)
        if show:
            show(what)
        for ping in self.teams.pings[self._pings :]:
            self.write(f"{_MARK}! this notifies {ping.who}")
        self._pings = len(self.teams.pings)

    def _on_posted(self, message: Message) -> None:
        if message.by_app:
            self._on_changed(message)

    def _on_changed(self, message: Message) -> None:
        if not message.by_app:
            return
        if message.is_progress:
            self._tell_progress(message)
            return
        before, now = self._shown.get(message.id), message.text
        self._shown[message.id] = now
        if message.streaming and before is not None and now.startswith(before):
            self._lines(message, "…", now[len(before) :])
        else:
            self._say(message, _how(message, new=before is None))

    def _tell_progress(self, message: Message) -> None:
        told = message.stream.progress if message.stream is not None else ""
        if self._progress.get(message.id) != told:
            self._progress[message.id] = told
            self.write(f"{_MARK}({told})")

    def _on_deleted(self, message: Message) -> None:
        if message.by_app and not message.is_progress:
            self.write(f"{_who(message)} deleted a message: {message.text}")

    def _on_typing(self, conversation: Conversation) -> None:
        self.write(f"{_MARK}(bot types in the {_KINDS[conversation.kind]})")

    def _on_stopped(self, _message: Message) -> None:
        self.write(f"{_MARK}(stopped)")

    def _say(self, message: Message, how: str) -> None:
        self._lines(message, how, message.text)
        if message.ai_label:
            self.write(f"{_MARK}(AI generated)")
        labels = [inputs.label(one) for card in message.cards for one in plain.inputs(card)]
        if message.buttons:
            self.write(
                _MARK + " ".join([*(f"{name} = …" for name in labels), *(f"[{name}]" for name in message.buttons)])
            )
        if message.feedback:
            self.write(f"{_MARK}[👍] [👎]")
        for name in message.files:
            self.write(f"{_MARK}file: {name}")

    def _lines(self, message: Message, how: str, text: str) -> None:
        first, *rest = text.split("\n")
        self.write(" ".join(part for part in (f"{_who(message)}>", how, first) if part))
        for line in rest:
            self.write(f"{_MARK}{line}")

    def _on_called(self, call: Call) -> None:
        if call.status >= 400:
            error = call.response.get("error")
            told = error.get("message") if isinstance(error, dict) else error
            self.write(f"{_MARK}! Teams refuses {call.method}: {call.status} {told or ''}".rstrip())

    def _on_undelivered(self, delivery: Delivery) -> None:
        reason = delivery.attempts[-1].reason
        self.write(f"{_MARK}! {delivery.name} did not reach the app: {reason} {delivery.status or ''}".rstrip())

    def dialog(self, card: dict[str, Any]) -> None:
        """Show an open dialog."""
        text = card["url"] if "url" in card else plain.card_text(card)
        self.write(f"{_MARK}(dialog)")
        self.write("\n".join(_MARK + line for line in text.split("\n")))
        names = [inputs.label(one) for one in plain.inputs(card)]
        buttons = [f"[{one.get('title', '')}]" for one in plain.actions(card)]
        self.write(_MARK + " ".join([*(f"{name} = …" for name in names), *buttons]))


def _how(message: Message, *, new: bool) -> str:
    if message.streaming:
        return "(streams)"
    if message.edited:
        return "(edited)"
    return "(ends)" if message.stream and not new else ""


def _who(message: Message) -> str:
    return f"bot in {_KINDS[message.conversation.kind]}"
