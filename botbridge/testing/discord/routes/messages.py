"""Messages: create, read, edit, delete, react."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import drafts, limits
from botbridge.testing.discord.attachments import StoredFile
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.clock import moment_of
from botbridge.testing.discord.message import VOICE_MESSAGE, Message
from botbridge.testing.discord.refusal import Refusal, invalid
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.route import NO_CONTENT, Answer, Route
from botbridge.testing.discord.world import REPLY

JSON = dict[str, Any]


def require_voice(desk: Desk, channel: Channel) -> None:
    """Raise Refusal unless the app may write in a channel."""
    if channel.type == kinds.FORUM:
        raise Refusal(50008)
    if channel.recipient is not None and not channel.recipient.takes_dms:
        raise Refusal(50007)
    desk.require("SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES", channel)
    if channel.thread and channel.thread.locked and not desk.world.may("MANAGE_THREADS", channel):
        raise Refusal(160005)


def create_message(desk: Desk) -> Answer:
    """Post a message; one with a nonce that must be unique is posted once."""
    channel, body = desk.channel, desk.body
    require_voice(desk, channel)
    if desk.call.files:
        desk.require("ATTACH_FILES", channel)
    kept = drafts.check_new(body, desk.call.files)
    more, kind = _reference(desk, channel)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce") and (earlier := desk.world.recall(channel, str(nonce))):
        return 200, desk.shown(earlier)
    more |= {"nonce": nonce} if nonce is not None else {}
    message = desk.world.post(channel, desk.world.bot, kept, desk.call.files, kind=kind, more=more)
    if nonce is not None:
        desk.world.remember(str(nonce), message)
    answer = desk.shown(message)
    message.raw.pop("nonce", None)  # it is told once, then never again
    return 200, answer


def _reference(desk: Desk, channel: Channel) -> tuple[JSON, int]:
    """What a reply says of the message that it replies to, and its type."""
    reference = desk.body.get("message_reference")
    if not reference:
        return {}, 0
    desk_may = desk.world.may("READ_MESSAGE_HISTORY", channel)
    if not desk_may:
        raise Refusal(160002)
    target = channel.messages.get(str(reference.get("message_id")))
    if target is None:
        if reference.get("fail_if_not_exists", True):
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return {}, 0
    if target.raw["type"] not in (0, REPLY, 20, 23):
        raise invalid("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    told = {"type": 0, "message_id": target.id, "channel_id": channel.id}
    told |= {"guild_id": channel.guild.id} if channel.guild else {}
    return {"message_reference": told, "referenced_message": target.as_discord()}, REPLY


def get_messages(desk: Desk) -> Answer:
    """A page of a channel's messages, the newest first."""
    channel, query = desk.channel, desk.call.query
    found = [one for one in channel.messages.values() if not one.ephemeral_to]
    if not desk.world.may("READ_MESSAGE_HISTORY", channel):
        return 200, []
    if "before" in query:
        found = [one for one in found if int(one.id) < int(query["before"])]
    if "after" in query:
        found = [one for one in found if int(one.id) > int(query["after"])]
    limit = desk.number("limit", 50, limits.HISTORY)
    page = found[:limit] if "after" in query else found[-limit:]
    return 200, [desk.shown(one) for one in reversed(page)]


def get_message(desk: Desk) -> Answer:
    """One message."""
    desk.require("READ_MESSAGE_HISTORY", desk.channel)
    return 200, desk.shown(desk.message)


def edit_message(desk: Desk) -> Answer:
    """Let a message of the app say something else."""
    message = desk.message
    if not message.by_app:
        raise Refusal(50021 if message.author_id == desk.world.bot.id else 50005)
    _require_changeable(desk, message)
    if desk.call.files:
        desk.require("ATTACH_FILES", message.channel)
    change(desk, message)
    return 200, desk.shown(message)


def _require_changeable(desk: Desk, message: Message) -> None:
    if message.channel.archived:
        raise Refusal(50083)
    if message.raw["flags"] & VOICE_MESSAGE:
        raise Refusal(50162)
    if desk.world.clock.now() - moment_of(message.id) > limits.OLD_MESSAGE_SECONDS:
        message.old_edits += 1
        if message.old_edits > limits.OLD_MESSAGE_EDITS:
            raise Refusal(30046)


def change(desk: Desk, message: Message) -> None:
    """Carry out an edit, of its files too. Raises Refusal."""
    kept = drafts.check_edit(message, desk.body, desk.call.files)
    stored = _stored(desk, message)
    if stored is not None and len(stored) > limits.ATTACHMENTS:
        raise Refusal(30015)
    desk.world.change(message, kept, stored)


def _stored(desk: Desk, message: Message) -> list[StoredFile] | None:
    """The files from now on: those that `attachments` keeps, and the new ones. None: as they are."""
    body = desk.body
    if "attachments" not in body and not desk.call.files:
        return None
    kept = list(message.stored)
    if "attachments" in body:
        told = {str(one.get("id")): one for one in body["attachments"] or []}
        kept = [file for file in message.stored if file.id in told]
        for file in kept:
            file.description = told[file.id].get("description", file.description)
    return [*kept, *desk.world.store(message.channel, desk.call.files, body)]


def delete_message(desk: Desk) -> Answer:
    """Take a message away: one's own, or with a permission anybody's."""
    message = desk.message
    if not message.by_app:
        if message.channel.guild is None:
            raise Refusal(50003, status=403, message="Cannot execute action on a DM channel")
        desk.require("MANAGE_MESSAGES", message.channel)
    desk.world.delete(message)
    return NO_CONTENT


def react(desk: Desk) -> Answer:
    """Add a reaction of the app."""
    message, name = desk.message, unquote(desk.param("emoji"))
    desk.require("READ_MESSAGE_HISTORY", message.channel)
    if message.channel.archived:
        raise Refusal(50083)
    if not name or (name.isascii() and ":" not in name):
        raise Refusal(10014)
    if name not in message.reactions:
        desk.require("ADD_REACTIONS", message.channel)
        if len(message.reactions) >= limits.REACTIONS:
            raise Refusal(30010)
    desk.world.react(message, desk.world.bot, name)
    return NO_CONTENT


def unreact(desk: Desk) -> Answer:
    """Take a reaction of the app back."""
    desk.world.unreact(desk.message, desk.world.bot, unquote(desk.param("emoji")))
    return NO_CONTENT


_MESSAGES: Final = "/channels/{channel_id}/messages"
_MESSAGE: Final = f"{_MESSAGES}/{{message_id}}"
ROUTES: Final = (
    Route("create_message", "POST", _MESSAGES, create_message),
    Route("get_messages", "GET", _MESSAGES, get_messages),
    Route("get_message", "GET", _MESSAGE, get_message),
    Route("edit_message", "PATCH", _MESSAGE, edit_message),
    Route("delete_message", "DELETE", _MESSAGE, delete_message),
    Route("react", "PUT", f"{_MESSAGE}/reactions/{{emoji}}/@me", react),
    Route("unreact", "DELETE", f"{_MESSAGE}/reactions/{{emoji}}/@me", unreact),
)
