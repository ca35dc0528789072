"""Who the app is, where the gateway is, who people are."""

from __future__ import annotations

from typing import Final

from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.route import Answer, Route


def gateway(desk: Desk) -> Answer:
    """Where to connect."""
    return 200, {"url": desk.gateway["url"]}


def gateway_bot(desk: Desk) -> Answer:
    """Where to connect, in how many shards, and how many sessions are left today."""
    return 200, desk.gateway


def me(desk: Desk) -> Answer:
    """The app's own account."""
    return 200, {**desk.world.bot.as_discord(), "mfa_enabled": True, "verified": True, "email": None, "locale": "en-US"}


def user(desk: Desk) -> Answer:
    """Somebody's account."""
    return 200, desk.person(desk.param("user_id")).as_discord()


def open_dm(desk: Desk) -> Answer:
    """The direct message channel with somebody; nobody writes to themselves or to bots."""
    person = desk.person(str(desk.body.get("recipient_id")))
    if person.is_bot:
        raise Refusal(50007)
    return 200, desk.world.dm_with(person).as_discord()


def guild(desk: Desk) -> Answer:
    """A guild that the app is in."""
    return 200, desk.guild.as_create(desk.world.bot.id)


def guild_channels(desk: Desk) -> Answer:
    """A guild's channels without its threads."""
    return 200, [one.as_discord() for one in desk.guild.channels.values() if not one.is_thread]


def active_threads(desk: Desk) -> Answer:
    """A guild's threads that are not archived."""
    bot = desk.world.bot.id
    threads = [one for one in desk.guild.threads if desk.world.sees(one)]
    joined = [one.member(bot) for one in threads if one.thread and bot in one.thread.members]
    return 200, {"threads": [one.as_discord(bot) for one in threads], "members": joined}


def member(desk: Desk) -> Answer:
    """Somebody in a guild."""
    person = desk.person(desk.param("user_id"))
    if person.id not in desk.guild.members:
        raise Refusal(10013)
    return 200, desk.guild.members[person.id].as_discord()


ROUTES: Final = (
    Route("get_gateway", "GET", "/gateway", gateway, is_open=True),
    Route("get_bot_gateway", "GET", "/gateway/bot", gateway_bot),
    Route("get_me", "GET", "/users/@me", me),
    Route("open_dm", "POST", "/users/@me/channels", open_dm),
    Route("get_user", "GET", "/users/{user_id}", user),
    Route("get_guild", "GET", "/guilds/{guild_id}", guild),
    Route("get_guild_channels", "GET", "/guilds/{guild_id}/channels", guild_channels),
    Route("get_active_threads", "GET", "/guilds/{guild_id}/threads/active", active_threads),
    Route("get_member", "GET", "/guilds/{guild_id}/members/{user_id}", member),
)
