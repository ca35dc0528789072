"""The shell's words for faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from botbridge.testing.teams.faults import EVERY, Faults

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


def _number(words: Words, place: int) -> int:
    return int(words[place]) if len(words) > place else 1


def _rates(faults: Faults, _words: Words) -> None:
    faults.enforce_rates = True


def _streams(faults: Faults, _words: Words) -> None:
    faults.no_streams = True


def _twice(faults: Faults, words: Words) -> None:
    faults.duplicate_deliveries += _number(words, 0)


def _status(faults: Faults, words: Words) -> None:
    faults.status(int(words[0]), _method(words, 1), times=_number(words, 2))


def _rate_limit(faults: Faults, words: Words) -> None:
    faults.rate_limit(_method(words), retry_after=_number(words, 1), times=_number(words, 2))


_SWITCHES: Final[dict[str, tuple[str, Callable[[Faults, Words], object]]]] = {
    "status": ("503 [method] [times]", _status),
    "429": ("[method] [seconds] [times]", _rate_limit),
    "error": ("403 code [method]", lambda faults, words: faults.error(int(words[0]), words[1], _method(words, 2))),
    "drop": ("[method]", lambda faults, words: faults.drop(_method(words))),
    "slow": ("seconds [method]", lambda faults, words: faults.slow(float(words[0]), _method(words, 1))),
    "stream": ("chunks", lambda faults, words: faults.stream_dies(chunks=int(words[0]))),
    "nostreams": ("", _streams),
    "rates": ("", _rates),
    "twice": ("[times]", _twice),
    "clear": ("", lambda faults, _words: faults.clear()),
}
