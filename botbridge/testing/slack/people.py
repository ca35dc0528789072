"""Who is in the workspace: teams (each with the app installed), people and other bots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Team:
    """A workspace that has installed the app, with the app's identity in it."""

    id: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    bot_id: str
    app_id: str
    domain: str = "botbridge-test"
    name: str = "Botbridge Test"
    installed: bool = True

    def bot_profile(self) -> dict[str, Any]:
        """Return what Slack adds to the app's own messages."""
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "name": "botbridge",
            "icons": {},
            "deleted": False,
            "updated": 0,
            "team_id": self.id,
        }


@dataclass(eq=False)
class Profile:
    """A member of a team as `users.info` knows them."""

    id: str
    team: Team
    name: str
    real_name: str
    email: str
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    is_bot: bool = False
    bot_id: str = ""
    deleted: bool = False

    def as_slack(self, *, with_locale: bool, with_email: bool) -> dict[str, Any]:
        """Return Slack's user object; e-mail needs its own scope, the locale must be asked for."""
        profile = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "image_72": f"https://avatars.example/{self.id}.png",
            "team": self.team.id,
        }
        if with_email and not self.is_bot:
            profile["email"] = self.email
        if self.bot_id:
            profile["bot_id"] = self.bot_id
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        return {**user, "locale": self.locale} if with_locale else user
