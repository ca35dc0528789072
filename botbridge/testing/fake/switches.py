"""A shell's words for faults: `faults status 503 send 2`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from botbridge.testing.fake.faults import EVERY

T = TypeVar("T")
Words = list[str]
# By its first word: how to use it, and what it does.
Switches = Mapping[str, tuple[str, Callable[[T, Words], object]]]


def switch(target: T, line: str, switches: Switches[T]) -> str:
    """Switch a fault on, and say so. Raises ValueError for what is not understood."""
    kind, *words = line.split() or ["list"]
    if kind not in switches:
        return "  " + "\n  ".join(f"faults {name} {usage}".rstrip() for name, (usage, _) in switches.items())
    usage, throw = switches[kind]
    try:
        throw(target, words)
    except (LookupError, ValueError):
        raise ValueError(f"usage: faults {kind} {usage}") from None
    return f"  faults: {line}"


def call(words: Words, place: int = 0) -> str:
    """The call that a fault is for; every one where none is named."""
    return words[place] if len(words) > place else EVERY


def number(words: Words, place: int) -> int:
    """How often, or how long; one where nothing is said. Raises ValueError."""
    return int(words[place]) if len(words) > place else 1
