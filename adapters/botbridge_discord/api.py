"""Discord's REST API: one call, one answer, neutral errors; nothing waits and nothing is repeated here.

discord.py's own HTTP client sleeps out rate limits and repeats failures by itself, where the outbox cannot see it; so
the adapter's calls go out on a session of their own, and discord.py keeps the gateway, the cache and what apps do
with its objects.
"""

from __future__ import annotations

import io
import json
from typing import Any, Final

import aiohttp

from botbridge.version import __version__
from botbridge_discord import failures
from botbridge_discord.budgets import Budgets
from botbridge_discord.calls import Call

_AGENT: Final = f"DiscordBot (https://pypi.org/project/botbridge, {__version__})"
# The outbox tries again; half a minute is what one call gets.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=10)
# Files may take long, but never without a byte for half a minute.
_TRANSFER: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_read=30)
_UNAUTHORIZED: Final = frozenset({"interaction_callback", "edit_original", "follow_up"})


def open_session() -> aiohttp.ClientSession:
    """The one HTTP session that everything to Discord shares; the caller closes it."""
    return aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


class Api:
    """Discord's REST API for one token."""

    def __init__(self, token: str, base_url: str, session: aiohttp.ClientSession, budgets: Budgets) -> None:
        self._token = token
        self._base = base_url
        self._session = session
        self._budgets = budgets

    async def call(self, call: Call) -> dict[str, Any]:
        """Make a call; answers with its JSON object. Raises DeliveryError."""
        told = await self.ask(call)
        return told if isinstance(told, dict) else {}

    async def ask(self, call: Call) -> Any:
        """Make a call; answers with its JSON, whatever it is. Raises DeliveryError."""
        headers = {"User-Agent": _AGENT}
        if call.name not in _UNAUTHORIZED:
            headers["Authorization"] = f"Bot {self._token}"
        timeout = _TRANSFER if call.files else _TIMEOUT
        sent = {"data": _form(call)} if call.files else {"json": call.body} if call.body is not None else {}
        try:
            async with self._session.request(
                call.method, self._base + call.path, headers=headers, timeout=timeout, allow_redirects=False, **sent
            ) as response:
                raw = await response.read()
        except failures.RAISED as error:
            raise failures.of_exception(call.name, error) from error
        self._budgets.learn(call.name, call.channel, response.headers)
        told = _json(raw)
        if response.status >= 300:
            budget = self._budgets.used_up(call.name, call.channel, response.headers)
            raise failures.of_answer(call.name, response.status, response.headers, told, budget)
        return told


def _form(call: Call) -> aiohttp.FormData:
    # Quoted, the brackets of `files[0]` would be escaped, which Discord does not read.
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(call.body or {}), content_type="application/json")
    for number, file in enumerate(call.files):
        form.add_field(
            f"files[{number}]",
            io.BytesIO(file.data),
            filename=_header_safe(file.name),
            content_type="application/octet-stream",
        )
    return form


def _header_safe(name: str) -> str:
    """A file name that stays one value of its header; `payload_json` holds it as it is."""
    return "".join("_" if letter in '"\\' or not letter.isprintable() else letter for letter in name)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
