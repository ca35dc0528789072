"""What the shell shows of the workspace: one or more lines for everything the app does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botbridge.testing.slack import sheet
from botbridge.testing.slack.delivery import Delivery
from botbridge.testing.slack.message import Message

if TYPE_CHECKING:
    from botbridge.testing.slack.server import FakeSlack

_MARK = "  "


@dataclass(eq=False)
class Screen:
    """Writes a line for everything that a person would see."""

    slack: FakeSlack
    write: Callable[[str], None]
    _shown: dict[tuple[str, str], str] = field(default_factory=dict)
    _failed: list[Delivery] = field(default_factory=list)
    _pings: int = 0

    def watch(self, kind: str, what: Any) -> None:
        """Show one change of the workspace."""
        show = getattr(self, f"_on_{kind}", None)
        if show:
            show(what)
        for ping in self.slack.pings[self._pings :]:
            self.write(f"{_MARK}! this notifies people: {ping.what}")
        self._pings = len(self.slack.pings)

    def _on_posted(self, message: Message) -> None:
        if not message.by_app:
            return
        self._shown[message.channel.id, message.ts] = message.text
        whom = f" (only for {message.ephemeral_to})" if message.ephemeral_to else ""
        self._say(message, "streams" if message.streaming else "", whom)

    def _on_changed(self, message: Message) -> None:
        if not message.by_app:
            return
        key = (message.channel.id, message.ts)
        before, now = self._shown.get(key, ""), message.text
        self._shown[key] = now
        if message.streaming and now.startswith(before):
            self._lines(message, "…", now[len(before) :])
        else:
            self._say(message, "ends" if message.stream and not message.edited else "edited")

    def _on_deleted(self, message: Message) -> None:
        if message.by_app:
            self.write(f"{self._who(message)} deleted a message: {message.text}")

    def _say(self, message: Message, how: str, whom: str = "") -> None:
        self._lines(message, f"({how}){whom}" if how else whom.strip(), message.text)
        if buttons := sheet.buttons(message.blocks):
            self.write(_MARK + buttons)
        for file in message.files:
            self.write(f"{_MARK}file: {file.get('name', '?')} ({file.get('size', '?')} bytes, {file.get('mimetype')})")

    def _lines(self, message: Message, how: str, text: str) -> None:
        first, *rest = text.split("\n")
        self.write(" ".join(part for part in (f"{self._who(message)}>", how, first) if part))
        for line in rest:
            self.write(f"{_MARK}{line}")

    def _who(self, message: Message) -> str:
        place = message.channel.id + ("/thread" if message.thread_ts else "")
        return f"{message.raw.get('username', 'bot')} in {place}"

    def _on_status(self, what: Any) -> None:
        (channel, _root), text = what
        self.write(f"{_MARK}bot in {channel} {text}" if text else f"{_MARK}(status cleared)")

    def _on_title(self, what: Any) -> None:
        self.write(f"{_MARK}(title: {what[1]})")

    def _on_prompts(self, what: Any) -> None:
        self.write(f"{_MARK}(suggested: {' · '.join(prompt['title'] for prompt in what[1])})")

    def _on_view(self, view: Any) -> None:
        if view:
            self.write("\n".join(f"{_MARK}│ {line}" for line in sheet.lines(view)))

    def _on_refused(self, refusal: Any) -> None:
        self.write(f"{_MARK}! Slack refuses the app's answer: {refusal}")

    def _on_undelivered(self, delivery: Delivery) -> None:
        if delivery not in self._failed:
            self._failed.append(delivery)
            reason = delivery.attempts[-1].reason
            self.write(f"{_MARK}! {delivery.type} did not reach the app: {reason} {delivery.status or ''}".rstrip())
