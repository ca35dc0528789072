"""The files that a message brings, as its event tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from botbridge.model.element import IncomingFile
from botbridge.model.mention import strip
from botbridge.shape import JSON, listing, objects, string
from botbridge_slack import address

# A deleted file, and one beyond what the workspace's plan keeps: there is nothing to fetch.
VOICE: Final = "slack_audio"  # [docs] the subtype of an audio clip
_UNAVAILABLE: Final = frozenset({"tombstone", "hidden_by_limit"})
_NO_ACCESS: Final = frozenset({"access_denied", "file_not_found"})


def files(event: JSON) -> list[JSON]:
    """Slack's file objects in a message event."""
    return [file for file in listing(event, "files") if isinstance(file, dict)] or _named(event)


def _named(event: JSON) -> list[JSON]:
    """The files that the words of a mention name by id.

    A mention is announced twice, and the first announcement has been seen without its `files`. Anybody can write
    any id into their words, so the address says where the file must have been shared to be fetched.
    """
    if event.get("type") != "app_mention" or "files" in event:
        return []
    named = [string(part, "file_id") for part in objects(event.get("blocks")) if part.get("type") == "file"]
    shared = address.shared_file(string(event, "channel"), string(event, "ts"))
    return [{"id": file_id, "url_private": shared} for file_id in dict.fromkeys(named) if file_id]


def fetchable(found: Iterable[JSON]) -> tuple[IncomingFile, ...]:
    """The files whose bytes can be had."""
    return tuple(_file(file) for file in found if _is_fetchable(file))


def links(found: Iterable[JSON]) -> list[str]:
    """Markdown links to the files that live elsewhere (a document on another service)."""
    return [f"[{_name(file)}]({string(file, 'url_private')})" for file in found if _is_elsewhere(file)]


def _is_elsewhere(file: JSON) -> bool:
    return string(file, "mode") == "external" or file.get("is_external") is True


def _is_fetchable(file: JSON) -> bool:
    gone = string(file, "mode") in _UNAVAILABLE or string(file, "file_access") in _NO_ACCESS
    return bool(string(file, "id")) and not gone and not _is_elsewhere(file)


def _file(file: JSON) -> IncomingFile:
    """A file as the event tells it; one of another organisation tells its id only, `files.info` the rest."""
    size = file.get("size")
    return IncomingFile(
        id=string(file, "id"),
        name=_name(file),
        mime=string(file, "mimetype") or "application/octet-stream",
        size=size if isinstance(size, int) and size >= 0 else None,
        url=string(file, "url_private_download") or string(file, "url_private") or None,
        voice=string(file, "subtype") == VOICE,
    )


def _name(file: JSON) -> str:
    return strip(string(file, "name") or string(file, "title") or string(file, "id") or "file")
