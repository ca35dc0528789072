"""Files that people send: fetched from Discord's own file hosts only, and bytes are counted while they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import aiohttp
from yarl import URL

from botbridge.errors import FileRefused, Refused, Unavailable
from botbridge.model.element import IncomingFile
from botbridge.saving import CHUNK, save, too_large
from botbridge.shape import records, string
from botbridge_discord import address, failures, incoming, outbound
from botbridge_discord.api import Api

_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_UNKNOWN_TYPE: Final = "application/octet-stream"
_EXPIRED: Final = frozenset({403, 404, 410})
# A transfer may take long, but never without a byte for half a minute.
_TRANSFER: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_read=30)


class Files:
    """Discord's file hosts; the token never goes there."""

    def __init__(self, api: Api, session: aiohttp.ClientSession, api_url: str) -> None:
        self._api = api
        self._session = session
        base = URL(api_url)
        self._own_host = base.host or ""
        self._local = base.scheme == "http"  # a fake: only there may files come without TLS

    async def download(self, file: IncomingFile, target: Path, limit: int) -> IncomingFile:
        """Write a file's bytes to `target`, which is taken away again if that fails.

        Raises FileRefused (too large, gone, a host that is not Discord's), Unavailable.
        """
        if file.size is not None and file.size > limit:
            raise too_large(file, limit)
        done = False
        try:
            async with self._open(file) as response:
                chunks, announced = response.content.iter_chunked(CHUNK), response.content_length
                size = await save(chunks, target, limit, too_large(file, limit), announced=announced)
            done = True
        except failures.RAISED as error:
            raise Unavailable(f"file {file.id!r} could not be fetched: {type(error).__name__}") from error
        finally:
            if not done:
                await asyncio.to_thread(target.unlink, missing_ok=True)
        mime = response.content_type if file.mime == _UNKNOWN_TYPE else file.mime
        return replace(file, size=size, mime=mime)

    @asynccontextmanager
    async def _open(self, file: IncomingFile) -> AsyncIterator[aiohttp.ClientResponse]:
        """The response that bears the bytes; an address that has expired is asked for anew."""
        for url in (file.url or "", None):
            address_ = URL(url if url is not None else await self._fresh_url(file))
            self._check(address_, file)
            # A redirect would lead elsewhere; Discord's file hosts make none.
            async with self._session.get(address_, allow_redirects=False, timeout=_TRANSFER) as response:
                if response.status in _EXPIRED and url is not None:
                    continue
                _check_answer(response, file)
                yield response
                return

    async def _fresh_url(self, file: IncomingFile) -> str:
        """The address that the file's message tells now. Raises FileRefused, Unavailable."""
        origin = incoming.origin(file)
        gone = FileRefused(f"file {file.name!r} is not there any more")
        if origin is None:
            raise gone
        channel_id, message_id, attachment_id = origin
        try:
            message = await self._api.call(outbound.read(address.message_ref(channel_id, message_id)))
        except Refused as error:
            raise gone from error
        for attachment in records(message, "attachments"):
            if string(attachment, "id") == attachment_id and string(attachment, "url"):
                return string(attachment, "url")
        raise gone

    def _check(self, url: URL, file: IncomingFile) -> None:
        local = self._local and url.scheme == "http" and url.host == self._own_host
        if not local and not (url.scheme == "https" and url.host in _HOSTS | {self._own_host}):
            raise FileRefused(f"file {file.name!r} is on {url.host!r}, no file host of Discord")


def _check_answer(response: aiohttp.ClientResponse, file: IncomingFile) -> None:
    if response.status == 429 or response.status >= 500:
        raise Unavailable(f"file {file.name!r}: status {response.status}")
    if response.status != 200:
        raise FileRefused(f"file {file.name!r} cannot be read (status {response.status})")
