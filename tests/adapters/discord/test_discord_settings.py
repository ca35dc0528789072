"""Settings from the environment: complete, or one line that says what is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from botbridge.errors import AdapterError
from botbridge_discord.config import DEFAULT_API_URL, DiscordSettings


def test_a_token_is_enough() -> None:
    settings = DiscordSettings.from_env({"DISCORD_BOT_TOKEN": " abc.def \n"})
    assert (settings.bot_token, settings.api_url) == ("abc.def", DEFAULT_API_URL)
    assert "abc.def" not in repr(settings)
    assert DiscordSettings.configured({"DISCORD_BOT_TOKEN": "x"})
    assert not DiscordSettings.configured({"DISCORD_BOT_TOKEN": "  "})


@pytest.mark.parametrize("token", ["", "  ", "a b", "a\nb", "tökén"])
def test_without_a_token_the_line_says_where_it_is(token: str) -> None:
    with pytest.raises(AdapterError, match=r"DISCORD_BOT_TOKEN.*discord\.com/developers") as error:
        DiscordSettings.from_env({"DISCORD_BOT_TOKEN": token})
    assert "\n" not in str(error.value)
    assert not token.strip() or token not in str(error.value)


@pytest.mark.parametrize("url", ["discord.com", "ftp://a/b", "http://", "http://a/?x=1"])
def test_a_base_that_is_no_url(url: str) -> None:
    with pytest.raises(AdapterError, match="DISCORD_API_URL"):
        DiscordSettings.from_env({"DISCORD_BOT_TOKEN": "x", "DISCORD_API_URL": url})


def test_a_base_ends_without_a_slash() -> None:
    env = {"DISCORD_BOT_TOKEN": "x", "DISCORD_API_URL": "http://127.0.0.1:1/api/v10/"}
    assert DiscordSettings.from_env(env).api_url == "http://127.0.0.1:1/api/v10"


def test_settings_are_read_without_the_library() -> None:
    code = "import sys, botbridge_discord.config; print('discord' in sys.modules, 'aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
