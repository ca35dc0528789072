"""What a message does that arrives while a handler runs: the five policies, as pure decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from botbridge.config import Overlap
from botbridge.model.event import MessageReceived
from botbridge.state.store import Item


@dataclass(frozen=True, slots=True)
class Batch:
    """What is handled next as one: `items` (at least one), and `skipped`, which are only kept in the history."""

    items: tuple[Item, ...]
    skipped: tuple[Item, ...] = ()

    @property
    def is_message(self) -> bool:
        return isinstance(self.items[0].event, MessageReceived)


def take(policy: Overlap, waiting: list[Item]) -> Batch:
    """Take from the front of what waits (not empty) what is handled next, now that nothing runs."""
    messages = _leading_messages(waiting)
    if policy == "merge" and len(messages) > 1:
        together = _same_author(messages)
        return Batch(_pop(waiting, len(together)))
    if policy == "latest" and len(messages) > 1:
        *older, newest = _pop(waiting, len(messages))
        return Batch((newest,), tuple(older))
    return Batch(_pop(waiting, 1))


def merged(items: Sequence[Item]) -> MessageReceived:
    """The messages as one: texts joined by newlines, files together; it is the newest in all else."""
    events = [item.event for item in items if isinstance(item.event, MessageReceived)]
    newest = events[-1]
    if len(events) == 1:
        return newest
    text = "\n".join(event.text for event in events)
    return replace(newest, text=text, files=tuple(file for event in events for file in event.files))


def _leading_messages(waiting: list[Item]) -> list[Item]:
    leading = []
    for item in waiting:
        if not isinstance(item.event, MessageReceived):
            break
        leading.append(item)
    return leading


def _same_author(messages: list[Item]) -> list[Item]:
    together = []
    for item in messages:
        if item.event.author != messages[0].event.author:
            break
        together.append(item)
    return together


def _pop(waiting: list[Item], count: int) -> tuple[Item, ...]:
    return tuple(waiting.pop(0) for _ in range(count))
