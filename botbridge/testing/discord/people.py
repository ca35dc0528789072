"""Who is there: people and bots, and their place in a guild."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


@dataclass(eq=False)
class Profile:
    """An account; `name` is what it is called everywhere, `nick` is per guild."""

    id: str
    name: str
    username: str
    is_bot: bool = False
    locale: str = "en-US"
    takes_dms: bool = True

    def as_discord(self) -> JSON:
        """Return Discord's user object."""
        user: JSON = {
            "id": self.id,
            "username": self.username,
            "discriminator": "0000" if self.is_bot else "0",
            "global_name": None if self.is_bot else self.name,
            "avatar": None,
            "public_flags": 0,
        }
        return {**user, "bot": True} if self.is_bot else user


@dataclass(eq=False)
class Member:
    """An account in a guild."""

    profile: Profile
    joined_at: str
    nick: str | None = None
    roles: list[str] = field(default_factory=list)

    def as_discord(self, *, with_user: bool = True) -> JSON:
        """Return Discord's member object."""
        member: JSON = {
            "nick": self.nick,
            "roles": list(self.roles),
            "joined_at": self.joined_at,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
        }
        return {**member, "user": self.profile.as_discord()} if with_user else member


@dataclass(eq=False)
class Role:
    """A set of permissions that members may have; `bot_id` says whose own role it is."""

    id: str
    name: str
    permissions: int
    bot_id: str | None = None

    def as_discord(self) -> JSON:
        """Return Discord's role object."""
        role: JSON = {
            "id": self.id,
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": 0 if self.bot_id is None else 1,
            "permissions": str(self.permissions),
            "managed": self.bot_id is not None,
            "mentionable": False,
            "flags": 0,
        }
        return {**role, "tags": {"bot_id": self.bot_id}} if self.bot_id else role
