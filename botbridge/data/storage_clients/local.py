"""Bytes in a folder of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botbridge.data.storage_clients.base import BaseStorageClient

_FORBIDDEN = {"", ".", ".."}


class LocalStorageClient(BaseStorageClient):
    """Keeps each object as a file below `root`, which is made when the first one comes.

    `url_for` turns an object key into the URL under which the app serves it; without it the URL is `file://`.
    Type and disposition are not kept: who serves the file knows them from its element.
    A key that is no plain path below the root raises ValueError, everywhere.
    """

    def __init__(self, root: Path, url_for: Callable[[str], str] | None = None) -> None:
        self.root = Path(root)
        self._url_for = url_for

    def path_of(self, object_key: str) -> Path:
        """The file of this key; there may be none. No link on the way leads out of the root."""
        parts = object_key.split("/")
        if any(part in _FORBIDDEN or "\0" in part or "\\" in part for part in parts):
            raise ValueError(f"object key {object_key[:200]!r} is not a plain path below the storage folder")
        path = self.root.joinpath(*parts)
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ValueError(f"object key {object_key[:200]!r} leads out of the storage folder")
        return path

    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, Any]:
        content = data.encode() if isinstance(data, str) else data
        await asyncio.to_thread(self._write, object_key, content, overwrite)
        return {"object_key": object_key, "url": await self.get_read_url(object_key)}

    async def delete_file(self, object_key: str) -> bool:
        return await asyncio.to_thread(self._delete, object_key)

    async def get_read_url(self, object_key: str) -> str:
        path = self.path_of(object_key)
        return self._url_for(object_key) if self._url_for else path.absolute().as_uri()

    def _write(self, object_key: str, content: bytes, overwrite: bool) -> None:
        """All of the file or nothing of it is ever seen under its name; a link there is replaced, not followed."""
        path = self.path_of(object_key)
        handle, temporary = _beside(path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            if overwrite:
                Path(temporary).replace(path)
            else:
                os.link(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _delete(self, object_key: str) -> bool:
        path = self.path_of(object_key)
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        self._tidy(path.parent)
        return True

    def _tidy(self, folder: Path) -> None:
        """Remove the folders that the deleted file left empty."""
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:  # another file is in it
                return
            folder = folder.parent


def _beside(path: Path) -> tuple[int, str]:
    """A new file in the folder of `path`, which a delete may tidy away the moment it is made."""
    for _ in range(100):
        with contextlib.suppress(FileNotFoundError, FileExistsError):
            return _made(path.parent)
    return _made(path.parent)


def _made(folder: Path) -> tuple[int, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.mkstemp(dir=folder, prefix=".upload-")
