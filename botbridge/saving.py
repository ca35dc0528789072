"""Bytes from outside, written down as they come and never more of them than are taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from pathlib import Path

from botbridge.errors import BotbridgeError, FileRefused
from botbridge.model.element import IncomingFile

CHUNK = 1 << 18  # bytes that are asked for at a time


async def save(
    chunks: AsyncIterable[bytes], target: Path, limit: int, refusal: BotbridgeError, *, announced: int | None = None
) -> int:
    """Write chunks to a file; how many bytes they were.

    Raises `refusal` as soon as they are more than `limit` bytes, or are `announced` to be; OSError.
    """
    if announced is not None and announced > limit:
        raise refusal
    size = 0
    with await asyncio.to_thread(target.open, "wb") as out:
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise refusal
            await asyncio.to_thread(out.write, chunk)
    return size


def too_large(file: IncomingFile, limit: int) -> FileRefused:
    """What is raised for a file of a platform that has more than `limit` bytes."""
    return FileRefused(f"file {file.name!r} is larger than the {limit:,} bytes that are taken")
