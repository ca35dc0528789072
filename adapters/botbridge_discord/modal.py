"""A question's form ↔ modals, one for each page of it. Pure.

An input is called by the place of its field and, because a menu holds 25 choices, by which of them it has. An
option's value is its number: the choice's own value may be of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from botbridge.model.ask import AskData
from botbridge.model.form import CHOICES, Field, FieldType, Option, check
from botbridge.shape import JSON, record, records, string, strings
from botbridge_discord import buttons, capabilities, text

Component = dict[str, Any]
Entries = Mapping[str, Any]  # what was filled in, by input

_SELECT, _TEXT_INPUT, _LABEL, _FILE_UPLOAD, _RADIO_GROUP, _CHECKBOX = 3, 4, 18, 19, 21, 23  # [docs] component types
_SHORT, _PARAGRAPH = 1, 2  # [docs] text input styles
_WORDS, _FILES = "words", "files"


class Input(NamedTuple):
    """One input: its field, and where the field has choices, those that it offers by number."""

    name: str
    field: Field
    choices: Sequence[tuple[str, Option]] = ()
    alone: bool = True  # whether it is the field's only one
    last: bool = True  # whether it is the field's last one


def pages(ask: AskData) -> list[list[Input]]:
    """The inputs of a form, page by page."""
    inputs = [one for place, field in enumerate(ask.fields) for one in _inputs(place, field)]
    size = capabilities.FORM_INPUTS
    return [inputs[start : start + size] for start in range(0, len(inputs), size)]


def _inputs(place: int, field: Field) -> Iterable[Input]:
    if field.type not in CHOICES:
        yield Input(f"{place}.0", field)
        return
    numbered = [(str(number), option) for number, option in enumerate(field.options)]
    size = capabilities.MENU_OPTIONS
    starts = range(0, len(numbered), size)
    for part, start in enumerate(starts):
        some = numbered[start : start + size]
        yield Input(f"{place}.{part}", field, some, alone=len(starts) == 1, last=part == len(starts) - 1)


def form(ask: AskData, called: str, number: int, entries: Entries) -> Component:
    """One page of a question's form, with what was filled in before."""
    all_pages = pages(ask)
    count = f" ({number + 1}/{len(all_pages)})" if len(all_pages) > 1 else ""
    shown = [_labelled(one, entries) for one in all_pages[number]]
    return {"custom_id": called, "title": _title(ask, count), "components": shown}


def upload(ask: AskData, called: str) -> Component:
    """The form that takes files."""
    most = ask.max_files or 1
    field = {"type": _FILE_UPLOAD, "custom_id": _FILES, "min_values": 1, "max_values": most, "required": True}
    label = _label("Files" if most > 1 else "File", ask.rule[:1].upper() + ask.rule[1:], field)
    return {"custom_id": called, "title": _title(ask), "components": [label]}


def writing(called: str, title: str, label: str, most: int) -> Component:
    """A form with one place to write."""
    field = {"type": _TEXT_INPUT, "custom_id": _WORDS, "style": _PARAGRAPH, "required": True, "max_length": most}
    return {"custom_id": called, "title": title, "components": [_label(label, "", field)]}


def _title(ask: AskData, count: str = "") -> str:
    fallback = "Upload" if ask.kind == "file" else "Fill in"
    return text.title(ask.text, fallback, capabilities.FORM_TITLE_CHARS - len(count)) + count


def _label(words: str, hint: str, component: Component) -> Component:
    """A component under its label; what is cut off the label stands in the hint."""
    said = buttons.words(words, capabilities.INPUT_LABEL_CHARS)
    hint = " · ".join(part for part in ("" if said == " ".join(words.split()) else words, hint) if part.strip())
    shown = {"description": buttons.words(hint, capabilities.INPUT_HINT_CHARS)} if hint else {}
    return {"type": _LABEL, "label": said, **shown, "component": component}


# Fields → inputs


def _labelled(one: Input, entries: Entries) -> Component:
    field = one.field
    range_ = "" if one.alone else f" ({int(one.choices[0][0]) + 1} to {int(one.choices[-1][0]) + 1})"
    made = {"custom_id": one.name, **_COMPONENTS[field.type](one, entries.get(one.name))}
    return _label(field.label + range_, field.description, made)


def _text(example: str = "", style: int = _SHORT) -> Callable[[Input, Any], Component]:
    def component(one: Input, entry: Any) -> Component:
        field = one.field
        value = entry if isinstance(entry, str) else _as_text(field.value)
        longest = field.max if field.type in ("text", "textarea") and isinstance(field.max, int) else None
        most = max(1, min(longest or capabilities.INPUT_CHARS, capabilities.INPUT_CHARS))
        placeholder = field.placeholder or example
        return {
            "type": _TEXT_INPUT,
            "style": style,
            "required": field.required,
            "max_length": most,
            **({"value": value[:most]} if value else {}),
            **({"placeholder": buttons.words(placeholder, capabilities.INPUT_HINT_CHARS)} if placeholder else {}),
        }

    return component


def _as_text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def _choice(one: Input, entry: Any) -> Component:
    chosen = entry if isinstance(entry, list) else _numbers(one, [one.field.value])
    needed = one.field.required and one.alone
    return {**_menu(one, chosen[:1]), "min_values": int(needed), "max_values": 1, "required": needed}


