"""What a person reads of an activity, written as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

JSON = dict[str, Any]

_CARD: Final = "application/vnd.microsoft.card.adaptive"
_HEADINGS: Final = {"extralarge": "#", "large": "##", "medium": "###"}
_AT: Final = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL)


def activity_text(activity: JSON) -> str:
    """Return the text and the cards of an activity, in this order; what is filled in and pressed is no text."""
    said = _mentions(str(activity.get("text") or ""), activity.get("entities") or [])
    attachments = [one for one in activity.get("attachments") or [] if isinstance(one, dict)]
    cards = [card_text(one["content"]) for one in attachments if one.get("contentType") == _CARD]
    return "\n\n".join(part for part in (said, *cards) if part)


def card_text(card: JSON) -> str:
    """Return the readable text of an Adaptive Card, without its buttons and inputs."""
    return _mentions(_elements(card.get("body") or []), entities(card))


def entities(card: JSON) -> list[JSON]:
    """Return the mentions that a card declares."""
    return [one for one in (card.get("msteams") or {}).get("entities") or [] if isinstance(one, dict)]


def _mentions(text: str, declared: list[JSON]) -> str:
    """Declared mentions by `@name`; a tag that declares nobody is swallowed and leaves its words."""
    for one in declared:
        if one.get("type") == "mention" and one.get("text"):
            text = text.replace(str(one["text"]), f"@{(one.get('mentioned') or {}).get('name', '')}")
    return _AT.sub(r"\1", text)


def _elements(elements: list[JSON]) -> str:
    shown = [(element, _RENDERERS.get(str(element.get("type")), _fallback)(element)) for element in elements]
    parts = [f"---\n\n{text}" if element.get("separator") else text for element, text in shown]
    return "\n\n".join(part for part in parts if part)


def _fallback(element: JSON) -> str:
    other = element.get("fallback")
    return _elements([other]) if isinstance(other, dict) else ""


def _text_block(element: JSON) -> str:
    text = str(element.get("text", ""))
    if element.get("style") == "heading":
        return f"{_HEADINGS.get(str(element.get('size', '')).lower(), '####')} {text}"
    return text


def _rich_text(element: JSON) -> str:
    return "".join(_run(one) for one in element.get("inlines") or [])


def _run(inline: JSON | str) -> str:
    if isinstance(inline, str):
        return inline
    text = str(inline.get("text", ""))
    mono = str(inline.get("fontType", "")).lower() == "monospace"
    for wanted, mark in ((mono, "`"), (inline.get("weight") == "Bolder", "**"), (inline.get("italic"), "*")):
        text = f"{mark}{text}{mark}" if wanted else text
    return text


def _container(element: JSON) -> str:
    inner = _elements(element.get("items") or [])
    quoted = str(element.get("style", "")).lower() == "emphasis"
    return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if quoted else inner


def _columns(element: JSON) -> str:
    return " ".join(part for part in (_container(column) for column in element.get("columns") or []) if part)


def _code(element: JSON) -> str:
    code, language = str(element.get("codeSnippet", "")), str(element.get("language", "PlainText"))
    marker = "`" * max(3, max((len(run) for run in re.findall(r"`+", code)), default=0) + 1)
    return f"{marker}{language.lower() if language != 'PlainText' else ''}\n{code}\n{marker}"


def _table(element: JSON) -> str:
    rows = [[_cell(cell) for cell in row.get("cells") or []] for row in element.get("rows") or []]
    width = max((len(row) for row in rows), default=0)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])


def _cell(cell: JSON) -> str:
    return _elements(cell.get("items") or []).replace("\n", " ").replace("|", "\\|")


def _facts(element: JSON) -> str:
    return "\n".join(f"{fact.get('title', '')}: {fact.get('value', '')}" for fact in element.get("facts") or [])


def _image(element: JSON) -> str:
    return f"![{element.get('altText', '')}]({element.get('url', '')})"


_RENDERERS: Final[dict[str, Callable[[JSON], str]]] = {
    "TextBlock": _text_block,
    "RichTextBlock": _rich_text,
    "Container": _container,
    "ColumnSet": _columns,
    "CodeBlock": _code,
    "Table": _table,
    "FactSet": _facts,
    "Image": _image,
}


def actions(element: JSON) -> Iterator[JSON]:
    """Yield every action of a card or element, in order."""
    yield from (one for one in element.get("actions") or [] if isinstance(one, dict))
    for name in ("body", "items", "columns", "rows", "cells"):
        for child in element.get(name) or []:
            if isinstance(child, dict):
                yield from actions(child)


def inputs(element: JSON) -> Iterator[JSON]:
    """Yield every input of a card or element, in order."""
    for name in ("body", "items", "columns"):
        for child in element.get(name) or []:
            if isinstance(child, dict):
                if str(child.get("type", "")).startswith("Input."):
                    yield child
                yield from inputs(child)
