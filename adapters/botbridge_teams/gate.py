"""Who may bring activities: the token is checked before anything of the activity is believed."""

from __future__ import annotations

import logging
from typing import Any, Final

import jwt

from botbridge.shape import JSON, string
from botbridge_teams.config import DEFAULT_METADATA_URL, TeamsSettings
from botbridge_teams.keys import Keys
from botbridge_teams.place import tenant_of
from botbridge_teams.urls import address_parts

log = logging.getLogger(__name__)

ISSUER: Final = "https://api.botframework.com"
_SKEW: Final = 300  # seconds; [sdk] how far clocks may be apart
_REQUIRED: Final = ["exp", "nbf", "iss", "aud"]
_EVERY_TENANT: Final = "*"


class Turned(Exception):
    """An activity is turned away: with 401 when nobody vouches for it, with 403 when it is not for us."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Gate:
    """Checks where activities come from; `tenants` are those that may, `*` stands for all."""

    def __init__(self, settings: TeamsSettings, keys: Keys, tenants: frozenset[str]) -> None:
        self._settings = settings
        self._keys = keys
        self._tenants = tenants
        app_id = settings.app_id
        self._audience = [app_id, f"api://{app_id}", f"api://botid-{app_id}"]

    async def check(self, authorization: str, activity: JSON) -> None:
        """Return if the activity may come in. Raises Turned, Unavailable (its key cannot be read now)."""
        if not self._settings.anonymous:
            await self._check_token(authorization, activity)
        self._check_service(string(activity, "serviceUrl"))
        self._check_tenant(tenant_of(activity))

    async def _check_token(self, authorization: str, activity: JSON) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise Turned(401, "it bears no token")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise Turned(401, f"its token cannot be read ({type(error).__name__})") from error
        key = await self._keys.find(str(header.get("kid", "")))
        if key is None:
            raise Turned(401, "its token is signed with an unknown key")
        claims = self._claims(token, key.key)
        channel = string(activity, "channelId")
        if key.endorsements and channel not in key.endorsements:
            raise Turned(403, f"its key does not vouch for the channel {channel!r}")
        if _bare(str(claims.get("serviceurl", ""))) != _bare(string(activity, "serviceUrl")):
            raise Turned(403, "its token is for another serviceUrl")

    def _claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._audience,
                issuer=self._issuer,
                leeway=_SKEW,
                options={"require": _REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise Turned(401, f"its token is not valid ({type(error).__name__})") from error

    @property
    def scope(self) -> str:
        """What the app's own token has to be for: the service whose activities come in here."""
        return f"{self._issuer or ISSUER}/.default"

    @property
    def _issuer(self) -> str:
        """The public cloud's issuer is fixed; another cloud's, or an emulator's, is the one its document names."""
        return ISSUER if self._settings.metadata_url == DEFAULT_METADATA_URL else self._keys.issuer

    def _check_service(self, url: str) -> None:
        parts = address_parts(url)
        wanted = ("https", "http") if self._settings.local else ("https",)
        if url and (parts.scheme not in wanted or not parts.hostname):
            raise Turned(403, "its serviceUrl is no https address")

    def _check_tenant(self, tenant: str) -> None:
        if self._tenants and _EVERY_TENANT not in self._tenants and tenant not in self._tenants:
            raise Turned(403, f"its tenant {tenant!r} is not among [teams] tenants")


def _bare(url: str) -> str:
    return url.rstrip("/")
