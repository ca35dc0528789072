"""The shell's words for faults."""

from __future__ import annotations

from typing import Final

from botbridge.testing.fake.switches import Switches, Words, call, number
from botbridge.testing.teams.faults import Faults


def _rates(faults: Faults, _words: Words) -> None:
    faults.enforce_rates = True


def _streams(faults: Faults, _words: Words) -> None:
    faults.no_streams = True


def _twice(faults: Faults, words: Words) -> None:
    faults.duplicate_deliveries += number(words, 0)


def _status(faults: Faults, words: Words) -> None:
    faults.status(int(words[0]), call(words, 1), times=number(words, 2))


def _rate_limit(faults: Faults, words: Words) -> None:
    faults.rate_limit(call(words), retry_after=number(words, 1), times=number(words, 2))


SWITCHES: Final[Switches[Faults]] = {
    "status": ("503 [method] [times]", _status),
    "429": ("[method] [seconds] [times]", _rate_limit),
    "error": ("403 code [method]", lambda faults, words: faults.error(int(words[0]), words[1], call(words, 2))),
    "drop": ("[method]", lambda faults, words: faults.drop(call(words))),
    "slow": ("seconds [method]", lambda faults, words: faults.slow(float(words[0]), call(words, 1))),
    "stream": ("chunks", lambda faults, words: faults.stream_dies(chunks=int(words[0]))),
    "nostreams": ("", _streams),
    "rates": ("", _rates),
    "twice": ("[times]", _twice),
    "clear": ("", lambda faults, _words: faults.clear()),
}
