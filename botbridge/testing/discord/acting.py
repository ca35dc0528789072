"""What a person does with buttons, menus, modals and commands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botbridge.testing.discord import commands, components, limits, plain
from botbridge.testing.discord import interactions as kinds
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.interactions import Interaction
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.people import Profile

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

JSON = dict[str, Any]


class Acting:
    """The hands of a person. Every method returns when the app has answered, or when it is too late for that."""

    def __init__(self, discord: FakeDiscord, profile: Profile) -> None:
        self._discord = discord
        self._world = discord.world
        self.profile = profile

    @property
    def modal(self) -> JSON | None:
        """The modal that is open, None when none is."""
        return self._discord.interactions.open_modals.get(self.profile.id)

    async def click(self, message: Message, target: str, value: Any = None) -> Interaction:
        """Click a button, or choose `value` (a label, or a list of them) in a menu; `target` is its label or custom_id.

        Raises LookupError when the message has no such thing, or is gone or not for this person.
        """
        if message.deleted or (message.ephemeral_to and message.ephemeral_to != self.profile.id):
            raise LookupError(f"{self.profile.name} sees no message {message.id}")
        found = _find(message, target)
        data: JSON = {"component_type": found["type"], "custom_id": found["custom_id"], "id": found.get("id", 0)}
        if found["type"] in components.SELECTS:
            data["values"] = _chosen(found, value)
        return await self._act(kinds.COMPONENT, message.channel, data, message)

    async def submit(self, values: Mapping[str, Any] | None = None) -> Interaction:
        """Fill in the open modal and submit it; values by label or custom_id.

        The value of a file upload is a list of (name, bytes, type). Raises LookupError: no modal, no such field, or
        a required one is empty.
        """
        begun = self._discord.interactions.submit(self.profile, values or {})
        return await self._answered(begun)

    def close_modal(self) -> None:
        """Close the modal without submitting it; the app is not told. Raises LookupError."""
        if self._discord.interactions.open_modals.pop(self.profile.id, None) is None:
            raise LookupError(f"no modal is open for {self.profile.name}")

    async def command(self, name: str, channel: str | Channel | None = None, **options: Any) -> Interaction:
        """Use a slash command in a channel (default: the direct message). Raises LookupError if there is none."""
        place = self._discord.place(channel) if channel is not None else self._world.dm_with(self.profile)
        command = self._command(name, place)
        data = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if given := commands.values(command, options):
            data["options"] = given
        return await self._act(kinds.COMMAND, place, data)

    def _command(self, name: str, place: Channel) -> JSON:
        wanted = name.removeprefix("/")
        command = self._discord.commands.find(wanted, place.guild.id if place.guild else "")
        if command is None:
            known = [one["name"] for one in self._discord.commands.listed()]
            raise LookupError(f"there is no command /{wanted}; there are {known}")
        contexts = command.get("contexts")
        if contexts is not None and (0 if place.guild else 1) not in contexts:
            raise LookupError(f"/{wanted} cannot be used here")
        return command

    async def suggest(self, name: str, option: str, typed: str, channel: str | None = None) -> list[JSON]:
        """Type into an option of a slash command and return the choices that the app offers."""
        place = self._discord.place(channel) if channel is not None else self._world.dm_with(self.profile)
        command = self._command(name, place)
        given = commands.values(command, {option: typed})
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": [{**given[0], "focused": True}]}
        return (await self._act(kinds.AUTOCOMPLETE, place, data)).choices

    async def _act(self, kind: int, channel: Channel, data: JSON, message: Message | None = None) -> Interaction:
        return await self._answered(self._discord.interactions.begin(kind, self.profile, channel, data, message))

    async def _answered(self, begun: Interaction) -> Interaction:
        """Wait for the first answer, as long as Discord does."""
        try:
            async with asyncio.timeout(limits.INTERACTION_SECONDS / self._world.clock.speed + 0.05):
                await begun.done.wait()
        except TimeoutError:
            begun.done.set()
            self._world.tell("unanswered", begun)
        return begun


def _find(message: Message, target: str) -> JSON:
    shown = [one for one in components.walk(message.components) if one["type"] in components.INTERACTIVE]
    for one in shown:
        if target in (plain.label(one), one.get("custom_id")):
            if one.get("disabled"):
                raise LookupError(f"{target!r} is greyed out")
            return one
    raise LookupError(f"message {message.id} has no {target!r}; it has {[plain.label(one) for one in shown]}")


def _chosen(select: JSON, value: Any) -> list[str]:
    wanted = value if isinstance(value, list) else [value]
    options = {name: one["value"] for one in select.get("options") or [] for name in (one["value"], one["label"])}
    if strange := [one for one in wanted if options and one not in options]:
        raise LookupError(f"there is no option {strange}; there are {list(options)}")
    least, most = (1 if select.get(name) is None else select[name] for name in ("min_values", "max_values"))
    if not least <= len(wanted) <= most:
        raise LookupError(f"{len(wanted)} options are too many or too few")
    return [str(options.get(one, one)) for one in wanted]
