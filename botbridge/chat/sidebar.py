"""The panel beside the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from operator import methodcaller

from botbridge.chat.element import Element
from botbridge.chat.message import Message
from botbridge.context import Context, get_context
from botbridge.render.escape import escape

_TITLE, _MESSAGE = "sidebar title", "sidebar message"  # keys of what this process remembers of a conversation


class ElementSidebar:
    """What stands in the panel beside the conversation; where there is none, it is a message under its title.

    It is not kept: after a restart the panel is empty. Both raise NoContext, DeliveryError.
    """

    @staticmethod
    async def set_title(title: str) -> None:
        """Name the panel."""
        context = get_context()
        context.session.scratch[_TITLE] = title
        if context.lane.adapter.capabilities.sidebar:
            await context.lane.show_sidebar(title=title, cause=context.cause)
        elif (message := context.session.scratch.get(_MESSAGE)) is not None:
            message.content = _heading(title)
            await message.update()

    @staticmethod
    async def set_elements(elements: Sequence[Element], key: str | None = None) -> None:
        """Open the panel with these elements, or close it with none.

        With a `key` that is the same as before, what stands there stays as it is.
        """
        context = get_context()
        for element in elements:
            await element.prepare(context)
        if not context.lane.adapter.capabilities.sidebar:
            await _as_message(context, elements, key)
            return
        data = tuple(element.to_data(context.thread_id, None) for element in elements)
        for one in data:
            await context.recorder.record(methodcaller("create_element", one), f"element {one.id}")
        await context.lane.show_sidebar(elements=data, key=key, cause=context.cause)


async def _as_message(context: Context, elements: Sequence[Element], key: str | None) -> None:
    shown: Message | None = context.session.scratch.get(_MESSAGE)
    if shown is not None and key is not None and shown.metadata.get("sidebar") == key and elements:
        return
    if shown is not None:
        await shown.remove()
        context.session.scratch.pop(_MESSAGE, None)
    if elements:
        title = context.session.scratch.get(_TITLE, "")
        message = _Panel(_heading(title), elements=list(elements), metadata={"sidebar": key})
        context.session.scratch[_MESSAGE] = await message.send()


def _heading(title: str) -> str:
    return f"**{escape(title)}**" if title else ""


class _Panel(Message):
    """The message that stands for the panel. It is no answer, so nobody is asked to judge it."""

    def _is_rated(self, _context: Context) -> bool:
        return False
