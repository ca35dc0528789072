"""Reading a call's body: JSON, or multipart with `payload_json` and `files[n]`."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from aiohttp import BodyPartReader, web

from botbridge.testing.discord import limits
from botbridge.testing.discord.attachments import Upload
from botbridge.testing.discord.refusal import Refusal, invalid

_FILE: Final = re.compile(r"files\[(\d+)\]")


async def read(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """Return the JSON of a call and its uploads by number. Raises Refusal."""
    if (request.content_length or 0) > limits.REQUEST_BYTES:
        # Left unread, the connection would break before the client has seen the answer.
        await request.content.readany()
        raise Refusal(40005)
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    raw = await request.read()
    if not raw:
        return {}, {}
    if request.content_type != "application/json":
        raise invalid("_misc", "BASE_TYPE_REQUIRED", "Expected Content-Type to be application/json")
    return _json(raw), {}


async def _multipart(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    body: Any = {}
    uploads: dict[int, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise invalid("_misc", "BASE_TYPE_BAD_FORMAT", "Parts may not be nested")
        content = bytes(await part.read())
        file = _FILE.fullmatch(part.name or "")
        if part.name == "payload_json":
            body = _json(content)
        elif file and part.filename:
            kind = part.headers.get("Content-Type", "")
            uploads[int(file[1])] = (part.filename, content, "" if kind == "application/octet-stream" else kind)
        else:
            raise invalid("_misc", "BASE_TYPE_BAD_FORMAT", f"The part {part.name!r} has no place or no filename")
    return body, uploads


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal(50109) from None
