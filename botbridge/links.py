"""Links to what people may see without an account: signed, so that nobody can make one up, and for a while only.

A token is for a page or for a file, never for both: who may fetch bytes may not answer what a page asks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from botbridge.errors import ConfigError
from botbridge.model.user import Author

_PAGE = b"element:"
_FILE = b"file:"
_AUTHOR = ("platform", "native_id", "scope", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link is to: an element of a conversation, and for whom it was made, if for one person only."""

    thread_id: str
    element_id: str
    author: Author | None = None


class Links:
    """Makes links under `base`, the address at which people reach this server, and reads them.

    `lasts` is in seconds. Without a base there are none.
    """

    def __init__(self, base: str | None, secret: bytes, lasts: float) -> None:
        self._base = base
        self._secret = secret
        self._lasts = lasts

    def page(self, link: Link) -> str | None:
        """The address of an element's own page, or None if nobody could reach it."""
        if self._base is None:
            return None
        return f"{self._base}/element/{quote(link.element_id, safe='')}?token={self._signed(link, _PAGE)}"

    def file(self, link: Link) -> str | None:
        """The address of an element's bytes, or None if nobody could reach it."""
        if self._base is None:
            return None
        return f"{self._base}/files/{quote(link.element_id, safe='')}?token={self._signed(link, _FILE)}"

    def read(self, token: str) -> Link | None:
        """What the token of a page is for; None for one that was made up, changed, or is too old."""
        return self._read(token, _PAGE)

    def read_file(self, token: str) -> Link | None:
        """What the token of a file is for; None as for `read`."""
        return self._read(token, _FILE)

    def _read(self, token: str, purpose: bytes) -> Link | None:
        body, _, signature = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(signature.encode(), self._signature(body, purpose).encode()):
            return None
        told = json.loads(base64.urlsafe_b64decode(_padded(body)))
        if told["until"] < time.time():
            return None
        author = Author(**dict(zip(_AUTHOR, told["author"], strict=True))) if told["author"] else None
        return Link(thread_id=told["thread"], element_id=told["element"], author=author)

    def _signed(self, link: Link, purpose: bytes) -> str:
        author = [asdict(link.author)[name] for name in _AUTHOR] if link.author is not None else None
        told = {
            "thread": link.thread_id,
            "element": link.element_id,
            "author": author,
            "until": int(time.time() + self._lasts),
        }
        body = _text(json.dumps(told, separators=(",", ":")).encode())
        return f"{body}.{self._signature(body, purpose)}"

    def _signature(self, body: str, purpose: bytes) -> str:
        return _text(hmac.new(self._secret, purpose + body.encode(), hashlib.sha256).digest())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _padded(text: str) -> bytes:
    return text.encode() + b"=" * (-len(text) % 4)


def base_url(env: Mapping[str, str], root_path: str) -> str | None:
    """The address at which people reach this server, without a slash at its end; None if nobody said it.

    Raises ConfigError for `BOTBRIDGE_URL` that is no web address.
    """
    told = env.get("BOTBRIDGE_URL", "").rstrip("/")
    if not told:
        return None
    parts = urlsplit(told)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"BOTBRIDGE_URL is {told!r}; it has to be the public address, e.g. https://bot.example.org")
    return told if not root_path or parts.path.endswith(root_path) else f"{told}{root_path}"


def link_secret(env: Mapping[str, str], folder: Path) -> bytes:
    """The key that links are signed with: `BOTBRIDGE_AUTH_SECRET`, else one drawn once and kept in this folder."""
    told = env.get("BOTBRIDGE_AUTH_SECRET", "")
    if told:
        return told.encode()
    path = folder / "secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Moved there when it is whole: a process that is killed while it writes must not leave an empty key.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_hex(32).encode())
        draft.replace(path)
    return path.read_bytes()
