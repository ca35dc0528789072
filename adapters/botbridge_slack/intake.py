"""Between Slack and the inbox: an event is stored before Slack is told that it arrived."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from botbridge.errors import BotbridgeError
from botbridge_slack.api import vendor_logger

log = logging.getLogger(__name__)

Answer = Mapping[str, Any] | None  # what Slack is told beside that it arrived
Store = Callable[[Mapping[str, Any]], Awaitable[Answer]]
_HANDSHAKE: Final = "url_verification"


class Intake(AsyncMiddleware):
    """Bolt's middleware that takes every verified request; nothing is left for listeners.

    It stands before Bolt's authorization, which would ask Slack once more who we are, and drop the event with a
    200 if Slack did not answer.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        if req.body.get("type") == _HANDSHAKE:
            return await next()
        try:
            answer = await self._store(req.body)
        except BotbridgeError as error:
            log.warning("an event of Slack could not be stored, it will come again: %s", error)
            return BoltResponse(status=503)
        return BoltResponse(status=200, body=dict(answer) if answer is not None else "")


def bolt_app(token: str, signing_secret: str, store: Store) -> AsyncApp:
    """A Bolt app that checks signatures, answers Slack's handshakes and hands everything else to `store`.

    It calls nothing, so it needs no client of ours; the token only keeps it from looking for one.
    """
    return AsyncApp(
        name="botbridge",
        token=token,
        signing_secret=signing_secret,
        before_authorize=Intake(store),
        logger=vendor_logger("bolt"),
    )
