"""Buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botbridge.context import get_context
from botbridge.model.action import ActionData, ActionDict
from botbridge.model.ids import new_id

_LONGEST_ID = 64


class Action:
    """A button that hangs on a message; pressing it runs the function under `@action_callback(name)`.

    `payload` (JSON) is what that function gets; it stays in the store, a platform is told an id only. `label` is
    what people read (the name, if there is neither label nor `icon`), `tooltip` explains it, `icon` is a lucide
    name. Buttons work after a restart.

    Raises ValueError for an `id` of more than 64 characters: platforms have room for little more (a menu of Slack: 75).
    """

    def __init__(
        self,
        name: str,
        payload: Mapping[str, Any] | None = None,
        label: str = "",
        tooltip: str = "",
        icon: str | None = None,
        forId: str | None = None,  # noqa: N803 - the reference's name
        id: str | None = None,  # noqa: A002 - the reference's name
    ) -> None:
        if id is not None and len(id) > _LONGEST_ID:
            raise ValueError(f"action {name!r}: its id has {len(id)} characters, {_LONGEST_ID} is the most")
        self.name = name
        self.payload: dict[str, Any] = dict(payload or {})
        self.label = label
        self.tooltip = tooltip
        self.icon = icon
        self.forId = forId
        self.id = id or new_id()

    async def send(self, for_id: str) -> None:
        """Hang the button on a message that was sent before.

        Raises NoContext, ValueError for a message that is not of this conversation, DeliveryError, Unsupported.
        """
        context = get_context()
        self.forId = for_id
        message = context.session.message(for_id)
        if message is None:
            raise ValueError(f"action {self.name!r}: there is no message {for_id!r} in this conversation")
        message.actions.append(self)
        await message.update()

    async def remove(self) -> None:
        """Take the button away; pressing it does nothing any more. Raises NoContext, DeliveryError."""
        context = get_context()
        message = context.session.message(self.forId)
        if message is not None:
            await message.drop_actions([self.id])
        else:
            await context.desk.drop_actions([self.id])

    def to_data(self) -> ActionData:
        """The button as it goes out, frozen."""
        return ActionData(
            id=self.id,
            name=self.name,
            label=self.label,
            tooltip=self.tooltip,
            icon=self.icon,
            payload=self.payload,
            for_id=self.forId,
        )

    def to_dict(self) -> ActionDict:
        """The button with its payload."""
        return {**self.to_data().to_dict(), "payload": self.payload}

    @classmethod
    def of(cls, data: ActionData) -> Action:
        """The button that this was."""
        return cls(
            name=data.name,
            payload=data.payload,
            label=data.label,
            tooltip=data.tooltip,
            icon=data.icon,
            forId=data.for_id,
            id=data.id,
        )
