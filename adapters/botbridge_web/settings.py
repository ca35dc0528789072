"""Settings as front ends read them. Pure; nothing in here is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botbridge.config import Config, McpConfig


def project_settings(config: Config, translation: Mapping[str, Any], *, takes_feedback: bool) -> dict[str, Any]:
    """The answer of `/project/settings`."""
    features = config.features.model_dump(exclude={"mcp", "slack"})
    return {
        "ui": config.ui.model_dump(exclude_none=True),
        "features": {**features, "mcp": _mcp(config.features.mcp), "feedback": takes_feedback},
        "userEnv": list(config.project.user_env),
        "maskUserEnv": config.project.mask_user_env,
        # Who has not signed in has no list of threads to come back to.
        "dataPersistence": False,
        "threadResumable": False,
        "threadSharing": config.features.allow_thread_sharing,
        "markdown": "",
        "chatProfiles": [],
        "starters": [],
        "translation": translation,
    }


def auth_config(config: Config) -> dict[str, Any]:
    """The answer of `/auth/config`: nobody needs to sign in."""
    theme = {"default_theme": config.ui.default_theme} if config.ui.default_theme else {}
    return {
        "requireLogin": False,
        "passwordAuth": False,
        "headerAuth": False,
        "oauthProviders": [],
        "ui": config.ui.model_dump(exclude_none=True),
        **theme,
    }


def _mcp(mcp: McpConfig) -> dict[str, Any]:
    """Names and kinds only: commands, headers and environments of servers are the app's own."""
    kinds = {server.type for server in mcp.servers}
    return {
        "enabled": mcp.enabled,
        "servers": [{"name": server.name, "type": server.type} for server in mcp.servers],
        "user_servers": {"enabled": mcp.user_servers.enabled},
        "stdio": {"enabled": "stdio" in kinds},
        "sse": {"enabled": "sse" in kinds or mcp.user_servers.enabled},
        "streamable_http": {"enabled": "streamable-http" in kinds or mcp.user_servers.enabled},
    }
