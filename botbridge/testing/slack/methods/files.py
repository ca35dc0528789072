"""files.*: the external upload in its two steps, and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_message
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.events import new_id
from botbridge.testing.slack.methods.chat import author
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.stored_files import StoredFile

JSON = dict[str, Any]


def get_upload_url(desk: Desk) -> JSON:
    """files.getUploadURLExternal: where to send the bytes."""
    call = desk.call
    length = call.number("length", 0)
    if length < 1:
        raise Refusal("invalid_arguments", ["[ERROR] must be greater than 0: length"])
    if length > limits.FILE_BYTES:
        raise Refusal("file_upload_size_restricted")
    if call["snippet_type"] and length > limits.SNIPPET_BYTES:
        raise Refusal("snippet_too_large")
    if len(call["alt_txt"]) > limits.ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    file = StoredFile(
        new_id("F"),
        desk.team,
        call["filename"],
        length,
        desk.team.bot_user_id,
        desk.workspace.host,
        alt_text=call["alt_txt"],
        snippet_type=call["snippet_type"],
    )
    key = secrets.token_urlsafe(24)
    desk.workspace.uploads[key] = file
    desk.workspace.files[file.id] = file
    return {"upload_url": f"{desk.workspace.host}/upload/v1/{key}", "file_id": file.id}


def complete_upload(desk: Desk) -> JSON:
    """files.completeUploadExternal: shares what was uploaded; without a channel it stays private."""
    files = _uploaded(desk)
    channels = _channels(desk)
    blocks = desk.call.data("blocks", "invalid_blocks")
    if blocks:
        check_message(blocks)
    thread_ts = desk.thread_ts(channels[0]) if channels else None
    said: JSON = {**author(desk), "text": desk.call["initial_comment"], "upload": True}
    said |= {"blocks": blocks} if blocks and not said["text"] else {}
    said |= {"thread_ts": thread_ts} if thread_ts else {}
    for file in files:
        file.completed = True
        file.channels += [channel.id for channel in channels]
    for channel in channels:
        _share(desk, channel, files, said)
    return {"files": [file.as_slack() for file in files]}


def _uploaded(desk: Desk) -> list[StoredFile]:
    wanted = desk.call.data("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(w, dict) for w in wanted):
        raise Refusal("invalid_arguments", ["[ERROR] must be an array of files [json-pointer:/files]"])
    return [_one(desk, entry) for entry in wanted]


def _one(desk: Desk, entry: JSON) -> StoredFile:
    file = desk.workspace.files.get(str(entry.get("id")))
    if file is None or file.content is None or file.completed or file.team is not desk.team:
        raise Refusal("file_not_found")
    file.title = entry.get("title") or file.title
    return file


def _channels(desk: Desk) -> list[Channel]:
    call = desk.call
    names = [call["channel_id"]] if call["channel_id"] else call.names("channels")
    if len(names) > limits.SHARED_CHANNELS:
        raise Refusal("channels_limit_exceeded")
    channels = []
    for name in names:
        call.arguments["channel_id"] = name
        channels.append(desk.writable("channel_id"))
    return channels


def _share(desk: Desk, channel: Channel, files: list[StoredFile], said: JSON) -> None:
    workspace = desk.workspace
    said = {**said, "subtype": "file_share", "files": [file.as_slack() for file in files]}
    workspace.post(channel, said)
    for file in files:
        workspace.send_file_shared(channel, file)


def _file(desk: Desk) -> StoredFile:
    file = desk.workspace.files.get(desk.call["file"])
    if file is None or not file.completed or file.team is not desk.team:
        raise Refusal("file_not_found")
    if file.deleted:
        raise Refusal("file_deleted")
    return file


def info(desk: Desk) -> JSON:
    """files.info."""
    file = _file(desk)
    shown = {**file.as_slack(), "channels": file.channels, "groups": [], "ims": []}
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(desk: Desk) -> JSON:
    """files.delete: the app's own files only."""
    file = _file(desk)
    if file.user != desk.team.bot_user_id:
        raise Refusal("cant_delete_file")
    file.deleted, file.content = True, None
    for channel_id in file.channels:
        _bury(desk, file, channel_id)
    return {}


def _bury(desk: Desk, file: StoredFile, channel_id: str) -> None:
    """Where the file was shared, a tombstone stays of it."""
    for message in list(desk.workspace.channels[channel_id].messages.values()):
        files = message.raw.get("files", [])
        if any(one["id"] == file.id for one in files):
            left = [file.as_slack() if one["id"] == file.id else one for one in files]
            desk.workspace.change(message, event=False, files=left)


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
}