def _choices(one: Input, entry: Any) -> Component:
    field = one.field
    given = field.value if isinstance(field.value, list) else []
    chosen = entry if isinstance(entry, list) else _numbers(one, given)
    needed = field.required and one.alone
    most = min(len(one.choices), field.max if isinstance(field.max, int) and field.max > 0 else len(one.choices))
    return {**_menu(one, chosen[:most]), "min_values": int(needed), "max_values": most, "required": needed}


def _radio(one: Input, entry: Any) -> Component:
    """Buttons, or a menu where there are too many choices for buttons, or only one."""
    if not 2 <= len(one.choices) <= capabilities.RADIO_CHOICES or not one.alone:
        return _choice(one, entry)
    chosen = entry if isinstance(entry, list) else _numbers(one, [one.field.value])
    return {"type": _RADIO_GROUP, "required": one.field.required, "options": _options(one, chosen[:1])}


def _ticked(one: Input, entry: Any) -> Component:
    return {"type": _CHECKBOX, "default": entry if isinstance(entry, bool) else one.field.value is True}


def _menu(one: Input, chosen: Sequence[str]) -> Component:
    placeholder = one.field.placeholder
    shown = {"placeholder": buttons.words(placeholder, capabilities.INPUT_HINT_CHARS)} if placeholder else {}
    return {"type": _SELECT, "options": _options(one, chosen), **shown}


def _options(one: Input, chosen: Sequence[str]) -> list[Component]:
    return [
        {
            "label": buttons.words(option.label, capabilities.OPTION_CHARS),
            "value": number,
            **({"default": True} if number in chosen else {}),
        }
        for number, option in one.choices
    ]


def _numbers(one: Input, values: Sequence[Any]) -> list[str]:
    return [number for number, option in one.choices if option.value in values]


_COMPONENTS: Final[Mapping[FieldType, Callable[[Input, Any], Component]]] = {
    "text": _text(),
    "textarea": _text(style=_PARAGRAPH),
    "number": _text(),
    "email": _text("name@example.org"),
    "url": _text("https://…"),
    "date": _text("2026-12-31"),
    "time": _text("23:59"),
    "select": _choice,
    "radio": _radio,
    "multiselect": _choices,
    "checkbox": _ticked,
}


# What was filled in → values


def written(submitted: JSON) -> str:
    """What was written into a form with one place to write."""
    return string(_inputs_of(submitted).get(_WORDS, {}), "value")


def uploaded(submitted: JSON) -> list[JSON]:
    """The files that were uploaded, in their order."""
    files = record(record(submitted, "resolved"), "attachments")
    chosen = strings(_inputs_of(submitted).get(_FILES, {}), "values")
    return [found for one in chosen if isinstance(found := files.get(one), dict)]


def entries(page: Sequence[Input], submitted: JSON) -> Entries:
    """What was filled in on a page, by input."""
    told = _inputs_of(submitted)
    return {one.name: _READERS[one.field.type](told.get(one.name, {})) for one in page}


def values(inputs: Sequence[Input], filled: Entries) -> dict[str, Any]:
    """What was filled in, by field; the form's own rules are not applied yet."""
    answer: dict[str, Any] = {}
    for one in inputs:
        entry = filled.get(one.name)
        if one.field.type not in CHOICES:
            answer[one.field.id] = entry
            continue
        picked = [option.value for number, option in one.choices if isinstance(entry, list) and number in entry]
        answer[one.field.id] = [*answer.get(one.field.id, []), *picked]
    return {field_id: _one_or_all(inputs, field_id, value) for field_id, value in answer.items()}


def _one_or_all(inputs: Sequence[Input], field_id: str, value: Any) -> Any:
    kind = next(one.field.type for one in inputs if one.field.id == field_id)
    return (value[0] if value else None) if kind in ("select", "radio") else value


def problems(all_pages: Sequence[Sequence[Input]], number: int, filled: Entries) -> list[str]:
    """What is wrong with the fields that end on this page, in words."""
    inputs = [one for page in all_pages[: number + 1] for one in page]
    ending = [one.field for one in all_pages[number] if one.last]
    _, wrong = check(ending, values(inputs, filled))
    return list(wrong.values())


def file_problem(ask: AskData, sent: Sequence[tuple[str, str, int | None]]) -> str | None:
    """What is wrong with uploaded files, each with its name, type and size, in words."""
    if not 0 < len(sent) <= (ask.max_files or 1):
        return f"This needs {ask.rule}."
    return next((refusal for name, mime, size in sent if (refusal := ask.refusal(name, mime, size))), None)


def _inputs_of(submitted: JSON) -> dict[str, JSON]:
    """The inputs of a submitted form by what they are called, also those of the older kind of form."""
    rows = records(submitted, "components")
    found = [field for one in rows for field in (record(one, "component"), *records(one, "components"))]
    return {string(field, "custom_id"): field for field in found if string(field, "custom_id")}


def _value(entry: JSON) -> str:
    return string(entry, "value")


def _picked(entry: JSON) -> list[str]:
    """The chosen numbers: a menu tells several, a radio group one."""
    return strings(entry, "values") or ([string(entry, "value")] if string(entry, "value") else [])


def _is_ticked(entry: JSON) -> bool:
    return entry.get("value") is True


_READERS: Final[Mapping[FieldType, Callable[[JSON], Any]]] = {
    "text": _value,
    "textarea": _value,
    "number": _value,
    "email": _value,
    "url": _value,
    "date": _value,
    "time": _value,
    "select": _picked,
    "radio": _picked,
    "multiselect": _picked,
    "checkbox": _is_ticked,
}
