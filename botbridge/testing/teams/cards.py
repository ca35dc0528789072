"""Adaptive Cards: what a client could not show is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from botbridge.testing.fake.shape import Problem, Rule, listing, number, one_of, string
from botbridge.testing.teams import limits
from botbridge.testing.teams.refusal import bad

JSON = dict[str, Any]

_ANY_LENGTH: Final = string(10**9)
_SIZES: Final = ("small", "default", "medium", "large", "extraLarge")
_WEIGHTS: Final = ("lighter", "default", "bolder")
_STYLES: Final = ("default", "emphasis", "good", "attention", "warning", "accent")
# [docs] the languages that CodeBlock colours
_LANGUAGES: Final = (
    "Bash", "C", "Cpp", "CSharp", "Css", "Dos", "Go", "Graphql", "Html", "Java", "JavaScript", "Json", "ObjectiveC",
    "Perl", "Php", "PlainText", "PowerShell", "Python", "Sql", "TypeScript", "VbNet", "Verilog", "Vhdl", "Xml",
)  # fmt: skip


def check(content: Any) -> None:
    """Raise Refusal(400) with the first problem of a card's content, by its JSON pointer."""
    for at, problem in problems(content):
        raise bad(f"the Adaptive Card is not valid: {problem} at {at or '/'}")


