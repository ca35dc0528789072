"""Teams' settings from the environment; neither the SDK nor anything else is needed to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from botbridge.errors import AdapterError
from botbridge_teams.urls import address_parts

EVENTS_PATHS: Final = ("/teams/events", "/api/messages")  # where the connector posts activities
DEFAULT_LOGIN_URL: Final = "https://login.microsoftonline.com"
DEFAULT_METADATA_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
SHARED_TENANT: Final = "botframework.com"  # gives tokens to bots that no tenant owns alone

_WHERE: Final = "https://portal.azure.com → your Azure Bot → Configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """The bot's registration; without `app_id` it has none, and only this machine may speak to it."""

    app_id: str = ""
    password: str = field(default="", repr=False)
    tenant_id: str = ""
    login_url: str = DEFAULT_LOGIN_URL
    metadata_url: str = DEFAULT_METADATA_URL

    @property
    def anonymous(self) -> bool:
        """Whether the bot has no registration."""
        return not self.app_id

    @property
    def local(self) -> bool:
        """Whether an emulator stands for Microsoft: only there may anything go without TLS."""
        return self.anonymous or address_parts(self.login_url).scheme == "http"

    @property
    def token_url(self) -> str:
        """Where the bot's tokens come from."""
        return f"{self.login_url}/{self.tenant_id or SHARED_TENANT}/oauth2/v2.0/token"

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of the configured addresses."""
        return frozenset(address_parts(url).hostname or "" for url in (self.login_url, self.metadata_url))

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        """Whether the environment holds an app id and its password."""
        return bool(_value(env, "TEAMS_APP_ID") and _value(env, "TEAMS_APP_PASSWORD"))

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, on_loopback: bool) -> TeamsSettings:
        """The settings in this environment.

        Raises AdapterError in one line: which variable is missing or wrong, and where to get it.
        """
        settings = cls(
            app_id=_value(env, "TEAMS_APP_ID"),
            password=_value(env, "TEAMS_APP_PASSWORD"),
            tenant_id=_value(env, "TEAMS_APP_TENANT_ID"),
            login_url=_url(env, "TEAMS_LOGIN_URL", DEFAULT_LOGIN_URL).rstrip("/"),
            metadata_url=_url(env, "TEAMS_OPENID_METADATA_URL", DEFAULT_METADATA_URL),
        )
        if settings.anonymous and not on_loopback:
            raise AdapterError(
                f"teams needs TEAMS_APP_ID: copy the Microsoft App ID from {_WHERE} "
                "(without it, activities are taken only while the server listens on a loopback address)"
            )
        if settings.app_id and not settings.password:
            raise AdapterError(
                f"teams needs TEAMS_APP_PASSWORD: create a client secret at {_WHERE} → Manage Password "
                "→ Certificates & secrets, and copy its value"
            )
        return settings


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    url = _value(env, name) or default
    parts = address_parts(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AdapterError(f"{name} is {url!r}; it must be an http(s) URL such as {default}")
    return url
