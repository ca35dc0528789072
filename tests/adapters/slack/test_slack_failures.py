"""Slack's answers as errors that the core understands."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_kit import SPECS
from slack_sdk.errors import SlackApiError

from botbridge.errors import Denied, Gone, RateLimited, Refused, StreamLost, Unavailable
from botbridge_slack import failures


def refusal(code: str, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> SlackApiError:
    data = {"ok": False, "error": code, **more}
    return SlackApiError("failed", SimpleNamespace(status_code=status, headers=headers or {}, data=data))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("channel_not_found", Gone),
        ("message_not_found", Gone),
        ("is_archived", Gone),
        ("not_in_channel", Denied),
        ("missing_scope", Denied),
        ("restricted_action_thread_locked", Denied),
        ("invalid_auth", Denied),
        ("invalid_blocks", Refused),
        ("something_new", Refused),
        ("message_not_in_streaming_state", StreamLost),
        ("stopped_by_user", StreamLost),
        ("ratelimited", RateLimited),
        ("internal_error", Unavailable),
    ],
)
def test_each_code_has_its_error(code: str, kind: type[Exception]) -> None:
    error = failures.translate("chat.update", refusal(code))
    assert type(error) is kind
    assert "chat.update" in str(error)


def test_a_missing_scope_is_named() -> None:
    error = failures.translate("files.info", refusal("missing_scope", needed="files:read"))
    assert isinstance(error, Denied)
    assert error.missing == "files:read"
    assert "files:read" in str(error)


def test_the_details_of_a_refusal_are_told() -> None:
    told = {"messages": ["[ERROR] must be shorter [json-pointer:/blocks/0/text]"]}
    assert "/blocks/0/text" in str(failures.translate("m", refusal("invalid_blocks", response_metadata=told)))


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", 1.0), (None, 1.0), ("-1", 0.0)])
def test_slack_says_when_to_come_back(header: str | None, seconds: float) -> None:
    headers = {} if header is None else {"Retry-After": header}
    error = failures.translate("m", refusal("", 429, headers))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


@pytest.mark.parametrize("data", ["upstream failure", None, b"", []])
def test_an_answer_without_json_may_have_taken_effect(data: Any) -> None:
    error = failures.translate("m", SlackApiError("x", SimpleNamespace(status_code=503, headers={}, data=data)))
    assert isinstance(error, Unavailable)
    assert error.ambiguous


def connect_error() -> aiohttp.ClientConnectorError:
    key = SimpleNamespace(host="slack.com", port=443, ssl=None, is_ssl=True)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raised", "ambiguous"),
    [
        (connect_error(), False),
        (aiohttp.ConnectionTimeoutError(), False),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientOSError(104, "reset"), True),
        (TimeoutError(), True),
        (aiohttp.ClientPayloadError(), True),
    ],
)
def test_only_what_never_left_is_sure_not_to_have_happened(raised: Exception, ambiguous: bool) -> None:
    error = failures.translate("m", raised)
    assert isinstance(error, Unavailable)
    assert error.ambiguous is ambiguous


@pytest.mark.skipif(not SPECS.is_dir(), reason="Slack's published descriptions are not part of the repository")
def test_the_codes_that_have_a_fallback_are_ones_that_slack_documents() -> None:
    published = {code for path in SPECS.glob("chat.*.json") for code in json.loads(path.read_text()).get("errors", {})}
    assert published >= failures.BAD_BLOCKS
    assert published >= failures._STREAM_LOST
