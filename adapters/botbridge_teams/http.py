"""Calls to Microsoft: one request, one answer that is read as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from yarl import URL

# What a call without an answer raises.
RAISED: Final = (aiohttp.ClientError, TimeoutError, OSError)
# The outbox asks again; half a minute is what a call gets.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30.0, sock_connect=10.0)
_CONNECTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, headers and body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the call did what it was for."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The body's JSON object; empty where it is something else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Http:
    """One session that everything to Microsoft shares."""

    def __init__(self) -> None:
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def call(
        self,
        method: str,
        url: str,
        *,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer, whatever its status; a mapping is sent as a form. The URL is taken as it is. Raises `RAISED`."""
        async with self._session.request(
            method, URL(url, encoded=True), data=data, headers=headers, allow_redirects=False
        ) as response:
            return Reply(response.status, response.headers, await response.read())
