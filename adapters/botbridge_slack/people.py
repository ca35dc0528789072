"""Who people are: `users.info` and `bots.info`, asked once in a while and once at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from botbridge.errors import DeliveryError
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge_slack.api import Api

log = logging.getLogger(__name__)

KNOWN_FOR: Final = 3600.0  # seconds that an answer is believed
UNKNOWN_FOR: Final = 60.0  # seconds after a failure in which Slack is not asked again
_MOST: Final = 10_000  # people remembered


@dataclass(slots=True)
class _Entry:
    """One person; `asking` is held by whoever asks Slack, so that the others wait for that answer."""

    told: Mapping[str, Any] = field(default_factory=dict)
    until: float = 0.0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class People:
    """What Slack tells of people, remembered."""

    def __init__(self, api: Api, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}

    async def complete(self, author: Author) -> Author:
        """The author with name, email and locale as far as Slack tells them; unchanged if it does not."""
        told = await self._told(author.scope, author.native_id)
        known = {name: value for name, value in told.items() if value}
        return replace(author, **known) if known else author

    async def _told(self, scope: str, native_id: str) -> Mapping[str, Any]:
        entry = self._entry(scope, native_id)
        if entry.until > self._clock():
            return entry.told
        async with entry.asking:
            if entry.until <= self._clock():
                await self._ask(entry, native_id)
        return entry.told

    def _entry(self, scope: str, native_id: str) -> _Entry:
        """The person's entry, as the one used last; the one not used for longest is forgotten."""
        entry = self._entries.pop((scope, native_id), None) or _Entry()
        self._entries[scope, native_id] = entry
        if len(self._entries) > _MOST:
            del self._entries[next(iter(self._entries))]
        return entry

    async def _ask(self, entry: _Entry, native_id: str) -> None:
        try:
            entry.told = await self._bot(native_id) if native_id.startswith("B") else await self._user(native_id)
            entry.until = self._clock() + KNOWN_FOR
        except DeliveryError as error:
            log.warning("slack tells nothing of %s: %s", native_id, error)
            entry.until = self._clock() + UNKNOWN_FOR

    async def _user(self, user_id: str) -> Mapping[str, Any]:
        answer = await self._api.call("users.info", {"user": user_id, "include_locale": "true"})
        return _of_user(_dict(answer.get("user")))

    async def _bot(self, bot_id: str) -> Mapping[str, Any]:
        answer = await self._api.call("bots.info", {"bot": bot_id})
        return {"name": _text(_dict(answer.get("bot")), "name"), "is_bot": True}


def _of_user(user: Mapping[str, Any]) -> Mapping[str, Any]:
    profile = _dict(user.get("profile"))
    names = (_text(profile, "display_name"), _text(profile, "real_name"), _text(user, "real_name"), _text(user, "name"))
    return {
        "name": next(filter(None, names), ""),
        "email": _text(profile, "email"),
        "locale": _text(user, "locale"),
        "is_bot": user.get("is_bot") is True,
    }


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return strip(value) if isinstance(value, str) else ""
