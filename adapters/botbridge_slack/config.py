"""Slack's settings from the environment; the SDK is not needed to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from botbridge.errors import AdapterError

EVENTS_PATH = "/slack/events"  # where Slack posts events, interactions, commands and options
DEFAULT_API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Credentials and addresses: Socket Mode when `app_token` is set, signed HTTP otherwise."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = DEFAULT_API_URL

    @property
    def socket_mode(self) -> bool:
        """Whether events come through a WebSocket that we open."""
        return bool(self.app_token)

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        """Whether the environment holds a bot token and a way for events to come in."""
        return bool(_value(env, "SLACK_BOT_TOKEN") and (_app_token(env) or _value(env, "SLACK_SIGNING_SECRET")))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> SlackSettings:
        """The settings in this environment.

        Raises AdapterError in one line: which variable is missing or wrong, and where to get it.
        """
        settings = cls(
            bot_token=_value(env, "SLACK_BOT_TOKEN"),
            signing_secret=_value(env, "SLACK_SIGNING_SECRET"),
            app_token=_app_token(env),
            api_url=_api_url(_value(env, "SLACK_API_URL") or DEFAULT_API_URL),
        )
        if not settings.bot_token:
            raise AdapterError(
                "slack needs SLACK_BOT_TOKEN: copy the Bot User OAuth Token (xoxb-…) from "
                "https://api.slack.com/apps → your app → OAuth & Permissions"
            )
        if not (settings.app_token or settings.signing_secret):
            raise AdapterError(
                "slack needs SLACK_SIGNING_SECRET (https://api.slack.com/apps → your app → Basic Information → "
                "Signing Secret), or SLACK_APP_TOKEN for Socket Mode (same page → App-Level Tokens, xapp-…)"
            )
        return settings


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _app_token(env: Mapping[str, str]) -> str:
    return _value(env, "SLACK_APP_TOKEN") or _value(env, "SLACK_WEBSOCKET_TOKEN")


def _api_url(url: str) -> str:
    """The base with the slash at its end that the SDK joins method names to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AdapterError(f"SLACK_API_URL is {url!r}; it must be an http(s) URL such as {DEFAULT_API_URL}")
    return url.rstrip("/") + "/"
