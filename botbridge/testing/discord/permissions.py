"""Permissions: their bits, and what they add up to for a member in a channel.

[docs] topics/permissions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from botbridge.testing.discord.channels import Channel
    from botbridge.testing.discord.guilds import Guild

BITS: Final = {
    "ADMINISTRATOR": 1 << 3,
    "MANAGE_CHANNELS": 1 << 4,
    "ADD_REACTIONS": 1 << 6,
    "VIEW_CHANNEL": 1 << 10,
    "SEND_MESSAGES": 1 << 11,
    "SEND_TTS_MESSAGES": 1 << 12,
    "MANAGE_MESSAGES": 1 << 13,
    "EMBED_LINKS": 1 << 14,
    "ATTACH_FILES": 1 << 15,
    "READ_MESSAGE_HISTORY": 1 << 16,
    "MENTION_EVERYONE": 1 << 17,
    "USE_EXTERNAL_EMOJIS": 1 << 18,
    "USE_APPLICATION_COMMANDS": 1 << 31,
    "MANAGE_THREADS": 1 << 34,
    "CREATE_PUBLIC_THREADS": 1 << 35,
    "CREATE_PRIVATE_THREADS": 1 << 36,
    "SEND_MESSAGES_IN_THREADS": 1 << 38,
    "SEND_VOICE_MESSAGES": 1 << 46,
}
EVERYTHING: Final = sum(BITS.values())


def bits(names: Iterable[str]) -> int:
    """Return the bits of permissions by name. Raises KeyError for a name that the fake does not know."""
    return sum(BITS[name] for name in set(names))


# What everybody may do in a new guild.
EVERYONE: Final = bits(
    [
        "ADD_REACTIONS",
        "VIEW_CHANNEL",
        "SEND_MESSAGES",
        "EMBED_LINKS",
        "ATTACH_FILES",
        "READ_MESSAGE_HISTORY",
        "USE_APPLICATION_COMMANDS",
        "CREATE_PUBLIC_THREADS",
        "CREATE_PRIVATE_THREADS",
        "SEND_MESSAGES_IN_THREADS",
    ]
)
# What comes with them, and goes without them ([docs] implicit permissions).
_NEEDS_SENDING: Final = bits(["MENTION_EVERYONE", "SEND_TTS_MESSAGES", "ATTACH_FILES", "EMBED_LINKS"])


def held(guild: Guild, member_id: str, channel: Channel) -> int:
    """Return the bits that a member holds in a channel; a thread's are its parent's."""
    place = channel.parent or channel
    granted = _base(guild, member_id)
    if granted == EVERYTHING:
        return granted
    granted = _overwritten(granted, guild, member_id, place)
    if not granted & BITS["VIEW_CHANNEL"]:
        return 0
    speak = "SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES"
    return granted if granted & BITS[speak] else granted & ~_NEEDS_SENDING


def _base(guild: Guild, member_id: str) -> int:
    if guild.owner_id == member_id:
        return EVERYTHING
    granted = guild.roles[guild.id].permissions
    for role_id in guild.members[member_id].roles if member_id in guild.members else ():
        granted |= guild.roles[role_id].permissions
    return EVERYTHING if granted & BITS["ADMINISTRATOR"] else granted


def _overwritten(granted: int, guild: Guild, member_id: str, channel: Channel) -> int:
    overwrites = channel.overwrites
    roles = guild.members[member_id].roles if member_id in guild.members else []
    for group in ([guild.id], roles, [member_id]):
        allow = deny = 0
        for target in group:
            if target in overwrites:
                allow |= overwrites[target].allow
                deny |= overwrites[target].deny
        granted = granted & ~deny | allow
    return granted
