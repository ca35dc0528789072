"""A table of data → a card. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from botbridge.model.element import ElementData
from botbridge.render.escape import escape
from botbridge.render.table import Frame, as_text
from botbridge_teams import capabilities, widgets

Element = dict[str, Any]


def card(element: ElementData) -> Element:
    """The attachment that shows the table's name and as many of its first rows and columns as one card holds."""
    shown = Frame.of(element.props).within(capabilities.TABLES)
    alignments = ["right" if _is_numeric(column) else None for column in zip(*shown.rows, strict=True)]
    lines = [[escape(column) for column in shown.columns], *(_row(values) for values in shown.rows)]
    made = widgets.table(lines, alignments or [None] * len(shown.columns))
    return widgets.attachment([widgets.title(escape(element.name)), made])


def _row(values: Iterable[Any]) -> list[str]:
    return [str(value) if isinstance(value, int | float) else escape(as_text(value)) for value in values]


def _is_numeric(values: Sequence[Any]) -> bool:
    told = [value for value in values if value is not None]
    return bool(told) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in told)
