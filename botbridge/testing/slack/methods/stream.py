"""chat.startStream, appendStream, stopStream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_message
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.methods.chat import author, metadata
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.streams import Stream, check_chunks
from botbridge.testing.slack.views import with_ids

JSON = dict[str, Any]


def start(desk: Desk) -> JSON:
    """chat.startStream."""
    channel = desk.writable()
    _check_recipient(desk, channel)
    mode = desk.call["task_display_mode"]
    if mode not in ("", "timeline", "plan"):
        raise Refusal("invalid_arguments", ["[ERROR] must be one of timeline, plan: task_display_mode"])
    thread_ts = desk.thread_ts(channel)
    chunks = _chunks(desk)
    stream = Stream(desk.workspace.clock.now, desk.workspace.limits_of_next_stream(), plan=mode == "plan")
    stream.gather(chunks, "msg_blocks_too_long")
    said = {**author(desk), **_shown(stream), "streaming_state": "in_progress"}
    said |= {"thread_ts": thread_ts} if thread_ts else {}
    message = desk.workspace.post(channel, said, stream=stream)
    return {"channel": channel.id, "ts": message.ts}


def _check_recipient(desk: Desk, channel: Channel) -> None:
    user, team = desk.call["recipient_user_id"], desk.call["recipient_team_id"]
    if channel.kind != "im" and not user:
        raise Refusal("missing_recipient_user_id")
    if channel.kind != "im" and not team:
        raise Refusal("missing_recipient_team_id")
    if user and user not in desk.workspace.people:
        raise Refusal("user_not_found")
    if team and team not in desk.workspace.teams:
        raise Refusal("team_not_found")


def append(desk: Desk) -> JSON:
    """chat.appendStream: only new text, never what was said before."""
    message, stream = _streaming(desk)
    chunks = _chunks(desk)
    if not chunks:
        raise Refusal("no_text")
    stream.gather(chunks, "msg_blocks_too_long")
    stream.appends += 1
    _show(desk, message, stream, event=False)
    return {"channel": message.channel.id, "ts": message.ts}


def stop(desk: Desk) -> JSON:
    """chat.stopStream: the last text, then the final blocks."""
    message, stream = _streaming(desk, stopping=True)
    blocks = _final_blocks(desk)
    extra = metadata(desk)
    stream.gather(_chunks(desk), "msg_too_long")
    if not (stream.parts or blocks):
        raise Refusal("no_text")
    stream.parts += blocks
    stream.stopped = True
    _show(desk, message, stream, event=True, streaming_state="completed", **extra)
    _leave_processing(desk, message)
    return {"channel": message.channel.id, "ts": message.ts, "message": message.raw}


def _streaming(desk: Desk, *, stopping: bool = False) -> tuple[Message, Stream]:
    channel = desk.channel(member=True)
    message = desk.message(channel)
    if not message.by_app:
        raise Refusal("message_not_owned_by_app")
    if message.stream is None:
        raise Refusal("message_not_in_streaming_state")
    stopped_by_user = message.stream.stopped_by_user and not message.stream.stopped
    if not (stopping and stopped_by_user):
        message.stream.require_alive()
    return message, message.stream


def _chunks(desk: Desk) -> list[JSON]:
    markdown = desk.call["markdown_text"]
    if len(markdown) > limits.MARKDOWN_TEXT:
        raise Refusal("msg_too_long")
    first = [{"type": "markdown_text", "text": markdown}] if markdown else []
    return first + check_chunks(desk.call.data("chunks", "invalid_chunks") or [])


def _final_blocks(desk: Desk) -> list[JSON]:
    blocks = desk.call.data("blocks", "invalid_blocks_format") or []
    if isinstance(blocks, list) and len(blocks) > limits.MESSAGE_BLOCKS:
        raise Refusal("msg_blocks_too_many")
    check_message(blocks)
    return with_ids(blocks)


def _shown(stream: Stream) -> JSON:
    blocks = stream.blocks()
    return {"text": "", "blocks": blocks} if blocks else {"text": ""}


def _show(desk: Desk, message: Message, stream: Stream, *, event: bool, **more: Any) -> None:
    desk.workspace.change(message, event=event, **_shown(stream), **more)
    desk.workspace.note_pings(message)


def _leave_processing(desk: Desk, message: Message) -> None:
    session = desk.workspace.sessions.get((message.channel.id, message.root))
    if session and session.status == "processing":
        session.status = "active"


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "chat.startStream": start,
    "chat.appendStream": append,
    "chat.stopStream": stop,
}
