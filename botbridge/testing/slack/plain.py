"""What a person sees of a message, written as plain Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from botbridge.testing.slack.markdown import outside_code

JSON = dict[str, Any]
Names = Mapping[str, str]

_LINK: Final = re.compile(r"<(https?:[^|>]+|mailto:[^|>]+)(?:\|([^>]*))?>")
_ENTITY: Final = re.compile(r"<([@#!])([^|>]+)(?:\|([^>]*))?>")
_STYLES: Final = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"~~\1~~"),
)
# Elements a person can act on; the pointer says where they stand.
CLICKABLE: Final = frozenset(
    [
        "button",
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "overflow",
        "radio_buttons",
        "checkboxes",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "feedback_buttons",
        "icon_button",
        "workflow_button",
    ]
)


def message_text(raw: JSON, names: Names) -> str:
    """Return the readable text of a message: its blocks if it has any, else its mrkdwn text."""
    if blocks := raw.get("blocks"):
        return blocks_text(blocks, names)
    return mrkdwn(raw.get("text") or "", names)


def blocks_text(blocks: list[JSON], names: Names) -> str:
    """Return the readable text of blocks, without buttons."""
    shown = [_RENDERERS[b["type"]](b, names) for b in blocks if b.get("type") in _RENDERERS]
    return "\n\n".join(part for part in shown if part)


def mrkdwn(text: str, names: Names) -> str:
    """Return mrkdwn as plain Markdown."""
    return outside_code(text, lambda part: html.unescape(_restyle(_entities(part, names))))


def markdown(text: str, names: Names) -> str:
    """Return a markdown block's text with mentions by name and entities resolved outside code."""
    return outside_code(text, lambda part: html.unescape(_entities(part, names)))


def _restyle(text: str) -> str:
    for pattern, replacement in _STYLES:
        text = pattern.sub(replacement, text)
    return text


def _entities(text: str, names: Names) -> str:
    text = _LINK.sub(lambda m: f"[{m[2]}]({m[1]})" if m[2] else m[1], text)
    return _ENTITY.sub(lambda m: _entity(m, names), text)


def _entity(found: re.Match[str], names: Names) -> str:
    sign, target, shown = found.groups()
    if sign in "@#":
        return sign + (shown or names.get(target, target))
    kind = target.split("^", maxsplit=1)[0]
    return shown or ("@" + kind if kind in ("here", "channel", "everyone", "subteam") else target)


def text_object(value: JSON | str | None, names: Names) -> str:
    """Return the readable text of a text object."""
    if not isinstance(value, dict):
        return value or ""
    text = str(value.get("text", ""))
    return mrkdwn(text, names) if value.get("type") == "mrkdwn" else text


def _section(block: JSON, names: Names) -> str:
    parts = [block.get("text"), *block.get("fields", [])]
    return "\n".join(text_object(part, names) for part in parts if part)


def _context(block: JSON, names: Names) -> str:
    return " ".join(_image(e, names) if e["type"] == "image" else text_object(e, names) for e in block["elements"])


def _image(block: JSON, _names: Names) -> str:
    slack_file = block.get("slack_file", {})
    return f"![{block.get('alt_text', '')}]({block.get('image_url') or slack_file.get('url') or slack_file.get('id')})"


def _table(block: JSON, names: Names) -> str:
    rows = [[_cell(cell, names) for cell in row] for row in block["rows"]]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _cell(cell: JSON, names: Names) -> str:
    if cell["type"] == "rich_text":
        return _rich_text(cell, names)
    return str(cell.get("text", cell.get("value", "")))


def _task(block: JSON, names: Names) -> str:
    marks = {"complete": "x", "error": "!", "in_progress": "~"}
    line = f"- [{marks.get(block.get('status', ''), ' ')}] {block.get('title', '')}"
    more = [_loose(block.get(key), names) for key in ("details", "output")]
    return "\n".join([line, *(f"  {part}" for part in more if part)])


def _loose(value: JSON | str | None, names: Names) -> str:
    return _rich_text(value, names) if isinstance(value, dict) else value or ""


def _plan(block: JSON, names: Names) -> str:
    return "\n".join([str(block.get("title", "")), *(_task(t, names) for t in block.get("tasks", []))])


def _container(block: JSON, names: Names) -> str:
    head = [text_object(block.get(key), names) for key in ("title", "subtitle")]
    return "\n\n".join([*(part for part in head if part), blocks_text(_children(block), names)])


