"""Guilds: their members, roles and channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.people import Member, Role

JSON = dict[str, Any]


@dataclass(eq=False)
class Guild:
    """A guild that the app is in, unless it was removed (`installed`)."""

    id: str
    name: str
    owner_id: str
    created_at: str
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    installed: bool = True

    @property
    def threads(self) -> list[Channel]:
        """The threads that are not archived."""
        return [one for one in self.channels.values() if one.is_thread and not one.archived]

    def shard(self, count: int) -> int:
        """Return the shard that this guild's events go to."""
        return (int(self.id) >> 22) % count

    def as_create(self, bot_id: str) -> JSON:
        """Return the `GUILD_CREATE` event: without privileged intents the app's own member only."""
        return {
            **self._settings(),
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner_id,
            "roles": [role.as_discord() for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "joined_at": self.created_at,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "voice_states": [],
            "members": [self.members[bot_id].as_discord()] if bot_id in self.members else [],
            "channels": [one.as_discord() for one in self.channels.values() if not one.is_thread],
            "threads": [one.as_discord(bot_id) for one in self.threads],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    @staticmethod
    def _settings() -> JSON:
        return {
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "application_id": None,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "vanity_url_code": None,
            "premium_progress_bar_enabled": False,
        }
