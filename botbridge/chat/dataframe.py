"""Tables of data."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from botbridge.chat.element import Element
from botbridge.context import Context
from botbridge.model.clock import iso
from botbridge.model.element import ElementData, ElementType
from botbridge.model.ids import derived_id
from botbridge.render import table


class Dataframe(Element):
    """A pandas or polars data frame: a grid on the web, elsewhere its first rows and all of it as CSV.

    It is read when the element is sent, so what is changed in it before counts. Raises TypeError for what is no
    data frame.
    """

    type: ElementType = "dataframe"
    default_mime = "application/json"

    def __init__(self, name: str = "", *, data: Any = None, content: bytes | None = None, **more: Any) -> None:
        if data is not None and not (hasattr(data, "columns") and hasattr(data, "dtypes")):
            raise TypeError(f"Dataframe takes a pandas or polars DataFrame, not {type(data).__name__}")
        self.data = data
        super().__init__(name or "table", content=content if data is None else b"", **more)
        self._csv: bytes | None = None

    def restored(self) -> None:
        super().restored()
        self.data = self._csv = None

    async def load(self, context: Context) -> None:
        limits = context.lane.adapter.capabilities.tables
        whole = limits is not None and limits.rows is None
        self.content, self.props, self._csv = await asyncio.to_thread(_read, self.data, self.content, not whole)

    def instead(self, thread_id: str, for_id: str | None) -> tuple[ElementData, ...]:
        if self._csv is None:
            return ()
        name = self.name if self.name.lower().endswith(".csv") else f"{self.name}.csv"
        whole = ElementData(
            id=derived_id(f"{self.id}:csv", 0),
            thread_id=thread_id,
            type="file",
            name=name,
            mime="text/csv",
            for_id=for_id,
            content=self._csv,
        )
        return (whole,)


def _read(data: Any, content: Any, with_csv: bool) -> tuple[bytes, dict[str, Any], bytes | None]:
    """The table as its bytes, the properties with its first page, and the CSV if it is wanted."""
    if data is None:
        told = json.loads(content)
        columns, index, rows = told["columns"], told.get("index") or [], told["data"]
    else:
        columns, index, rows = _parts(data)
    props = {"columns": columns, "rows": rows[: table.PAGE], "total": len(rows)}
    text = table.as_csv(columns, rows).encode() if with_csv else None
    return table.dump(columns, index, rows), props, text


def _parts(data: Any) -> tuple[list[str], list[Any], list[list[Any]]]:
    columns = [str(column) for column in data.columns]
    if hasattr(data, "itertuples"):  # pandas
        index = [_plain(value) for value in data.index]
        return columns, index, [_row(row) for row in data.itertuples(index=False, name=None)]
    rows = [_row(row) for row in data.iter_rows()]  # polars
    return columns, list(range(len(rows))), rows


def _row(values: Iterable[Any]) -> list[Any]:
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    """A cell as JSON has it: missing values are null, times ISO 8601, what is unknown its text."""
    for kinds, plain in _PLAIN:
        if isinstance(value, kinds):
            return plain(value)
    if hasattr(value, "item"):  # numpy's numbers
        return _plain(value.item())
    return None if str(value) in ("NaT", "<NA>") else str(value)


def _same(value: Any) -> Any:
    return value


_PLAIN: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((type(None), str, bool, int), _same),
    (float, lambda value: value if math.isfinite(value) else None),
    (datetime, lambda value: iso(value) if value == value else None),  # noqa: PLR0124 - NaT is not equal to itself
    ((date, time), lambda value: value.isoformat()),
    (Mapping, lambda value: {str(name): _plain(one) for name, one in value.items()}),
    (Sequence, lambda value: [_plain(one) for one in value]),
)
