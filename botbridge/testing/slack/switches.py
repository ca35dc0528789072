"""The shell's words for faults."""

from __future__ import annotations

from typing import Final

from botbridge.testing.fake.switches import Switches, Words, call, number
from botbridge.testing.slack.faults import Faults


def _status(faults: Faults, words: Words) -> None:
    faults.status(int(words[0]), call(words, 1), times=number(words, 2))


def _rate_limit(faults: Faults, words: Words) -> None:
    faults.rate_limit(call(words), retry_after=number(words, 1), times=number(words, 2))


def _tiers(faults: Faults, _words: Words) -> None:
    faults.enforce_tiers = True


def _twice(faults: Faults, words: Words) -> None:
    faults.duplicate_deliveries += number(words, 0)


SWITCHES: Final[Switches[Faults]] = {
    "status": ("503 [method] [times]", _status),
    "429": ("[method] [seconds] [times]", _rate_limit),
    "error": ("method error", lambda faults, words: faults.error(words[0], words[1])),
    "unknown": ("method", lambda faults, words: faults.unknown_method(words[0])),
    "drop": ("[method]", lambda faults, words: faults.drop(call(words))),
    "slow": ("seconds [method]", lambda faults, words: faults.slow(float(words[0]), call(words, 1))),
    "stream": ("appends", lambda faults, words: faults.stream_dies(appends=int(words[0]))),
    "scope": ("files:read", lambda faults, words: faults.missing_scope(words[0])),
    "tiers": ("", _tiers),
    "twice": ("[times]", _twice),
    "clear": ("", lambda faults, _words: faults.clear()),
}
