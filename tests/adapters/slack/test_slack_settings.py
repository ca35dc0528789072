"""Credentials: what counts as configured, and what is said when something is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from botbridge.adapter import AdapterSettings
from botbridge.errors import AdapterError
from botbridge_slack.config import SlackSettings
from botbridge_slack.identity import identify

HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def test_the_settings_are_what_the_port_asks_for() -> None:
    assert isinstance(SlackSettings, AdapterSettings)


@pytest.mark.parametrize(
    ("env", "configured"),
    [
        (HTTP, True),
        (SOCKET, True),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_WEBSOCKET_TOKEN": "xapp-1"}, True),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, False),
        ({"SLACK_SIGNING_SECRET": "s"}, False),
        ({**HTTP, "SLACK_BOT_TOKEN": " "}, False),
        ({}, False),
    ],
)
def test_a_bot_token_and_a_way_in_are_enough(env: dict[str, str], configured: bool) -> None:
    assert SlackSettings.configured(env) is configured


def test_socket_mode_is_on_when_its_token_is_set() -> None:
    assert SlackSettings.from_env({**HTTP, **SOCKET}).socket_mode
    assert not SlackSettings.from_env(HTTP).socket_mode


@pytest.mark.parametrize(
    ("env", "variable"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({**HTTP, "SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL"),
    ],
)
def test_what_is_missing_is_named_in_one_line(env: dict[str, str], variable: str) -> None:
    with pytest.raises(AdapterError, match=variable) as caught:
        SlackSettings.from_env(env)
    assert "\n" not in str(caught.value)
    assert "http" in str(caught.value)


def test_the_base_of_the_api_ends_in_one_slash() -> None:
    for url in ("http://127.0.0.1:4600/api", "http://127.0.0.1:4600/api/", "http://127.0.0.1:4600/api//"):
        assert SlackSettings.from_env({**HTTP, "SLACK_API_URL": url}).api_url == "http://127.0.0.1:4600/api/"
    assert SlackSettings.from_env(HTTP).api_url == "https://slack.com/api/"


def test_secrets_do_not_show() -> None:
    shown = repr(SlackSettings.from_env({"SLACK_BOT_TOKEN": "xoxb-9", "SLACK_SIGNING_SECRET": "sss", **SOCKET}))
    assert not any(secret in shown for secret in ("xoxb", "sss", "xapp"))


def test_settings_need_no_sdk() -> None:
    code = (
        "import sys, botbridge_slack.config; sys.exit(any('slack_' in m and 'botbridge' not in m for m in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("headers", "mode"),
    [
        ({"X-OAuth-Scopes": "chat:write,assistant:write"}, "thread"),
        ({"X-OAuth-Scopes": "chat:write, assistant:write"}, "thread"),
        ({"X-OAuth-Scopes": "chat:write"}, "flat"),
        ({}, "flat"),
    ],
)
def test_a_dm_is_threads_where_the_token_is_an_agents(headers: dict[str, str], mode: str) -> None:
    identity = identify({"team_id": "T1", "user_id": "U0", "bot_id": "B0"}, headers)
    assert identity.dm_mode("auto") == mode
    assert identity.dm_mode("flat") == "flat"
    assert identity.dm_mode("thread") == "thread"
