"""What a person types, as Discord's window would send it: names become entities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = re.compile(r"(?<![\w<])@([\w-]+)")


def content(text: str, people: Mapping[str, str]) -> str:
    """Return the text with `@name` as a mention where somebody is called so; `people` are ids by name."""
    return _NAME.sub(lambda found: f"<@{people[found[1]]}>" if found[1] in people else found[0], text)


_MENTION: Final = re.compile(r"<@!?(\d+)>")


def mentioned(text: str) -> list[str]:
    """Return the ids of those whom a text mentions."""
    return _MENTION.findall(text)
