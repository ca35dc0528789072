"""The events that Slack sends to an app, as plain JSON."""

from __future__ import annotations

import copy
import secrets
import uuid
from typing import TYPE_CHECKING, Any, Final

from botbridge.testing.slack.typed import escaped, rich_text

if TYPE_CHECKING:
    from botbridge.testing.slack.channels import Channel
    from botbridge.testing.slack.message import Message
    from botbridge.testing.slack.people import Team

JSON = dict[str, Any]

# Subscription -> scopes, any of which is enough ([docs] each event's page). An empty set: no scope needed.
SUBSCRIPTIONS: Final[dict[str, frozenset[str]]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "app_home_opened": frozenset(),
    "app_context_changed": frozenset({"assistant:write"}),
    "assistant_thread_started": frozenset({"assistant:write"}),
    "assistant_thread_context_changed": frozenset({"assistant:write"}),
    "agent_session_stopped": frozenset({"chat:write"}),
    "agent_session_title_changed": frozenset({"chat:write"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "file_shared": frozenset({"files:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_left": frozenset({"channels:read"}),
    "group_left": frozenset({"groups:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "app_uninstalled": frozenset(),
    "tokens_revoked": frozenset(),
}


def new_id(prefix: str) -> str:
    """Return a fresh id in Slack's form."""
    return prefix + secrets.token_hex(5).upper()


def envelope(team: Team, event: JSON, now: float, *, token: str, shared: bool = False) -> JSON:
    """Wrap an event as the Events API and Socket Mode deliver it; every call makes a new `event_id`."""
    return {
        "token": token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(now),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_urlsafe(16)}",
    }


def user_message(team: Team, user: str, text: str) -> JSON:
    """Return the body of a message that a person types."""
    section = {"type": "rich_text_section", "elements": rich_text(text)}
    return {
        "type": "message",
        "user": user,
        "client_msg_id": str(uuid.uuid4()),
        "text": escaped(text),
        "team": team.id,
        "blocks": [{"type": "rich_text", "block_id": new_id("b"), "elements": [section]}],
    }


def message(posted: Message) -> JSON:
    """Return the `message` event of a posted message."""
    channel = posted.channel
    return {
        **copy.deepcopy(posted.raw),
        "channel": channel.id,
        "event_ts": posted.ts,
        "channel_type": channel.kind,
    }


def app_mention(posted: Message) -> JSON:
    """Return the `app_mention` event that accompanies a message with the bot's name in it."""
    event = message(posted)
    event.pop("channel_type")
    event.pop("subtype", None)
    return {**event, "type": "app_mention"}


def message_changed(posted: Message, previous: JSON, ts: str) -> JSON:
    """Return the event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": copy.deepcopy(posted.raw),
        "previous_message": previous,
        "channel": posted.channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": posted.channel.kind,
    }


def message_deleted(posted: Message, ts: str) -> JSON:
    """Return the event of a deletion."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": copy.deepcopy(posted.raw),
        "deleted_ts": posted.ts,
        "channel": posted.channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": posted.channel.kind,
    }


def reaction(kind: str, posted: Message, user: str, name: str, ts: str) -> JSON:
    """Return `reaction_added` or `reaction_removed`."""
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": posted.channel.id, "ts": posted.ts},
        "item_user": posted.user,
        "event_ts": ts,
    }


def member_joined(channel: Channel, user: str, ts: str) -> JSON:
    """Return `member_joined_channel`."""
    return {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": channel.team.id,
        "event_ts": ts,
    }
