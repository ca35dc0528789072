"""Channels: reading, renaming, archiving, deleting, typing."""

from __future__ import annotations

from typing import Final

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import limits
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.refusal import Problems, Refusal
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.messages import require_voice
from botbridge.testing.discord.routes.route import NO_CONTENT, Answer, Route


def get_channel(desk: Desk) -> Answer:
    """A channel."""
    return 200, desk.channel.as_discord(desk.world.bot.id)


def edit_channel(desk: Desk) -> Answer:
    """Rename a channel; archive, lock or open a thread."""
    channel, body, problems = desk.channel, desk.body, Problems()
    problems.length("name", body.get("name"), limits.CHANNEL_NAME, 1)
    minutes = body.get("auto_archive_duration")
    if minutes is not None and minutes not in limits.ARCHIVE_MINUTES:
        problems.add("auto_archive_duration", "BASE_TYPE_CHOICES", f"Must be one of {limits.ARCHIVE_MINUTES}.")
    problems.check()
    if channel.type == kinds.DM:
        raise Refusal(50024)
    if channel.thread is not None:
        _edit_thread(desk, channel)
    else:
        desk.require("MANAGE_CHANNELS", channel)
    if body.get("name"):
        desk.world.rename(channel, body["name"])
    return 200, channel.as_discord(desk.world.bot.id)


def _edit_thread(desk: Desk, thread: Channel) -> None:
    state, body, world = thread.thread, desk.body, desk.world
    if state is None:
        return
    moderates = world.may("MANAGE_THREADS", thread)
    only_opens = set(body) <= {"archived"} and body.get("archived") is False
    if state.locked and not moderates and not (only_opens and state.owner_id == world.bot.id):
        raise Refusal(160005)
    is_owner, is_in = state.owner_id == world.bot.id, world.bot.id in state.members
    if not (moderates or is_owner or (only_opens and is_in)) or ("locked" in body and not moderates):
        raise Refusal(50013)
    if state.archived and body.get("archived") is not False:
        raise Refusal(50083)
    if "archived" in body or "locked" in body:
        world.archive(thread, archived=bool(body.get("archived", state.archived)), locked=body.get("locked"))


def delete_channel(desk: Desk) -> Answer:
    """Delete a channel or thread."""
    channel = desk.channel
    desk.require("MANAGE_THREADS" if channel.is_thread else "MANAGE_CHANNELS", channel)
    shown = channel.as_discord(desk.world.bot.id)
    desk.world.delete_channel(channel)
    return 200, shown


def typing(desk: Desk) -> Answer:
    """Show that the app types, for ten seconds."""
    channel = desk.channel
    require_voice(desk, channel)
    desk.world.type_in(channel, desk.world.bot)
    return NO_CONTENT


ROUTES: Final = (
    Route("get_channel", "GET", "/channels/{channel_id}", get_channel),
    Route("edit_channel", "PATCH", "/channels/{channel_id}", edit_channel),
    Route("delete_channel", "DELETE", "/channels/{channel_id}", delete_channel),
    Route("typing", "POST", "/channels/{channel_id}/typing", typing),
)
