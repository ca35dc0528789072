"""What discord.py's cache tells of places: kinds, permissions, roles, names."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

import discord

from botbridge_discord.client import Client

_OPENING = frozenset({discord.ChannelType.text, discord.ChannelType.news})


class CacheSight:
    """Implements `inbound.Sight`; `refused` are channels in which Discord would not open a thread."""

    def __init__(self, client: Client, refused: Container[str]) -> None:
        self._client = client
        self._refused = refused

    def kind(self, guild_id: str, channel_id: str) -> int | None:
        channel = self._channel(guild_id, channel_id)
        return channel.type.value if channel is not None else None

    def may_open_threads(self, guild_id: str, channel_id: str) -> bool:
        channel, guild = self._channel(guild_id, channel_id), self._guild(guild_id)
        if channel_id in self._refused:
            return False
        if guild is None or channel is None or guild.me is None:
            return True
        if channel.type not in _OPENING or isinstance(channel, discord.Thread):
            return False
        held = channel.permissions_for(guild.me)
        return held.create_public_threads and held.send_messages_in_threads

    def own_roles(self, guild_id: str) -> frozenset[str]:
        guild = self._guild(guild_id)
        role = guild.self_role if guild is not None else None
        return frozenset({str(role.id)}) if role is not None else frozenset()

    def names(self, guild_id: str, ids: Iterable[str]) -> Mapping[str, str]:
        guild = self._guild(guild_id)
        if guild is None:
            return {}
        found = {one: guild.get_channel_or_thread(int(one)) or guild.get_role(int(one)) for one in ids}
        return {one: place.name for one, place in found.items() if place is not None}

    def places(self, guild_id: str, parent_id: str = "") -> Sequence[str]:
        guild = self._guild(guild_id)
        if guild is None:
            return ()
        threads = [str(one.id) for one in guild.threads if not parent_id or str(one.parent_id) == parent_id]
        return threads if parent_id else [*threads, *(str(one.id) for one in guild.channels)]

    def _guild(self, guild_id: str) -> discord.Guild | None:
        return self._client.get_guild(int(guild_id)) if guild_id else None

    def _channel(self, guild_id: str, channel_id: str) -> discord.abc.GuildChannel | discord.Thread | None:
        guild = self._guild(guild_id)
        return guild.get_channel_or_thread(int(channel_id)) if guild is not None else None
