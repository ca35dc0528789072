"""What every route has at hand: the call, the world, and the questions that come first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botbridge.testing.discord.call import Call
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.commands import Commands
from botbridge.testing.discord.guilds import Guild
from botbridge.testing.discord.interactions import Interactions
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.people import Profile
from botbridge.testing.discord.refusal import Refusal, invalid
from botbridge.testing.discord.world import World

JSON = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """One call on its way to its answer."""

    world: World
    call: Call
    interactions: Interactions
    commands: Commands
    gateway: JSON  # what `GET /gateway/bot` says

    def param(self, name: str) -> str:
        """Return a parameter of the path."""
        return self.call.params[name]

    @property
    def body(self) -> JSON:
        """The call's JSON object. Raises Refusal."""
        if not isinstance(self.call.body, dict):
            raise Refusal(50109)
        return self.call.body

    @property
    def channel(self) -> Channel:
        """The channel that the path names, which the app can see. Raises Refusal."""
        channel_id = self.param("channel_id")
        if not channel_id.isdigit():
            raise invalid("channel_id", "NUMBER_TYPE_COERCE", f'Value "{channel_id}" is not snowflake.')
        channel = self.world.channels.get(channel_id)
        if channel is None:
            raise Refusal(10003)
        if not self.world.sees(channel):
            raise Refusal(50001)
        return channel

    @property
    def guild(self) -> Guild:
        """The guild that the path names, which the app is in. Raises Refusal."""
        guild = self.world.guilds.get(self.param("guild_id"))
        if guild is None or not guild.installed:
            raise Refusal(10004)
        return guild

    @property
    def message(self) -> Message:
        """The message that the path names. Raises Refusal."""
        message = self.channel.messages.get(self.param("message_id"))
        if message is None or message.ephemeral_to:
            raise Refusal(10008)
        return message

    def person(self, person_id: str) -> Profile:
        """Return an account. Raises Refusal."""
        if person_id not in self.world.people:
            raise Refusal(10013)
        return self.world.people[person_id]

    def require(self, permission: str, channel: Channel) -> None:
        """Raise Refusal(50013) unless the app holds a permission in a channel."""
        if not self.world.may(permission, channel):
            raise Refusal(50013)

    def number(self, name: str, usual: int, most: int) -> int:
        """Return a number of the query. Raises Refusal."""
        given = self.call.query.get(name)
        if given is None:
            return usual
        if not given.isdigit() or not 1 <= int(given) <= most:
            raise invalid(name, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        return int(given)

    def shown(self, message: Message) -> JSON:
        """Return a message as the app may read it: without the intent others' words are kept from it."""
        return self.world.readable(message.as_discord(), message.channel, intent=self.world.content_intent)
