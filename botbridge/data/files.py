"""The bytes of elements, on their way into a storage client and out again."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from botbridge.data.base import ElementLike
from botbridge.data.queries.elements import object_key
from botbridge.data.storage_clients.base import BaseStorageClient
from botbridge.model.element import ElementDict

_log = logging.getLogger(__name__)


class ElementFiles:
    """What a data layer does with a storage client, if it has one."""

    def __init__(self, storage: BaseStorageClient | None) -> None:
        self._storage = storage

    async def keep(self, element: ElementLike) -> dict[str, Any]:
        """Bring the bytes into the storage; returns the columns that say where they are, if they are new there.

        Raises OSError when the file of the element or the storage fails.
        """
        if element.object_key or self._storage is None:
            return {}
        data = await _content(element)
        if data is None:
            return {}
        key = object_key(element.thread_id, element.id, element.name)
        mime = element.mime or "application/octet-stream"
        kept = await self._storage.upload_file(key, data, mime=mime, overwrite=True)
        if not kept:  # how the reference's clients say that they failed
            raise OSError(f"element {element.id}: the storage client did not keep its bytes")
        return {"objectKey": kept.get("object_key", key), "url": kept.get("url")}

    async def readable(self, element: ElementDict) -> ElementDict:
        """The element with a URL that works now."""
        key = element.get("objectKey")
        if not key or self._storage is None:
            return element
        return {**element, "url": await self._storage.get_read_url(key)}

    async def delete(self, keys: list[str]) -> None:
        """Delete files whose rows are gone already, so that a failure is only told to the log."""
        if self._storage is None:
            return
        for key in keys:
            try:
                await self._storage.delete_file(key)
            except Exception:  # noqa: BLE001 - a client is the app's: it may raise anything
                _log.exception("the file %s could not be deleted from the storage", key)

    async def close(self) -> None:
        if self._storage is not None:
            await self._storage.close()


async def _content(element: ElementLike) -> bytes | str | None:
    if element.path is not None:
        return await asyncio.to_thread(Path(element.path).read_bytes)
    return element.content
