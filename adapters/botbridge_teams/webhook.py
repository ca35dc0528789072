"""The HTTP edge: activities of every kind come to one address, and are acknowledged once they are stored."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from botbridge.errors import BotbridgeError
from botbridge.serving import read_body
from botbridge.shape import JSON, string
from botbridge_teams.gate import Gate, Turned
from botbridge_teams.invokes import Answer

log = logging.getLogger(__name__)

MOST_BYTES: Final = 1_000_000  # an activity is some kilobytes; a message has at most 100 KB
_JSON: Final = "application/json"

Take = Callable[[JSON], Awaitable[Answer]]  # stores an activity and answers it


async def answer(request: web.Request, gate: Gate, take: Take) -> web.Response:
    """The answer to an activity.

    400 if it cannot be read, 401 or 403 if it is turned away, 413 if it is too large, 415 if it is no JSON, 503 if it
    could not be stored, so that Teams sends it again.
    """
    # A page in somebody's browser can post without asking first, but not as JSON.
    if request.content_type != _JSON:
        return _no(415, "activities are JSON")
    activity = _parsed(await read_body(request, MOST_BYTES))
    if activity is None:
        return _no(400, "the body is no activity")
    try:
        await gate.check(request.headers.get("Authorization", ""), activity)
        return _answered(await take(activity))
    except Turned as turned:
        log.warning("an activity (%s) was turned away: %s", string(activity, "type")[:40], turned.reason)
        return _no(turned.status, "not authorized")
    except BotbridgeError as error:
        log.warning("an activity of Teams could not be taken, it will come again: %s", error)
        return _no(503, "not stored")


def _answered(told: Answer) -> web.Response:
    if told.body is None:
        return web.Response(status=told.status)
    return web.json_response(dict(told.body), status=told.status)


def _no(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


def _parsed(body: bytes) -> JSON | None:
    try:
        activity: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return activity if isinstance(activity, dict) and string(activity, "type") else None
