"""Users and threads as they are kept: written when they are new, not with every message."""

from __future__ import annotations

import time
from collections import OrderedDict

from botbridge.adapter import Adapter
from botbridge.context import Context
from botbridge.data.base import BaseDataLayer
from botbridge.model.message import MessageData
from botbridge.model.user import Author, User

_REMEMBERED = 10_000  # users; about 200 bytes each
_REFRESH = 3600.0  # seconds after which a user's name and metadata are written again
_NAME_LENGTH = 80  # characters of the first message that name a thread


class People:
    """Who writes, and which threads are theirs."""

    def __init__(self) -> None:
        self._written: OrderedDict[str, float] = OrderedDict()

    async def user(self, adapter: Adapter, author: Author | None) -> User | None:
        """The author of an event as the app sees them; None where nobody is known (the web without login)."""
        if author is None:
            return None
        return (await adapter.author(author)).to_user()

    def keep_thread(self, context: Context, first: MessageData) -> None:
        """Queue what the data layer has to know before it can keep a message: its user, its thread."""
        user, session = context.user, context.session
        if user is not None and self._is_due(user.identifier):
            context.recorder.submit(lambda layer: layer.create_user(user), f"user {user.identifier}")
        if not session.kept:
            session.kept = True
            context.recorder.submit(
                lambda layer: _create_thread(layer, context, user, first), f"thread {session.thread_id}"
            )

    def _is_due(self, identifier: str) -> bool:
        now = time.monotonic()
        due = now - self._written.get(identifier, float("-inf")) > _REFRESH
        if due:
            self._written[identifier] = now
        self._written.move_to_end(identifier)
        if len(self._written) > _REMEMBERED:
            self._written.popitem(last=False)
        return due


async def _create_thread(layer: BaseDataLayer, context: Context, user: User | None, first: MessageData) -> None:
    persisted = await layer.get_user(user.identifier) if user is not None else None
    await layer.update_thread(
        thread_id=context.thread_id,
        name=" ".join(first.content.split())[:_NAME_LENGTH] or None,
        user_id=persisted.id if persisted is not None else None,
        metadata={"platform": context.session.key.platform, "key": str(context.session.key)},
    )
