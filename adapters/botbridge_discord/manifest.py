"""What to set in the developer portal, and the address that invites the bot: Discord itself has no manifest file."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from botbridge.adapter import AppInfo, ManifestFile
from botbridge_discord import widgets

# [docs] permissions; each is needed by a feature of the adapter.
PERMISSIONS: Final = {
    "ADD_REACTIONS": 1 << 6,
    "VIEW_CHANNEL": 1 << 10,
    "SEND_MESSAGES": 1 << 11,
    "EMBED_LINKS": 1 << 14,
    "ATTACH_FILES": 1 << 15,
    "READ_MESSAGE_HISTORY": 1 << 16,
    "USE_APPLICATION_COMMANDS": 1 << 31,
    "MANAGE_THREADS": 1 << 34,
    "CREATE_PUBLIC_THREADS": 1 << 35,
    "CREATE_PRIVATE_THREADS": 1 << 36,
    "SEND_MESSAGES_IN_THREADS": 1 << 38,
    "SEND_VOICE_MESSAGES": 1 << 46,
}
# [docs] gateway intents; the last one is privileged.
INTENTS: Final = {
    "GUILDS": 1 << 0,
    "GUILD_MESSAGES": 1 << 9,
    "GUILD_MESSAGE_REACTIONS": 1 << 10,
    "DIRECT_MESSAGES": 1 << 12,
    "DIRECT_MESSAGE_REACTIONS": 1 << 13,
    "MESSAGE_CONTENT": 1 << 15,
}
_SCOPES: Final = ("bot", "applications.commands")
_NAME: Final = 32  # [docs] an application's name
_DESCRIPTION: Final = 400  # [docs] an application's description
_INVITE: Final = "https://discord.com/oauth2/authorize"


def written(app: AppInfo) -> ManifestFile:
    """The values to set in Discord's portal, and the address that invites the bot."""
    told = {"application_id": app.app_id} if app.app_id else {}
    return ManifestFile.of_json(manifest(app.name, app.description, **told))


def manifest(name: str, description: str = "", *, application_id: str = "APPLICATION_ID") -> dict[str, Any]:
    """What an app needs; `application_id` is in the portal under General Information."""
    permissions = sum(PERMISSIONS.values())
    return {
        "name": name[:_NAME],
        "description": description[:_DESCRIPTION],
        "intents": {"value": sum(INTENTS.values()), "names": list(INTENTS), "privileged": ["MESSAGE_CONTENT"]},
        "permissions": {"value": str(permissions), "names": list(PERMISSIONS)},
        "scopes": list(_SCOPES),
        "integration_types": ["GUILD_INSTALL"],
        "commands": [widgets.chat_command()],
        "invite_url": invite_url(application_id),
    }


def invite_url(application_id: str) -> str:
    """Where somebody who manages a server adds the bot to it."""
    asked = {
        "client_id": application_id,
        "scope": " ".join(_SCOPES),
        "permissions": str(sum(PERMISSIONS.values())),
    }
    return f"{_INVITE}?{urlencode(asked)}"
