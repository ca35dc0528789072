"""Users and threads as they are kept: written when they are new, not with every message."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

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
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def user(self, adapter: Adapter, author: Author | None) -> User | None:
        """The author of an event as the app sees them; None where nobody is known (the web without login)."""
        if author is None:
            return None
        return (await adapter.author(author)).to_user()

    def keep_thread(self, context: Context, first: MessageData) -> None:
        """Queue what the data layer has to know before it can keep a message: its user, its thread."""
        user, session = context.user, context.session
        kept = self._keep_user(context, user) if user is not None else None
        if not session.kept:
            session.kept = True
            context.recorder.submit(
                lambda layer: _create_thread(layer, context, kept, first), f"thread {session.thread_id}"
            )

    def _keep_user(self, context: Context, user: User) -> _Kept:
        kept = self._kept.setdefault(user.identifier, _Kept())
        self._kept.move_to_end(user.identifier)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        if (now := time.monotonic()) - kept.at > _REFRESH:
            kept.at = now
            context.recorder.submit(lambda layer: kept.create(layer, user), f"user {user.identifier}")
        return kept


@dataclass(slots=True)
class _Kept:
    """A user that the data layer knows: since when, and under which id (None until it said so)."""

    at: float = float("-inf")
    id: str | None = None

    async def create(self, layer: BaseDataLayer, user: User) -> None:
        persisted = await layer.create_user(user)
        self.id = persisted.id if persisted is not None else None


async def _create_thread(layer: BaseDataLayer, context: Context, kept: _Kept | None, first: MessageData) -> None:
    user = context.user
    if user is not None and kept is not None and kept.id is None:
        # Another conversation of theirs is just being written, or the data layer failed to keep them.
        persisted = await layer.get_user(user.identifier)
        kept.id = persisted.id if persisted is not None else None
    await layer.update_thread(
        thread_id=context.thread_id,
        name=" ".join(first.content.split())[:_NAME_LENGTH] or None,
        user_id=kept.id if kept is not None else None,
        metadata={"platform": context.session.key.platform, "key": str(context.session.key)},
    )
