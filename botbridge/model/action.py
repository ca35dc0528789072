"""Buttons that hang on a message, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict


class ActionDict(TypedDict):
    """An action on the wire; the keys are the reference's. The payload never leaves the store, so it is empty."""

    id: str
    name: str
    label: str
    tooltip: str
    icon: str | None
    forId: str | None
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionData:
    """A button on its way to people: `id` is all that a platform gets of it beside what it shows.

    `label` may be empty where an `icon` (a lucide name) says it all; `for_id` is the message it hangs on.
    """

    id: str
    name: str
    label: str = ""
    tooltip: str = ""
    icon: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    for_id: str | None = None

    @property
    def caption(self) -> str:
        """What a button says where it cannot show an icon."""
        return self.label or self.tooltip or self.name

    def to_dict(self) -> ActionDict:
        return {
            "id": self.id,
            "name": self.name,
            "label": self.label,
            "tooltip": self.tooltip,
            "icon": self.icon,
            "forId": self.for_id,
            "payload": {},
        }
