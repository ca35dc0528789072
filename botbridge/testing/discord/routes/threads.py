"""Threads: on a message, without one, as a forum post; joining and leaving."""

from __future__ import annotations

from typing import Any, Final

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import drafts, limits
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.refusal import Problems, Refusal
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.route import NO_CONTENT, Answer, Route
from botbridge.testing.discord.world import THREAD_STARTER

JSON = dict[str, Any]


def _checked(desk: Desk) -> tuple[str, int]:
    """The name and archive time that a new thread shall have. Raises Refusal."""
    body, problems = desk.body, Problems()
    if problems.required("name", body.get("name")):
        problems.length("name", body["name"], limits.CHANNEL_NAME, 1)
    minutes = body.get("auto_archive_duration") or 1_440
    if minutes not in limits.ARCHIVE_MINUTES:
        problems.add("auto_archive_duration", "BASE_TYPE_CHOICES", f"Must be one of {limits.ARCHIVE_MINUTES}.")
    problems.check()
    return body["name"], minutes


def _require_room(channel: Channel) -> None:
    if channel.guild and len(channel.guild.threads) >= limits.ACTIVE_THREADS:
        raise Refusal(160006)


def start_on_message(desk: Desk) -> Answer:
    """Open the thread of a message: it has the message's id."""
    channel = desk.channel
    if channel.type not in (kinds.TEXT, kinds.ANNOUNCEMENT):
        raise Refusal(50024)
    desk.require("CREATE_PUBLIC_THREADS", channel)
    message = desk.message
    name, minutes = _checked(desk)
    if message.id in desk.world.channels:
        raise Refusal(160004)
    _require_room(channel)
    kind = kinds.THREAD_OF[channel.type]
    thread = desk.world.start_thread(channel, desk.world.bot, name, kind=kind, thread_id=message.id, minutes=minutes)
    author = desk.world.people.get(message.author_id, desk.world.bot)
    told = {"message_reference": {"type": 0, "channel_id": channel.id, "message_id": message.id}}
    desk.world.post(thread, author, {}, kind=THREAD_STARTER, more=told)
    desk.world.add_to_thread(thread, author)
    return 201, thread.as_discord(desk.world.bot.id)


def start_without(desk: Desk) -> Answer:
    """Open a thread without a message, or a forum post with its first message."""
    channel = desk.channel
    if channel.type == kinds.FORUM:
        return _start_post(desk, channel)
    if channel.type not in (kinds.TEXT, kinds.ANNOUNCEMENT):
        raise Refusal(50024)
    kind = desk.body.get("type") or kinds.PRIVATE_THREAD
    desk.require("CREATE_PRIVATE_THREADS" if kind == kinds.PRIVATE_THREAD else "CREATE_PUBLIC_THREADS", channel)
    name, minutes = _checked(desk)
    _require_room(channel)
    thread = desk.world.start_thread(channel, desk.world.bot, name, kind=kind, minutes=minutes)
    return 201, thread.as_discord(desk.world.bot.id)


def _start_post(desk: Desk, channel: Channel) -> Answer:
    desk.require("SEND_MESSAGES", channel)
    name, minutes = _checked(desk)
    draft: JSON = drafts.check_new(desk.body.get("message") or {}, desk.call.files)
    thread = desk.world.start_thread(channel, desk.world.bot, name, kind=kinds.PUBLIC_THREAD, minutes=minutes)
    # The first message of a post has the post's id.
    message = desk.world.post(thread, desk.world.bot, draft, desk.call.files, more={"id": thread.id})
    return 201, {**thread.as_discord(desk.world.bot.id), "message": desk.shown(message)}


def join(desk: Desk) -> Answer:
    """Join a thread."""
    thread = desk.channel
    if thread.archived:
        raise Refusal(50083)
    desk.world.add_to_thread(thread, desk.world.bot)
    return NO_CONTENT


def leave(desk: Desk) -> Answer:
    """Leave a thread."""
    thread = desk.channel
    if thread.thread:
        thread.thread.members.discard(desk.world.bot.id)
    return NO_CONTENT


ROUTES: Final = (
    Route("start_thread", "POST", "/channels/{channel_id}/messages/{message_id}/threads", start_on_message),
    Route("start_thread_without_message", "POST", "/channels/{channel_id}/threads", start_without),
    Route("join_thread", "PUT", "/channels/{channel_id}/thread-members/@me", join),
    Route("leave_thread", "DELETE", "/channels/{channel_id}/thread-members/@me", leave),
)
