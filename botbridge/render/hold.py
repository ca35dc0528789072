"""What of a growing text must wait, because it could still become something else."""

from __future__ import annotations

import re

from botbridge.model.mention import unfinished
from botbridge.render import inline

_MENTION = re.compile(r"<[^<>\s]{0,39}$")
_BACKSLASHES = re.compile(r"\\+$")


def hold_back(text: str) -> int:
    """How many characters at the end of a growing text could still become something else.

    An unfinished mention (`<!chan`, or a marker of the app's own), a lone carriage return or backslash, half a
    surrogate pair, an emoji or letter that the next characters may extend.
    """
    mention = _MENTION.search(text, max(0, len(text) - 40))
    escape = _BACKSLASHES.search(text, max(0, len(text) - 40))
    return max(
        len(mention[0]) if mention else 0,
        len(escape[0]) % 2 if escape else 0,
        unfinished(text),
        inline.open_cluster(text),
    )
