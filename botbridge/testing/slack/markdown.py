"""What Slack makes of Markdown: the blocks that a `markdown` block becomes, and text beside code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_CODE: Final = re.compile(
    r"(?:^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*(?:\n.*?)?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z))"
    r"|(?:(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))",
    re.DOTALL | re.MULTILINE,
)


def expanded(text: str) -> int:
    """Count the blocks that one `markdown` block becomes: one for each Markdown node at the top level."""
    return len(SyntaxTreeNode(_PARSER.parse(text)).children)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to everything that is no code span and no fence."""
    return "".join(part if is_code else change(part) for is_code, part in _parts(text))


def without_code(text: str) -> str:
    """Return `text` without its code spans and fences."""
    return "".join(part for is_code, part in _parts(text) if not is_code)


def _parts(text: str) -> list[tuple[bool, str]]:
    parts, end = [], 0
    for found in _CODE.finditer(text):
        parts += [(False, text[end : found.start()]), (True, found.group())]
        end = found.end()
    return [*parts, (False, text[end:])]
