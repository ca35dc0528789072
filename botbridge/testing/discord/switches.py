"""The shell's words for faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botbridge.testing.discord.faults import EVERY

if TYPE_CHECKING:
    from botbridge.testing.discord.server import FakeDiscord

Words = list[str]


def switch(discord: FakeDiscord, line: str) -> str:
    """Switch a fault on, and say so. Raises ValueError for what is not understood."""
    kind, *words = line.split() or ["list"]
    if kind not in _SWITCHES:
        return "  " + "\n  ".join(f"faults {name} {usage}".rstrip() for name, (usage, _) in _SWITCHES.items())
    usage, throw = _SWITCHES[kind]
    try:
        throw(discord, words)
    except (IndexError, KeyError, ValueError):
        raise ValueError(f"usage: faults {kind} {usage}") from None
    return f"  faults: {line}"


def _route(words: Words, place: int = 0) -> str:
    return words[place] if len(words) > place else EVERY


def _number(words: Words, place: int) -> int:
    return int(words[place]) if len(words) > place else 1


def _permission(discord: FakeDiscord, words: Words) -> None:
    channel = discord.channel(words[1] if len(words) > 1 else "C1")
    discord.faults.missing_permission(words[0].upper(), channel=channel)


def _limit(discord: FakeDiscord, words: Words) -> None:
    discord.faults.rate_limit(_route(words), retry_after=_number(words, 1), times=_number(words, 2))


def _status(discord: FakeDiscord, words: Words) -> None:
    discord.faults.status(int(words[0]), _route(words, 1), times=_number(words, 2))


_SWITCHES: Final[dict[str, tuple[str, Callable[[FakeDiscord, Words], object]]]] = {
    "status": ("503 [route] [times]", _status),
    "429": ("[route] [seconds] [times]", _limit),
    "error": ("route code", lambda discord, words: discord.faults.error(words[0], int(words[1]))),
    "cut": ("[route]", lambda discord, words: discord.faults.drop(_route(words))),
    "slow": ("seconds [route]", lambda discord, words: discord.faults.slow(float(words[0]), _route(words, 1))),
    "permission": ("ATTACH_FILES [C1]", _permission),
    "drop": ("", lambda discord, _words: discord.gateway.drop()),
    "reconnect": ("", lambda discord, _words: discord.gateway.ask_to_reconnect()),
    "invalid": ("", lambda discord, _words: discord.gateway.invalidate()),
    "zombie": ("", lambda discord, _words: discord.gateway.turn_into_zombies()),
    "clear": ("", lambda discord, _words: discord.faults.clear()),
}
