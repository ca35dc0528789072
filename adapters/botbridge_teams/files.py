"""Files that people send: read from their drive without the app's token, or from the connector with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

import aiohttp

from botbridge.errors import DeliveryError, FileRefused, Unavailable
from botbridge.model.element import IncomingFile
from botbridge.saving import CHUNK, save, too_large
from botbridge_teams import incoming
from botbridge_teams.connector import bearer
from botbridge_teams.downloads import Downloads
from botbridge_teams.http import RAISED
from botbridge_teams.tokens import Tokens

_UNKNOWN_TYPES: Final = ("application/octet-stream", "")
_LATER: Final = frozenset({408, 429})


class Files:
    """Fetches what activities announce."""

    def __init__(self, downloads: Downloads, tokens: Tokens) -> None:
        self._downloads = downloads
        self._tokens = tokens

    async def download(self, file: IncomingFile, target: Path, limit: int) -> IncomingFile:
        """Write a file's bytes to `target`, which is taken away again if that fails.

        Raises FileRefused (too large, a host that must not be read), Unavailable.
        """
        url, with_token = incoming.address(file.url or "")
        done = False
        try:
            token = await self._tokens.get() if with_token else ""
            async with self._downloads.get(url, bearer(token)) as response:
                _check(response, file)
                chunks = response.content.iter_chunked(CHUNK)
                size = await save(chunks, target, limit, too_large(file, limit))
            done = True
        except RAISED as error:
            raise Unavailable(f"file {file.id!r} could not be fetched: {type(error).__name__}") from error
        except DeliveryError as error:
            raise Unavailable(f"file {file.id!r} could not be fetched: {error}") from error
        finally:
            if not done:
                await asyncio.to_thread(target.unlink, missing_ok=True)
        return replace(file, size=size, mime=_type(file, response))


def _check(response: aiohttp.ClientResponse, file: IncomingFile) -> None:
    status = response.status
    if status in _LATER or status >= 500:
        raise Unavailable(f"status {status}")
    if status != 200:
        raise FileRefused(f"file {file.name!r} cannot be read (status {status}); its address may have expired")


def _type(file: IncomingFile, response: aiohttp.ClientResponse) -> str:
    """What the host says of a picture that was pasted or of a type that is not known; else what the name says."""
    told = str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    pasted = (file.url or "") != incoming.address(file.url or "")[0]
    vague = told in _UNKNOWN_TYPES
    return told if not vague and (pasted or file.mime in _UNKNOWN_TYPES) else file.mime
