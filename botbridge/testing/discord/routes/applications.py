"""The application and its commands."""

from __future__ import annotations

from typing import Any, Final

from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.route import NO_CONTENT, Answer, Route

# [docs] application flags: privileged intents that are switched on for an app in fewer than 100 guilds.
CONTENT_LIMITED: Final = 1 << 19


def application(desk: Desk) -> Answer:
    """The application behind the token."""
    world = desk.world
    about: dict[str, Any] = {
        "id": world.application_id,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": world.bot.as_discord(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "summary": "",
        "verify_key": "0" * 64,
        "flags": CONTENT_LIMITED if world.content_intent else 0,
        "team": None,
        "owner": world.bot.as_discord(),
        "interactions_endpoint_url": world.interactions_url or None,
        "install_params": None,
        "integration_types_config": {"0": {}},
        "approximate_guild_count": len(world.guilds),
    }
    return 200, about


def _scope(desk: Desk) -> str:
    if desk.param("application_id") != desk.world.application_id:
        raise Refusal(50001)
    return desk.call.params.get("guild_id", "")


def commands(desk: Desk) -> Answer:
    """The commands that are registered."""
    return 200, desk.commands.listed(_scope(desk))


def put_command(desk: Desk) -> Answer:
    """Register one, replacing one of the same name."""
    command, is_new = desk.commands.put(desk.body, _scope(desk))
    return (201 if is_new else 200), command


def replace_commands(desk: Desk) -> Answer:
    """Register these and no others."""
    return 200, desk.commands.replace(desk.call.body, _scope(desk))


def delete_command(desk: Desk) -> Answer:
    """Take one away."""
    desk.commands.delete(desk.param("command_id"), _scope(desk))
    return NO_CONTENT


_GLOBAL: Final = "/applications/{application_id}/commands"
_GUILD: Final = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES: Final = (
    Route("get_application", "GET", "/applications/@me", application),
    Route("get_application", "GET", "/oauth2/applications/@me", application),
    *(
        route
        for path in (_GLOBAL, _GUILD)
        for route in (
            Route("get_commands", "GET", path, commands),
            Route("put_command", "POST", path, put_command),
            Route("replace_commands", "PUT", path, replace_commands),
            Route("delete_command", "DELETE", f"{path}/{{command_id}}", delete_command),
        )
    ),
)
