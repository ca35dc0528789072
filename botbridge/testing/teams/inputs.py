"""A card's inputs as a person fills them in, and what a client holds them to before it sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botbridge.testing.teams import plain

JSON = dict[str, Any]


def filled(card: JSON, values: Mapping[str, Any]) -> JSON:
    """The inputs as they are sent, with what they held before; `values` by id or label.

    Raises LookupError for an input that the card has not, ValueError with its message for one that does not hold what
    it has to.
    """
    known = {str(one["id"]): one for one in plain.inputs(card)}
    labels = {label(one): name for name, one in known.items()}
    given = {labels.get(name, name): value for name, value in values.items()}
    if unknown := set(given) - set(known):
        raise LookupError(f"the card has no input {sorted(unknown)}, only {sorted(known)}")
    sent = {name: _value(one, given[name]) if name in given else one.get("value") for name, one in known.items()}
    for name, one in known.items():
        if not _holds(one, sent[name]):
            raise ValueError(str(one.get("errorMessage") or f"{name} does not hold what it has to"))
    return {name: value for name, value in sent.items() if value is not None}


def label(one: JSON) -> str:
    """What a person reads beside an input."""
    return str(one.get("label") or one.get("title") or one["id"])


def _value(one: JSON, given: Any) -> Any:
    """What is sent for what a person chose, ticked or typed."""
    if one["type"] == "Input.Toggle":
        on, off = str(one.get("valueOn", "true")), str(one.get("valueOff", "false"))
        return (on if given else off) if isinstance(given, bool) else given
    if one["type"] == "Input.ChoiceSet":
        titles = {str(choice["title"]): str(choice["value"]) for choice in one.get("choices") or []}
        chosen = given if isinstance(given, list) else [given]
        return ",".join(titles.get(str(choice), str(choice)) for choice in chosen)
    if one["type"] == "Input.Number" and isinstance(given, str) and given:
        return float(given) if "." in given else int(given)
    return given


def _holds(one: JSON, value: Any) -> bool:
    if value in (None, ""):
        return not one.get("isRequired")
    if one["type"] == "Input.Toggle":
        return not one.get("isRequired") or value == str(one.get("valueOn", "true"))
    if one["type"] == "Input.Text":
        return len(str(value)) <= int(one.get("maxLength", 10**9))
    least, most = one.get("min"), one.get("max")
    return not ((least is not None and value < least) or (most is not None and value > most))
