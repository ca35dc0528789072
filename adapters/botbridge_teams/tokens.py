"""The app's own token: fetched once, used until shortly before it expires, fetched once at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

from botbridge.errors import AdapterError, Denied, Unavailable
from botbridge_teams.config import TeamsSettings
from botbridge_teams.http import RAISED, Http

_EARLY: Final = 300.0  # seconds before its end a token is not used any more
_SHORTEST: Final = 30.0  # seconds that an answer is used at least, whatever it says
_REFUSED: Final = (400, 401, 403)


class Tokens:
    """Access tokens for the connector, from the token authority."""

    def __init__(
        self,
        http: Http,
        settings: TeamsSettings,
        scope: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._settings = settings
        self._scope = scope
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def get(self) -> str:
        """The token; empty for a bot without a registration. Raises Denied, Unavailable."""
        if self._settings.anonymous or self._clock() < self._until:
            return self._token
        async with self._asking:
            if self._clock() >= self._until:
                await self._fetch()
        return self._token

    def drop(self, token: str) -> None:
        """This token was refused: the next call fetches another."""
        if token == self._token:
            self._until = 0.0

    async def prove(self) -> None:
        """Fetch the first token. Raises AdapterError in one line if the authority refuses or is not there."""
        where = self._settings.login_url
        try:
            await self.get()
        except Denied as error:
            raise AdapterError(
                f"teams: {where} refuses TEAMS_APP_PASSWORD for TEAMS_APP_ID ({error.code}): create a new client "
                "secret at https://portal.azure.com → App registrations → Certificates & secrets, and for a "
                "single-tenant bot set TEAMS_APP_TENANT_ID"
            ) from error
        except Unavailable as error:
            raise AdapterError(f"teams: no token can be had from {where}: {error}") from error

    async def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.password,
            "scope": self._scope,
        }
        try:
            reply = await self._http.call("POST", self._settings.token_url, data=form)
        except RAISED as error:
            raise Unavailable(f"token: {type(error).__name__}") from error
        answer = reply.json()
        token = answer.get("access_token")
        if reply.status in _REFUSED:
            raise Denied(f"token: status {reply.status}: {answer.get('error')}", code=_code(answer))
        if reply.status != 200 or not isinstance(token, str):
            raise Unavailable(f"token: status {reply.status} without a token")
        self._token, self._until = token, self._clock() + max(_SHORTEST, _seconds(answer) - _EARLY)


def _code(answer: dict[str, Any]) -> str:
    """The authority's number for what is wrong (`AADSTS…`), else its word."""
    described = str(answer.get("error_description") or "").partition(":")[0]
    return described if described.startswith("AADSTS") else str(answer.get("error") or "refused")


def _seconds(answer: dict[str, Any]) -> float:
    try:
        return float(answer.get("expires_in", 0))
    except (TypeError, ValueError):
        return 0.0
