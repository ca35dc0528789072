"""Block Kit as Slack accepts it: what is refused, and with which error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from botbridge.testing.fake.shape import (
    Problem,
    Rule,
    anything,
    boolean,
    both,
    listing,
    number,
    one_of,
    record,
    some_of,
    string,
    tagged,
)
from botbridge.testing.slack import limits
from botbridge.testing.slack.elements import (
    ACTIONS,
    BUTTON,
    CONTEXT_ACTIONS,
    IDENTIFIER,
    IMAGE,
    INPUTS,
    MULTI_SELECTS,
    any_text,
    plain_text,
)
from botbridge.testing.slack.markdown import expanded
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]


def _block(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    return record({"type": anything, **required}, {"block_id": IDENTIFIER, **(optional or {})})


_ACCESSORY: Final = tagged({**ACTIONS, **MULTI_SELECTS, "image": IMAGE})
_RICH_PART: Final = record(
    {
        "type": one_of("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"),
        "elements": anything,
    },
    {
        "style": one_of("bullet", "ordered"),
        "indent": number(0, 8),
        "offset": anything,
        "border": anything,
        "language": anything,
    },
)
_RICH_TEXT: Final = _block({"elements": listing(_RICH_PART, 1_000, 0)})
_CELL: Final = tagged(
    {
        "raw_text": record({"type": anything, "text": string(limits.TABLE_CHARS, 1)}),
        "raw_number": record({"type": anything, "value": anything}, {"text": anything}),
        "rich_text": _RICH_TEXT,
    }
)
_TASK: Final = _block(
    {
        "task_id": string(limits.IDENTIFIER, 1),
        "title": string(limits.TEXT_OBJECT, 1),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": _RICH_TEXT, "output": _RICH_TEXT, "sources": anything},
)
_CARD: Final = both(
    _block(
        {},
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "title": any_text(limits.CARD_TITLE),
            "subtitle": any_text(limits.CARD_TITLE),
            "body": any_text(limits.CARD_BODY),
            "actions": listing(tagged({"button": BUTTON}), limits.ACTIONS_ELEMENTS),
        },
    ),
    some_of("hero_image", "title", "actions", "body"),
)

# A block that may stand inside a container.
_INNER: Final[dict[str, Rule]] = {
    "section": both(
        _block(
            {},
            {
                "text": any_text(limits.TEXT_OBJECT),
                "fields": listing(any_text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS),
                "accessory": _ACCESSORY,
                "expand": boolean,
            },
        ),
        some_of("text", "fields"),
    ),
    "divider": _block({}),
    "header": _block({"text": plain_text(limits.HEADER_TEXT)}),
    "markdown": _block({"text": string(limits.MARKDOWN_TEXT, 1)}),
    "context": _block(
        {
            "elements": listing(
                tagged(
                    {
                        "image": IMAGE,
                        "plain_text": any_text(limits.TEXT_OBJECT),
                        "mrkdwn": any_text(limits.TEXT_OBJECT),
                    }
                ),
                limits.CONTEXT_ELEMENTS,
            )
        }
    ),
    "actions": _block({"elements": listing(tagged(ACTIONS), limits.ACTIONS_ELEMENTS)}),
    "context_actions": _block({"elements": listing(tagged(CONTEXT_ACTIONS), limits.CONTEXT_ACTIONS_ELEMENTS)}),
    "image": both(
        _block(
            {"alt_text": string(limits.IMAGE_ALT)},
            {"image_url": string(limits.URL), "slack_file": anything, "title": plain_text(limits.IMAGE_TITLE)},
        ),
        some_of("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(limits.INPUT_LABEL), "element": tagged(INPUTS)},
        {"hint": plain_text(limits.INPUT_LABEL), "optional": boolean, "dispatch_action": boolean},
    ),
    "video": _block(
        {
            "title": plain_text(limits.VIDEO_TITLE),
            "alt_text": string(limits.IMAGE_ALT),
            "video_url": string(limits.URL),
            "thumbnail_url": string(limits.URL),
        },
        {
            "title_url": string(limits.URL),
            "author_name": string(limits.VIDEO_AUTHOR),
            "description": anything,
            "provider_icon_url": string(limits.URL),
            "provider_name": anything,
        },
    ),
    "rich_text": _RICH_TEXT,
    "table": _block(
        {"rows": listing(listing(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)}, {"column_settings": anything}
    ),
    "data_table": _block(
        {"caption": anything, "rows": listing(listing(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
        {
            "page_size": number(1, limits.DATA_TABLE_PAGE),
            "column_settings": anything,
            "row_header_column_index": anything,
        },
    ),
    "data_visualization": _block({"title": anything, "chart": anything}),
    "card": _CARD,
    "carousel": _block({"elements": listing(_CARD, limits.CAROUSEL_CARDS)}),
    "task_card": _TASK,
    "plan": _block({"title": string(limits.TEXT_OBJECT, 1)}, {"tasks": listing(_TASK, limits.MESSAGE_BLOCKS, 0)}),
    "file": _block({"external_id": IDENTIFIER, "source": one_of("remote")}),
}
_MESSAGE: Final = {
    **_INNER,
    "container": both(
        _block(
            {"child_blocks": listing(tagged(_INNER), limits.CONTAINER_BLOCKS)},
            {
                "title": plain_text(limits.CARD_TITLE),
                "rich_text_title": _RICH_TEXT,
                "subtitle": any_text(limits.CARD_TITLE),
                "width": one_of("narrow", "standard", "wide", "full"),
                "icon": IMAGE,
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
        ),
        some_of("title", "rich_text_title"),
    ),
}
# Alerts stand in modals only; inputs for files too ([docs] block-kit).
_MODAL: Final = {
    **_MESSAGE,
    "alert": _block(
        {"text": any_text(limits.TEXT_OBJECT)}, {"level": one_of("default", "info", "warning", "error", "success")}
    ),
}
_MESSAGE_BLOCK: Final = tagged(_MESSAGE)
_MODAL_BLOCK: Final = tagged(_MODAL)


def problems_of(
    blocks: Any, at: str = "/blocks", *, modal: bool = False, most: int = limits.MESSAGE_BLOCKS
) -> list[Problem]:
    """Return what is wrong with a list of blocks: pointers and messages."""
    found = listing(_MODAL_BLOCK if modal else _MESSAGE_BLOCK, most, 0)(blocks, at)
    return found or [
        *_twice(blocks, at),
        *_actions_twice(blocks, at),
        *_together(blocks, at, most),
        *_modal_only(blocks, at, modal),
    ]


def check_message(blocks: Any) -> None:
    """Refuse blocks that a message cannot carry.

    Raises Refusal: `invalid_blocks_format`, `invalid_blocks`, `invalid_attachments`, `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refusal("invalid_blocks_format")
    if found := problems_of(blocks):
        raise invalid_blocks(found)
    if sum(block["type"] in ("table", "data_table") for block in blocks) > limits.TABLES:
        raise Refusal("invalid_attachments", ["[ERROR] only_one_table_allowed"])
    if characters(blocks) > limits.ALL_BLOCKS_TEXT:
        raise Refusal("msg_blocks_too_long")


def invalid_blocks(found: list[Problem], error: str = "invalid_blocks") -> Refusal:
    """Return the refusal that names every problem."""
    lines = [f"{message} [json-pointer:{pointer}]" for pointer, message in found]
    return Refusal(error, [f"[ERROR] {line}" for line in lines], errors=lines)


def characters(value: Any) -> int:
    """Count the characters of all texts in blocks."""
    if isinstance(value, list):
        return sum(characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(characters(child) for child in value.values())


def size_when_shown(blocks: list[JSON]) -> int:
    """Count the blocks that Slack makes of `blocks`: Markdown expands, the rest stays."""
    return sum(expanded(b["text"]) if b["type"] == "markdown" else 1 for b in blocks)


def _twice(blocks: list[JSON], at: str) -> list[Problem]:
    ids = [b["block_id"] for b in blocks if b.get("block_id") and b["type"] != "markdown"]
    return [(at, f"block_id {i!r} already exists") for i in sorted({i for i in ids if ids.count(i) > 1})]


def _actions_twice(blocks: list[JSON], at: str) -> list[Problem]:
    """Within one block an action_id stands once ([docs] block elements)."""
    return [
        (f"{at}/{place}", f"action_id {name!r} already exists")
        for place, block in enumerate(blocks)
        for name, times in Counter(_action_ids(block)).items()
        if times > 1
    ]


def _action_ids(block: JSON) -> list[str]:
    elements = [one for one in block.get("elements") or [] if isinstance(one, dict)]
    return [one["action_id"] for one in elements if one.get("action_id")]


def _together(blocks: list[JSON], at: str, most: int) -> list[Problem]:
    texts = sum(len(b["text"]) for b in blocks if b["type"] == "markdown")
    charts = sum(b["type"] == "data_visualization" for b in blocks)
    shown = size_when_shown(blocks)
    rules = (
        (texts > limits.MARKDOWN_TEXT, f"markdown text must be less than {limits.MARKDOWN_TEXT + 1} characters"),
        (shown > most, f"no more than {most} items allowed, markdown expands to {shown}"),
        (charts > limits.CHARTS, f"no more than {limits.CHARTS} charts allowed"),
    )
    return [(at, message) for broken, message in rules if broken]


def _modal_only(blocks: list[JSON], at: str, modal: bool) -> list[Problem]:
    return [
        (f"{at}/{n}/element", "unsupported type: file_input")
        for n, block in enumerate(blocks)
        if not modal and block["type"] == "input" and block["element"]["type"] == "file_input"
    ]


def check_view(view: Any) -> None:
    """Refuse a view that is neither a modal nor a Home tab as Slack accepts them.

    Raises Refusal: `invalid_arguments`, `view_too_large`.
    """
    if found := view_problems(view):
        lines = [f"[ERROR] {message} [json-pointer:{pointer}]" for pointer, message in found]
        raise Refusal("invalid_arguments", lines)


def view_problems(view: Any) -> list[Problem]:
    """Return what is wrong with a view."""
    found = _VIEW(view, "/view")
    if found:
        return found
    blocks = view["blocks"]
    found = problems_of(blocks, "/view/blocks", modal=True, most=limits.VIEW_BLOCKS)
    return found or ([*_nothing_to_see(blocks), *_nothing_to_send(view)] if view["type"] == "modal" else [])


def _nothing_to_see(blocks: list[JSON]) -> list[Problem]:
    return [] if blocks else [("/view/blocks", "must have at least 1 items")]


def _nothing_to_send(view: JSON) -> list[Problem]:
    """A modal with inputs needs the button that submits them ([types] ModalView.submit)."""
    asks = any(block["type"] == "input" for block in view["blocks"])
    return [("/view", "missing required field: submit")] if asks and not view.get("submit") else []


_VIEW_COMMON: Final[dict[str, Rule]] = {
    "private_metadata": string(limits.PRIVATE_METADATA),
    "callback_id": IDENTIFIER,
    "external_id": IDENTIFIER,
}
_VIEW: Final = tagged(
    {
        "modal": record(
            {"type": anything, "title": plain_text(limits.MODAL_TITLE), "blocks": anything},
            {
                **_VIEW_COMMON,
                "submit": plain_text(limits.MODAL_TITLE),
                "close": plain_text(limits.MODAL_TITLE),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": record({"type": anything, "blocks": anything}, _VIEW_COMMON),
    }
)