def _card(block: JSON, names: Names) -> str:
    return "\n".join(text_object(block[k], names) for k in ("title", "subtitle", "body") if block.get(k))


def _input(block: JSON, names: Names) -> str:
    return text_object(block.get("label"), names)


def _rich_text(block: JSON, names: Names) -> str:
    return "\n".join(_RICH[part["type"]](part, names) for part in block.get("elements", []) if part["type"] in _RICH)


def _rich_inline(part: JSON, names: Names) -> str:
    return "".join(_rich_leaf(leaf, names) for leaf in part.get("elements", []))


def _rich_leaf(leaf: JSON, names: Names) -> str:
    kind = leaf["type"]
    if kind in _LEAVES:
        return _LEAVES[kind](leaf, names)
    text = str(leaf.get("text", ""))
    style = leaf.get("style", {})
    for name, mark in (("code", "`"), ("bold", "**"), ("italic", "_"), ("strike", "~~")):
        text = f"{mark}{text}{mark}" if style.get(name) else text
    return text


def _rich_list(part: JSON, names: Names) -> str:
    ordered = part.get("style") == "ordered"
    indent = "  " * int(part.get("indent", 0))
    lines = [_rich_inline(item, names) for item in part["elements"]]
    return "\n".join(f"{indent}{f'{n}.' if ordered else '-'} {line}" for n, line in enumerate(lines, 1))


_LEAVES: Final[dict[str, Callable[[JSON, Names], str]]] = {
    "user": lambda leaf, names: "@" + names.get(leaf["user_id"], leaf["user_id"]),
    "channel": lambda leaf, names: "#" + names.get(leaf["channel_id"], leaf["channel_id"]),
    "broadcast": lambda leaf, _: f"@{leaf['range']}",
    "usergroup": lambda leaf, _: f"@{leaf['usergroup_id']}",
    "emoji": lambda leaf, _: f":{leaf['name']}:",
    "link": lambda leaf, _: f"[{leaf['text']}]({leaf['url']})" if leaf.get("text") else leaf["url"],
}
_RICH: Final[dict[str, Callable[[JSON, Names], str]]] = {
    "rich_text_section": _rich_inline,
    "rich_text_list": _rich_list,
    "rich_text_quote": lambda part, names: "> " + _rich_inline(part, names).replace("\n", "\n> "),
    "rich_text_preformatted": lambda part, names: f"```\n{_rich_inline(part, names)}\n```",
}
_RENDERERS: Final[dict[str, Callable[[JSON, Names], str]]] = {
    "section": _section,
    "header": lambda block, names: "# " + text_object(block.get("text"), names),
    "markdown": lambda block, names: markdown(block.get("text", ""), names),
    "context": _context,
    "divider": lambda _block, _names: "---",
    "image": _image,
    "table": _table,
    "rich_text": _rich_text,
    "task_card": _task,
    "plan": _plan,
    "container": _container,
    "card": _card,
    "carousel": lambda block, names: "\n\n".join(_card(card, names) for card in block.get("elements", [])),
    "alert": _section,
    "input": _input,
    "video": lambda block, names: text_object(block.get("title"), names),
}


def _children(block: JSON) -> list[JSON]:
    return list(block.get("child_blocks", []))


def interactive(blocks: list[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """Yield (block, element) for everything that a person can act on, in order."""
    for block in blocks:
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element"), *block.get("actions", [])]
        yield from ((block, e) for e in elements if isinstance(e, dict) and e.get("type") in CLICKABLE)
        yield from interactive(_children(block))


def sides_of(element: JSON) -> list[JSON]:
    """Return the two sides of feedback buttons; none of any other element."""
    return [element[side] for side in ("positive_button", "negative_button") if side in element]


def labels(element: JSON) -> list[str]:
    """Return what can be pressed of an element: its label, or those of both sides."""
    return [text_object(side["text"], {}) for side in sides_of(element)] or [label(element)]


def label(element: JSON) -> str:
    """Return what a person calls an element: its text, else its placeholder, else its action_id."""
    shown = text_object(element.get("text"), {}) or text_object(element.get("placeholder"), {})
    return shown or str(element.get("action_id", element["type"]))


def tasks(blocks: list[JSON]) -> list[JSON]:
    """Return every task card, those inside plans included."""
    found: list[JSON] = []
    for block in blocks:
        found += [block] if block.get("type") == "task_card" else block.get("tasks", [])
    return found
