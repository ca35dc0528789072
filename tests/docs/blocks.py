"""The code in the documentation, as the pieces that can be run."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md")])

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IMPORT = "import botbridge as cl\n"


@dataclass(frozen=True)
class Block:
    """One fenced block; `line` is where it begins on its page."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def kind(self) -> Literal["test", "module", "body"]:
        """A test, a whole module (it imports botbridge, or decorates), or lines of a handler."""
        if "def test_" in self.text:
            return "test"
        return "module" if re.search(r"^(@cl\.|from botbridge|import botbridge)", self.text, re.MULTILINE) else "body"

    @property
    def source(self) -> str:
        """The block as a file."""
        if self.kind == "body":
            body = textwrap.indent(self.text, "    ")
            return f"{_IMPORT}\n\n@cl.on_message\nasync def handle(message):\n{body}"
        return self.text if "import botbridge as cl" in self.text else _IMPORT + self.text

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """Every fenced block of a page."""
    text = page.read_text(encoding="utf-8")
    return [Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2]) for found in _BLOCK.finditer(text)]


def all_blocks(language: str) -> list[Block]:
    """Every block of a language, on all pages."""
    return [block for page in PAGES for block in blocks_of(page) if block.language == language]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))
