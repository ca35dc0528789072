"""What stands in for a native part that a platform lacks: decided here, by rule, from its capabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from botbridge.capability import Capabilities
from botbridge.model.element import ElementData
from botbridge.model.message import MessageData
from botbridge.render import table
from botbridge.render.escape import escape, fence

_INLINE_TEXT = 3000  # characters of a text element that stand in the message itself; what is longer is a file
_LISTED = 40  # lines of a custom element's properties
_DEEP = 4  # levels of them


class Degraded(NamedTuple):
    """A message as a platform can show it, and what is to stand below its text."""

    message: MessageData
    notes: tuple[str, ...]


class Part(NamedTuple):
    """What one element becomes: elements that the platform has, and Markdown below the text."""

    elements: tuple[ElementData, ...] = ()
    note: str = ""


PageLink = Callable[[ElementData], str | None]


def with_author(text: str, author: str) -> str:
    """The text under its author's name, where a message cannot bear another name."""
    name = escape(author)
    return f"**{name}**\n\n{text}" if name else text


def as_code(text: str, language: str) -> str:
    """The text as code of a language, where a message has no such property."""
    return fence(text, language)


def framed(message: MessageData, can: Capabilities) -> str:
    """The message's text with author and language where these are not native."""
    text = message.content
    if message.language and not can.native_language:
        text = as_code(text, message.language)
    if not message.is_default_author and not can.native_author:
        text = with_author(text, message.author)
    return text


def degraded(message: MessageData, can: Capabilities, link: PageLink) -> Degraded:
    """The message with only such elements as the platform has; the others' stand-ins are elements or notes."""
    if not message.elements and (can.rating or not message.rated):
        return Degraded(message, ())
    asked = message.ask.element_id if message.ask is not None and not can.custom_elements else None
    # What is asked by an element has a native form instead of it, or a way to its page.
    parts = [_part(element, can, link) for element in message.elements if element.id != asked]
    elements = tuple(element for part in parts for element in part.elements)
    rated = message.rated and can.rating
    return Degraded(replace(message, elements=elements, rated=rated), tuple(part.note for part in parts if part.note))


def _part(element: ElementData, can: Capabilities, link: PageLink) -> Part:
    if element.problem:
        return Part(note=f"*{escape(element.name)}: {escape(element.problem)}*")
    rule = _RULES.get(element.type)
    return rule(element, can, link) if rule is not None else Part((element,))


def _custom(element: ElementData, can: Capabilities, link: PageLink) -> Part:
    if can.custom_elements:
        return Part((element,))
    name = escape(element.name)
    page = link(element)
    if page is not None:
        return Part(note=f"[{name}]({page})")
    return Part(note=f"**{name}**\n\n" + "\n".join(_listed(element.props)))


def _listed(value: Any, depth: int = 0) -> list[str]:
    """Properties as a list that people can read, bounded in length and depth."""
    lines: list[str] = []
    named = isinstance(value, Mapping)
    for name, one in value.items() if named else enumerate(value, 1):
        nested = isinstance(one, Mapping | list | tuple) and one and depth < _DEEP
        # An item that is only a dash would make a heading of the line above it.
        label = f"**{escape(str(name)) or '…'}**: " if named or nested else ""
        words = "" if nested else _scalar(one)
        lines.append(f"{'  ' * depth}- {label}{words}".rstrip())
        lines += _listed(one, depth + 1) if nested else []
        if len(lines) > _LISTED:
            return [*lines[:_LISTED], f"{'  ' * depth}- …"]
    return lines


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value).removesuffix(".0")
    return escape("-" if value is None else str(value)) or "…"


def _plot(element: ElementData, can: Capabilities, _link: PageLink) -> Part:
    return Part((element,)) if can.plots else Part(element.instead)


def _frame(element: ElementData, can: Capabilities, _link: PageLink) -> Part:
    frame = table.Frame.of(element.props)
    if can.tables is None:
        return Part(() if frame.fits(table.IN_MARKDOWN) else element.instead, frame.as_markdown())
    return Part((element, *(() if frame.fits(can.tables) else element.instead)))


def _text(element: ElementData, can: Capabilities, _link: PageLink) -> Part:
    if can.text_elements or element.text is None or element.display != "inline" or len(element.text) > _INLINE_TEXT:
        return Part((element,))
    title = f"**{escape(element.name)}**\n\n" if element.name else ""
    return Part(note=title + (as_code(element.text, element.language) if element.language else element.text))


_RULES: Mapping[str, Callable[[ElementData, Capabilities, PageLink], Part]] = {
    "custom": _custom,
    "plotly": _plot,
    "dataframe": _frame,
    "text": _text,
}
