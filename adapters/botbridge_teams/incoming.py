"""The files that a message brings, as its activity tells of them."""

from __future__ import annotations

import mimetypes
from typing import Final

from botbridge.model.element import IncomingFile
from botbridge.model.mention import strip
from botbridge.shape import JSON, record, records, string
from botbridge_teams.urls import address_parts

_FILE: Final = "application/vnd.microsoft.teams.file.download.info"
_UNKNOWN_TYPE: Final = "application/octet-stream"
# Before an address that is read with the app's token: a picture that the connector itself keeps.
_WITH_TOKEN: Final = "token+"  # noqa: S105 - no secret
_READABLE: Final = ("http", "https")  # and nothing else: no address of a person's may claim the token


def files(activity: JSON) -> tuple[IncomingFile, ...]:
    """The files whose bytes can be had: those that were sent, and pictures that were pasted."""
    service = address_parts(string(activity, "serviceUrl"))
    found = (
        _file(one, number, (service.scheme, service.hostname)) for number, one in enumerate(_attachments(activity))
    )
    return tuple(one for one in found if one is not None)


def _attachments(activity: JSON) -> list[JSON]:
    return records(activity, "attachments")


def _file(attachment: JSON, number: int, service: tuple[str, str | None]) -> IncomingFile | None:
    kind = string(attachment, "contentType").lower()
    if kind == _FILE:
        return _sent(attachment)
    return _pasted(attachment, kind, number, service) if kind.startswith("image/") else None


def _sent(attachment: JSON) -> IncomingFile | None:
    content = record(attachment, "content")
    url, name = string(content, "downloadUrl"), strip(string(attachment, "name"))
    if address_parts(url).scheme not in _READABLE:
        return None
    ending = string(content, "fileType")
    name = name or (f"file.{ending}" if ending else "file")
    mime = _type(name)
    voice = mime.startswith("audio/")  # Teams has no voice messages for bots
    return IncomingFile(id=string(content, "uniqueId") or name, name=name, mime=mime, url=url, voice=voice)


def _pasted(attachment: JSON, kind: str, number: int, service: tuple[str, str | None]) -> IncomingFile | None:
    url = string(attachment, "contentUrl")
    where = address_parts(url)
    if where.scheme not in _READABLE:
        return None
    mime = "image/png" if kind == "image/*" else kind
    name = strip(string(attachment, "name")) or f"image-{number + 1}{mimetypes.guess_extension(mime) or '.png'}"
    ours = (where.scheme, where.hostname) == service
    return IncomingFile(id=f"image-{number + 1}", name=name, mime=mime, url=f"{_WITH_TOKEN}{url}" if ours else url)


def address(url: str) -> tuple[str, bool]:
    """The address in what `files` made, and whether it is read with the app's token."""
    return url.removeprefix(_WITH_TOKEN), url.startswith(_WITH_TOKEN)


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE
