"""Mentions that the app asked for, told apart from text that merely looks like one.

`user.mention` is a marker between private-use characters. Text that comes in is stripped of those characters,
so neither a user nor a model can forge a marker; each adapter turns a marker into its native mention and makes
everything else that looks like a mention inert.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Unicode private use area: no keyboard types them, no font gives them a meaning.
_OPEN, _NAME, _CLOSE = "\ue0b0", "\ue0b1", "\ue0b2"
_SPACE = "\u00a0"
_LONGEST = 300  # characters of a marker; what is longer is none
_MARKER = re.compile(f"{_OPEN}([^{_OPEN}{_NAME}{_CLOSE}]*){_NAME}([^{_OPEN}{_NAME}{_CLOSE}]*){_CLOSE}")
_RESERVED = str.maketrans("", "", _OPEN + _NAME + _CLOSE)


def mention(native_id: str, name: str) -> str:
    """The marker for one user: the platform's id and the name to show where there is no native mention."""
    # Without plain spaces nothing is tempted to cut a text there.
    return f"{_OPEN}{strip(native_id)}{_NAME}{strip(name).replace(' ', _SPACE)}{_CLOSE}"


def strip(text: str) -> str:
    """Text from outside without the reserved characters."""
    return text.translate(_RESERVED)


def replace(text: str, native: Callable[[str, str], str]) -> str:
    """The text with every marker turned into what `native(native_id, name)` returns."""
    return _MARKER.sub(lambda match: native(match[1], match[2].replace(_SPACE, " ")), text) if _OPEN in text else text


def unfinished(text: str) -> int:
    """How many characters at the end of the text are a marker that has not ended yet."""
    begun = text.rfind(_OPEN, len(text) - _LONGEST if len(text) > _LONGEST else 0)
    return len(text) - begun if begun > text.rfind(_CLOSE) else 0


def readable(text: str) -> str:
    """The text with every marker as `@name`."""
    return replace(text, lambda _id, name: f"@{name}")
