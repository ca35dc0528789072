"""The Web API's edge: one call, one answer, neutral errors."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from botbridge_slack import failures

_SOCKET_URL: Final = re.compile(r"wss?://[^\s'\"]+")
# Slack is asked again by the outbox; half a minute is what the SDK allows a call.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=10)
# These read their arguments from a form only ([docs] the methods' pages).
_FORM: Final = frozenset(
    {
        "bots.info", "conversations.history", "conversations.replies", "files.getUploadURLExternal", "files.info",
        "users.info",
    }
)  # fmt: skip


class _Redact(logging.Filter):
    """Keeps what must not be in a log out of the SDK's lines: the ticket in a WebSocket's address.

    A traceback would show it too, so only those of our own code (which Bolt logs) are left in.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SOCKET_URL.sub("wss://…", record.getMessage()), None
        if record.exc_info and isinstance(record.exc_info[1], aiohttp.ClientError | SlackApiError):
            record.exc_info = None
        return True


def vendor_logger(name: str) -> logging.Logger:
    """A logger for the SDK that hands on warnings only.

    Below that level it writes whole payloads, and it formats them whenever its own level is not set.
    """
    logger = logging.getLogger(f"botbridge.slack.{name}")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_Redact())
    return logger


def open_session() -> aiohttp.ClientSession:
    """The one HTTP session that everything to Slack shares; the caller closes it."""
    return aiohttp.ClientSession(timeout=_TIMEOUT)


class Api:
    """Slack's Web API for one token."""

    def __init__(self, token: str, base_url: str, session: aiohttp.ClientSession) -> None:
        # Without the SDK's own retries: it would post again after a lost connection, without looking first.
        self.client = AsyncWebClient(
            token=token, base_url=base_url, session=session, logger=vendor_logger("web"), retry_handlers=[]
        )

    async def call(self, method: str, arguments: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call a method; answers with its JSON. Raises DeliveryError."""
        answer = await self.ask(method, arguments)
        return answer.data if isinstance(answer.data, dict) else {}

    async def ask(self, method: str, arguments: Mapping[str, Any] | None = None) -> AsyncSlackResponse:
        """Call a method; answers with the SDK's response, headers included. Raises DeliveryError."""
        given = dict(arguments or {})
        try:
            if method in _FORM:
                return await self.client.api_call(method, data=given)
            return await self.client.api_call(method, json=given)
        except failures.RAISED as error:
            raise failures.translate(method, error) from error
