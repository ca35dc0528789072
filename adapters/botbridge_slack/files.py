"""Files in and out: the token goes to Slack's own file hosts only, and bytes are counted while they come."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

import aiohttp
from yarl import URL

from botbridge.errors import FileRefused, Refused, Unavailable
from botbridge.model.element import ElementData, IncomingFile
from botbridge.render import attachment
from botbridge.saving import CHUNK, save, too_large
from botbridge_slack import address, failures, incoming, widgets
from botbridge_slack.api import Api

_FILE_HOST: Final = "files.slack.com"
_REDIRECTS: Final = 5
_UNKNOWN_TYPE: Final = "application/octet-stream"
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
# A transfer may take long, but never without a byte for half a minute.
_TRANSFER: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_read=30)
_NO_SCOPE: Final = "the app may lack the scope files:read (https://api.slack.com/apps → OAuth & Permissions)"


class Files:
    """Slack's file hosts for one token."""

    def __init__(self, api: Api, session: aiohttp.ClientSession, token: str, api_url: str) -> None:
        self._api = api
        self._session = session
        self._token = token
        base = URL(api_url)
        self._api_host = base.host or ""
        self._local = base.scheme == "http"  # an emulator: only there may files go without TLS
        self._hosts = frozenset({_FILE_HOST, self._api_host, f"files.{self._api_host}"})

    async def download(self, file: IncomingFile, target: Path, limit: int) -> IncomingFile:
        """Write a file's bytes to `target`, which is taken away again if that fails.

        Raises FileRefused (too large, not what it claims, a host that is not Slack's), Unavailable.
        """
        shared_by = address.sharing_message(file.url or "")
        found = file if file.url and not shared_by else await self._look_up(file, shared_by)
        if found.size is not None and found.size > limit:
            raise too_large(found, limit)
        done = False
        try:
            async with self._open(found) as response:
                chunks, announced = response.content.iter_chunked(CHUNK), response.content_length
                size = await save(chunks, target, limit, too_large(found, limit), announced=announced)
            done = True
        except failures.RAISED as error:
            raise Unavailable(f"file {file.id!r} could not be fetched: {type(error).__name__}") from error
        finally:
            if not done:
                await asyncio.to_thread(target.unlink, missing_ok=True)
        return replace(found, size=size, mime=_type(found, response))

    async def _look_up(self, file: IncomingFile, shared_by: tuple[str, str] | None) -> IncomingFile:
        """What `files.info` tells of a file whose event told its id only.

        With `shared_by` (channel, ts) the file must have been shared there: the id was somebody's word.
        """
        try:
            answer = await self._api.call("files.info", {"file": file.id})
        except Refused as error:
            raise FileRefused(f"file {file.id!r} cannot be read: {error}") from error
        told = answer.get("file")
        details = told if isinstance(told, dict) else {}
        if shared_by and not is_shared(details, *shared_by):
            raise FileRefused(f"file {file.id!r} does not belong to the message that names it")
        return _with_details(file, details)

    @asynccontextmanager
    async def _open(self, file: IncomingFile) -> AsyncIterator[aiohttp.ClientResponse]:
        """The response that bears the bytes; each host on the way is checked before it sees the token."""
        url = URL(file.url or "")
        for _ in range(_REDIRECTS):
            self._check(url, file)
            headers = {"Authorization": f"Bearer {self._token}"}
            async with self._session.get(url, headers=headers, allow_redirects=False, timeout=_TRANSFER) as response:
                if response.status not in (301, 302, 303, 307, 308):
                    _check_answer(response, file)
                    yield response
                    return
                url = url.join(URL(response.headers.get("Location", "")))
        raise FileRefused(f"file {file.name!r} was redirected too often")

    def _check(self, url: URL, file: IncomingFile) -> None:
        if not self._is_ours(url):
            raise FileRefused(f"file {file.name!r} is on {url.host!r}, no file host of Slack; {_NO_SCOPE}")

    def _is_ours(self, url: URL) -> bool:
        local = self._local and url.scheme == "http" and url.host == self._api_host
        return (local or url.scheme == "https") and url.host in self._hosts

    async def upload(self, element: ElementData) -> dict[str, str]:
        """Send an element's bytes; answers with the entry that `share` takes. Nobody sees the file yet.

        Raises DeliveryError, FileRefused.
        """
        with ExitStack() as opened:
            data, size = await _bytes_of(element, opened)
            name = attachment.file_name(element)
            wanted = {"filename": name, "length": str(size)}
            if alt_text := widgets.alt_text(element):
                wanted["alt_txt"] = alt_text
            ticket = await self._api.call("files.getUploadURLExternal", wanted)
            await self._send(URL(str(ticket.get("upload_url"))), data, name)
        return {"id": str(ticket.get("file_id")), "title": element.name or name}

    async def _send(self, url: URL, data: bytes | IO[bytes], name: str) -> None:
        if not self._is_ours(url):
            raise FileRefused(f"file {name!r} would go to {url.host!r}, which is not Slack")
        try:
            async with self._session.post(url, data=data, allow_redirects=False, timeout=_TRANSFER) as response:
                if response.status != 200:
                    raise Unavailable(f"upload of {name!r} was answered with status {response.status}")
        except failures.RAISED as error:
            raise Unavailable(f"upload of {name!r} failed: {type(error).__name__}") from error

    async def share(self, uploaded: list[dict[str, str]], channel: str, thread_ts: str) -> None:
        """Show uploaded files in a conversation. Raises DeliveryError."""
        place = {"channel_id": channel, **({"thread_ts": thread_ts} if thread_ts else {})}
        await self._api.call("files.completeUploadExternal", {"files": uploaded, **place})

    async def delete(self, file_id: str) -> None:
        """Take a file away everywhere. Raises DeliveryError."""
        await self._api.call("files.delete", {"file": file_id})


