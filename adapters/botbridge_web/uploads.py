"""Files that clients send."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, hdrs, web

from botbridge.adapter import Host
from botbridge.errors import FileRefused
from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge.serving import file_name, mime_type

_CHUNK = 64 * 1024
_MAX_PARTS = 8  # a form has one file, and at most a few small fields before it
_ENVELOPE = 64 * 1024  # boundaries and headers around the file


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
