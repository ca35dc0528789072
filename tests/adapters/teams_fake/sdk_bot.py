"""A bot as botbuilder alone makes it, in a process of its own: `python sdk_bot.py PORT`, pointed to a fake Teams.

Its SDK reads keys synchronously, and its token library takes no authority without TLS, so the token comes by hand.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import urllib.request
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, InvokeResponse, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

LOGIN = os.environ["TEAMS_LOGIN_URL"]
APP_ID = os.environ["TEAMS_APP_ID"]


class Configuration:
    """What the SDK reads of its settings."""

    APP_ID = APP_ID
    APP_PASSWORD = os.environ["TEAMS_APP_PASSWORD"]
    TO_CHANNEL_FROM_BOT_LOGIN_URL = f"{LOGIN}/botframework.com"
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    OAUTH_URL = "https://api.botframework.com"


@functools.cache
def token() -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": APP_ID,
        "client_secret": Configuration.APP_PASSWORD,
        "scope": "https://api.botframework.com/.default",
    }
    url = f"{LOGIN}/botframework.com/oauth2/v2.0/token"
    with urllib.request.urlopen(url, urlencode(form).encode()) as answer:
        return str(json.load(answer)["access_token"])


class Credentials(AppCredentials):
    def get_access_token(self, force_refresh: bool = False) -> str:
        return token()


class Factory(ServiceClientCredentialsFactory):
    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP_ID

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, app_id: str, *_more: Any, **_named: Any) -> AppCredentials:
        return Credentials(app_id)


class Bot(ActivityHandler):
    async def on_message_activity(self, context: TurnContext) -> None:
        text = TurnContext.remove_recipient_mention(context.activity).strip()
        if text == "card":
            body = [{"type": "TextBlock", "text": "a card"}]
            action = {"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"n": 1}}
            card = {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [action]}
            await context.send_activity(MessageFactory.attachment(CardFactory.adaptive_card(card)))
        elif text == "edit":
            sent = await context.send_activity("before")
            await context.update_activity(Activity(type=ActivityTypes.message, id=sent.id, text="after"))
        elif text == "delete":
            sent = await context.send_activity("soon gone")
            await context.delete_activity(sent.id)
            await context.send_activity("gone")
        else:
            await context.send_activity(f"echo: {text}")

    async def on_invoke_activity(self, context: TurnContext) -> InvokeResponse:
        await context.send_activity("invoked")
        return InvokeResponse(status=200, body=None)

    async def on_members_added_activity(self, members_added: Any, context: TurnContext) -> None:
        await context.send_activity("welcome")


async def _health(_request: web.Request) -> web.Response:
    return web.Response()


if __name__ == "__main__":
    authentication = ConfigurationBotFrameworkAuthentication(Configuration, credentials_factory=Factory())
    adapter, bot = CloudAdapter(authentication), Bot()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot) or web.Response()

    application = web.Application()
    application.router.add_post("/api/messages", messages)
    application.router.add_get("/health", _health)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
