"""The floor of Slack: a bare slack-bolt app that answers each mention in its thread; nothing is stored.

Asked for a `button` it answers with one, which counts in its message how often it was pressed.

`python -m benchmarks.slack_floor PORT [--keep-alive]`: as Bolt is by itself, it opens a connection for each call of
the Web API; with the option it keeps them open, as botbridge does.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=_client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


_presses = itertools.count(1)


@app.event("app_mention")
async def answer(event: dict[str, Any], say: Any) -> None:
    words = event["text"].partition("> ")[2]
    shown = _with_button("pressed 0 times") if words == "button" else {"text": f"echo: {words}"}
    await say(**shown, thread_ts=event["ts"])


@app.action("press")
async def press(ack: Any, body: dict[str, Any]) -> None:
    await ack()
    shown = _with_button(f"pressed {next(_presses)} times")
    await _client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], **shown)


def _with_button(text: str) -> dict[str, Any]:
    button = {"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": "Press"}}
    return {"text": text, "blocks": [{"type": "markdown", "text": text}, {"type": "actions", "elements": [button]}]}


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _kept_open(_application: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as _client.session:
        yield


if __name__ == "__main__":
    application = app.web_app("/slack/events")
    application.router.add_get("/health", _health)
    if "--keep-alive" in sys.argv:
        application.cleanup_ctx.append(_kept_open)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
