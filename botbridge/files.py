"""Bytes that came in: what is accepted, where they lie, who may have them."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path, PurePath

from botbridge.adapter import Adapter
from botbridge.config import UploadConfig
from botbridge.download import Downloader
from botbridge.errors import FileRefused
from botbridge.model.ask import AskData, accepts
from botbridge.model.element import IncomingFile
from botbridge.model.ids import new_id
from botbridge.model.mention import strip
from botbridge.saving import save
from botbridge.state.store import StateStore, Upload

log = logging.getLogger(__name__)

_MOST_DOWNLOADED = 25 * 1024 * 1024  # bytes of what an app names by a URL; what is more stays a link
_NAME_LENGTH = 120  # characters; file systems take 255 bytes


class Files:
    """The folder of incoming files and the policy of `[features.spontaneous_file_upload]`."""

    def __init__(self, root: Path, policy: UploadConfig, store: StateStore, downloader: Downloader) -> None:
        self._root = root
        self._policy = policy
        self._store = store
        self._downloader = downloader

    async def fetch(self, adapter: Adapter, file: IncomingFile) -> IncomingFile:
        """A message's file, on this machine from now on.

        Raises FileRefused when the policy or the platform refuses it, Unavailable when it cannot be had now.
        """
        self._check(file.name, file.mime, file.size)
        if file.path is not None:
            return file
        target = self._new_place(file.name)
        try:
            fetched = await adapter.fetch(file, target, limit=self._policy.max_bytes)
            self._check(fetched.name, fetched.mime, fetched.size)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, target.parent, ignore_errors=True)
            raise
        return replace(fetched, path=str(target))

    async def fetch_for(self, adapter: Adapter, file: IncomingFile, ask: AskData) -> IncomingFile:
        """A file that answers a question, on this machine; the question's own rule holds. Raises FileRefused too."""
        limit = ask.max_bytes or self._policy.max_bytes
        _check_rule(ask, file)
        if file.path is not None:
            return file
        target = self._new_place(file.name)
        try:
            fetched = await _fetched(adapter, file, target, limit, ask)
            _check_rule(ask, fetched)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, target.parent, ignore_errors=True)
            raise
        return replace(fetched, path=str(target))

    async def download(self, url: str, name: str) -> tuple[Path, str]:
        """What the app names by a URL, on this machine for a while; with its type. Raises FileRefused, Unavailable."""
        target = self._new_place(name)
        try:
            found = await self._downloader.get(url, target, _MOST_DOWNLOADED)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, target.parent, ignore_errors=True)
            raise
        return target, found.mime

    async def store_upload(
        self, owner: str, name: str, mime: str, chunks: AsyncIterator[bytes], *, limit: int, ask: AskData | None
    ) -> IncomingFile:
        """Keep bytes that a client sends ahead of its message, or of its answer to `ask`. Raises FileRefused."""
        name = safe_name(name)
        if ask is None:
            self._check(name, mime, None)
            limit = min(limit, self._policy.max_bytes)
        else:
            limit = ask.max_bytes or min(limit, self._policy.max_bytes)
            _check_rule(ask, IncomingFile(id="", name=name, mime=mime))
        target = self._new_place(name)
        try:
            too_large = ask.refusal(name, mime, limit + 1) if ask is not None else None
            refusal = FileRefused(too_large) if too_large is not None else _too_large(name, limit)
            size = await save(chunks, target, limit, refusal)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, target.parent, ignore_errors=True)
            raise
        file_id = new_id()
        await self._store.add_upload(
            Upload(id=file_id, secret=owner, name=name, mime=mime, size=size, path=str(target))
        )
        return IncomingFile(id=file_id, name=name, mime=mime, size=size, path=str(target))

    async def uploaded(self, owner: str, file_id: str) -> IncomingFile | None:
        """A file that this client uploaded, or None."""
        found = await self._store.upload(file_id, owner)
        if found is None or not await asyncio.to_thread(Path(found.path).is_file):
            return None
        return IncomingFile(id=found.id, name=found.name, mime=found.mime, size=found.size, path=found.path)

    async def forget_uploads(self, owner: str) -> None:
        """Delete what this client uploaded."""
        for upload in await self._store.take_uploads(owner):
            await asyncio.to_thread(shutil.rmtree, Path(upload.path).parent, ignore_errors=True)

    async def purge(self, before: float) -> None:
        """Delete what came in before this time; what belongs to a message is kept by the data layer as well."""
        await asyncio.to_thread(self._purge, before)

    def _purge(self, before: float) -> None:
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)

    def _new_place(self, name: str) -> Path:
        folder = self._root / new_id()
        folder.mkdir(parents=True)
        return folder / safe_name(name)

    def _check(self, name: str, mime: str, size: int | None) -> None:
        policy = self._policy
        if not policy.enabled:
            raise FileRefused(f"{name} was not taken: this app takes no files")
        if size is not None and size > policy.max_bytes:
            raise _too_large(name, policy.max_bytes)
        if not accepts(policy.accept, name, mime):
            raise FileRefused(f"{name} was not taken: files of type {mime} are not accepted here")


async def _fetched(adapter: Adapter, file: IncomingFile, target: Path, limit: int, ask: AskData) -> IncomingFile:
    """The file; where only its bytes tell how large it is, what refuses it says the rule as well."""
    try:
        return await adapter.fetch(file, target, limit=limit)
    except FileRefused as error:
        raise FileRefused(f"{error}; this needs {ask.rule}") from error


def _check_rule(ask: AskData, file: IncomingFile) -> None:
    """Raises FileRefused with the rule in words."""
    refusal = ask.refusal(file.name, file.mime, file.size)
    if refusal is not None:
        raise FileRefused(refusal)


def _too_large(name: str, limit: int) -> FileRefused:
    return FileRefused(f"{name} was not taken: it is larger than {limit / 1024 / 1024:g} MB")


def safe_name(name: str) -> str:
    """A file name that is only that: no folders, no control characters, not hidden, not too long."""
    base = PurePath(strip(name).replace("\\", "/")).name
    clean = "".join(letter for letter in base if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    stem, suffix = os.path.splitext(clean)  # noqa: PTH122 - a pure string
    return (stem[: _NAME_LENGTH - len(suffix)] + suffix[:_NAME_LENGTH]) or "file"
