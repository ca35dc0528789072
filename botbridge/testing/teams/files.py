"""The hosts of files: what people sent, pictures they pasted, and where the app's files are uploaded to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from botbridge.testing.teams import limits
from botbridge.testing.teams.people import guid
from botbridge.testing.teams.refusal import Refusal

JSON = dict[str, Any]

_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(eq=False)
class StoredFile:
    """A file of a person; `pasted` ones are pictures that the connector keeps, the others lie in their drive."""

    key: str
    name: str
    content: bytes
    mime: str
    pasted: bool = False

    def attachment(self, host: str, service_url: str) -> JSON:
        """Return how a message brings it."""
        if self.pasted:
            return {"contentType": "image/*", "contentUrl": f"{service_url}v3/attachments/{self.key}/views/original"}
        kind = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        return {
            "contentType": "application/vnd.microsoft.teams.file.download.info",
            "contentUrl": f"https://contoso.sharepoint.example/personal/Documents/{quote(self.name, safe='')}",
            "name": self.name,
            "content": {
                "downloadUrl": f"{host}/drive/download/{self.key}?tempauth={guid(self.key)}",
                "uniqueId": self.key.upper(),
                "fileType": kind,
            },
        }


@dataclass(eq=False)
class Upload:
    """A place in a person's drive that was opened for the app's file; `received` grows range by range."""

    key: str
    name: str
    size: int
    received: bytearray = field(default_factory=bytearray, repr=False)
    ranges: list[tuple[int, int]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether all bytes are there."""
        return len(self.received) == self.size

    def info(self, host: str) -> JSON:
        """Return what the app is told of it."""
        return {
            "contentUrl": f"https://contoso.sharepoint.example/personal/Documents/{quote(self.name, safe='')}",
            "name": self.name,
            "uploadUrl": f"{host}/drive/upload/{self.key}?tempauth={guid(self.key)}",
            "uniqueId": self.key.upper(),
            "fileType": self.name.rpartition(".")[2].lower() if "." in self.name else "",
        }

    def take(self, content_range: str, body: bytes) -> JSON:
        """Take one range in; return what the drive answers. Raises Refusal."""
        found = _RANGE.fullmatch(content_range.strip())
        if found is None:
            raise Refusal(400, "invalidRequest", "Content-Range is missing or malformed")
        first, last, whole = (int(number) for number in found.groups())
        if len(body) != last - first + 1 or whole != self.size:
            raise Refusal(400, "invalidRequest", "the range does not fit the bytes or the announced size")
        if len(body) > limits.UPLOAD_CHUNK:
            raise Refusal(413, "requestTooLarge", "one request carries at most 60 MiB")
        if first != len(self.received):
            raise Refusal(416, "invalidRange", "the range does not go on where the last one ended")
        if last + 1 != whole and len(body) % limits.UPLOAD_UNIT:
            raise Refusal(400, "invalidRequest", "a range that is not the last must be a multiple of 320 KiB")
        self.received += body
        self.ranges.append((first, last))
        if self.complete:
            return {"id": self.key, "name": self.name, "size": self.size}
        return {"nextExpectedRanges": [f"{len(self.received)}-"]}


@dataclass(eq=False)
class Drive:
    """All files, by key."""

    files: dict[str, StoredFile] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def store(self, name: str, content: bytes, mime: str, *, pasted: bool = False) -> StoredFile:
        """Keep a person's file."""
        made = StoredFile(guid(f"file-{len(self.files)}"), name, content, mime, pasted)
        self.files[made.key] = made
        return made

    def open(self, name: str, size: int) -> Upload:
        """Open a place for a file of the app."""
        made = Upload(guid(f"upload-{len(self.uploads)}"), name, size)
        self.uploads[made.key] = made
        return made
