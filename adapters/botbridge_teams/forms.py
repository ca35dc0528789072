"""A question's form ↔ the inputs of a card. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from botbridge.model.form import Field, FieldType
from botbridge.shape import JSON
from botbridge_teams import widgets

Element = dict[str, Any]

_PREFIX: Final = "field_"  # what inputs are called comes back among our own data and Teams'
_MANY: Final = 20  # choices; more are found by typing


def inputs(fields: Sequence[Field]) -> list[Element]:
    """The inputs that ask for these fields."""
    return [element for field in fields for element in _asked(field)]


def values(fields: Sequence[Field], data: JSON) -> dict[str, Any]:
    """What was filled in, by field; the form's own rules are not applied yet."""
    return {field.id: _READERS.get(field.type, _as_it_is)(field, data.get(_PREFIX + field.id)) for field in fields}


def _asked(field: Field) -> list[Element]:
    said = [widgets.note(field.description)] if field.description else []
    needed = {"isRequired": True, "errorMessage": _needed(field)} if field.required else {}
    made: Element = {"id": _PREFIX + field.id, "label": field.label, **_INPUTS[field.type](field), **needed}
    if field.type == "checkbox":  # says by itself what it is for
        del made["label"]
    return [*said, made]


def _needed(field: Field) -> str:
    if field.type == "number" and (field.min is not None or field.max is not None):
        return f"{field.label} is needed, from {_bound(field.min)} to {_bound(field.max)}"
    return f"{field.label} is needed"


def _bound(value: Any) -> str:
    return "…" if value is None else str(value)


# Fields → inputs


def _typed(style: str = "", *, multiline: bool = False) -> Callable[[Field], Element]:
    def made(field: Field) -> Element:
        told = {"style": style} if style else {}
        most = field.max if isinstance(field.max, int) and not isinstance(field.max, bool) else None
        length = {"maxLength": most} if most and most > 0 else {}
        lines = {"isMultiline": True} if multiline else {}
        return {"type": "Input.Text", **told, **lines, **length, **_placeholder(field), **_text_before(field)}

    return made


def _placeholder(field: Field) -> Element:
    return {"placeholder": field.placeholder} if field.placeholder else {}


def _text_before(field: Field) -> Element:
    return {"value": field.value} if isinstance(field.value, str) and field.value else {}


def _number(field: Field) -> Element:
    told = {"min": field.min, "max": field.max, "value": field.value}
    numbers = {name: one for name, one in told.items() if isinstance(one, int | float) and not isinstance(one, bool)}
    wrong = {"errorMessage": _needed(field)} if "min" in numbers or "max" in numbers else {}
    return {"type": "Input.Number", **_placeholder(field), **numbers, **wrong}


def _moment(kind: str) -> Callable[[Field], Element]:
    def made(field: Field) -> Element:
        told = {"min": field.min, "max": field.max, "value": field.value}
        return {"type": kind, **{name: one for name, one in told.items() if isinstance(one, str) and one}}

    return made


def _choice(style: str) -> Callable[[Field], Element]:
    def made(field: Field) -> Element:
        shown = "filtered" if style == "compact" and len(field.options) > _MANY else style
        return {"type": "Input.ChoiceSet", "style": shown, **_offered(field), **_placeholder(field)}

    return made


def _choices(field: Field) -> Element:
    return {"type": "Input.ChoiceSet", "isMultiSelect": True, "style": "expanded", **_offered(field)}


def _offered(field: Field) -> Element:
    """The choices by number: commas separate several, and a choice's own value may hold some."""
    before = field.value if isinstance(field.value, list) else [field.value]
    chosen = ",".join(str(number) for number, one in enumerate(field.options) if one.value in before)
    choices = [{"title": one.label or "…", "value": str(number)} for number, one in enumerate(field.options)]
    return {"choices": choices, **({"value": chosen} if chosen else {}), "wrap": True}


def _toggle(field: Field) -> Element:
    ticked = {"valueOn": "true", "valueOff": "false", "value": "true" if field.value is True else "false"}
    return {"type": "Input.Toggle", "title": field.label, "wrap": True, **ticked}


_INPUTS: Final[Mapping[FieldType, Callable[[Field], Element]]] = {
    "text": _typed(),
    "textarea": _typed(multiline=True),
    "number": _number,
    "email": _typed("email"),
    "url": _typed("url"),
    "date": _moment("Input.Date"),
    "time": _moment("Input.Time"),
    "select": _choice("compact"),
    "radio": _choice("expanded"),
    "multiselect": _choices,
    "checkbox": _toggle,
}


# What was filled in → values


def _as_it_is(_field: Field, told: Any) -> Any:
    return told


def _picked(field: Field, told: Any) -> list[str]:
    known = {str(number): one.value for number, one in enumerate(field.options)}
    return [known[number] for number in str(told or "").split(",") if number in known]


def _one_picked(field: Field, told: Any) -> str:
    return next(iter(_picked(field, told)), "")


_READERS: Final[Mapping[FieldType, Callable[[Field, Any], Any]]] = {
    "select": _one_picked,
    "radio": _one_picked,
    "multiselect": _picked,
}
