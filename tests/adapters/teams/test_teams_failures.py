"""The connector's answers as errors that the core understands."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st

from botbridge.errors import (
    DeliveryError,
    Denied,
    Gone,
    RateLimited,
    Refused,
    StreamLost,
    StreamStopped,
    Unavailable,
)
from botbridge_teams import failures
from botbridge_teams.http import Reply


def answer(status: int, code: str = "", message: str = "", **headers: str) -> Reply:
    body = {"error": {"code": code, "message": message}} if code or message else {}
    return Reply(status, headers, json.dumps(body).encode())


CONNECTION = ConnectionKey("smba.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (400, "BadSyntax", "", Refused),
        (400, "BadArgument", "Unknown activity type", Refused),
        (401, "Unauthorized", "", Denied),
        (403, "ForbiddenOperationException", "", Denied),
        (403, "BotNotInConversationRoster", "", Gone),
        (403, "ContentStreamNotAllowed", "Content stream was canceled by user.", StreamStopped),
        (403, "ContentStreamNotAllowed", "Content stream finished due to exceeded streaming time.", StreamLost),
        (403, "ContentStreamNotAllowed", "", StreamLost),
        (404, "ConversationNotFound", "", Gone),
        (404, "ActivityNotFoundInConversation", "", Gone),
        (410, "", "", Gone),
        (412, "PreconditionFailed", "", Unavailable),
        (413, "MessageSizeTooBig", "", Refused),
        (413, "", "", Refused),
        (418, "", "", Refused),
        (429, "", "", RateLimited),
        (500, "ServiceError", "", Unavailable),
        (502, "", "", Unavailable),
        (503, "", "", Unavailable),
        (504, "", "", Unavailable),
    ],
)
def test_what_each_answer_means(status: int, code: str, message: str, kind: type[DeliveryError]) -> None:
    error = failures.translate("POST activities in a:1", answer(status, code, message))
    assert type(error) is kind
    assert str(error).startswith(f"POST activities in a:1: status {status}")
    assert code in str(error)
    assert message in str(error)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "7"}, 7.0),
        (429, {"Retry-After": "0"}, 0.0),
        (429, {"Retry-After": "-3"}, 0.0),
        (429, {"Retry-After": "soon"}, 2.0),
        (429, {}, 2.0),
        (412, {"Retry-After": "3"}, 3.0),
        (503, {"Retry-After": "5"}, 5.0),
    ],
)
def test_how_long_to_wait(status: int, headers: dict[str, str], wait: float) -> None:
    error = failures.translate("x", answer(status, **headers))
    assert isinstance(error, RateLimited)
    assert error.retry_after == wait


@pytest.mark.parametrize(("status", "ambiguous"), [(412, False), (500, True), (502, True), (504, True)])
def test_what_may_have_taken_effect_says_so(status: int, *, ambiguous: bool) -> None:
    error = failures.translate("x", answer(status))
    assert isinstance(error, Unavailable)
    assert error.ambiguous == ambiguous


@pytest.mark.parametrize(
    ("error", "ambiguous"),
    [
        (aiohttp.ClientConnectorError(CONNECTION, OSError()), False),
        (aiohttp.ClientConnectorDNSError(CONNECTION, OSError()), False),
        (aiohttp.ConnectionTimeoutError(), False),
        (aiohttp.InvalidURL("x"), False),
        (aiohttp.SocketTimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientOSError(), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
    ],
)
def test_calls_without_an_answer(error: Exception, *, ambiguous: bool) -> None:
    told = failures.unreachable("POST activities in a:1", error)
    assert told.ambiguous == ambiguous
    assert str(told) == f"POST activities in a:1: {type(error).__name__}"


def test_too_large_has_its_code_even_where_the_connector_tells_none() -> None:
    error = failures.translate("x", answer(413))
    assert isinstance(error, Refused)
    assert error.code == failures.TOO_LARGE


anything = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["error", "code", "message"]), inner),
)


@given(st.integers(300, 599), anything | st.binary(max_size=20), st.text("0123456789.-einfa", max_size=5))
def test_any_answer_is_some_error(status: int, body: Any, retry_after: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = failures.translate("x", Reply(status, {"Retry-After": retry_after}, content))
    assert isinstance(error, DeliveryError)
    if isinstance(error, RateLimited):
        assert 0 <= error.retry_after <= 3_600


def test_a_body_without_end_is_not_read_to_the_end() -> None:
    nested = Reply(500, {}, b"[" * 1_000_000)
    assert str(failures.translate("x", nested)) == "x: status 500"
    wordy = answer(400, "BadSyntax", "x" * 100_000)
    assert len(str(failures.translate("x", wordy))) < 1_000
