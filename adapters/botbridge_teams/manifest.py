"""The app package (schema 1.30) that Teams takes, for a given app: the manifest, two icons, and both as a zip."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from botbridge.adapter import AppInfo, ManifestFile
from botbridge.errors import AdapterError
from botbridge_teams import icons

SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v1.30/MicrosoftTeams.schema.json"
VERSION: Final = "1.30"
EXAMPLE: Final = "https://example.com"  # to be replaced by who publishes the app
ACCENT: Final = "#2F5D8C"
MANIFEST, COLOR, OUTLINE = "manifest.json", "color.png", "outline.png"

_SHORT: Final = 30  # [schema] name.short
_FULL: Final = 100  # [schema] name.full
_SHORT_DESCRIPTION: Final = 80  # [schema] description.short
_FULL_DESCRIPTION: Final = 4_000  # [schema] description.full
_TITLE: Final = 128  # [schema] bots.commandLists.commands.title
_COMMANDS: Final = 12  # [schema] commands of one list
_SCOPES: Final = ("personal", "team", "groupChat")
_WHO: Final = 32  # [schema] developer.name
# Messages that do not name the app reach it only with these, by the consent of whoever installs it.
_READ_ALL: Final = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")
_NAMES: Final = uuid.UUID("a4f0c0f6-1f1b-4f6e-8a55-0c3a6d5e2b17")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # so that the same app is always the same zip


class Command(NamedTuple):
    """A command that Teams offers while people write; with a `prompt`, that is what is sent."""

    title: str
    description: str = ""
    prompt: str = ""


def written(app: AppInfo) -> ManifestFile:
    """The zip that is uploaded to Teams. Raises AdapterError without the bot's id."""
    if app.app_id is None:
        raise AdapterError("a Teams app needs the bot's Microsoft App ID: --app-id, or TEAMS_APP_ID in the environment")
    website = app.url or EXAMPLE
    made = manifest(app.name, app.description, app_id=app.app_id, website=website, developer=app.developer)
    return ManifestFile(".zip", package(made))


def manifest(
    name: str,
    description: str = "",
    *,
    app_id: str,
    website: str = EXAMPLE,
    developer: str = "",
    version: str = "1.0.0",
    commands: Sequence[Command] = (),
    read_all: bool = False,
) -> dict[str, Any]:
    """The manifest of an app.

    `app_id` is the bot's Microsoft App ID, `website` the developer's, under which `/privacy` and `/terms` are to be
    found. `read_all` asks for the permission to read every message of groups and channels.
    """
    about = description or name
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        # The package's own id follows from the bot's, so that an update is one.
        "id": str(uuid.uuid5(_NAMES, app_id)),
        "developer": _developer(developer or name, website),
        "name": {"short": name[:_SHORT], "full": name[:_FULL]},
        "description": {"short": about[:_SHORT_DESCRIPTION], "full": about[:_FULL_DESCRIPTION]},
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": ACCENT,
        "bots": [_bot(app_id, commands)],
        "defaultInstallScope": "personal",
        "validDomains": [urlsplit(website).hostname or ""],
        **(_reading(app_id) if read_all else {}),
    }


def _developer(name: str, website: str) -> dict[str, str]:
    base = website.rstrip("/")
    addresses = {"websiteUrl": base, "privacyUrl": f"{base}/privacy", "termsOfUseUrl": f"{base}/terms"}
    return {"name": name[:_WHO], **addresses}


def _bot(app_id: str, commands: Sequence[Command]) -> dict[str, Any]:
    listed = [_command(one) for one in commands[:_COMMANDS]]
    offered = {"commandLists": [{"scopes": list(_SCOPES), "commands": listed}]} if listed else {}
    return {"botId": app_id, "scopes": list(_SCOPES), "supportsFiles": True, "isNotificationOnly": False, **offered}


def _command(command: Command) -> dict[str, str]:
    told = {"title": command.title[:_TITLE], "description": command.description or command.title}
    return {**told, "type": "prompt", "prompt": command.prompt} if command.prompt else told


def _reading(app_id: str) -> dict[str, Any]:
    permissions = [{"name": name, "type": "Application"} for name in _READ_ALL]
    return {
        "webApplicationInfo": {"id": app_id, "resource": f"api://botid-{app_id}"},
        "authorization": {"permissions": {"resourceSpecific": permissions}},
    }


def files(made: dict[str, Any]) -> dict[str, bytes]:
    """The files of the package, by name."""
    return {
        MANIFEST: (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode(),
        COLOR: icons.color(made["accentColor"]),
        OUTLINE: icons.outline(),
    }


def package(made: dict[str, Any]) -> bytes:
    """The zip that is uploaded to Teams; always the same for the same app."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(made).items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
