"""What adapters share of HTTP: bodies of a bounded size, and files that are handed out so that they cannot act."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from aiohttp import hdrs, web

from botbridge.model.element import IncomingFile

_MAX_NAME = 255  # bytes that file systems take
_MIME = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_UNNAMED_TYPE = "application/octet-stream"

# Shown in place; everything else is downloaded, so that no file can run as a page of this origin.
_IN_PLACE = re.compile(r"(image|audio|video)/.+|application/pdf|text/plain")
_PDF = "application/pdf"
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self' data:"
# Browsers refuse to show a PDF inside a sandbox; it cannot be taken for a page, as `nosniff` is set.
_POLICY_OF_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


async def read_body(request: web.Request, limit: int) -> bytes:
    """The body of a request. Raises HTTPRequestEntityTooLarge (413) as soon as it is more than `limit` bytes."""
    if (request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length or 0)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise web.HTTPRequestEntityTooLarge(limit, len(body))
    return bytes(body)


def file_name(name: str) -> str:
    """The last part of somebody's file name, without what cannot be printed, within what file systems take."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    short = printable.encode()[:_MAX_NAME].decode(errors="ignore")
    return short if short.strip(".") else "file"


def mime_type(text: str) -> str:
    """A media type without its parameters, or the type of unknown bytes."""
    plain = text.partition(";")[0].strip().lower()
    return plain if _MIME.fullmatch(plain) else _UNNAMED_TYPE


def served(file: IncomingFile, path: Path) -> web.FileResponse:
    """A file for who may have it, with headers that keep it from acting; parts of it (ranges) can be asked for."""
    mime = mime_type(file.mime)
    place = "inline" if _IN_PLACE.fullmatch(mime) else "attachment"
    return web.FileResponse(
        path,
        headers={
            hdrs.CONTENT_TYPE: f"{mime}; charset=utf-8" if mime == "text/plain" else mime,
            hdrs.CONTENT_DISPOSITION: f"{place}; filename*=UTF-8''{quote(file_name(file.name), safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": _POLICY_OF_PDF if mime == _PDF else _SANDBOX,
            "Cache-Control": "private, max-age=3600",
        },
    )
