"""What one conversation remembers while it is in memory."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from botbridge.model.ids import ThreadKey
from botbridge.model.thread import ThreadDict

log = logging.getLogger(__name__)


class Session:
    """The memory of one conversation: what the app set, and the messages so far.

    `memory` is what `user_session` reads and writes. Its JSON-serialisable part survives the process; what is
    not serialisable lives as long as the conversation stays in memory.
    """

    __slots__ = ("_restored", "_scratch", "_unsaved", "history", "id", "kept", "key", "memory", "started", "thread_id")

    def __init__(
        self, key: ThreadKey, *, memory: str | None = None, started: bool = False, restored: ThreadDict | None = None
    ) -> None:
        self.id = key.thread_id  # the session lives as long as its conversation
        self.key = key
        self.thread_id = key.thread_id
        self.memory: dict[str, Any] = json.loads(memory) if memory else {}
        self.history: dict[str, Any] = {}  # id → the message, in order; the objects are those of `chat`
        self.started = started
        self.kept = restored is not None and restored["name"] is not None  # the data layer has its thread
        self._restored = restored if started else None
        self._unsaved: tuple[str, ...] = ()
        self._scratch: dict[str, Any] | None = None

    def message(self, message_id: str | None) -> Any:
        """The message of this id, or None."""
        return self.history.get(message_id) if message_id is not None else None

    @property
    def scratch(self) -> dict[str, Any]:
        """What primitives remember of the conversation while it is in memory; it is not kept."""
        if self._scratch is None:
            self._scratch = {}
        return self._scratch

    def take_restored(self) -> ThreadDict | None:
        """What was kept of the thread, once after it was restored; `on_chat_resume` gets it."""
        thread, self._restored = self._restored, None
        return thread

    def dump(self) -> str | None:
        """The JSON part of the memory, or None when there is nothing to keep.

        A value that JSON cannot hold is left out, with one log line for each of its keys.
        """
        if not self.memory:
            return None
        try:
            return json.dumps(self.memory, separators=(",", ":"))
        except (TypeError, ValueError):
            return json.dumps(self._serialisable(), separators=(",", ":")) or None

    def _serialisable(self) -> Mapping[str, Any]:
        kept = {}
        for key, value in self.memory.items():
            try:
                json.dumps(value)
            except (TypeError, ValueError):
                self._tell_unsaved(key, value)
            else:
                kept[key] = value
        return kept

    def _tell_unsaved(self, key: str, value: Any) -> None:
        if key in self._unsaved:
            return
        self._unsaved += (key,)
        log.info(
            "user_session[%r] of thread %s is a %s, which JSON cannot hold: it lasts until the process ends",
            key,
            self.thread_id,
            type(value).__name__,
        )
