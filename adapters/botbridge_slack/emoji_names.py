"""Slack's names of emoji ↔ the characters themselves."""

from __future__ import annotations

import re

import emoji

_TONE = "::skin-tone-"
_FLAG = re.compile(r"flag-([a-z]{2})")
_REGIONAL_A = 0x1F1E6  # 🇦


def character(name: str) -> str:
    """The emoji of this name, without its skin tone; `:name:` for a picture of the workspace's own."""
    plain = name.partition(_TONE)[0]
    if flag := _FLAG.fullmatch(plain):
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in flag[1])
    # Slack writes `woman-shrugging` where others write `woman_shrugging`.
    spellings = (emoji.emojize(f":{one}:", language="alias") for one in (plain, plain.replace("-", "_")))
    return next((found for found in spellings if not found.startswith(":")), f":{plain}:")
