"""A modal as a person at the prompt sees it: what it asks, what may be chosen, which buttons it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botbridge.testing.slack import filled, plain

JSON = dict[str, Any]


def lines(view: JSON) -> Iterator[str]:
    """Yield what is in a view, line by line."""
    yield plain.text_object(view.get("title"), {}) or view["type"]
    for block in view["blocks"]:
        yield from _asked(block) if block["type"] == "input" else _shown(block)
    if view["type"] == "modal":
        yield " ".join(f"[{plain.text_object(view[name], {})}]" for name in ("submit", "close") if view.get(name))


def _asked(block: JSON) -> Iterator[str]:
    optional = " (optional)" if block.get("optional") else ""
    yield f"{plain.text_object(block['label'], {})}{optional}: {_blank(block['element'])}"
    if block.get("hint"):
        yield f"  {plain.text_object(block['hint'], {})}"


def _blank(element: JSON) -> str:
    """What stands in an input before anybody touched it; a chosen option bears a star."""
    if offered := filled.options(element):
        chosen = filled.initial(element)
        marked = [chosen.get("selected_option"), *(chosen.get("selected_options") or [])]
        return " | ".join(f"{one['text']['text']}{'*' if one in marked else ''}" for one in offered)
    value = next((value for value in filled.initial(element).values() if value), None)
    if value is not None:
        return str(value)
    if element["type"] == "file_input":
        return f"<{', '.join(element.get('filetypes') or ['any file'])}>"
    return f"<{plain.text_object(element.get('placeholder'), {}) or element['type']}>"


def _shown(block: JSON) -> Iterator[str]:
    if text := plain.blocks_text([block], {}):
        yield from text.split("\n")
    if pressed := buttons([block]):
        yield pressed


def buttons(blocks: list[JSON]) -> str:
    """Return everything that can be pressed on one line, with the addresses that buttons lead to."""
    return " ".join(
        f"[{name}]{' → ' + element['url'] if element.get('url') else ''}"
        for _, element in plain.interactive(blocks)
        for name in plain.labels(element)
    )
