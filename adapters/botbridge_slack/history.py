"""What was said in a conversation, as Slack keeps it."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Final

from botbridge.model.ids import ThreadKey
from botbridge_slack import address
from botbridge_slack.api import Api

_PAGE: Final = 200  # [docs] Slack recommends no more, 999 is the most
_PAGES: Final = 50  # a thread longer than this is not read to its end


class History:
    """Slack's own record of conversations; needs the `*:history` scopes."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def recent(self, key: ThreadKey, limit: int = 30) -> list[dict[str, Any]]:
        """The last `limit` messages of a thread or flat DM as Slack's objects, oldest first.

        Raises DeliveryError.
        """
        if limit < 1:
            return []
        if address.thread_ts(key):  # Slack gives a thread's oldest messages first
            return list(deque([message async for message in self._pages(key, {})], maxlen=limit))
        answer = await self._api.call("conversations.history", {"channel": address.channel(key), "limit": str(limit)})
        return _messages(answer)[::-1]

    async def since(self, key: ThreadKey, oldest: float) -> list[dict[str, Any]]:
        """Every message after `oldest` (seconds since the epoch), with metadata. Raises DeliveryError."""
        newer = {"oldest": f"{oldest:.6f}", "include_all_metadata": "true"}
        return [message async for message in self._pages(key, newer)]

    async def _pages(self, key: ThreadKey, arguments: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
        method, place = _read(key)
        cursor = ""
        for _ in range(_PAGES):
            page = {**place, **arguments, "limit": str(_PAGE), **({"cursor": cursor} if cursor else {})}
            answer = await self._api.call(method, page)
            for message in _messages(answer):
                yield message
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return


def _read(key: ThreadKey) -> tuple[str, dict[str, str]]:
    channel, thread_ts = address.channel(key), address.thread_ts(key)
    if thread_ts:
        return "conversations.replies", {"channel": channel, "ts": thread_ts}
    return "conversations.history", {"channel": channel}


def _messages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [message for message in answer.get("messages") or [] if isinstance(message, dict)]
