"""Files that clients send and fetch."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from aiohttp import BodyPartReader, hdrs, web

from botbridge.adapter import Host
from botbridge.errors import FileRefused
from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge_web.reading import clean_text

_CHUNK = 64 * 1024
_MAX_PARTS = 8  # a form has one file, and at most a few small fields before it
_MAX_NAME = 255  # bytes that file systems take
_ENVELOPE = 64 * 1024  # boundaries and headers around the file
_MIME = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_UNNAMED_TYPE = "application/octet-stream"

# Shown in place; everything else is downloaded, so that no file can run as a page of this origin.
_IN_PLACE = re.compile(r"(image|audio|video)/.+|application/pdf|text/plain")
_PDF = "application/pdf"
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self' data:"
# Browsers refuse to show a PDF inside a sandbox; it cannot be taken for a page, as `nosniff` is set.
_POLICY_OF_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


class BadForm(ValueError):
    """What was sent is not a form with one file; the text may be shown to the client."""


async def receive(request: web.Request, host: Host, owner: str, ask: AskData | None) -> IncomingFile:
    """Store the file of a multipart form, as it arrives; one that answers `ask` has to fit its rule.

    Raises BadForm, FileRefused (too large, or of a type that is not accepted), or BotbridgeError.
    """
    policy = host.config.features.spontaneous_file_upload
    limit = (ask.max_bytes if ask is not None else None) or policy.max_bytes
    if (request.content_length or 0) > limit + _ENVELOPE:
        raise FileRefused(f"This file is too large: {ask.rule if ask is not None else f'{policy.max_size_mb:g} MB'}")
    try:
        part = await _file_part(request)
        name, mime = file_name(part.filename or ""), mime_type(part.headers.get(hdrs.CONTENT_TYPE, ""))
        return await host.store_upload(owner, name, mime, _chunks(part), limit=limit, ask=ask)
    except (ValueError, AssertionError) as error:  # what aiohttp's reader raises for a form that is cut or wrong
        raise BadForm("send a multipart form with one file, named `file`") from error


async def _file_part(request: web.Request) -> BodyPartReader:
    reader = await request.multipart()
    for _ in range(_MAX_PARTS):
        part = await reader.next()
        if isinstance(part, BodyPartReader) and part.name == "file" and part.filename:
            return part
        if part is None:
            break
    raise ValueError("no file in the form")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while not part.at_eof():
        yield await part.read_chunk(_CHUNK)


def file_name(name: str) -> str:
    """The last part of a client's file name, without control characters, within what file systems take."""
    last = PurePosixPath(clean_text(name).replace("\\", "/")).name
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    short = printable.encode()[:_MAX_NAME].decode(errors="ignore")
    return short if short.strip(".") else "file"


def mime_type(text: str) -> str:
    """A media type without its parameters, or the type of unknown bytes."""
    plain = text.partition(";")[0].strip().lower()
    return plain if _MIME.fullmatch(plain) else _UNNAMED_TYPE


def served(file: IncomingFile, path: Path) -> web.FileResponse:
    """A file for its owner, with headers that keep it from acting; parts of it (ranges) can be asked for."""
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
