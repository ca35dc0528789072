"""The conversation's memory, as handlers see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from botbridge.context import Context, get_context

T = TypeVar("T")

_RESERVED: dict[str, Callable[[Context], Any]] = {
    "id": lambda context: context.session.id,
    "user": lambda context: context.user,
    "env": lambda context: {},
    "chat_settings": lambda context: context.session.memory.get("chat_settings", {}),
    "chat_profile": lambda context: context.session.memory.get("chat_profile"),
    "client_type": lambda context: context.lane.adapter.client_type,
}


class Accessor(Generic[T]):
    """One value of the session, read with `get`, written with `set`, reset with `reset`; calling it reads."""

    def __init__(self, key: str, default: T, apply_fn: Callable[[T], T] | None) -> None:
        self.key = key
        self.default = default
        self._apply = apply_fn

    def get(self) -> T:
        value: T = user_session.get(self.key, self.default)
        return value

    def set(self, value: T) -> None:
        user_session.set(self.key, self._apply(value) if self._apply else value)

    def reset(self) -> None:
        user_session.set(self.key, self.default)

    def apply(self) -> T:
        """Read the value, pass it through `apply_fn`, and keep the outcome."""
        self.set(self.get())
        return self.get()

    def __call__(self) -> T:
        value = self.get()
        return self._apply(value) if self._apply else value


class UserSession:
    """The conversation's memory: what is set here lives as long as the conversation.

    It survives messages, and its JSON-serialisable part survives restarts. Reserved keys are read only: `id`,
    `user` (the author of the event being handled, so in a shared thread it changes from message to message),
    `env`, `chat_settings`, `chat_profile`, `client_type`, and a platform's live objects (`slack_event`,
    `fetch_slack_message_history`, …). Raises NoContext outside of a handler.
    """

    def get(self, key: str, default: Any = None) -> Any:
        """The value under this key, or `default`."""
        context = get_context()
        if key in _RESERVED:
            value = context.extras.get(key)
            value = _RESERVED[key](context) if value is None else value
            return default if value is None else value
        if key in context.session.memory:
            return context.session.memory[key]
        return context.extras.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value under this key; a reserved key goes on saying what it said."""
        get_context().session.memory[key] = value

    def create_accessor(self, key: str, default: T, apply_fn: Callable[[T], T] | None = None) -> Accessor[T]:
        """An object that reads and writes one key; `apply_fn` is applied to what it reads by call and writes."""
        return Accessor(key, default, apply_fn)


user_session = UserSession()
