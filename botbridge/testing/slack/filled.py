"""What a person has filled into a form: the `state.values` of messages and views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from botbridge.testing.slack import plain

JSON = dict[str, Any]

# Element type -> the field of its state that holds a plain value.
_FIELDS: Final = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
_ONE: Final = frozenset({"static_select", "external_select", "radio_buttons"})
_MANY: Final = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
_INITIAL: Final = (
    "initial_value",
    "initial_date",
    "initial_time",
    "initial_date_time",
    "initial_user",
    "initial_users",
)


def state(blocks: list[JSON], values: Mapping[str, Any]) -> JSON:
    """Return `{"values": …}` for the inputs in `blocks`.

    `values`: by action_id, block_id or label; what is not named keeps its initial value.
    Raises LookupError for a name that fits no input or a value that is no option.
    """
    left = dict(values)
    made: JSON = {}
    for block, element in _inputs(blocks):
        given = next((left.pop(name) for name in _names(block, element) if name in left), None)
        kept = initial(element) if given is None else chosen(element, given)
        entry = {"type": element["type"], **kept}
        made.setdefault(block["block_id"], {})[element["action_id"]] = entry
    if left:
        raise LookupError(f"no input is called {', '.join(map(repr, left))}")
    return {"values": made}


def _names(block: JSON, element: JSON) -> tuple[Any, ...]:
    return element.get("action_id"), block.get("block_id"), plain.text_object(block.get("label"), {})


def named(blocks: list[JSON], name: str) -> JSON | None:
    """Return the input of that action_id, block_id or label."""
    return next((element for block, element in _inputs(blocks) if name in _names(block, element)), None)


def missing(blocks: list[JSON], filled: JSON) -> list[str]:
    """Return the labels of required inputs that are empty."""
    values = filled["values"]
    return [
        plain.text_object(block["label"], {})
        for block in blocks
        if block["type"] == "input" and not block.get("optional") and _empty(values[block["block_id"]])
    ]


def _empty(by_action: JSON) -> bool:
    entries = list(by_action.values())
    return not any(v not in (None, "", []) for entry in entries for k, v in entry.items() if k != "type")


def keeps(element: JSON) -> bool:
    """Whether an element remembers what was chosen; buttons and overflow menus do not."""
    return element["type"] in _FIELDS.keys() | _ONE | _MANY


def _inputs(blocks: list[JSON]) -> list[tuple[JSON, JSON]]:
    found = []
    for block in blocks:
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        found += [(block, e) for e in elements if isinstance(e, dict) and keeps(e)]
        found += _inputs(block.get("child_blocks", []))
    return found


def chosen(element: JSON, value: Any) -> JSON:
    """Return the state of an element after a person chose `value`. Raises LookupError."""
    kind = element["type"]
    if kind in _FIELDS:
        return {_FIELDS[kind]: value}
    if kind in _ONE or kind == "overflow":
        return {"selected_option": option(element, value)}
    many = [value] if isinstance(value, str) else list(value)
    return {"selected_options": [option(element, one) for one in many]}


def options(element: JSON) -> list[JSON]:
    """Return everything that can be chosen, whatever group it is in."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def takes_many(element: JSON) -> bool:
    """Whether more than one option can be chosen."""
    return element["type"] in _MANY


def option(element: JSON, value: str) -> JSON:
    """Return the option with that value or text. Raises LookupError."""
    for candidate in options(element):
        if value in (candidate["value"], candidate["text"]["text"]):
            return dict(candidate)
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    raise LookupError(f"{plain.label(element)!r} has no option {value!r}")


def initial(element: JSON) -> JSON:
    """Return the state of an element that nobody has touched."""
    kind = element["type"]
    empty: Callable[[], Any] = list if kind == "file_input" or kind.startswith("multi_") else lambda: None
    if kind in _ONE:
        return {"selected_option": element.get("initial_option")}
    if kind in _MANY:
        return {"selected_options": element.get("initial_options", [])}
    return {_FIELDS[kind]: next((element[name] for name in _INITIAL if name in element), empty())}
