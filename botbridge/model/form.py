"""A form as data: what is asked, and whether an answer to it is one.

It is written as `props["fields"]` of a custom element, so that one description serves a page with JSX of its own,
the page's built-in form, and the native forms of platforms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, cast, get_args

FieldType = Literal[
    "text", "textarea", "number", "email", "url", "date", "time", "select", "multiselect", "checkbox", "radio"
]
CHOICES: frozenset[FieldType] = frozenset({"select", "multiselect", "radio"})

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)
_LONGEST = 3000  # characters of one answer; platforms take no more


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the `value` that the app gets, and the `label` that people see."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form; `id` is its key in the answer.

    `value` is what it holds before anybody touched it: text, a number, a list for `multiselect`, a boolean for
    `checkbox`. `min` and `max` bound a number's value, a text's length in characters, how many of a `multiselect` are
    chosen, a date or time as ISO 8601 text.
    """

    id: str
    label: str
    type: FieldType = "text"
    required: bool = False
    options: tuple[Option, ...] = ()
    value: Any = None
    placeholder: str = ""
    description: str = ""
    min: Any = None
    max: Any = None


def fields_of(props: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that the properties of a custom element describe; empty where they describe none.

    Raises ValueError that names the field for one that cannot be asked.
    """
    told = props.get("fields")
    if not isinstance(told, Sequence) or isinstance(told, str):
        return ()
    fields = tuple(_field(one, number) for number, one in enumerate(told, 1))
    if len({field.id for field in fields}) < len(fields):
        raise ValueError("two fields of a form have the same id")
    return fields


def _field(told: Any, number: int) -> Field:
    if not isinstance(told, Mapping) or not isinstance(told.get("id"), str) or not told["id"]:
        raise ValueError(f"field {number} of a form needs an id")
    kind = told.get("type", "text")
    if kind not in get_args(FieldType):
        raise ValueError(f"field {told['id']!r} has the type {kind!r}; known are {', '.join(get_args(FieldType))}")
    options = tuple(_option(one) for one in told.get("options") or ())
    if kind in CHOICES and not options:
        raise ValueError(f"field {told['id']!r} is a {kind} and needs options")
    return Field(
        id=told["id"],
        label=str(told.get("label") or told["id"]),
        type=cast(FieldType, kind),
        required=told.get("required") is True,
        options=options,
        value=told.get("value"),
        placeholder=str(told.get("placeholder") or ""),
        description=str(told.get("description") or ""),
        min=told.get("min"),
        max=told.get("max"),
    )


def _option(told: Any) -> Option:
    if isinstance(told, Mapping):
        value = str(told.get("value", told.get("label", "")))
        return Option(value, str(told.get("label", value)))
    return Option(str(told), str(told))


def check(fields: Sequence[Field], answer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answer's values as the fields want them, and what is wrong with it by field id.

    A field that was left empty is None (False for a checkbox, an empty list for a multiselect). What no field
    asks for is dropped. The sentences may be shown to the person.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        try:
            values[field.id] = _checked(field, answer.get(field.id))
        except ValueError as problem:
            wrong[field.id] = str(problem)
    return values, wrong


def _checked(field: Field, told: Any) -> Any:
    value = _READERS[field.type](field, told)
    if field.required and (value is None or value is False or value == []):
        raise ValueError(f"{field.label} is needed")
    return value


def _text(field: Field, told: Any) -> str | None:
    text = told.strip() if isinstance(told, str) else ""
    if not text:
        return None
    least, most = _number(field.min) or 0, min(_number(field.max) or _LONGEST, _LONGEST)
    if not least <= len(text) <= most:
        raise ValueError(f"{field.label} has to be {least:g} to {most:g} characters long")
    return text


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[Field, Any], str | None]:
    def read(field: Field, told: Any) -> str | None:
        text = _text(field, told)
        if text is not None and not pattern.fullmatch(text):
            raise ValueError(f"{field.label} has to be {what}")
        return text

    return read


def _amount(field: Field, told: Any) -> float | int | None:
    if told is None or (isinstance(told, str) and not told.strip()):
        return None
    number = _number(told)
    if number is None:
        raise ValueError(f"{field.label} has to be a number")
    _within(field, number, "has to be {}")
    return int(number) if number.is_integer() else number


def _number(told: Any) -> float | None:
    if isinstance(told, bool) or not isinstance(told, (int, float, str)):
        return None
    try:
        number = float(told)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _within(field: Field, number: float, words: str) -> None:
    least, most = _number(field.min), _number(field.max)
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError(f"{field.label} {words.format(_range(least, most))}")


def _range(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    return f"at least {least:g}" if least is not None else f"at most {most:g}"


def _moment(pattern: re.Pattern[str], parse: Callable[[str], Any], what: str) -> Callable[[Field, Any], str | None]:
    """Texts of this one form compare as what they mean."""

    def read(field: Field, told: Any) -> str | None:
        text = _text(Field(id=field.id, label=field.label), told)
        if text is None:
            return None
        try:
            parse(text if pattern.fullmatch(text) else "")
        except ValueError:
            raise ValueError(f"{field.label} has to be {what}") from None
        if (isinstance(field.min, str) and text < field.min) or (isinstance(field.max, str) and text > field.max):
            raise ValueError(f"{field.label} has to lie between {field.min or '…'} and {field.max or '…'}")
        return text

    return read


def _choice(field: Field, told: Any) -> str | None:
    if told in (None, ""):
        return None
    if told not in [option.value for option in field.options]:
        raise ValueError(f"{field.label} has to be one of its choices")
    return str(told)


def _choices(field: Field, told: Any) -> list[str]:
    chosen = told if isinstance(told, list) else [told] if told not in (None, "") else []
    known = [option.value for option in field.options]
    if any(one not in known for one in chosen):
        raise ValueError(f"{field.label} has to be some of its choices")
    taken = [value for value in known if value in chosen]
    if taken:
        _within(field, len(taken), "needs {} choices")
    return taken


def _ticked(_field: Field, told: Any) -> bool:
    return told is True or told in ("true", "on", "1")


_READERS: Mapping[FieldType, Callable[[Field, Any], Any]] = {
    "text": _text,
    "textarea": _text,
    "number": _amount,
    "email": _matching(_EMAIL, "an e-mail address"),
    "url": _matching(_URL, "a web address (https://…)"),
    "date": _moment(_DATE, date.fromisoformat, "a date (2026-12-31)"),
    "time": _moment(_TIME, time.fromisoformat, "a time (23:59)"),
    "select": _choice,
    "radio": _choice,
    "multiselect": _choices,
    "checkbox": _ticked,
}
