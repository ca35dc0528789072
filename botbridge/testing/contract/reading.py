"""How a case reads what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt

from botbridge.model.task import TaskState
from botbridge.testing.contract.stage import Seen, SeenTask

_STATES: dict[str, TaskState] = {"⬜": "ready", "⏳": "running", "❌": "failed", "✅": "done"}
_TASK = re.compile(rf"- ([{''.join(_STATES)}]) (.*)")
_WORD = re.compile(r"\bw\d+\b")


def numbered(count: int, first: int = 0) -> list[str]:
    """Words that can be found again wherever they end up: `w0`, `w1` and so on."""
    return [f"w{number}" for number in range(first, first + count)]


def words(shown: Iterable[Seen]) -> list[str]:
    """The numbered words that people read, in order, over all messages."""
    return [word for one in shown for word in _WORD.findall(one.text)]


def ended(shown: Sequence[Seen]) -> bool:
    """Whether something is shown and none of it grows any more."""
    return bool(shown) and not any(one.streaming for one in shown)


def tree(text: str) -> list[tuple[str, str, str]]:
    """What a Markdown text is made of: blocks, marks and words in order, however it was written."""
    found = []
    for block in MarkdownIt("commonmark").enable("table").parse(text.strip()):
        for token in block.children or [block]:
            href = str(token.attrGet("href") or "")
            found.append((token.type, token.info.strip() or href, token.content if not token.children else ""))
    return found


def is_whole(text: str) -> bool:
    """Whether no fence is left open."""
    return sum(line.lstrip().startswith("```") for line in text.splitlines()) % 2 == 0


def listed(shown: Iterable[Seen]) -> list[SeenTask]:
    """The tasks that stand in messages as lists, where a platform has no form of its own for them."""
    lines = [line for one in shown for line in one.text.splitlines()]
    return [SeenTask(found[2].replace("\\", ""), _STATES[found[1]]) for line in lines if (found := _TASK.match(line))]
