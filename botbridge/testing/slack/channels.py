"""Channels, private channels and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Team

# `channel_type` of message events -> the word that the event name and the scopes use.
FAMILIES: Final = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(eq=False)
class Channel:
    """One conversation as Slack's API names it; `kind` is the `channel_type` of its events."""

    id: str
    team: Team
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict, repr=False)
    archived: bool = False
    shared: bool = False

    @property
    def family(self) -> str:
        """`channels`, `groups`, `im` or `mpim`: what event names and scopes call this kind."""
        return FAMILIES[self.kind]

    @property
    def has_bot(self) -> bool:
        """Whether the app's bot user is a member."""
        return self.team.bot_user_id in self.members

    @property
    def partner(self) -> str:
        """The person on the other side of a direct message, else an empty string."""
        people = sorted(self.members - {self.team.bot_user_id})
        return people[0] if self.kind == "im" and people else ""

    def replies(self, root: str) -> list[Message]:
        """Return the root and its replies, oldest first."""
        return [m for m in self.messages.values() if m.root == root]

    def as_slack(self) -> dict[str, Any]:
        """Return Slack's channel object."""
        common = {
            "id": self.id,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "created": 0,
            "is_archived": self.archived,
            "is_org_shared": False,
            "context_team_id": self.team.id,
        }
        if self.kind == "im":
            return {**common, "user": self.partner, "is_open": True}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_general": False,
            "is_member": self.has_bot,
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "creator": self.team.bot_user_id,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
