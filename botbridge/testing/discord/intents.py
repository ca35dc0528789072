"""Which events go to whom: gateway intents.

[docs] events/gateway.
"""

from __future__ import annotations

from typing import Final

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
PRIVILEGED: Final = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN: Final = (1 << 22) - 1 | 1 << 24 | 1 << 25

_GUILD: Final = {
    **dict.fromkeys(("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"), 1 << 9),
    **dict.fromkeys(("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"), 1 << 10),
    "TYPING_START": 1 << 11,
    **dict.fromkeys(
        (
            "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "CHANNEL_CREATE",
            "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC",
            "THREAD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE",
        ),
        GUILDS,
    ),
}  # fmt: skip
_DIRECT: Final = {
    **dict.fromkeys(("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"), 1 << 12),
    **dict.fromkeys(("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"), 1 << 13),
    "TYPING_START": 1 << 14,
}


def wanted(event: str, intents: int, *, in_guild: bool) -> bool:
    """Whether a session with these intents gets an event; events without an intent go to everybody."""
    needed = (_GUILD if in_guild else _DIRECT).get(event, 0)
    return not needed or bool(intents & needed)
