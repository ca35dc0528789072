"""Teams' names of reactions → the characters themselves, and what an activity tells of them. Pure."""

from __future__ import annotations

import re
import sys
from typing import Final

# [docs] the six that were there first; the others begin with their code points, such as `1f440_eyes`.
_NAMES: Final = {
    "like": "👍",
    "dislike": "👎",
    "heart": "❤️",
    "laugh": "😆",
    "surprised": "😮",
    "sad": "😢",
    "angry": "😡",
    "launch": "🚀",
}
_POINTS: Final = re.compile(r"([0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*)(?:_|$)", re.IGNORECASE)


def character(name: str) -> str:
    """The emoji of a reaction; `:name:` for one that has no character."""
    if name in _NAMES:
        return _NAMES[name]
    found = _POINTS.match(name)
    points = [int(point, 16) for point in found[1].split("-")] if found else []
    return "".join(map(chr, points)) if points and all(map(_is_character, points)) else f":{name}:"


def _is_character(point: int) -> bool:
    return point <= sys.maxunicode and not 0xD800 <= point <= 0xDFFF
