"""A finished text, cut into native messages."""

import re

from botbridge.render.limits import Limits
from botbridge.render.stream import Roller

__all__ = ["Limits", "split"]

# What a text has that is more than one line of words: line ends, and fences, which are to be closed.
_STRUCTURE = re.compile(r"[\r\n]|```|~~~")


def split(text: str, limits: Limits) -> list[str]:
    """Cut a Markdown text into parts that fit, are valid on their own, and joined lose nothing.

    Blocks, list items, table rows and lines stay whole where they can; a fence that is cut is closed and
    reopened, a table gets its header again, a quote its mark. Dropped is whitespace only: around a seam,
    at both ends of the text, and the indentation of the rest of a list item that was cut. Blank text
    gives no parts.
    """
    if not _STRUCTURE.search(text) and limits.measure(text) <= limits.chars:
        return [text.rstrip()] if text.strip() else []  # most messages are one short line
    roller = Roller(limits, soft=1.0)
    roller.feed(text)
    return [part.text for part in roller.finish()]
