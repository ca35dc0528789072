"""Live discord.py objects for `user_session`, made again from the stored event."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from botbridge.model.event import Event
from botbridge.shape import record
from botbridge_discord import address
from botbridge_discord.client import Client
from botbridge_discord.inbound import identity

log = logging.getLogger(__name__)


class Extras(Mapping[str, Any]):
    """`discord_channel`, where the conversation is, and `discord_message`, what was written (None for a command).

    Each is made when it is first asked for, because most handlers ask for none.
    """

    def __init__(self, client: Client, event: Event) -> None:
        self._key = event.key
        self._makers: Mapping[str, Callable[[], Any]] = {
            "discord_channel": partial(_channel, client, event),
            "discord_message": partial(_message, client, event),
        }
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make(self._makers[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def _make(self, maker: Callable[[], Any]) -> Any:
        try:
            return maker()
        except Exception:
            # discord.py reads what was stored perhaps long ago; a handler without its extras is better than none.
            log.exception("discord.py cannot read the stored event %s", self._key)
            return None


def _channel(client: Client, event: Event) -> Any:
    channel_id, guild_id = int(address.channel(event.thread)), identity(record(event.raw, "data"), "guild_id")
    guild = client.get_guild(int(guild_id)) if guild_id else None
    known = guild.get_channel_or_thread(channel_id) if guild is not None else client.get_channel(channel_id)
    return known or client.get_partial_messageable(channel_id, guild_id=int(guild_id) if guild_id else None)


def _message(client: Client, event: Event) -> Any:
    data = record(event.raw, "data")
    return client.state.message_of(data) if event.raw.get("event") == "MESSAGE_CREATE" else None
