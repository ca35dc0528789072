"""Plots: pictures of matplotlib's, and plotly's, which people can move in."""

from __future__ import annotations

import asyncio
import io
import logging
from pathlib import PurePath
from typing import Any

from botbridge.chat.element import Element
from botbridge.context import Context
from botbridge.model.element import ElementData, ElementType
from botbridge.model.ids import new_id

log = logging.getLogger(__name__)

_DOTS_PER_INCH = 200


class Pyplot(Element):
    """A matplotlib figure (the current one if none is given), as a picture.

    It is drawn when the element is made. Raises TypeError for what is no figure, ImportError without matplotlib.
    """

    type: ElementType = "image"
    default_mime = "image/png"

    def __init__(self, name: str = "", *, figure: Any = None, content: bytes | None = None, **more: Any) -> None:
        super().__init__(name or "plot", content=content if content is not None else _drawn(figure), **more)


def _drawn(figure: Any) -> bytes:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only those who draw need it
    from matplotlib.figure import Figure  # noqa: PLC0415

    chosen = plt.gcf() if figure is None else figure
    if not isinstance(chosen, Figure):
        raise TypeError(f"Pyplot takes a matplotlib.figure.Figure, not {type(chosen).__name__}")
    out = io.BytesIO()
    chosen.savefig(out, format="png", dpi=_DOTS_PER_INCH, bbox_inches="tight")
    return out.getvalue()


class Plotly(Element):
    """A plotly figure, which people can move in where the platform shows it.

    Elsewhere it is a picture, if the package kaleido is installed with a browser, and an HTML file that can be
    opened in one. Raises TypeError for what is no figure.
    """

    type: ElementType = "plotly"
    default_mime = "application/json"

    def __init__(self, name: str = "", *, figure: Any = None, content: str | None = None, **more: Any) -> None:
        if figure is not None and not hasattr(figure, "to_json"):
            raise TypeError(f"Plotly takes a plotly.graph_objects.Figure, not {type(figure).__name__}")
        self.figure = figure
        super().__init__(name or "plot", content=content or (figure.to_json() if figure is not None else None), **more)
        self._standing_in: list[tuple[ElementType, str, str, bytes]] = []  # type, name, MIME type, bytes

    def restored(self) -> None:
        super().restored()
        self.figure, self._standing_in = None, []

    async def load(self, context: Context) -> None:
        await super().load(context)
        if self.figure is not None and not context.lane.adapter.capabilities.plots:
            self._standing_in = await asyncio.to_thread(_stand_ins, self.figure, PurePath(self.name).stem)

    def instead(self, thread_id: str, for_id: str | None) -> tuple[ElementData, ...]:
        return tuple(
            ElementData(
                id=new_id(), thread_id=thread_id, type=kind, name=name, mime=mime, for_id=for_id, content=content
            )
            for kind, name, mime, content in self._standing_in
        )


def _stand_ins(figure: Any, name: str) -> list[tuple[ElementType, str, str, bytes]]:
    page: tuple[ElementType, str, str, bytes] = (
        "file",
        f"{name}.html",
        "text/html",
        figure.to_html(include_plotlyjs=True, full_html=True).encode(),
    )
    try:
        picture = figure.to_image(format="png", scale=2)
    except Exception as error:  # noqa: BLE001 - kaleido, its browser and plotly fail each in their own way
        log.warning("plot %r goes out without a picture, only as HTML: %s", name, error)
        return [page]
    return [("image", f"{name}.png", "image/png", picture), page]
