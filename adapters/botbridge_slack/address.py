"""Conversations, messages and files ↔ Slack's ids.

A conversation is (team, channel) or (team, channel, thread); a message (ts, team, channel), a file (id, team): what
tells them apart comes first, so that an index of them is found in from its beginning.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from botbridge.model.ids import MessageRef, ThreadKey

PLATFORM = "slack"
_SHARED = "slack-shared:"


def thread_key(team: str, channel: str, thread_ts: str = "") -> ThreadKey:
    """The conversation of a thread, or of a whole DM where `thread_ts` is empty."""
    return ThreadKey(PLATFORM, (team, channel, thread_ts) if thread_ts else (team, channel))


def team(key: ThreadKey) -> str:
    """The workspace, or the organisation where the app is installed for all of it."""
    return key.parts[0]


def channel(key: ThreadKey) -> str:
    """The channel or DM."""
    return key.parts[1]


def thread_ts(key: ThreadKey) -> str:
    """The `ts` of the thread's root; empty for a flat DM."""
    return key.parts[2] if len(key.parts) > 2 else ""


def message_ref(team_id: str, channel_id: str, ts: str) -> MessageRef:
    """One message."""
    return MessageRef(PLATFORM, (ts, team_id, channel_id))


def message_place(ref: MessageRef) -> tuple[str, str]:
    """The channel of a message, and its `ts`, its id in there."""
    return ref.parts[2], ref.parts[0]


def file_ref(team_id: str, file_id: str) -> MessageRef:
    """One file, which may be shared in many places."""
    return MessageRef(PLATFORM, (file_id, team_id))


def file_id(ref: MessageRef) -> str | None:
    """The id of a file; None if this is a message."""
    return ref.parts[0] if len(ref.parts) == 2 else None


def mark(key: ThreadKey, number: int) -> str:
    """What our blocks are called, so that a click in them tells its conversation; `number` keeps them apart."""
    return f"{number}:{key}"


def marked(block_id: str) -> ThreadKey | None:
    """The conversation of a click in a block of ours; None for any other block."""
    number, _, key = block_id.partition(":")
    return conversation(key) if number.isdigit() else None


def conversation(text: str) -> ThreadKey | None:
    """The conversation that was written down; None for anything else."""
    key = ThreadKey.parse(text) if text else None
    return key if key is not None and key.platform == PLATFORM and len(key.parts) in (2, 3) else None


def event_key(moment: str, *place: str) -> str:
    """What makes an event one: `slack:ts:team:channel` for a message, exact for any characters.

    The moment comes first, so that the index of all keys grows at its end.
    """
    return str(MessageRef(PLATFORM, (moment, *place)))


def is_dm(channel_id: str, channel_type: str = "") -> bool:
    """Whether this is a DM between the bot and one person; `channel_type` is the event's, where it has one."""
    return channel_type == "im" if channel_type else channel_id.startswith("D")


def shared_file(channel_id: str, ts: str) -> str:
    """The address of a file of which we know no more than the message that must have shared it."""
    return f"{_SHARED}{quote(channel_id, safe='')}/{quote(ts, safe='')}"


def sharing_message(url: str) -> tuple[str, str] | None:
    """The channel and `ts` in what `shared_file` made; None for every other address."""
    if not url.startswith(_SHARED):
        return None
    channel_id, _, ts_ = url.removeprefix(_SHARED).partition("/")
    return unquote(channel_id), unquote(ts_)
