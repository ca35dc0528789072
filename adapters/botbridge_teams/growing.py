"""Messages that grow by posts and edits, and which of them bear a Stop button: Teams shows none of its own there."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from botbridge.model.effect import Edit, Post
from botbridge.model.ids import MessageRef, ThreadKey

_MOST: Final = 10_000  # conversations


@dataclass(slots=True)
class Growing:
    """The message as it was shown last; `ref` is None between two native messages of it."""

    effect: Post | Edit
    ref: MessageRef | None
    stoppable: bool = False


class Growth:
    """The message that grows in each conversation."""

    def __init__(self) -> None:
        self._known: OrderedDict[ThreadKey, Growing] = OrderedDict()

    def get(self, key: ThreadKey) -> Growing | None:
        """What grows there."""
        return self._known.get(key)

    def is_stoppable(self, effect: Post | Edit) -> bool:
        """Whether this message bears a Stop button."""
        known = self._known.get(effect.thread)
        return known is not None and known.stoppable and known.effect.message.id == effect.message.id

    def saw(self, effect: Post | Edit, ref: MessageRef, *, stoppable: bool) -> None:
        """A message was shown: it grows, or it has ended, wholly or one of its native messages."""
        growing = effect.message.streaming
        if growing or (stoppable and not effect.last):
            self._known[effect.thread] = Growing(effect, ref if growing else None, stoppable)
            self._known.move_to_end(effect.thread)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
            return
        known = self._known.get(effect.thread)
        if known is not None and known.effect.message.id == effect.message.id:
            del self._known[effect.thread]
