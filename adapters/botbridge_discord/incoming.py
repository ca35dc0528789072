"""The files that a message brings, as its event tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from botbridge.model.element import IncomingFile
from botbridge.model.mention import strip
from botbridge.shape import JSON, number, string

_SEPARATOR: Final = "/"


def files(attachments: Iterable[JSON], channel_id: str, message_id: str) -> tuple[IncomingFile, ...]:
    """The files that can be fetched.

    Their ids name the message too: the address of a file expires after a day, and its message gives a new one.
    """
    return tuple(_file(one, channel_id, message_id) for one in attachments if string(one, "id") and string(one, "url"))


def _file(attachment: JSON, channel_id: str, message_id: str) -> IncomingFile:
    size = number(attachment, "size")
    # `filename` is what is left of the name in an address; `title` is the name where that is not all of it.
    name = string(attachment, "title") or string(attachment, "filename")
    suffix = string(attachment, "filename").rpartition(".")[2]
    if name and suffix and "." not in name:
        name = f"{name}.{suffix}"
    return IncomingFile(
        id=_SEPARATOR.join((channel_id, message_id, string(attachment, "id"))),
        name=strip(name) or "file",
        mime=(string(attachment, "content_type").partition(";")[0].strip() or "application/octet-stream"),
        size=size if size is not None and size >= 0 else None,
        url=string(attachment, "url"),
        voice=bool(string(attachment, "waveform")),  # only voice messages have one
    )


def origin(file: IncomingFile) -> tuple[str, str, str] | None:
    """The channel, message and attachment that a file's id names; None for an id of another form."""
    parts = file.id.split(_SEPARATOR)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(part.isdigit() for part in parts) else None
