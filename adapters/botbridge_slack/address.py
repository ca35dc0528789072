"""Conversations and messages ↔ Slack's ids: (team, channel) or (team, channel, thread), (team, channel, ts)."""

from __future__ import annotations

from botbridge.model.ids import MessageRef, ThreadKey

PLATFORM = "slack"


def thread_key(team: str, channel: str, thread_ts: str = "") -> ThreadKey:
    """The conversation of a thread, or of a whole DM where `thread_ts` is empty."""
    return ThreadKey(PLATFORM, (team, channel, thread_ts) if thread_ts else (team, channel))


def team(key: ThreadKey | MessageRef) -> str:
    """The workspace, or the organisation where the app is installed for all of it."""
    return key.parts[0]


def channel(key: ThreadKey | MessageRef) -> str:
    """The channel or DM."""
    return key.parts[1]


def thread_ts(key: ThreadKey) -> str:
    """The `ts` of the thread's root; empty for a flat DM."""
    return key.parts[2] if len(key.parts) > 2 else ""


def message_ref(team_id: str, channel_id: str, ts: str) -> MessageRef:
    """One message."""
    return MessageRef(PLATFORM, (team_id, channel_id, ts))


def ts(ref: MessageRef) -> str:
    """The message's `ts`, its id within the channel."""
    return ref.parts[2]


def event_key(*parts: str) -> str:
    """What makes an event one: `slack:team:channel:ts` for a message, exact for any characters."""
    return str(MessageRef(PLATFORM, parts))


def is_dm(channel_id: str, channel_type: str = "") -> bool:
    """Whether this is a DM between the bot and one person; `channel_type` is the event's, where it has one."""
    return channel_type == "im" if channel_type else channel_id.startswith("D")
