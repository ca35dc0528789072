"""Discord's settings from the environment; discord.py is not needed to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from botbridge.errors import AdapterError

DEFAULT_API_URL = "https://discord.com/api/v10"
PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The bot's token, and the base of the REST API without a slash at its end."""

    bot_token: str = field(repr=False)
    api_url: str = DEFAULT_API_URL

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        """Whether the environment holds a bot's token."""
        return bool(_value(env, "DISCORD_BOT_TOKEN"))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> DiscordSettings:
        """The settings in this environment.

        Raises AdapterError in one line: which variable is missing or wrong, and where to get it.
        """
        token = _value(env, "DISCORD_BOT_TOKEN")
        if not token:
            raise AdapterError(
                f"discord needs DISCORD_BOT_TOKEN: copy the token from {PORTAL} → your app → Bot → Token"
            )
        # It goes into a header, where a line end or a letter beyond ASCII would break the request.
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise AdapterError(f"DISCORD_BOT_TOKEN is no token: copy it anew from {PORTAL} → your app → Bot → Token")
        return cls(bot_token=token, api_url=_api_url(_value(env, "DISCORD_API_URL") or DEFAULT_API_URL))


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _api_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise AdapterError(f"DISCORD_API_URL is {url!r}; it must be an http(s) URL such as {DEFAULT_API_URL}")
    return url.rstrip("/")
