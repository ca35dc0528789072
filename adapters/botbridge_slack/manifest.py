"""The app manifest (schema 2.0) that https://api.slack.com/apps takes, for a given app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from botbridge.adapter import AppInfo, ManifestFile
from botbridge_slack.config import EVENTS_PATH

# In the order of Slack's own list; each is needed by a feature of the adapter.
_SCOPES: Final = (
    "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "chat:write.customize",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history",
    "reactions:read", "reactions:write", "users:read", "users:read.email",
)  # fmt: skip
_EVENTS: Final = (
    "agent_session_stopped", "agent_session_title_changed", "app_context_changed", "app_home_opened", "app_mention",
    "app_uninstalled", "channel_archive", "channel_deleted", "file_shared", "group_archive", "group_deleted",
    "member_left_channel", "message.channels", "message.groups", "message.im", "message.mpim", "reaction_added",
    "reaction_removed", "tokens_revoked",
)  # fmt: skip
_NAME: Final = 35  # [schema] display_information.name
_DESCRIPTION: Final = 140  # [schema] display_information.description
_AGENT_DESCRIPTION: Final = 300  # [schema] features.agent_view.agent_description
_PROMPTS: Final = 4  # [schema] features.agent_view.suggested_prompts


class Command(NamedTuple):
    """A slash command, without its slash."""

    name: str
    description: str


class Prompt(NamedTuple):
    """A prompt that people can start with."""

    title: str
    message: str


def written(app: AppInfo) -> ManifestFile:
    """The manifest as it is pasted into Slack; without `url` for Socket Mode."""
    return ManifestFile.of_json(manifest(app.name, app.description, url=app.url))


def manifest(
    name: str,
    description: str = "",
    *,
    url: str | None = None,
    prompts: Sequence[Prompt] = (),
    commands: Sequence[Command] = (),
) -> dict[str, Any]:
    """The manifest of an app; `url` is where its server is reached from outside, None for Socket Mode."""
    endpoint = f"{url.rstrip('/')}{EVENTS_PATH}" if url else None
    scopes = sorted({*_SCOPES, *(["commands"] if commands else [])})
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {"name": name[:_NAME], **_text("description", description[:_DESCRIPTION])},
        "features": _features(name, description, prompts, commands, endpoint),
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": {**_text("request_url", endpoint), "bot_events": list(_EVENTS)},
            "interactivity": {"is_enabled": True, **_text("request_url", endpoint)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }


def _features(
    name: str, description: str, prompts: Sequence[Prompt], commands: Sequence[Command], endpoint: str | None
) -> dict[str, Any]:
    said = [{"title": prompt.title, "message": prompt.message} for prompt in prompts[:_PROMPTS]]
    slash = [
        {"command": f"/{command.name}", "description": command.description, **_text("url", endpoint)}
        for command in commands
    ]
    return {
        "agent_view": {
            "agent_description": (description or name)[:_AGENT_DESCRIPTION],
            **({"suggested_prompts": said} if said else {}),
        },
        "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": name[:80], "always_online": True},
        **({"slash_commands": slash} if slash else {}),
    }


def _text(key: str, value: str | None) -> dict[str, str]:
    return {key: value} if value else {}
