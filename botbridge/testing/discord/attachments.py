"""Files that hang on messages, and their addresses, which are signed and expire."""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from botbridge.testing.discord import limits

JSON = dict[str, Any]
# name, content, content type (guessed from the name when empty)
Upload = tuple[str, bytes, str]

_KEY: Final = b"the fake's own"


@dataclass(eq=False)
class StoredFile:
    """One attachment with its bytes; `description` is its alternative text."""

    id: str
    channel_id: str
    name: str
    content: bytes = field(repr=False)
    content_type: str = ""
    description: str | None = None
    spoiler: bool = False
    voice: bool = False

    def as_discord(self, host: str, now: float) -> JSON:
        """Return Discord's attachment object, with an address that is good for a day."""
        kind = self.content_type or mimetypes.guess_type(self.name)[0]
        url = f"{host}{self.path}?{signature(self.path, now + limits.CDN_SECONDS)}"
        return {
            "id": self.id,
            "filename": self.name,
            "size": len(self.content),
            "url": url,
            "proxy_url": url,
            **({"content_type": kind} if kind else {}),
            **({"description": self.description} if self.description else {}),
            **({"duration_secs": 1.0, "waveform": "AAAA"} if self.voice else {}),
        }

    @property
    def path(self) -> str:
        """Where the file lies on the file host."""
        return f"/attachments/{self.channel_id}/{self.id}/{quote(self.name, safe='')}"


def signature(path: str, expires: float) -> str:
    """Return the query that makes an address good until `expires` (seconds since the epoch)."""
    until = f"{int(expires):x}"
    return f"ex={until}&is={int(expires - limits.CDN_SECONDS):x}&hm={_mac(path, until)}"


def is_signed(path: str, query: dict[str, str], now: float) -> bool:
    """Whether the query of an address was made by `signature` and has not expired."""
    try:
        until = int(query.get("ex", ""), 16)
    except ValueError:
        return False
    return now < until and hmac.compare_digest(query.get("hm", ""), _mac(path, query["ex"]))


def _mac(path: str, until: str) -> str:
    return hmac.new(_KEY, f"{path}:{until}".encode(), hashlib.sha256).hexdigest()
