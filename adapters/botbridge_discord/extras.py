"""Live discord.py objects for `user_session`, made again from the stored event."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from botbridge.model.event import Event
from botbridge_discord import address
from botbridge_discord.client import Client
from botbridge_discord.inbound import identity
from botbridge_discord.shape import record

log = logging.getLogger(__name__)


def extras(client: Client, event: Event) -> Mapping[str, Any]:
    """`discord_channel`, where the conversation is, and `discord_message`, what was written (None for a command)."""
    data = record(event.raw, "data")
    try:
        return {"discord_channel": _channel(client, event, data), "discord_message": _message(client, event, data)}
    except Exception:
        # discord.py reads what was stored perhaps long ago; a handler without its extras is better than none.
        log.exception("discord.py cannot read the stored event %s", event.key)
        return {}


def _channel(client: Client, event: Event, data: Mapping[str, Any]) -> Any:
    channel_id, guild_id = int(address.channel(event.thread)), identity(data, "guild_id")
    guild = client.get_guild(int(guild_id)) if guild_id else None
    known = guild.get_channel_or_thread(channel_id) if guild is not None else client.get_channel(channel_id)
    return known or client.get_partial_messageable(channel_id, guild_id=int(guild_id) if guild_id else None)


def _message(client: Client, event: Event, data: Mapping[str, Any]) -> Any:
    return client.state.message_of(data) if event.raw.get("event") == "MESSAGE_CREATE" else None
