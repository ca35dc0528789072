"""The shell's words for faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botbridge.testing.fake.switches import Switches, Words, call, number

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord


def _permission(discord: FakeDiscord, words: Words) -> None:
    channel = discord.channel(words[1] if len(words) > 1 else "C1")
    discord.faults.missing_permission(words[0].upper(), channel=channel)


def _limit(discord: FakeDiscord, words: Words) -> None:
    discord.faults.rate_limit(call(words), retry_after=number(words, 1), times=number(words, 2))


def _status(discord: FakeDiscord, words: Words) -> None:
    discord.faults.status(int(words[0]), call(words, 1), times=number(words, 2))


SWITCHES: Final[Switches[FakeDiscord]] = {
    "status": ("503 [route] [times]", _status),
    "429": ("[route] [seconds] [times]", _limit),
    "error": ("route code", lambda discord, words: discord.faults.error(words[0], int(words[1]))),
    "cut": ("[route]", lambda discord, words: discord.faults.drop(call(words))),
    "slow": ("seconds [route]", lambda discord, words: discord.faults.slow(float(words[0]), call(words, 1))),
    "permission": ("ATTACH_FILES [C1]", _permission),
    "drop": ("", lambda discord, _words: discord.gateway.drop()),
    "reconnect": ("", lambda discord, _words: discord.gateway.ask_to_reconnect()),
    "invalid": ("", lambda discord, _words: discord.gateway.invalidate()),
    "zombie": ("", lambda discord, _words: discord.gateway.turn_into_zombies()),
    "clear": ("", lambda discord, _words: discord.faults.clear()),
}
