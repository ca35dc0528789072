"""Discord's answers as errors that the core understands, and its headers as budgets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from discord_kit import MemoryHost

from botbridge.errors import Denied, Gone, RateLimited, Refused, Unavailable
from botbridge.model.effect import Delete, Edit, Post, Working
from botbridge_discord import capabilities, failures
from botbridge_discord.budgets import Budgets


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10003, Gone),
        (404, 10008, Gone),
        (404, 10062, Gone),
        (403, 50013, Denied),
        (403, 50001, Denied),
        (403, 50007, Denied),
        (403, 160005, Denied),
        (401, 0, Denied),
        (400, 50035, Refused),
        (400, 50083, Refused),
        (413, 40005, Refused),
        (400, 99999, Refused),
        (301, None, Refused),
    ],
)
def test_each_code_has_its_error(status: int, code: int | None, kind: type[Exception]) -> None:
    error = failures.of_answer("create_message", status, {}, {"code": code, "message": "Words"} if code else None)
    assert type(error) is kind
    assert "create_message" in str(error)


@pytest.mark.parametrize("status", [500, 502, 503, 520])
def test_a_failing_server_may_have_done_it(status: int) -> None:
    error = failures.of_answer("create_message", status, {}, None)
    assert isinstance(error, Unavailable)
    assert error.ambiguous


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"retry_after": 1.5}, {"Retry-After": "2"}, 1.5),
        ({}, {"Retry-After": "7"}, 7.0),
        (None, {}, 1.0),
        ({"retry_after": "soon"}, {}, 1.0),
        ({"retry_after": -3}, {}, 0.0),
        ({"retry_after": float("nan")}, {"Retry-After": "3"}, 3.0),
    ],
)
def test_discord_says_when_to_come_back(body: Any, headers: dict[str, str], seconds: float) -> None:
    error = failures.of_answer("edit_message", 429, headers, body, "discord:x")
    assert isinstance(error, RateLimited)
    assert (error.retry_after, error.budget) == (seconds, "discord:x")


def test_a_refusal_says_what_to_do_and_never_what_was_said() -> None:
    assert "docs/discord.md" in str(failures.of_answer("typing", 403, {}, {"code": 50013}))
    errors = {"content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "the secret words"}]}}
    told = str(failures.of_answer("create_message", 400, {}, {"code": 50035, "message": "x", "errors": errors}))
    assert "content: BASE_TYPE_MAX_LENGTH" in told
    assert "secret" not in told
    assert failures.of_answer("x", 400, {}, {"code": 1, "errors": ["odd"]})


def connect_error() -> aiohttp.ClientConnectorError:
    key = SimpleNamespace(host="discord.com", port=443, ssl=None, is_ssl=True)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raised", "ambiguous"),
    [
        (connect_error(), False),
        (aiohttp.ConnectionTimeoutError(), False),
        (aiohttp.ServerDisconnectedError(), True),
        (TimeoutError(), True),
        (aiohttp.ClientPayloadError(), True),
    ],
)
def test_only_what_never_left_is_sure_not_to_have_happened(raised: Exception, ambiguous: bool) -> None:
    error = failures.of_exception("create_message", raised)
    assert isinstance(error, Unavailable)
    assert error.ambiguous is ambiguous


HEADERS = {"X-RateLimit-Remaining": "2", "X-RateLimit-Reset-After": "1.25", "X-RateLimit-Bucket": "abc"}


@pytest.fixture
def budgets() -> tuple[Budgets, MemoryHost]:
    host = MemoryHost({})
    return Budgets(host), host  # type: ignore[arg-type]


def test_what_the_headers_say_is_handed_on(budgets: tuple[Budgets, MemoryHost]) -> None:
    known, host = budgets
    assert [rate.key for rate in known.rates("edit_message", "12")] == ["discord:edit_message:12", "discord:global"]
    known.learn("edit_message", "12", HEADERS)
    assert host.learnt == [("discord:edit_message:12", 2, 1.25)]
    assert known.rates("create_message", "13")[0].key == "discord:create_message:13"
    known.learn("create_message", "12", HEADERS)
    assert known.rates("create_message", "13")[0].key == "discord:edit_message:13"  # one bucket is one budget
    assert known.rates("edit_message", "13")[0].key == "discord:edit_message:13"


@pytest.mark.parametrize("headers", [{}, {**HEADERS, "X-RateLimit-Remaining": "x"}, {"X-RateLimit-Remaining": "1"}])
def test_headers_that_say_nothing(budgets: tuple[Budgets, MemoryHost], headers: dict[str, str]) -> None:
    known, host = budgets
    known.learn("edit_message", "12", headers)
    known.learn("typing", "12", HEADERS)
    assert host.learnt == []


def test_a_429_stops_only_what_it_is_about(budgets: tuple[Budgets, MemoryHost]) -> None:
    known, _ = budgets
    assert known.used_up("edit_message", "12", {}) == "discord:edit_message:12"
    assert known.used_up("edit_message", "12", {"X-RateLimit-Global": "true"}) == "discord:global"
    assert known.used_up("typing", "12", {}) not in {rate.key for rate in known.rates("create_message", "12")}


def test_a_few_threads_are_opened_at_once_and_none_where_discord_has_none_left(
    budgets: tuple[Budgets, MemoryHost],
) -> None:
    known, host = budgets
    assert [known.may_open("12") for _ in range(4)] == [True, True, True, False]
    assert known.may_open("13")
    known.learn("start_thread", "13", {**HEADERS, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "60"})
    assert not known.may_open("13")
    assert host.learnt == [("discord:start_thread:13", 0, 60.0)]
    opening, posting, _ = known.rates("create_message", "14", "13")
    assert (opening.key, posting.key) == ("discord:start_thread:13", "discord:create_message:14")
    assert known.rates(None, "14", "13") == (opening,)


def test_every_effect_that_is_paced_has_a_route() -> None:
    kinds = {Post: "create_message", Edit: "edit_message", Delete: "delete_message", Working: None}
    for kind, route in kinds.items():
        assert capabilities.route(kind.__new__(kind)) == route


def test_a_window_of_five_seconds_never_holds_more_than_five_calls_before_anything_is_learnt() -> None:
    for route in ("create_message", "edit_message"):
        rate = capabilities.channel_rate(route, route, "1", 1.0)
        assert rate.burst + rate.per_second * 2 <= 5  # two seconds are a slow answer
