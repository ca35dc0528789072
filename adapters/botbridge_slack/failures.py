"""What Slack and the network answer → `botbridge.errors`, by a table of Slack's error codes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from botbridge.errors import DeliveryError, Denied, Gone, RateLimited, Refused, StreamLost, Unavailable

_RATE_LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack failed; the first group says that something of the call may have been done.
_MAYBE_DONE: Final = frozenset({"fatal_error", "internal_error", "service_unavailable", "update_failed"})
_NOT_DONE: Final = frozenset({"request_timeout", "team_added_to_org", "messaging_processing_failed"})
_GONE: Final = frozenset(
    {"channel_not_found", "message_not_found", "thread_not_found", "is_archived", "is_inactive", "team_not_found"}
)
_DENIED: Final = frozenset(
    {
        "access_denied", "account_inactive", "app_access_restricted", "ekm_access_denied", "invalid_auth",
        "messages_tab_disabled", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed",
        "not_authorized", "not_in_channel", "org_login_required", "posting_to_channel_denied", "restricted_action",
        "restricted_action_non_threadable_channel", "restricted_action_read_only_channel",
        "restricted_action_thread_locked", "restricted_action_thread_only_channel", "team_access_not_granted",
        "token_expired", "token_revoked", "two_factor_setup_required",
    }
)  # fmt: skip
_STREAM_LOST: Final = frozenset({"message_not_in_streaming_state", "stopped_by_user"})
# Refused at auth.test: the token itself is wrong, not one call of it.
BAD_TOKEN: Final = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "not_allowed_token_type"}
)
# The blocks were refused, not what they say. `invalid_attachments` is Slack's word for more tables than one.
BAD_BLOCKS: Final = frozenset(
    {"invalid_attachments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_blocks_too_many"}
)
# This workspace or app will never take the call, whatever its arguments.
NEVER: Final = frozenset(
    {
        "feature_disabled", "method_deprecated", "missing_scope", "no_permission", "not_agent_app",
        "not_allowed_token_type", "unknown_method",
    }
)  # fmt: skip
# A whole kind of place will never take the call: some workspaces stream into threads only.
NEVER_HERE: Final = frozenset({"channel_type_not_supported", "invalid_arguments", "missing_argument"})
_DEFAULT_RETRY_AFTER: Final = 1.0


def translate(method: str, error: Exception) -> DeliveryError:
    """The neutral error for what a call of `method` raised."""
    if isinstance(error, SlackApiError):
        return _from_answer(method, error.response)
    return Unavailable(f"{method}: {type(error).__name__}: {error}", ambiguous=not _never_left(error))


def _never_left(error: Exception) -> bool:
    """Whether the connection was not even made, so that Slack cannot have seen the call."""
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL)


def _from_answer(method: str, response: Any) -> DeliveryError:
    # The SDK hands over its own response, or aiohttp's if it could not read the body.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    answer = data if isinstance(data, dict) else {}
    code = str(answer.get("error") or "")
    if status == 429 or code in _RATE_LIMITED:
        wait = retry_after(headers)
        return RateLimited(f"{method}: rate limited for {wait:g} s", retry_after=wait)
    if not code:
        return Unavailable(f"{method}: status {status} without an answer", ambiguous=True)
    if code in _NOT_DONE or code in _MAYBE_DONE or status >= 500:
        return Unavailable(f"{method}: {code}", ambiguous=code not in _NOT_DONE)
    return _refusal(method, code, answer)


def _refusal(method: str, code: str, answer: Mapping[str, Any]) -> DeliveryError:
    if code in _STREAM_LOST:
        return StreamLost(f"{method}: {code}")
    if code in _GONE:
        return Gone(f"{method}: {code}", code=code)
    if code in _DENIED:
        missing = str(answer.get("needed") or "")
        hint = f": add the scope {missing} and reinstall the app" if missing else ""
        return Denied(f"{method}: {code}{hint}", code=code, missing=missing)
    return Refused(f"{method}: {code}{_details(answer)}", code=code)


def _details(answer: Mapping[str, Any]) -> str:
    """What Slack adds in words, for example which block is wrong and where."""
    metadata = answer.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return f" ({'; '.join(map(str, messages[:3]))})" if isinstance(messages, list) and messages else ""


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds that a 429 asks to wait; one where it does not say."""
    try:
        return max(0.0, float(headers.get("Retry-After", _DEFAULT_RETRY_AFTER)))
    except (TypeError, ValueError):
        return _DEFAULT_RETRY_AFTER


# What a call may raise beside SlackApiError. AttributeError and ValueError are the SDK's own way of failing on
# a body that is no JSON object.
RAISED: Final = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError, OSError, AttributeError, ValueError)
