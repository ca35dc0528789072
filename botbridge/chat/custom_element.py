"""Elements of the app's own making."""

from __future__ import annotations

import re
from typing import Any

from botbridge.chat.element import Element
from botbridge.context import get_context
from botbridge.model.clock import utc_now
from botbridge.model.element import ElementType

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # it becomes a file's name


class CustomElement(Element):
    """What `public/elements/NAME.jsx` beside the app shows of these `props` (JSON).

    A platform without a page of its own shows a link to it, if `BOTBRIDGE_URL` says where this server is reached,
    else the properties as a list. Raises ValueError for a name that is none of a file.
    """

    type: ElementType = "custom"
    default_mime = "application/json"

    def __init__(
        self, name: str = "", *, props: dict[str, Any] | None = None, url: str | None = None, **more: Any
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"CustomElement {name!r}: the name has to be that of its JSX file, letters and digits")
        super().__init__(name, props=props, content=more.pop("content", ""), **more)
        self.props: dict[str, Any] = dict(props or {})

    async def update(self) -> None:
        """Let people see the properties as they are now. Raises NoContext, DeliveryError."""
        context = get_context()
        data = self.to_data(context.thread_id, self.for_id)
        await context.recorder.record(lambda layer: layer.create_element(data), f"element {self.id}")
        message = context.session.message(self.for_id)
        if message is None or context.lane.adapter.capabilities.loose_elements:
            await context.lane.show_element(data, author=context.config.ui.name, at=utc_now(), cause=context.cause)
            return
        message.elements = [self if element.id == self.id else element for element in message.elements]
        await message.update()