def problems(card: Any) -> list[Problem]:
    """Return what is wrong with a card, by JSON pointer."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return [("/type", "must be AdaptiveCard")]
    found = list(_version(card))
    if not card.get("body") and not card.get("actions"):
        found.append(("/body", "the card shows nothing"))
    ids: list[str] = []
    found += _children(card, "body", _element, "", ids) + _children(card, "actions", _action, "", ids)
    found += [("", f"two inputs have the id {one!r}") for one in sorted({one for one in ids if ids.count(one) > 1})]
    return found


def _version(card: JSON) -> Iterator[Problem]:
    try:
        major, minor = (int(part) for part in str(card.get("version", "")).split("."))
    except ValueError:
        yield "/version", "must be a version such as 1.5"
        return
    if (major, minor) > limits.CARD_VERSION:
        yield "/version", "is newer than what clients read"


def _children(
    parent: JSON, name: str, check_: Callable[[Any, str, list[str]], list[Problem]], at: str, ids: list[str]
) -> list[Problem]:
    items = parent.get(name, [])
    if not isinstance(items, list):
        return [(f"{at}/{name}", "must be an array")]
    return [problem for n, one in enumerate(items) for problem in check_(one, f"{at}/{name}/{n}", ids)]


def _element(element: Any, at: str, ids: list[str]) -> list[Problem]:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in _REQUIRED:
        return [(f"{at}/type", f"unknown element {kind!r}")]
    found: list[Problem] = []
    if kind.startswith("Input."):
        ids.append(str(element.get("id")))
        if element.get("isRequired") and not element.get("errorMessage"):
            found.append((at, "a required input needs its errorMessage"))
    found += _fields(element, _REQUIRED[kind], required=True, at=at)
    found += _fields(element, _OPTIONAL.get(kind, {}), required=False, at=at)
    for name, check_ in _NESTED.get(kind, {}).items():
        found += _children(element, name, check_, at, ids)
    if isinstance(element.get("fallback"), dict):
        found += _element(element["fallback"], f"{at}/fallback", [])
    return found


def _part(kind: str, child: str) -> Callable[[Any, str, list[str]], list[Problem]]:
    """A part that stands only in its parent: a column, a row, a cell."""

    def check_(part: Any, at: str, ids: list[str]) -> list[Problem]:
        if not isinstance(part, dict) or part.get("type", kind) != kind:
            return [(f"{at}/type", f"must be {kind}")]
        inner = _element if child == "items" else _part("TableCell", "items")
        return _children(part, child, inner, at, ids)

    return check_


def _action(action: Any, at: str, _ids: list[str]) -> list[Problem]:
    kind = action.get("type") if isinstance(action, dict) else None
    if kind not in _ACTIONS:
        return [(f"{at}/type", f"unknown action {kind!r}")]
    found = _fields(action, _ACTIONS[kind], required=True, at=at)
    found += _fields(action, _OF_ACTIONS, required=False, at=at)
    if isinstance(action.get("fallback"), dict):
        found += _action(action["fallback"], f"{at}/fallback", [])
    if kind == "Action.ShowCard":
        found += [(f"{at}/card{where}", what) for where, what in problems(action.get("card"))]
    return found


def _fields(value: JSON, rules: dict[str, Rule], *, required: bool, at: str) -> list[Problem]:
    found: list[Problem] = []
    for name, rule in rules.items():
        if value.get(name) is not None:
            found += rule(value[name], f"{at}/{name}")
        elif required:
            found.append((at, f"missing required property: {name}"))
    return found


def _word(*choices: str) -> Rule:
    """Accept one of the given words, whatever its case, as clients do."""
    lower = one_of(*(choice.lower() for choice in choices))
    return lambda value, at: lower(value.lower() if isinstance(value, str) else value, at)


def _matching(pattern: str, what: str) -> Rule:
    """Accept text of this form."""

    def check_(value: Any, at: str) -> list[Problem]:
        fits = isinstance(value, str) and re.fullmatch(pattern, value)
        return [] if fits else [(at, f"must be {what}")]

    return check_


def _object(value: Any, at: str) -> list[Problem]:
    return [] if isinstance(value, dict) else [(at, "must be an object")]


def _anything_in(value: Any, at: str) -> list[Problem]:
    return listing(lambda _value, _at: [], 1_000)(value, at)


_CHOICE: Final = {"title": _ANY_LENGTH, "value": _ANY_LENGTH}
_REQUIRED: Final[dict[str, dict[str, Rule]]] = {
    "TextBlock": {"text": _ANY_LENGTH},
    "RichTextBlock": {"inlines": _anything_in},
    "Image": {"url": string(10**9, 1)},
    "Container": {"items": listing(lambda _value, _at: [], 1_000, 0)},
    "ColumnSet": {"columns": _anything_in},
    "FactSet": {"facts": _anything_in},
    "ActionSet": {"actions": _anything_in},
    "Table": {"columns": _anything_in, "rows": _anything_in},
    "CodeBlock": {"codeSnippet": _ANY_LENGTH},
    "ProgressBar": {},
    "Badge": {},
    "Icon": {"name": string(100, 1)},
    "Input.Text": {"id": string(1_000, 1)},
    "Input.Number": {"id": string(1_000, 1)},
    "Input.Date": {"id": string(1_000, 1)},
    "Input.Time": {"id": string(1_000, 1)},
    "Input.Toggle": {"id": string(1_000, 1), "title": _ANY_LENGTH},
    "Input.ChoiceSet": {"id": string(1_000, 1)},
    "Input.Rating": {"id": string(1_000, 1)},
}
_OPTIONAL: Final[dict[str, dict[str, Rule]]] = {
    "TextBlock": {
        "size": _word(*_SIZES),
        "weight": _word(*_WEIGHTS),
        "style": _word("default", "heading", "columnHeader"),
        "fontType": _word("default", "monospace"),
    },
    "Container": {"style": _word(*_STYLES)},
    "CodeBlock": {"language": _word(*_LANGUAGES)},
    "Input.ChoiceSet": {"style": _word("compact", "expanded", "filtered"), "value": _ANY_LENGTH},
    "Input.Text": {"style": _word("text", "tel", "url", "email", "password"), "value": _ANY_LENGTH},
    "Input.Number": dict.fromkeys(("value", "min", "max"), number(-1e300, 1e300)),
    "Input.Date": dict.fromkeys(("value", "min", "max"), _matching(r"\d{4}-\d{2}-\d{2}", "a date (2026-12-31)")),
    "Input.Time": dict.fromkeys(("value", "min", "max"), _matching(r"\d{2}:\d{2}", "a time (23:59)")),
    "Input.Toggle": {"value": _ANY_LENGTH},
}
_NESTED: Final[dict[str, dict[str, Callable[[Any, str, list[str]], list[Problem]]]]] = {
    "Container": {"items": _element},
    "ColumnSet": {"columns": _part("Column", "items")},
    "ActionSet": {"actions": _action},
    "Table": {"rows": _part("TableRow", "cells")},
    "Input.ChoiceSet": {"choices": lambda choice, at, _ids: _fields(choice, _CHOICE, required=True, at=at)},
}
_OF_ACTIONS: Final[dict[str, Rule]] = {
    "title": string(1_000),
    "style": _word("default", "positive", "destructive"),
    "mode": _word("primary", "secondary"),
    "associatedInputs": _word("auto", "none"),
}
_ACTIONS: Final[dict[str, dict[str, Rule]]] = {
    # Without these nobody could tell what was pressed.
    "Action.Execute": {"verb": string(1_000, 1), "data": _object},
    "Action.Submit": {},
    "Action.OpenUrl": {"url": string(4_000, 1)},
    "Action.ShowCard": {"card": lambda _value, _at: []},
    "Action.ToggleVisibility": {"targetElements": _anything_in},
    "Action.ResetInputs": {},
}