async def _bytes_of(element: ElementData, opened: ExitStack) -> tuple[bytes | IO[bytes], int]:
    """The bytes, or the open file that holds them, and how many they are."""
    if element.content is not None:
        return io.BytesIO(element.content), _not_empty(len(element.content))
    try:
        file, size = await asyncio.to_thread(_open_file, element.path)
    except OSError as error:
        raise FileRefused(f"cannot be read: {error.strerror}") from error
    opened.callback(file.close)
    return file, _not_empty(size)


def _not_empty(size: int) -> int:
    if size == 0:
        raise FileRefused("it is empty")  # Slack takes no file of 0 bytes
    return size


def _open_file(path: Path | None) -> tuple[IO[bytes], int]:
    if path is None:
        raise FileNotFoundError(2, "no bytes were given")
    return path.open("rb"), path.stat().st_size


def _check_answer(response: aiohttp.ClientResponse, file: IncomingFile) -> None:
    if response.status == 429 or response.status >= 500:
        raise Unavailable(f"file {file.name!r}: status {response.status}")
    if response.status != 200:
        raise FileRefused(f"file {file.name!r} cannot be read (status {response.status}); {_NO_SCOPE}")
    if response.content_type in _HTML and not _is_wanted_page(response, file):
        raise FileRefused(f"file {file.name!r} came as a login page; {_NO_SCOPE}")


def _is_wanted_page(response: aiohttp.ClientResponse, file: IncomingFile) -> bool:
    """Whether HTML is the file itself: without the scope Slack answers 200 with a login page of another size."""
    attached = response.headers.get("Content-Disposition", "").lower().startswith("attachment")
    return file.mime in _HTML and (attached or response.content_length == file.size is not None)


def _type(file: IncomingFile, response: aiohttp.ClientResponse) -> str:
    return response.content_type if file.mime == _UNKNOWN_TYPE else file.mime


def is_shared(details: Mapping[str, Any], channel: str, ts: str) -> bool:
    """Whether a file object says that this message shared the file."""
    shares = details.get("shares")
    places = (
        [kind.get(channel) for kind in shares.values() if isinstance(kind, dict)] if isinstance(shares, dict) else []
    )
    entries = [entry for place in places if isinstance(place, list) for entry in place if isinstance(entry, dict)]
    return any(entry.get("ts") == ts for entry in entries)


def _with_details(file: IncomingFile, told: Mapping[str, Any]) -> IncomingFile:
    url = told.get("url_private_download") or told.get("url_private")
    if not isinstance(url, str) or not url:
        raise FileRefused(f"file {file.id!r} has no address that the app may read")
    size = told.get("size")
    return IncomingFile(
        id=file.id,
        name=str(told.get("name") or file.name),
        mime=str(told.get("mimetype") or file.mime),
        size=size if isinstance(size, int) else None,
        url=url,
        voice=told.get("subtype") == incoming.VOICE,
    )
