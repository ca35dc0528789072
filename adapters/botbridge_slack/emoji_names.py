"""Slack's names of emoji ↔ the characters themselves."""

from __future__ import annotations

import emoji

_TONE = "::skin-tone-"


def character(name: str) -> str:
    """The emoji of this name, without its skin tone; `:name:` for a picture of the workspace's own."""
    return emoji.emojize(f":{name.partition(_TONE)[0]}:", language="alias")
