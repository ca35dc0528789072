"""The rows of a table by HTTP: a page of them, or all of them as CSV."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter

from botbridge.render import table
from botbridge.serving import file_name

_ROWS_AT_ONCE = 1000  # lines of a file that are read in one go


def read_rows(path: Path, offset: int, limit: int) -> list[list[Any]]:
    """So many rows of the table in this file, from row `offset` on."""
    with path.open(encoding="utf-8") as lines:
        return table.read(lines, offset, limit)


class CsvResponse(web.StreamResponse):
    """The whole table in a file as CSV, written as it is read."""

    def __init__(self, path: Path, columns: Sequence[str], name: str) -> None:
        file = file_name(f"{name.removesuffix('.csv')}.csv")
        super().__init__(
            headers={
                hdrs.CONTENT_TYPE: "text/csv; charset=utf-8",
                hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(file, safe='')}",
                "X-Content-Type-Options": "nosniff",
            }
        )
        self._path = path
        self._columns = columns

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        writer = await super().prepare(request)
        async with aclosing(_as_csv(self._path, self._columns)) as parts:
            async for part in parts:
                await self.write(part)
        return writer


async def _as_csv(path: Path, columns: Sequence[str]) -> AsyncGenerator[bytes, None]:
    """The table, some rows at a time."""
    yield table.as_csv(columns, []).encode()
    with await asyncio.to_thread(path.open, encoding="utf-8") as lines:
        await asyncio.to_thread(lines.readline)
        while rows := await asyncio.to_thread(_some_rows, lines):
            yield rows


def _some_rows(lines: Iterator[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in islice(lines, _ROWS_AT_ONCE):
        if not line.startswith("]"):
            writer.writerow(table.harmless(json.loads(line.rstrip().rstrip(","))))
    return out.getvalue().encode()
