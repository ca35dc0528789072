"""Settings: what is missing is said in one line, with where to get it."""

from __future__ import annotations

import pytest

from botbridge.config import ConfigError, parse_config
from botbridge.errors import AdapterError
from botbridge_teams.config import TeamsSettings

GOOD = {"TEAMS_APP_ID": "id", "TEAMS_APP_PASSWORD": "s3cret"}


@pytest.mark.parametrize(
    ("env", "configured"),
    [({}, False), (GOOD, True), ({"TEAMS_APP_ID": "id"}, False), ({"TEAMS_APP_PASSWORD": "x"}, False)],
)
def test_it_runs_by_itself_when_both_credentials_are_there(env: dict[str, str], configured: bool) -> None:
    assert TeamsSettings.configured(env) is configured


@pytest.mark.parametrize(
    ("env", "on_loopback", "word"),
    [
        ({}, False, "TEAMS_APP_ID"),
        ({"TEAMS_APP_ID": "id"}, True, "TEAMS_APP_PASSWORD"),
        ({**GOOD, "TEAMS_LOGIN_URL": "login"}, True, "TEAMS_LOGIN_URL"),
        ({**GOOD, "TEAMS_OPENID_METADATA_URL": "ftp://x"}, True, "TEAMS_OPENID_METADATA_URL"),
    ],
)
def test_what_is_wrong_is_named(env: dict[str, str], on_loopback: bool, word: str) -> None:
    with pytest.raises(AdapterError, match=word) as caught:
        TeamsSettings.from_env(env, on_loopback=on_loopback)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_without_an_app_id_only_this_machine_may_speak() -> None:
    settings = TeamsSettings.from_env({}, on_loopback=True)
    assert (settings.anonymous, settings.local) == (True, True)


def test_tokens_come_from_the_bots_own_tenant_or_the_shared_one() -> None:
    shared = TeamsSettings.from_env(GOOD, on_loopback=False)
    assert shared.token_url == "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token"
    single = TeamsSettings.from_env(
        {**GOOD, "TEAMS_APP_TENANT_ID": "t", "TEAMS_LOGIN_URL": "http://x:1/"}, on_loopback=False
    )
    assert (single.token_url, single.local) == ("http://x:1/t/oauth2/v2.0/token", True)


def test_the_password_is_not_shown() -> None:
    assert "s3cret" not in repr(TeamsSettings.from_env(GOOD, on_loopback=False))


def test_the_section_of_the_file() -> None:
    assert parse_config({"teams": {"tenants": ["t"], "ai_label": False}}).teams.tenants == ["t"]
    with pytest.raises(ConfigError, match="tenant"):
        parse_config({"teams": {"tenant": ["t"]}})
    with pytest.raises(ConfigError, match="progress_text"):
        parse_config({"teams": {"progress_text": ""}})
