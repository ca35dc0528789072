"""Filling in a modal as a person does: fields by label or custom_id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from botbridge.testing.discord import components
from botbridge.testing.discord.attachments import Upload

JSON = dict[str, Any]
Store = Callable[[Upload], JSON]

_LISTS: Final = components.SELECTS | {components.FILE_UPLOAD, components.CHECKBOX_GROUP}


def fields(modal: Mapping[str, Any]) -> list[tuple[str, JSON]]:
    """Return the labels and inputs of a modal, in order."""
    found = []
    for one in components.walk(modal["components"]):
        if one["type"] == components.LABEL:
            found.append((str(one["label"]), one["component"]))
        elif one["type"] == components.ROW:  # the older form: an input with a label of its own
            found += [(str(field.get("label", "")), field) for field in one["components"]]
    return found


def filled(modal: JSON, values: Mapping[str, Any], store: Store) -> tuple[list[JSON], JSON]:
    """Return what is sent for a modal: its components with their values, and what they resolve to.

    Raises LookupError for a value without a field, or a required field without a value.
    """
    known = fields(modal)
    names = {label for label, _ in known} | {field["custom_id"] for _, field in known}
    if strange := set(values) - names:
        raise LookupError(f"the modal has no {sorted(strange)}; it has {sorted(names)}")
    empty = [label for label, field in known if _is_missing(label, field, values)]
    if empty:
        raise LookupError(f"please fill in {', '.join(empty)}")
    resolved: JSON = {}
    shown = [_answer(one, values, resolved, store) for one in modal["components"]]
    return [one for one in shown if one], resolved


def _is_missing(label: str, field: JSON, values: Mapping[str, Any]) -> bool:
    return bool(field.get("required", True)) and _value(label, field, values) in (None, "", [])


def _value(label: str, field: JSON, values: Mapping[str, Any]) -> Any:
    given = values.get(field["custom_id"], values.get(label))
    if given is not None:
        return given
    if field["type"] == components.CHECKBOX:
        return bool(field.get("default"))
    chosen = [option["value"] for option in field.get("options", []) if option.get("default")]
    if field["type"] == components.RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen if field["type"] in _LISTS else field.get("value", "")


def _answer(component: JSON, values: Mapping[str, Any], resolved: JSON, store: Store) -> JSON:
    kind, number = component["type"], component.get("id", 0)
    if kind == components.LABEL:
        field = _field(component["label"], component["component"], values, resolved, store)
        return {"type": kind, "id": number, "component": field}
    if kind == components.ROW:
        inside = [_field(str(one.get("label", "")), one, values, resolved, store) for one in component["components"]]
        return {"type": kind, "id": number, "components": inside}
    return {"type": kind, "id": number}


def _field(label: str, field: JSON, values: Mapping[str, Any], resolved: JSON, store: Store) -> JSON:
    value = _value(label, field, values)
    sent: JSON = {"type": field["type"], "id": field.get("id", 0), "custom_id": field["custom_id"]}
    if field["type"] == components.FILE_UPLOAD:
        stored = [store(upload) for upload in value]
        resolved.setdefault("attachments", {}).update({one["id"]: one for one in stored})
        return {**sent, "values": [one["id"] for one in stored]}
    if field["type"] in _LISTS:
        chosen = value if isinstance(value, list) else [value]
        return {**sent, "values": [_option(field, one) for one in chosen]}
    return {**sent, "value": _option(field, value) if field["type"] == components.RADIO_GROUP else value}


def _option(field: JSON, chosen: Any) -> Any:
    """The value of an option that a person names by its label. Raises LookupError."""
    options = field.get("options")
    if not options:
        return chosen
    for option in options:
        if chosen in (option["label"], option["value"]):
            return option["value"]
    raise LookupError(f"there is no option {chosen!r}; there are {[option['label'] for option in options]}")
