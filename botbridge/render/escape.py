"""Words and code made harmless: as Markdown that shows them, whatever they contain."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~&]")
_LINK_LIKE = re.compile(r"[@<]|://|(?i:\bwww(?=\.))|(?<=\w)\.(?=\w)")
_JOINER = "\u2060"  # invisible, and no platform looks for a link or mention across it
_UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def fence(code: str, language: str = "") -> str:
    """A fenced code block; its fence is longer than any run of backticks in the code."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    marker = "`" * max(3, longest + 1)
    info = re.sub(r"[`\x00-\x1f\x7f]+", " ", language).strip()
    return f"{marker}{info}\n{code}{'' if code.endswith(chr(10)) else chr(10)}{marker}"


def escape(text: str) -> str:
    """Untrusted words (a name, a title) as Markdown that shows them and does nothing else.

    One line; no emphasis, links or mentions; control and direction characters are dropped.
    """
    line = "".join(_visible(char) for char in text)
    inert = _LINK_LIKE.sub(lambda found: found[0] + _JOINER, " ".join(line.split()))
    return _MARKUP.sub(lambda found: "\\" + found[0], inert)


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _UNSAFE and char != "\u200d" else char
