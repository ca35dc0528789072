"""The shell's words for faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from botbridge.testing.slack.faults import EVERY, Faults

Words = list[str]


def switch(faults: Faults, line: str) -> str:
    """Switch a fault on, and say so. Raises ValueError for what is not understood."""
    kind, *words = line.split() or ["list"]
    if kind not in _SWITCHES:
        return "  " + "\n  ".join(f"faults {name} {usage}".rstrip() for name, (usage, _) in _SWITCHES.items())
    usage, throw = _SWITCHES[kind]
    try:
        throw(faults, words)
    except (IndexError, ValueError):
        raise ValueError(f"usage: faults {kind} {usage}") from None
    return f"  faults: {line}"


def _method(words: Words, place: int = 0) -> str:
    return words[place] if len(words) > place else EVERY


def _times(words: Words, place: int) -> int:
    return int(words[place]) if len(words) > place else 1


def _status(faults: Faults, words: Words) -> None:
    faults.status(int(words[0]), _method(words, 1), times=_times(words, 2))


def _rate_limit(faults: Faults, words: Words) -> None:
    faults.rate_limit(_method(words), retry_after=_times(words, 1), times=_times(words, 2))


def _tiers(faults: Faults, _words: Words) -> None:
    faults.enforce_tiers = True


def _twice(faults: Faults, words: Words) -> None:
    faults.duplicate_deliveries += _times(words, 0)


_SWITCHES: Final[dict[str, tuple[str, Callable[[Faults, Words], object]]]] = {
    "status": ("503 [method] [times]", _status),
    "429": ("[method] [seconds] [times]", _rate_limit),
    "error": ("method error", lambda faults, words: faults.error(words[0], words[1])),
    "unknown": ("method", lambda faults, words: faults.unknown_method(words[0])),
    "drop": ("[method]", lambda faults, words: faults.drop(_method(words))),
    "slow": ("seconds [method]", lambda faults, words: faults.slow(float(words[0]), _method(words, 1))),
    "stream": ("appends", lambda faults, words: faults.stream_dies(appends=int(words[0]))),
    "scope": ("files:read", lambda faults, words: faults.missing_scope(words[0])),
    "tiers": ("", _tiers),
    "twice": ("[times]", _twice),
    "clear": ("", lambda faults, _words: faults.clear()),
}
