"""`model.effect` → Discord's calls, without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from botbridge.model.effect import Edit, Post, ShowTasks
from botbridge.model.ids import MessageRef
from botbridge_discord import address, buttons, tasks, text, widgets
from botbridge_discord.calls import Call, Place, Upload

JSON = dict[str, Any]

_MOST_MENTIONS: Final = 100  # [docs] users in allowed_mentions
_NOBODY: Final[JSON] = {"parse": []}


def post(effect: Post, place: Place, said: str, files: Sequence[Upload], *, replies: bool) -> Call:
    """A new message. Its nonce lets Discord recognise it when it is posted again."""
    shown = _hanging(effect, replies=replies)
    return _create(place, said, files, address.nonce(effect.message.id, effect.part), shown)


def _hanging(effect: Post | Edit, *, replies: bool) -> list[JSON]:
    """What hangs under a message; while it grows a way to stop it, whichever part of it this is."""
    if effect.last or effect.message.streaming:
        return buttons.hanging(effect.message, effect.thread, replies=replies)
    return []


def without_buttons(call: Call) -> Call:
    """The same message with nothing to press."""
    return call._replace(body={**(call.body or {}), "components": []})


def task_list(effect: ShowTasks, place: Place) -> Call:
    """A list of tasks, or what has become of it."""
    shown = {
        "components": tasks.box(effect.list, effect.thread),
        "allowed_mentions": _NOBODY,
        "flags": tasks.COMPONENTS,
    }
    if effect.ref is not None:
        return Call("edit_message", "PATCH", _path(effect.ref), shown, address.channel(effect.ref))
    nonce, flags = address.nonce(effect.list.id, 0), tasks.COMPONENTS | widgets.SILENT
    body = {**shown, "flags": flags, "nonce": nonce, "enforce_nonce": True}
    return Call("create_message", "POST", f"/channels/{place.channel}/messages", body, place.channel)


def instead_of_tasks(effect: Edit) -> Call:
    """The text of an edit for a message that is a list of tasks, and can show components only."""
    body = {"components": tasks.plain(effect.text), "allowed_mentions": _NOBODY}
    return Call("edit_message", "PATCH", _path(effect.ref), body, address.channel(effect.ref))


def keep_files(ref: MessageRef, kept: Iterable[str]) -> Call:
    """A message that keeps only these of its files."""
    body = {"attachments": [{"id": one} for one in kept]}
    return Call("edit_message", "PATCH", _path(ref), body, address.channel(ref))


def more(place: Place, said: str, files: Sequence[Upload], nonce: str) -> Call:
    """A message of the adapter's own: what did not fit into another, or a note."""
    return _create(Place(place.channel), said, files, nonce, [])


def ping(place: Place, who: Sequence[str], nonce: str) -> Call:
    """A line that notifies those whom an edit only named."""
    call = _create(Place(place.channel), "-# " + " ".join(f"<@{one}>" for one in who), (), nonce, [])
    return call._replace(body={**(call.body or {}), "allowed_mentions": {"parse": [], "users": list(who)}})


def _create(place: Place, said: str, files: Sequence[Upload], nonce: str, components: list[JSON]) -> Call:
    body: JSON = {
        "content": text.dialect(said),
        "allowed_mentions": _allowed(said),
        "nonce": nonce,
        "enforce_nonce": True,
        "flags": widgets.NO_PREVIEWS,
    }
    if components:
        body["components"] = components
    if files:
        body["attachments"] = _described(files)
    if place.reply_to:
        # A question that was deleted meanwhile is answered all the same.
        body["message_reference"] = {"message_id": place.reply_to, "fail_if_not_exists": False}
    return Call("create_message", "POST", f"/channels/{place.channel}/messages", body, place.channel, files)


def edit(effect: Edit, said: str, files: Sequence[Upload], kept: Iterable[str], *, replies: bool) -> Call:
    """New words for a message; with new `files`, the ids of those that are to stay are `kept`."""
    shown = _hanging(effect, replies=replies)
    body: JSON = {"content": text.dialect(said), "allowed_mentions": _allowed(said), "components": shown}
    if files:
        body["attachments"] = [*({"id": one} for one in kept), *_described(files)]
    return Call("edit_message", "PATCH", _path(effect.ref), body, address.channel(effect.ref), files)


def delete(ref: MessageRef) -> Call:
    """A message taken away."""
    return Call("delete_message", "DELETE", _path(ref), channel=address.channel(ref))


def read(ref: MessageRef) -> Call:
    """A message as it is now."""
    return Call("get_message", "GET", _path(ref), channel=address.channel(ref))


def typing(channel_id: str) -> Call:
    """That the bot is typing, for ten seconds."""
    return Call("typing", "POST", f"/channels/{channel_id}/typing", channel=channel_id)


def open_thread(parent_id: str, message_id: str, title: str) -> Call:
    """A thread on a message."""
    path = f"/channels/{parent_id}/messages/{message_id}/threads"
    return Call("start_thread", "POST", path, {"name": title}, parent_id)


def unarchive(channel_id: str) -> Call:
    """A thread that is open again, so that what stands in it can be edited."""
    return Call("edit_channel", "PATCH", f"/channels/{channel_id}", {"archived": False}, channel_id)


def callback(interaction_id: str, token: str, body: JSON) -> Call:
    """The first answer to an interaction."""
    path = f"/interactions/{interaction_id}/{quote(token, safe='')}/callback"
    return Call("interaction_callback", "POST", path, body)


def edit_original(application_id: str, token: str, said: str) -> Call:
    """What a deferred answer shows in the end."""
    path = f"/webhooks/{application_id}/{quote(token, safe='')}/messages/@original"
    return Call("edit_original", "PATCH", path, {"content": text.dialect(said), "allowed_mentions": _NOBODY})


def follow_up(application_id: str, token: str, body: Mapping[str, Any]) -> Call:
    """One more answer to an interaction."""
    return Call("follow_up", "POST", f"/webhooks/{application_id}/{quote(token, safe='')}", dict(body))


def _allowed(said: str) -> JSON:
    """Nobody is pinged but those whom the app named on purpose, nor whoever is replied to."""
    wanted = text.mentioned(said)[:_MOST_MENTIONS]
    return {"parse": [], "replied_user": False, **({"users": wanted} if wanted else {})}


def _described(files: Sequence[Upload]) -> list[JSON]:
    return [
        {"id": str(number), "filename": file.name, **({"description": file.description} if file.description else {})}
        for number, file in enumerate(files)
    ]


def _path(ref: MessageRef) -> str:
    return f"/channels/{address.channel(ref)}/messages/{address.message_id(ref)}"
