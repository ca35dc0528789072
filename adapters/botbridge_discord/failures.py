"""What Discord and the network answer → `botbridge.errors`, by a table of Discord's error codes.

Codes: [docs] topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import aiohttp

from botbridge.errors import DeliveryError, Denied, Gone, RateLimited, Refused, Unavailable
from botbridge_discord.config import PORTAL

UNKNOWN_MESSAGE: Final = "10008"
UNKNOWN_INTERACTION: Final = "10062"
TOO_LARGE: Final = frozenset({"40005", "50045"})
ARCHIVED: Final = "50083"
THREAD_EXISTS: Final = "160004"
MISSING_PERMISSIONS: Final = "50013"
# No thread can be opened here: permissions, the kind of channel; or not now, because there are too many.
NEVER_THREADS: Final = frozenset({"50001", MISSING_PERMISSIONS, "50024"})
TOO_MANY_THREADS: Final = frozenset({"160006", "160007"})
# The interaction's token is not good any more, or the interaction was answered already.
TOO_LATE: Final = frozenset({UNKNOWN_INTERACTION, "10015", "50027", "40060"})
INVALID: Final = "50035"
# Says in which part of a body something is wrong: a message of components was to get a text.
COMPONENTS_ONLY: Final = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
BAD_COMPONENTS: Final = "components"
_GONE: Final = frozenset({"10003", "10004", UNKNOWN_MESSAGE, "10013", UNKNOWN_INTERACTION, "10015"})
# What a person can do about a refusal.
_HINTS: Final = {
    "50001": "the bot cannot see this channel; give it the permission View Channel",
    MISSING_PERMISSIONS: "the bot lacks a permission here; docs/discord.md lists those that it needs",
    "50007": "this person takes no direct messages from the bot",
    "50278": "the bot shares no server with this person any more",
    "160005": "the thread is locked by a moderator",
}
_DEFAULT_RETRY_AFTER: Final = 1.0
_MOST_DETAILS: Final = 3


def of_answer(name: str, status: int, headers: Mapping[str, str], body: Any, budget: str = "") -> DeliveryError:
    """The neutral error for an answer of status 300 and above to a call of the route `name`.

    `budget` is the key of what a 429 is about.
    """
    told = body if isinstance(body, dict) else {}
    if status == 429:
        wait = _retry_after(told, headers)
        return RateLimited(f"{name}: rate limited for {wait:g} s", retry_after=wait, budget=budget)
    if status >= 500:
        return Unavailable(f"{name}: status {status}", ambiguous=True)
    code = str(told.get("code") or status)
    if status == 401 and code not in TOO_LATE:
        return Denied(f"{name}: the bot's token is not valid any more; make a new one at {PORTAL}", code=code)
    said = f"{name}: {code}{_reason(code, told)}"
    if code == INVALID:
        return Refused(said, code=_part(told.get("errors")) or code)
    kind = Gone if status == 404 or code in _GONE else Denied if status == 403 else Refused
    return kind(said, code=code)


def of_exception(name: str, error: Exception) -> DeliveryError:
    """The neutral error for what a call of the route `name` raised before there was an answer."""
    return Unavailable(f"{name}: {type(error).__name__}", ambiguous=not _never_left(error))


def _never_left(error: Exception) -> bool:
    """Whether the connection was not even made, so that Discord cannot have seen the call."""
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL)


def _retry_after(body: Mapping[str, Any], headers: Mapping[str, str]) -> float:
    for told in (body.get("retry_after"), headers.get("Retry-After")):
        try:
            wait = float(told)  # type: ignore[arg-type]  # whatever it is, it is tried
        except (TypeError, ValueError):
            continue
        if math.isfinite(wait):
            return max(0.0, wait)
    return _DEFAULT_RETRY_AFTER


def _reason(code: str, body: Mapping[str, Any]) -> str:
    details = list(_details(body.get("errors")))[:_MOST_DETAILS]
    said = _HINTS.get(code) or "; ".join(details) or str(body.get("message") or "")
    return f" ({said})" if said else ""


def _part(errors: Any) -> str:
    """Which part of a body is wrong, where that can be helped."""
    if COMPONENTS_ONLY in "".join(_details(errors)):
        return COMPONENTS_ONLY
    return BAD_COMPONENTS if isinstance(errors, dict) and set(errors) == {BAD_COMPONENTS} else ""


def _details(errors: Any, place: str = "") -> Iterator[str]:
    """Which fields are wrong and why, in Discord's words; never what was in them."""
    if not isinstance(errors, dict):
        return
    for name, below in errors.items():
        if name == "_errors" and isinstance(below, list):
            yield from (f"{place}: {one.get('code')}" for one in below if isinstance(one, dict))
        else:
            yield from _details(below, f"{place}.{name}" if place else str(name))


# What a call may raise before there is an answer that can be read.
RAISED: Final = (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError)
