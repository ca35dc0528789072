"""The floor of Teams: a bare botbuilder bot that answers each message; nothing is stored.

`python -m benchmarks.teams_floor PORT`: the SDK's own adapter for aiohttp, which checks the same tokens. Its own
token is given by hand: the library that it asks takes no authority without TLS.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

APP_ID = os.environ["TEAMS_APP_ID"]


class Configuration:
    """What the SDK reads of its settings."""

    APP_ID = APP_ID
    APP_PASSWORD = os.environ["TEAMS_APP_PASSWORD"]
    TO_CHANNEL_FROM_BOT_LOGIN_URL = f"{os.environ['TEAMS_LOGIN_URL']}/botframework.com"
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    OAUTH_URL = "https://api.botframework.com"


class Credentials(AppCredentials):
    def get_access_token(self, force_refresh: bool = False) -> str:
        return "bench"


class Factory(ServiceClientCredentialsFactory):
    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP_ID

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, app_id: str, *_more: Any, **_named: Any) -> AppCredentials:
        return Credentials(app_id)


class Bot(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"echo: {turn_context.activity.text}")


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


if __name__ == "__main__":
    authentication = ConfigurationBotFrameworkAuthentication(Configuration, credentials_factory=Factory())
    adapter, bot = CloudAdapter(authentication), Bot()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot) or web.Response()

    application = web.Application()
    application.router.add_post("/api/messages", messages)
    application.router.add_get("/health", _health)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
