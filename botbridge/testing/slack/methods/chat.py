"""chat.postMessage, update, delete, postEphemeral, getPermalink."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_message
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.views import with_ids

JSON = dict[str, Any]


def content(desk: Desk, text_limit: int) -> JSON:
    """Return what a message shall say: `text`, `blocks`, `attachments`, those that were given.

    Raises Refusal: `markdown_text_conflict`, `no_text`, `msg_too_long`, `invalid_blocks` and their kin.
    """
    call = desk.call
    markdown, text = call["markdown_text"], call["text"]
    blocks, attachments = call.data("blocks", "invalid_blocks_format"), call.data("attachments")
    if markdown and (text or blocks):
        raise Refusal("markdown_text_conflict")
    if not (markdown.strip() or text.strip() or blocks or attachments):
        raise Refusal("no_text")
    if len(markdown) > limits.MARKDOWN_TEXT or len(text) > text_limit:
        raise Refusal("msg_too_long")
    return _said(markdown, text, blocks, attachments)


def _said(markdown: str, text: str, blocks: Any, attachments: Any) -> JSON:
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    said: JSON = {"text": text}
    if blocks is not None:
        check_message(blocks)
        said["blocks"] = with_ids(blocks) or None
    if attachments is not None:
        said["attachments"] = _attachments(attachments)
    return said


def _attachments(value: Any) -> list[JSON]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refusal("invalid_attachments")
    if len(value) > limits.ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for attachment in value:
        if attachment.get("blocks"):
            check_message(attachment["blocks"])
    return value


def metadata(desk: Desk) -> JSON:
    """Return `{"metadata": …}` if any was given.

    Raises Refusal: `invalid_metadata_format`, `invalid_metadata_schema`, `metadata_too_large`.
    """
    value = desk.call.data("metadata", "invalid_metadata_format")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal("invalid_metadata_format")
    if value and not (isinstance(value.get("event_type"), str) and isinstance(value.get("event_payload"), dict)):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(value)) > limits.METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return {"metadata": value or None}


def author(desk: Desk) -> JSON:
    """Return who a message is from. A name or icon of its own needs `chat:write.customize`."""
    team, call = desk.team, desk.call
    custom = {name: call[name] for name in ("username", "icon_emoji", "icon_url") if call[name]}
    who: JSON = {
        "type": "message",
        "user": team.bot_user_id,
        "bot_id": team.bot_id,
        "app_id": team.app_id,
        "team": team.id,
        "bot_profile": team.bot_profile(),
    }
    if not custom:
        return who
    desk.require_scope("chat:write.customize")
    icons = {name.removeprefix("icon_"): custom[name] for name in custom if name != "username"}
    named = {"username": custom["username"]} if "username" in custom else {}
    return {**who, "subtype": "bot_message", **named, "icons": icons}


def links_names(desk: Desk) -> bool:
    """Return whether bare `@channel` counts."""
    return desk.call.flag("link_names") or desk.call["parse"] == "full"


def post_message(desk: Desk) -> JSON:
    """chat.postMessage."""
    channel = desk.writable()
    text = desk.call["text"]
    if len(text) > limits.POST_TEXT:
        desk.call.arguments["text"] = text[: limits.POST_TEXT]
    said = {**author(desk), **_given(content(desk, limits.POST_TEXT)), **_given(metadata(desk))}
    if thread_ts := desk.thread_ts(channel):
        said["thread_ts"] = thread_ts
    message = desk.workspace.post(channel, said, link_names=links_names(desk))
    warning = {"warning": "message_truncated"} if len(text) > limits.POST_TEXT else {}
    return {"channel": channel.id, "ts": message.ts, "message": message.raw, **warning}


def _given(fields: JSON) -> JSON:
    return {name: value for name, value in fields.items() if value is not None}


def update(desk: Desk) -> JSON:
    """chat.update. What is not given stays: text beside old blocks is not seen."""
    channel = desk.channel(member=True)
    message = own(desk, channel, "cant_update_message")
    if message.streaming:
        raise Refusal("streaming_state_conflict")
    fields = {**content(desk, limits.UPDATE_TEXT), **metadata(desk)}
    if desk.call["markdown_text"] == "" and not desk.call["text"]:
        fields.pop("text")
    stamp = {"user": desk.team.bot_user_id, "ts": desk.workspace.clock.timestamp()}
    desk.workspace.change(message, **fields, edited=stamp)
    desk.workspace.note_pings(message, link_names=links_names(desk))
    return {"channel": channel.id, "ts": message.ts, "text": message.raw["text"], "message": message.raw}


def own(desk: Desk, channel: Channel, error: str) -> Message:
    """Return the app's own message `ts`. Raises Refusal: `message_not_found`, `error`."""
    message = desk.message(channel)
    if not message.by_app:
        raise Refusal(error)
    return message


def delete(desk: Desk) -> JSON:
    """chat.delete."""
    channel = desk.channel(member=True)
    message = own(desk, channel, "cant_delete_message")
    desk.workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(desk: Desk) -> JSON:
    """chat.postEphemeral: shown to one member, in no history."""
    channel = desk.writable()
    if desk.call["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    said = {**author(desk), **_given(content(desk, limits.UPDATE_TEXT))}
    if thread_ts := desk.thread_ts(channel):
        said["thread_ts"] = thread_ts
    workspace = desk.workspace
    said["ts"] = workspace.clock.timestamp()
    message = Message(workspace, channel, said, ephemeral_to=desk.call["user"])
    message.versions.append(message.text)
    workspace.ephemerals.append(message)
    workspace.note_pings(message, link_names=links_names(desk))
    workspace.tell("posted", message)
    return {"message_ts": message.ts}


def get_permalink(desk: Desk) -> JSON:
    """chat.getPermalink."""
    channel = desk.channel()
    message = desk.message(channel, "message_ts")
    link = f"https://{desk.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    in_thread = f"?thread_ts={message.root}&cid={channel.id}" if message.root != message.ts else ""
    return {"channel": channel.id, "permalink": link + in_thread}


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
