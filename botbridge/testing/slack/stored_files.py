"""Files in the workspace: what was uploaded, and how it looks in messages."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from botbridge.testing.slack.people import Team


@dataclass(eq=False)
class StoredFile:
    """One file; `content` is None until its bytes have arrived."""

    id: str
    team: Team
    name: str
    size: int
    user: str
    host: str = field(repr=False)
    mimetype: str = ""
    title: str = ""
    alt_text: str = ""
    snippet_type: str = ""
    subtype: str = ""
    content: bytes | None = field(default=None, repr=False)
    completed: bool = False
    deleted: bool = False
    channels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        guessed = "text/plain" if self.snippet_type else mimetypes.guess_type(self.name)[0]
        self.mimetype = self.mimetype or guessed or "application/octet-stream"
        self.title = self.title or self.name

    @property
    def path(self) -> str:
        """The path of `url_private` on the fake's file host."""
        return f"/files-pri/{self.team.id}-{self.id}/{quote(self.name, safe='')}"

    def as_slack(self) -> dict[str, Any]:
        """Return Slack's file object."""
        if self.deleted:
            return {"id": self.id, "mode": "tombstone"}
        private = f"{self.host}{self.path}"
        extension = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        shown = {
            "id": self.id,
            "created": 0,
            "timestamp": 0,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.snippet_type or extension or "binary",
            "pretty_type": extension.upper() or "Binary",
            "user": self.user,
            "user_team": self.team.id,
            "editable": bool(self.snippet_type),
            "size": self.size,
            "mode": "snippet" if self.snippet_type else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": bool(self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": private,
            "url_private_download": private.replace(f"-{self.id}/", f"-{self.id}/download/"),
            "permalink": f"https://{self.team.domain}.slack.com/files/{self.user}/{self.id}/{quote(self.name, '')}",
            "file_access": "visible",
            "has_rich_preview": False,
        }
        if self.alt_text:
            shown["alt_txt"] = self.alt_text
        if self.subtype:
            shown["subtype"] = self.subtype
        return shown
