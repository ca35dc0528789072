"""Which pages of other origins may speak with us. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_DAY = "86400"


def allowed(origin: str, host: str, origins: Sequence[str]) -> bool:
    """Whether `[project] allow_origins` admits this `Origin` header; our own page (by the `Host` header) always."""
    return "*" in origins or origin in origins or _authority(origin) == host.lower()


def headers(origin: str | None, host: str, origins: Sequence[str]) -> Mapping[str, str]:
    """The answer's headers for a request from `origin`."""
    if origin is None or not allowed(origin, host, origins):
        return {"Vary": "Origin"}
    # The origin itself, as `*` is not taken together with credentials.
    return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}


def preflight(requested_headers: str) -> Mapping[str, str]:
    """What the answer to an OPTIONS request has besides."""
    return {
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": requested_headers,
        "Access-Control-Max-Age": _DAY,
    }


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
