"""The elements that stand inside blocks, and the rules Slack holds them to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from botbridge.testing.fake.shape import (
    Problem,
    Rule,
    anything,
    boolean,
    both,
    listing,
    matching,
    number,
    one_of,
    one_of_fields,
    record,
    some_of,
    string,
    tagged,
)
from botbridge.testing.slack import limits

IDENTIFIER: Final = string(limits.IDENTIFIER)
_STYLE: Final = one_of("primary", "danger")
_DAY: Final = matching(r"\d{4}-\d\d-\d\d", "date (YYYY-MM-DD)")
_TIME: Final = matching(r"([01]\d|2[0-3]):[0-5]\d", "time (HH:mm)")
_NUMBER: Final = matching(r"-?\d+(\.\d+)?", "number")
_LINK: Final = both(string(limits.URL), matching(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", "URL"))


def plain_text(most: int) -> Rule:
    """Accept a plain_text object of up to `most` characters."""
    return tagged({"plain_text": record({"type": anything, "text": string(most, 1)}, {"emoji": boolean})})


def any_text(most: int) -> Rule:
    """Accept a plain_text or mrkdwn object of up to `most` characters."""
    text = {"type": anything, "text": string(most, 1)}
    return tagged(
        {
            "plain_text": record(text, {"emoji": boolean}),
            "mrkdwn": record(text, {"verbatim": boolean}),
        }
    )


CONFIRM: Final = record(
    {
        "title": plain_text(limits.CONFIRM_TITLE),
        "text": any_text(limits.CONFIRM_TEXT),
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
    },
    {"style": _STYLE},
)


def _option(text: Rule) -> Rule:
    more = {"description": any_text(limits.OPTION_TEXT), "url": string(limits.URL)}
    return record({"text": text, "value": string(limits.OPTION_VALUE)}, more)


_PLAIN_OPTION: Final = _option(plain_text(limits.OPTION_TEXT))
_ANY_OPTION: Final = _option(any_text(limits.OPTION_TEXT))
_GROUP: Final = record(
    {"label": plain_text(limits.OPTION_TEXT), "options": listing(_PLAIN_OPTION, limits.SELECT_OPTIONS)}
)
_FEEDBACK: Final = record(
    {"text": plain_text(limits.BUTTON_TEXT), "value": string(limits.BUTTON_VALUE)},
    {"accessibility_label": string(limits.ACCESSIBILITY_LABEL)},
)


def _element(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    common = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
    return record({"type": anything, **required}, {**common, **(optional or {})})


def _select(**fields: Rule) -> Rule:
    return _element({}, {"placeholder": plain_text(limits.PLACEHOLDER), **fields})


def _offered(value: Any) -> list[Any]:
    """The options of an element, those in groups too."""
    groups = value.get("option_groups") or []
    return [*(value.get("options") or []), *(option for group in groups for option in group["options"])]


def _known_initially(value: Any, at: str) -> list[Problem]:
    """What is chosen at the beginning has to be one of the options, word for word."""
    chosen = value.get("initial_options")
    initial = [value.get("initial_option"), *(chosen if isinstance(chosen, list) else [chosen])]
    return [(at, "initial_option is not in options") for one in initial if one and one not in _offered(value)]


def _choosing(rule: Rule) -> Rule:
    return lambda value, at: rule(value, at) or _known_initially(value, at)


_MANY: Final[dict[str, Rule]] = {"max_selected_items": number(1, 100)}
_STATIC: Final[dict[str, Rule]] = {
    "options": listing(_PLAIN_OPTION, limits.SELECT_OPTIONS),
    "option_groups": listing(_GROUP, limits.OPTION_GROUPS),
}
_CONVERSATIONS: Final[dict[str, Rule]] = {
    "default_to_current_conversation": boolean,
    "response_url_enabled": boolean,
    "filter": anything,
}
_TEXT_INPUT: Final[dict[str, Rule]] = {
    "placeholder": plain_text(limits.PLACEHOLDER),
    "initial_value": string(limits.TEXT_OBJECT),
    "dispatch_action_config": anything,
}
_CHOICES: Final[dict[str, Rule]] = {"options": listing(_ANY_OPTION, limits.CHOICE_OPTIONS)}
_PLACEHOLDER: Final[dict[str, Rule]] = {"placeholder": plain_text(limits.PLACEHOLDER)}

IMAGE: Final = both(
    record(
        {"type": anything, "alt_text": string(limits.IMAGE_ALT)},
        {"image_url": string(limits.URL), "slack_file": anything},
    ),
    some_of("image_url", "slack_file"),
)

BUTTON: Final = _element(
    {"text": plain_text(limits.BUTTON_TEXT)},
    {
        "value": string(limits.BUTTON_VALUE),
        "url": _LINK,
        "style": _STYLE,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
    },
)

ACTIONS: Final[dict[str, Rule]] = {
    "button": BUTTON,
    "workflow_button": _element({"text": plain_text(limits.BUTTON_TEXT), "workflow": anything}, {"style": _STYLE}),
    "static_select": _choosing(
        both(_select(**_STATIC, initial_option=anything), one_of_fields("options", "option_groups"))
    ),
    "external_select": _select(min_query_length=number(0, 100), initial_option=anything),
    "users_select": _select(initial_user=anything),
    "conversations_select": _select(**_CONVERSATIONS, initial_conversation=anything),
    "channels_select": _select(response_url_enabled=boolean, initial_channel=anything),
    "overflow": _element({"options": listing(_PLAIN_OPTION, limits.OVERFLOW_OPTIONS)}),
    "radio_buttons": _choosing(_element(_CHOICES, {"initial_option": anything})),
    "checkboxes": _choosing(_element(_CHOICES, {"initial_options": anything})),
    "datepicker": _element({}, {**_PLACEHOLDER, "initial_date": _DAY}),
    "timepicker": _element({}, {**_PLACEHOLDER, "initial_time": _TIME, "timezone": anything}),
    "datetimepicker": _element({}, {"initial_date_time": anything}),
    "rich_text_input": _element({}, {**_PLACEHOLDER, "initial_value": anything, "dispatch_action_config": anything}),
}

MULTI_SELECTS: Final[dict[str, Rule]] = {
    "multi_static_select": _choosing(
        both(_select(**_STATIC, **_MANY, initial_options=anything), one_of_fields("options", "option_groups"))
    ),
    "multi_external_select": _select(**_MANY, min_query_length=number(0, 100), initial_options=anything),
    "multi_users_select": _select(**_MANY, initial_users=anything),
    "multi_conversations_select": _select(**_MANY, **_CONVERSATIONS, initial_conversations=anything),
    "multi_channels_select": _select(**_MANY, initial_channels=anything),
}

INPUTS: Final[dict[str, Rule]] = {
    **{name: rule for name, rule in ACTIONS.items() if name not in ("button", "workflow_button", "overflow")},
    **MULTI_SELECTS,
    "plain_text_input": _element(
        {},
        {
            **_TEXT_INPUT,
            "multiline": boolean,
            "min_length": number(0, limits.PLAIN_INPUT_MIN),
            "max_length": number(1, limits.PLAIN_INPUT_MIN),
        },
    ),
    "email_text_input": _element({}, _TEXT_INPUT),
    "url_text_input": _element({}, _TEXT_INPUT),
    "number_input": _element(
        {"is_decimal_allowed": boolean},
        {**_TEXT_INPUT, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "file_input": _element(
        {}, {"filetypes": listing(string(limits.IDENTIFIER, 1), 1_000), "max_files": number(1, limits.FILE_INPUT_FILES)}
    ),
}

CONTEXT_ACTIONS: Final[dict[str, Rule]] = {
    "feedback_buttons": _element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}),
    "icon_button": _element(
        {"icon": one_of("trash"), "text": plain_text(limits.BUTTON_TEXT)},
        {
            "value": string(limits.BUTTON_VALUE),
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
            "visible_to_user_ids": anything,
        },
    ),
}
