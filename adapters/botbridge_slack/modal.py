"""A question's form ↔ a modal. Pure.

Every input's block and action are called by the field; where the question and its conversation are, the modal's
`private_metadata` says.
"""

from __future__ import annotations

import json
import math
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge.model.form import Field, FieldType, Option, check
from botbridge.model.ids import ThreadKey
from botbridge.shape import JSON, listing, string
from botbridge_slack import address, capabilities, incoming

CALLBACK: Final = "botbridge_answer"
_FILES: Final = "files"
_Element = dict[str, Any]


def form(ask: AskData, key: ThreadKey) -> dict[str, Any]:
    """The modal that asks for the fields of a form, or for files."""
    blocks = [_file_block(ask)] if ask.kind == "file" else [_block(field) for field in ask.fields]
    return {**_view(ask, key, "Upload" if ask.kind == "file" else "Fill in", blocks), "submit": _plain("Send", 24)}


def page(ask: AskData, key: ThreadKey, url: str) -> dict[str, Any]:
    """The modal that leads to what only a page can show."""
    button = {
        "type": "button",
        "text": _plain("Open the page", 75),
        "url": url,
        "action_id": "page",
        "style": "primary",
    }
    return _view(ask, key, "Open", [{"type": "actions", "elements": [button]}])


def place(view: JSON) -> tuple[str, ThreadKey] | None:
    """The question that a modal asks and its conversation; None if the modal is not ours."""
    try:
        told = json.loads(string(view, "private_metadata"))
        question, thread = str(told["question"]), address.conversation(str(told["thread"]))
    except (ValueError, KeyError, TypeError):
        return None
    return (question, thread) if thread is not None else None


def values(ask: AskData, view: JSON) -> dict[str, Any]:
    """What was filled in, by field; the form's own rules are not applied yet."""
    return {field.id: _READERS[field.type](field, _entry(view, field.id)) for field in ask.fields}


def files(view: JSON) -> tuple[IncomingFile, ...]:
    """The files that were uploaded."""
    found = [file for file in listing(_entry(view, _FILES), "files") if isinstance(file, dict)]
    return incoming.fetchable(found)


def file_problem(ask: AskData, sent: tuple[IncomingFile, ...]) -> str | None:
    """What is wrong with uploaded files, in words."""
    if not 0 < len(sent) <= (ask.max_files or 1):
        return f"This needs {ask.rule}."
    refusals = (ask.refusal(file.name, file.mime, file.size) for file in sent)
    return next((refusal for refusal in refusals if refusal), None)


def refused(problems: Mapping[str, str]) -> dict[str, Any]:
    """The answer that leaves a modal open and says what is wrong, field by field."""
    return {"response_action": "errors", "errors": dict(problems)}


def wrong_files(problem: str) -> dict[str, Any]:
    return refused({_FILES: problem})


def _view(ask: AskData, key: ThreadKey, title: str, blocks: list[_Element]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(title, 24),
        "close": _plain("Close", 24),
        "private_metadata": json.dumps({"question": ask.id, "thread": str(key)}),
        "blocks": blocks,
    }


def _block(field: Field) -> _Element:
    field = replace(field, value=_acceptable(field))
    return {
        "type": "input",
        "block_id": field.id,
        "label": _plain(field.label, capabilities.INPUT_LABEL_CHARS),
        "optional": not field.required,
        **({"hint": _plain(field.description, capabilities.INPUT_LABEL_CHARS)} if field.description else {}),
        "element": {"action_id": field.id, **_ELEMENTS[field.type](field)},
    }


def _acceptable(field: Field) -> Any:
    """The field's first value, or None where Slack would refuse the whole modal for it."""
    _, wrong = check([replace(field, required=False)], {field.id: field.value})
    return None if wrong else field.value


def _file_block(ask: AskData) -> _Element:
    element: _Element = {"type": "file_input", "action_id": _FILES, "max_files": min(ask.max_files or 1, 10)}
    if types := _file_types(ask):
        element["filetypes"] = types
    rule = ask.rule
    return {
        "type": "input",
        "block_id": _FILES,
        "label": _plain(rule[:1].upper() + rule[1:], capabilities.INPUT_LABEL_CHARS),
        "element": element,
    }


def _file_types(ask: AskData) -> list[str]:
    """The suffixes that Slack shall offer; none where they do not follow from the rule."""
    rule = ask.accept or []
    patterns = rule if isinstance(rule, list) else [one for kind, ends in rule.items() for one in (ends or [kind])]
    found: list[str] = []
    for pattern in patterns:
        suffixes = [pattern] if pattern.startswith(".") else mimetypes.guess_all_extensions(pattern)
        if not suffixes:
            return []
        found += [suffix.removeprefix(".").lower() for suffix in suffixes]
    return list(dict.fromkeys(found))


def _plain(words: str, most: int) -> _Element:
    return {"type": "plain_text", "text": " ".join(words.split())[:most] or "…", "emoji": False}


# Fields → elements


