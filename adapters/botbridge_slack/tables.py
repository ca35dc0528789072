"""A table of data → a table block. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from botbridge.model.element import ElementData
from botbridge.render.table import Frame, as_text
from botbridge_slack import capabilities, text


def block(element: ElementData) -> dict[str, Any]:
    """As many of the first rows and columns as one block holds, under their names."""
    shown = Frame.of(element.props).within(capabilities.TABLES)
    return {"type": "table", "rows": [_row(shown.columns), *(_row(values) for values in shown.rows)]}


def _row(values: Iterable[Any]) -> list[dict[str, Any]]:
    # A cell holds at least one character.
    return [{"type": "raw_text", "text": text.inert(as_text(value)) or " "} for value in values]
