"""`cl.context`: the running handler's surroundings, for apps that need more than the primitives."""

from __future__ import annotations

import asyncio

from botbridge.context import get_context
from botbridge.model.user import User
from botbridge.session import Session


class CurrentContext:
    """What the running handler belongs to. Every attribute raises NoContext outside of a handler."""

    @property
    def session(self) -> Session:
        """The conversation's session: `id`, `thread_id`, `key`."""
        return get_context().session

    @property
    def user(self) -> User | None:
        """The author of the event being handled."""
        return get_context().user

    @property
    def thread_id(self) -> str:
        """The conversation's public id, a UUID string."""
        return get_context().thread_id

    @property
    def run_id(self) -> str | None:
        """The id of this run of the handler, as in the engine's tables and the log."""
        return get_context().run_id

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that every handler shares."""
        return get_context().loop


context = CurrentContext()