def _typed(kind: str, *, multiline: bool = False) -> Callable[[Field], _Element]:
    def element(field: Field) -> _Element:
        made: _Element = {"type": kind, **_placeholder(field)}
        if isinstance(field.value, str) and field.value:
            made["initial_value"] = field.value[: capabilities.SECTION_CHARS]
        return {**made, "multiline": True} if multiline else made

    return element


def _number(field: Field) -> _Element:
    made: _Element = {"type": "number_input", "is_decimal_allowed": True, **_placeholder(field)}
    for name, value in (("initial_value", field.value), ("min_value", field.min), ("max_value", field.max)):
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            made[name] = f"{Decimal(repr(value)):f}"  # Slack reads no exponents
    return made


def _moment(kind: str, initial: str, length: int) -> Callable[[Field], _Element]:
    """A picker whose values have so many characters: a day, or a time without seconds."""

    def element(field: Field) -> _Element:
        given = field.value[:length] if isinstance(field.value, str) else ""
        return {"type": kind, **({initial: given} if given else {})}

    return element


def _choice(kind: str) -> Callable[[Field], _Element]:
    def element(field: Field) -> _Element:
        chosen = [option for option, one in _numbered(field) if one.value == field.value]
        return {"type": kind, **_offered(field), **({"initial_option": chosen[0]} if chosen else {})}

    return element


def _radio(field: Field) -> _Element:
    """Buttons, or a menu where there are too many choices for buttons."""
    return _choice("radio_buttons" if len(field.options) <= capabilities.CHOICES else "static_select")(field)


def _choices(field: Field) -> _Element:
    given = field.value if isinstance(field.value, list) else []
    chosen = [option for option, one in _numbered(field) if one.value in given]
    made: _Element = {"type": "multi_static_select", **_offered(field)}
    return {**made, "initial_options": chosen} if chosen else made


def _ticked(field: Field) -> _Element:
    tick = {"text": _plain(field.label, capabilities.LABEL_CHARS), "value": "on"}
    made: _Element = {"type": "checkboxes", "options": [tick]}
    return {**made, "initial_options": [tick]} if field.value is True else made


def _offered(field: Field) -> _Element:
    """All choices: beyond a hundred in groups of a hundred."""
    options, size = [option for option, _ in _numbered(field)], capabilities.MENU_OPTIONS
    if len(options) <= size:
        return {"options": options}
    starts = range(0, len(options), size)
    groups = [
        {"label": _plain(f"{start + 1}…", capabilities.LABEL_CHARS), "options": options[start : start + size]}
        for start in starts
    ]
    return {"option_groups": groups}


def _numbered(field: Field) -> list[tuple[_Element, Option]]:
    """Each choice as an option, whose value is its number: the choice's own value may be of any length."""
    return [
        ({"text": _plain(one.label, capabilities.LABEL_CHARS), "value": str(number)}, one)
        for number, one in enumerate(field.options)
    ]


def _placeholder(field: Field) -> _Element:
    return {"placeholder": _plain(field.placeholder, 150)} if field.placeholder else {}


_ELEMENTS: Final[Mapping[FieldType, Callable[[Field], _Element]]] = {
    "text": _typed("plain_text_input"),
    "textarea": _typed("plain_text_input", multiline=True),
    "number": _number,
    "email": _typed("email_text_input"),
    "url": _typed("url_text_input"),
    "date": _moment("datepicker", "initial_date", 10),
    "time": _moment("timepicker", "initial_time", 5),
    "select": _choice("static_select"),
    "radio": _radio,
    "multiselect": _choices,
    "checkbox": _ticked,
}


# What was filled in → values


def _entry(view: JSON, name: str) -> JSON:
    state = view.get("state")
    by_block = state.get("values") if isinstance(state, dict) else None
    by_action = by_block.get(name) if isinstance(by_block, dict) else None
    entry = by_action.get(name) if isinstance(by_action, dict) else None
    return entry if isinstance(entry, dict) else {}


def _value_under(name: str) -> Callable[[Field, JSON], str]:
    return lambda _field, entry: string(entry, name)


def _chosen(field: Field, entry: JSON) -> str:
    option = entry.get("selected_option")
    return "".join(_picked(field, [option]))


def _all_chosen(field: Field, entry: JSON) -> list[str]:
    return _picked(field, listing(entry, "selected_options"))


def _picked(field: Field, options: list[Any]) -> list[str]:
    numbers = [string(option, "value") for option in options if isinstance(option, dict)]
    known = {option["value"]: one.value for option, one in _numbered(field)}
    return [known[number] for number in numbers if number in known]


def _is_ticked(_field: Field, entry: JSON) -> bool:
    return bool(listing(entry, "selected_options"))


_READERS: Final[Mapping[FieldType, Callable[[Field, JSON], Any]]] = {
    "text": _value_under("value"),
    "textarea": _value_under("value"),
    "number": _value_under("value"),
    "email": _value_under("value"),
    "url": _value_under("value"),
    "date": _value_under("selected_date"),
    "time": _value_under("selected_time"),
    "select": _chosen,
    "radio": _chosen,
    "multiselect": _all_chosen,
    "checkbox": _is_ticked,
}
