"""The keys that activities are signed with: read from the OpenID document, read again when an unknown one is used."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from botbridge.errors import AdapterError, Unavailable
from botbridge_teams.http import RAISED, Http

log = logging.getLogger(__name__)

_KNOWN_FOR: Final = 86_400.0  # seconds; [docs] keys are to be read anew once a day
_PAUSE: Final = 60.0  # seconds between two looks for keys that nobody knows, however many tokens name one
_MOST: Final = 100  # keys that are kept of one answer


@dataclass(frozen=True, slots=True)
class Key:
    """One public key; `endorsements` are the channels that it may vouch for, none means all."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class Keys:
    """The published keys of one issuer."""

    def __init__(self, http: Http, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._url = url
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._reading = asyncio.Lock()
        self.issuer = ""

    async def load(self) -> None:
        """Read the document and the keys for the first time. Raises AdapterError in one line."""
        try:
            await self._read()
        except Unavailable as error:
            raise AdapterError(f"teams: no keys can be had, so no activity could be checked: {error}") from error

    async def find(self, kid: str) -> Key | None:
        """The key with this id, or None. Raises Unavailable when it could only be among keys that cannot be read."""
        if kid not in self._keys or self._clock() - self._read_at > _KNOWN_FOR:
            await self._refresh(kid)
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        async with self._reading:
            now = self._clock()
            fresh = kid in self._keys and now - self._read_at <= _KNOWN_FOR
            if fresh or now - self._tried_at < _PAUSE:
                return
            try:
                await self._read()
            except Unavailable as error:
                if kid not in self._keys:
                    raise
                log.warning("the keys of Teams are not read anew, the known ones are used: %s", error)

    async def _read(self) -> None:
        self._tried_at = self._clock()
        document = await self._get(self._url)
        issuer, url = document.get("issuer"), document.get("jwks_uri")
        if not isinstance(issuer, str) or not isinstance(url, str):
            raise Unavailable(f"{self._url} names no issuer and keys")
        listed = (await self._get(url)).get("keys")
        found = dict(_keys(listed if isinstance(listed, list) else []))
        if not found:
            raise Unavailable(f"{url} lists no keys")
        self.issuer, self._keys, self._read_at = issuer, found, self._clock()

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            reply = await self._http.call("GET", url)
        except RAISED as error:
            raise Unavailable(f"{url}: {type(error).__name__}") from error
        if reply.status != 200:
            raise Unavailable(f"{url}: status {reply.status}")
        return reply.json()


def _keys(listed: list[Any]) -> list[tuple[str, Key]]:
    found = []
    for one in listed[:_MOST]:
        if not isinstance(one, dict) or one.get("kty") != "RSA" or not isinstance(one.get("kid"), str):
            continue
        try:
            key = jwt.PyJWK(one, algorithm="RS256")
        except jwt.PyJWTError as error:
            log.warning("a key of Teams cannot be read: %s", error)
            continue
        endorsed = one.get("endorsements")
        found.append((one["kid"], Key(key, frozenset(endorsed if isinstance(endorsed, list) else []))))
    return found
