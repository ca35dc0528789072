"""What the methods of every family need: finding things, and refusing when they are not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botbridge.testing.slack.call import Call
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Team
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.views import Views
from botbridge.testing.slack.workspace import Workspace

JSON = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """One call at work: the workspace, the team whose token was used, and the call."""

    workspace: Workspace
    team: Team
    call: Call
    views: Views

    def require_scope(self, *scopes: str) -> None:
        """Raise Refusal(missing_scope) unless one of them is held."""
        self.workspace.require_scope(frozenset(scopes))

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """Return the named channel of this team. Raises Refusal: `channel_not_found`, `not_in_channel`."""
        wanted = self.call[name]
        channel = self.workspace.channels.get(wanted) or self._by_name(wanted)
        if channel is None or not self._visible(channel):
            raise Refusal("channel_not_found")
        if member and not channel.has_bot:
            raise Refusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        return channel

    def _by_name(self, wanted: str) -> Channel | None:
        wanted = wanted.removeprefix("#")
        return next((c for c in self.workspace.channels.values() if c.name == wanted and c.kind != "im"), None)

    def _visible(self, channel: Channel) -> bool:
        return channel.team is self.team or channel.shared

    def writable(self, name: str = "channel") -> Channel:
        """Return a channel to post to; a user's id means the DM with them.

        Raises Refusal: `channel_not_found`, `not_in_channel`, `is_archived`.
        """
        wanted = self.call[name]
        person = self.workspace.people.get(wanted)
        if person and person.team is self.team and not person.is_bot:
            return self.workspace.dm_with(person)
        channel = self.channel(name)
        if channel.archived:
            raise Refusal("is_archived")
        if not channel.has_bot and not self._may_post_publicly(channel):
            raise Refusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        return channel

    def _may_post_publicly(self, channel: Channel) -> bool:
        return channel.kind == "channel" and "chat:write.public" in self.workspace.held_scopes

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return a message. Raises Refusal: `message_not_found`."""
        message = channel.messages.get(self.call[name])
        if message is None:
            raise Refusal("message_not_found")
        return message

    def thread_ts(self, channel: Channel, error: str = "thread_not_found") -> str | None:
        """Return the root that `thread_ts` names, None when absent. Raises Refusal(`error`)."""
        wanted = self.call["thread_ts"]
        if not wanted:
            return None
        message = channel.messages.get(wanted)
        if message is None:
            raise Refusal(error)
        return message.root
