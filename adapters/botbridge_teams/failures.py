"""What the connector and the network answer → `botbridge.errors`, by status and error code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import aiohttp

from botbridge.errors import DeliveryError, Denied, Gone, RateLimited, Refused, StreamLost, StreamStopped, Unavailable
from botbridge_teams.http import Reply

_NO_STREAM: Final = "ContentStreamNotAllowed"
TOO_LARGE: Final = "MessageSizeTooBig"
# [docs] the app is in the conversation no more; what it knows of it is over.
LEFT: Final = frozenset({"BotNotInConversationRoster", "ConversationNotFound", "TeamNotFound"})
# Without a Retry-After the outbox comes back after this many seconds.
_DEFAULT_RETRY_AFTER: Final = 2.0
_LONGEST_ANSWER: Final = 100_000  # bytes; what is longer is no error of the connector
# Before these nothing had been sent.
_NEVER_LEFT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


@dataclass(frozen=True, slots=True)
class Failed:
    """One answer that is no success: of which call, with which status, error code and message."""

    what: str
    status: int
    code: str
    message: str
    retry_after: float | None

    @property
    def told(self) -> str:
        """The failure in words."""
        said = ": ".join(part for part in (self.code, self.message) if part)
        return f"{self.what}: status {self.status}{f' ({said})' if said else ''}"


def translate(what: str, reply: Reply) -> DeliveryError:
    """The neutral error for an answer that is no success; `what` names the call and its conversation."""
    code, message = _error(reply)
    failed = Failed(what, reply.status, code, message, _retry_after(reply))
    return _BY_STATUS.get(failed.status, _server if failed.status >= 500 else _refused)(failed)


def unreachable(what: str, error: Exception) -> Unavailable:
    """The neutral error for a call that got no answer."""
    return Unavailable(f"{what}: {type(error).__name__}", ambiguous=not isinstance(error, _NEVER_LEFT))


def reason(error: DeliveryError) -> str:
    """Why something could not be sent, in words for people."""
    if isinstance(error, Refused):
        return "it is too large for Teams" if error.code == TOO_LARGE else "Teams does not take it"
    return "Teams cannot be reached now"


def _error(reply: Reply) -> tuple[str, str]:
    """The code and message that the connector puts into `error`; empty where the body is something else."""
    error = reply.json().get("error") if len(reply.body) <= _LONGEST_ANSWER else None
    if not isinstance(error, dict):
        return "", ""
    return str(error.get("code") or ""), str(error.get("message") or "")[:300]


def _retry_after(reply: Reply) -> float | None:
    try:
        return max(0.0, float(reply.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None


def _later(failed: Failed) -> DeliveryError:
    wait = _DEFAULT_RETRY_AFTER if failed.retry_after is None else failed.retry_after
    return RateLimited(f"{failed.told}: rate limited for {wait:g} s", retry_after=wait)


def _again(failed: Failed) -> DeliveryError:
    """[docs] 412, 502, 503 and 504 are to be tried again; a time that is told is waited for."""
    if failed.retry_after is not None:
        return RateLimited(failed.told, retry_after=failed.retry_after)
    return Unavailable(failed.told, ambiguous=failed.status != 412)


def _server(failed: Failed) -> DeliveryError:
    return Unavailable(failed.told, ambiguous=True)


def _unknown_bot(failed: Failed) -> DeliveryError:
    hint = "check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_APP_TENANT_ID"
    return Denied(f"{failed.told}; {hint}", code=failed.code or "Unauthorized")


def _forbidden(failed: Failed) -> DeliveryError:
    if failed.code == _NO_STREAM:
        # The code says only that there is no stream; why is in the words, which the official SDK reads too.
        stopped = "cancel" in failed.message.lower()
        return StreamStopped(failed.told) if stopped else StreamLost(failed.told)
    if failed.code in LEFT:
        return Gone(failed.told, code=failed.code)
    return Denied(failed.told, code=failed.code)


def _gone(failed: Failed) -> DeliveryError:
    return Gone(failed.told, code=failed.code)


def _too_large(failed: Failed) -> DeliveryError:
    return Refused(failed.told, code=failed.code or TOO_LARGE)


def _refused(failed: Failed) -> DeliveryError:
    return Refused(failed.told, code=failed.code)


_BY_STATUS: Final[dict[int, Callable[[Failed], DeliveryError]]] = {
    401: _unknown_bot,
    403: _forbidden,
    404: _gone,
    410: _gone,
    412: _again,
    413: _too_large,
    429: _later,
    502: _again,
    503: _again,
    504: _again,
}
