"""Markdown line by line in Discord's words: fences, tables and headings, and what stands inside of a line."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Callable
from typing import ClassVar, Final

from botbridge.render import scan
from botbridge.render.scan import State
from botbridge_discord import tables

_FENCE: Final = "```"
_BROKEN_FENCE: Final = "`\u200b``"  # three backticks inside of a block would end it
_HEADING: Final = re.compile(r"#{4,6}(?=[ \t]|$)")
_UNDERLINE: Final = re.compile(r"(?:=+|-+)$")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~]")
_IMAGE: Final = re.compile(r"!\[(?P<alt>[^\[\]\n]*)\]\((?P<url><[^<>\n]*>|[^\s()<>]+)(?P<title>[ \t]+\"[^\"\n]*\")?\)")
_CODE: Final = re.compile(r"(`+)(?!`)(?:.*?[^`])?\1(?!`)|\\.", re.DOTALL)


class Writer:
    """Writes one text; columns of tables are aligned up to `widest` letters."""

    def __init__(self, widest: int) -> None:
        self._widest = widest
        self._before = self._after = scan.START
        self._out: list[str] = []
        self._words: list[str] = []  # a paragraph's lines: the last may turn out to be a heading, or a table's header
        self._table: _Table | None = None

    def write(self, text: str) -> str:
        """The text in Discord's words."""
        for line in text.split("\n"):
            self._before, self._after = self._after, scan.read(self._after, line).after
            if self._table is not None and self._after.table is None:
                self._end_table()
            next(write for is_so, write in self._KINDS if is_so(self, line))(self, line)
        self._end_table()
        self._flush()
        if self._after.fence is not None:
            self._out.append(_FENCE)  # a growing text: its own end is still to come
        return "\n".join(self._out)

    def _is_fence(self, _line: str) -> bool:
        return self._before.fence is not None or self._after.fence is not None

    def _fence(self, line: str) -> None:
        """A line of a fence, or the fence itself, as the one fence that Discord knows."""
        self._flush()
        begun, open_now = self._before.fence, self._after.fence
        if begun is None and open_now is not None:
            line = line.replace(open_now.marker, _FENCE, 1)
        elif open_now is None:
            line = line.replace(line.strip("> \t\r"), _FENCE)
        elif open_now.marker != _FENCE:
            line = line.replace(_FENCE, _BROKEN_FENCE)
        self._out.append(line)

    def _is_row(self, _line: str) -> bool:
        return self._after.table is not None

    def _row(self, line: str) -> None:
        if self._table is not None:
            self._table.rows.append(line)
            return
        header = self._words.pop() if self._words else ""
        self._flush()
        self._table = _Table(header, line)

    def _end_table(self) -> None:
        if self._table is not None:
            self._out += self._table.written(self._widest)
            self._table = None

    def _is_underline(self, line: str) -> bool:
        return _is(self._before, "paragraph") and _is(self._after, "heading") and bool(_UNDERLINE.match(line.strip()))

    def _underline(self, line: str) -> None:
        """An underlined heading as one line that begins with its mark."""
        joined = " ".join(one.strip() for one in self._words)
        self._words = [f"{'#' if line.strip()[0] == '=' else '##'} {joined}"]
        self._flush()

    def _is_code(self, _line: str) -> bool:
        return _is(self._after, "code")

    def _code(self, line: str) -> None:
        self._flush()
        self._out.append(line)

    def _is_text(self, _line: str) -> bool:
        return True

    def _text(self, line: str) -> None:
        if not (_is(self._before, "paragraph") and _is(self._after, "paragraph")):
            self._flush()
        self._words.append(line)

    def _flush(self) -> None:
        if self._words:
            first = self._words[0]
            indent = first[: len(first) - len(first.lstrip("> \t"))]
            self._words[0] = indent + _HEADING.sub("###", first[len(indent) :], count=1)
            self._out += _outside_code("\n".join(self._words), _inline).split("\n")
            self._words = []

    # The first that holds says what a line is.
    _KINDS: ClassVar[tuple[tuple[Callable[[Writer, str], bool], Callable[[Writer, str], None]], ...]] = (
        (_is_fence, _fence),
        (_is_row, _row),
        (_is_underline, _underline),
        (_is_code, _code),
        (_is_text, _text),
    )


class _Table:
    """A table that is being read; `prefix` is what its lines begin with inside of quotes and lists."""

    def __init__(self, header: str, delimiter: str) -> None:
        self._prefix = delimiter[: len(delimiter) - len(delimiter.lstrip("> \t"))]
        self._header = self._inner(header)
        self._delimiter = self._inner(delimiter)
        self.rows: list[str] = []

    def _inner(self, line: str) -> str:
        return line[len(self._prefix) :] if line.startswith(self._prefix) else line.lstrip("> \t")

    def written(self, widest: int) -> list[str]:
        """The lines that show it."""
        rows = [self._inner(row) for row in self.rows]
        return [self._prefix + line for line in tables.as_code(self._header, self._delimiter, rows, widest)]


def _is(state: State, leaf: str) -> bool:
    return state.leaf == leaf


def _inline(text: str) -> str:
    return _ENTITY.sub(_letter, _IMAGE.sub(_link, text))


def _link(found: re.Match[str]) -> str:
    if found["alt"].strip():
        return f"[{found['alt']}]({found['url']}{found['title'] or ''})"
    return f"<{found['url'].strip('<>')}>"


def _letter(found: re.Match[str]) -> str:
    name = found[0][1:]
    # `unescape` also takes what only begins like a name.
    letters = html.unescape(found[0]) if name[0] == "#" or name in html.entities.html5 else ""
    if not letters or not letters.isprintable():
        return found[0]
    return _MARKUP.sub(lambda mark: "\\" + mark[0], letters)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with everything changed but code spans and what a backslash protects."""
    out, end = [], 0
    for code in _CODE.finditer(text):
        out += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*out, change(text[end:])])
