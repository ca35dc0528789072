"""The HTTP edge: `POST /slack/events`, for events, interactions, commands and options alike."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from botbridge.serving import read_body
from botbridge_slack.config import EVENTS_PATH

log = logging.getLogger(__name__)

MOST_BYTES: Final = 1_000_000  # Slack's events are some kilobytes; a view with its state has at most 250 kB
# What Bolt raises on a body that is no JSON object, or one of another shape than it looks into.
_MALFORMED: Final = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


async def answer(request: web.Request, app: AsyncApp) -> web.Response:
    """Bolt's answer to a request: 400 if it cannot be read, 401 if it is not from Slack, 413 if it is too large."""
    body = await read_body(request, MOST_BYTES)
    if not _is_plausible(request):
        return web.json_response({"error": "invalid request"}, status=401)
    try:
        asked = AsyncBoltRequest(
            body=body.decode(),
            query=request.query_string,
            headers=dict(request.headers),
        )
    except _MALFORMED as error:
        log.info("a request to %s is malformed: %s", EVENTS_PATH, type(error).__name__)
        return web.json_response({"error": "malformed request"}, status=400)
    return await to_aiohttp_response(await app.async_dispatch(asked))


def _is_plausible(request: web.Request) -> bool:
    """Whether the signature's headers have their form; the SDK's verifier raises on others."""
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20 and signature.isascii()
