"""Markdown read line by line: what each line means, given the lines before it.

A full parse needs the whole text; a growing text is read here instead, one line at a time, in constant
memory. The scanner knows containers (quotes, list items), fences, tables and paragraphs; of everything
else it only needs to know where it begins.
"""

import re
from typing import NamedTuple

QUOTE = 0  # in a stack of containers; any other number is a list item: the columns before its content

# What a seam before a line costs: 0 is free, 1 is barely bearable.
FORCED = -1.0  # the seam must be here
BLOCK = 0.0  # between top-level blocks
ITEM = 0.15  # between list items
INNER = 0.25  # between blocks inside a container
ROW = 0.35  # between table rows: the header is repeated
CODE_LINE = 0.4  # between lines of a fence: it is closed and reopened
SOFT_BREAK = 0.5  # between lines of a paragraph
AFTER_HEADING = 0.6  # leaves a heading alone at the end
BAD = 0.95  # would tear what belongs together: a header from its table, an underline from its heading

_DEEPEST = 20  # containers; what is nested deeper is text here, and parsers give up there too

_SPACES = re.compile(r" *")
_ITEM = re.compile(r"([-+*]|(\d{1,9})[.)])(?= |$)")
_RULE = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_ATX = re.compile(r"#{1,6}(?: |$)")
_SETEXT = re.compile(r"(?:=+|-+)$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$", re.DOTALL)
_DELIMITER = re.compile(r"[|:\- ]+$")
_DELIMITER_CELL = re.compile(r":?-+:?$")
_PIPE = re.compile(r"(?<!\\)\|")
_WORD_START = re.compile(r"[^\W\d_]")


class Fence(NamedTuple):
    """An open fence: its marker (three or more of a kind), info string and indentation."""

    marker: str
    info: str
    indent: int


class Table(NamedTuple):
    """An open table: its header and delimiter rows, without their containers' prefix."""

    header: str
    delimiter: str


class State(NamedTuple):
    """What is open after a line."""

    stack: tuple[int, ...] = ()
    leaf: str = ""  # paragraph, table, code, heading, empty (an item without content yet), row, row-end
    fence: Fence | None = None
    table: Table | None = None
    last: str = ""  # the paragraph's last line: it may turn out to be a table's header
    lines: int = 0  # of the open paragraph


class Line(NamedTuple):
    """What one line means: the state after it, and what a seam before it would be."""

    after: State
    reopen: State  # what is open at a seam before this line
    cost: float  # of that seam
    starts: bool = False  # a block begins here
    blank: bool = False


START = State()


def read(state: State, line: str) -> Line:
    """Read one line (with or without its line end) in the given state."""
    if state.leaf == "paragraph" and not state.stack and _WORD_START.match(line):
        return _continued(state, State(), line.strip())  # the usual line, and the shortest way through
    text = line.rstrip("\r\n").expandtabs(4).rstrip(" ")
    depth, pos = _descend(state.stack, text)
    indent = _indent(text, pos)
    if pos + indent >= len(text):
        return _blank(state, depth)
    if depth == len(state.stack):
        if state.fence is not None:
            return _fenced(state, state.fence, text[pos + indent :], indent)
        if state.leaf == "row":  # the rest of a row that was cut: plain text
            after = state._replace(leaf="row-end")
            return Line(after, State(state.stack), BAD, starts=True)
    return _opened(state, text, depth, pos)


def _indent(text: str, pos: int) -> int:
    found = _SPACES.match(text, pos)
    return found.end() - pos if found else 0


def _descend(stack: tuple[int, ...], text: str) -> tuple[int, int]:
    """How many of the open containers this line continues, and where their prefix ends."""
    pos = 0
    for depth, width in enumerate(stack):
        indent = _indent(text, pos)
        blank = pos + indent >= len(text)
        if width == QUOTE:
            if blank or indent > 3 or text[pos + indent] != ">":
                return depth, pos
            pos += indent + 1
            pos += text.startswith(" ", pos)
        elif not blank:
            if indent < width:
                return depth, pos
            pos += width
    return len(stack), pos


def _blank(state: State, depth: int) -> Line:
    stack = state.stack[:depth]
    if depth == len(state.stack):
        if state.fence is not None:
            return Line(state, state, CODE_LINE, blank=True)
        if state.leaf == "empty":  # an item may begin with one blank line, not with two
            stack = stack[:-1]
    leaf = "heading" if state.leaf == "heading" else ""
    return Line(State(stack, leaf), State(stack), BAD, blank=True)


def _fenced(state: State, fence: Fence, rest: str, indent: int) -> Line:
    closes = indent <= 3 and rest.startswith(fence.marker) and not rest.strip(fence.marker[0])
    if closes:
        return Line(State(state.stack), state, BAD)
    if state.leaf == "opener":  # nothing in it yet
        return Line(state._replace(leaf=""), state, BAD)
    return Line(state, state, CODE_LINE)


def _opened(state: State, text: str, depth: int, pos: int) -> Line:
    """Open the containers that begin on this line, then look at what they hold."""
    whole = depth == len(state.stack)
    outer = state.stack[:depth]
    stack = outer
    while pos < len(text) and len(stack) < _DEEPEST:
        indent = _indent(text, pos)
        at = pos + indent
        if indent > 3 or at >= len(text):
            break
        if text[at] == ">":
            stack += (QUOTE,)
            pos = at + 1 + text.startswith(" ", at + 1)
            continue
        interrupts = whole and state.leaf == "paragraph" and stack is outer
        width = _item(text, at, interrupts=interrupts)
        if not width:
            break
        stack += (indent + width,)
        pos = min(pos + indent + width, len(text))
    opened = stack is not outer
    sibling = opened and stack[depth] != QUOTE and not whole and state.stack[depth] != QUOTE
    cost = ITEM if sibling else INNER if depth else BLOCK
    if state.leaf == "heading" and whole:
        cost = AFTER_HEADING
    return _leaf(state, text[pos:], outer, stack if opened else None, cost)


def _item(text: str, at: int, *, interrupts: bool) -> int:
    """The columns of a list marker and its spaces at this place, 0 if there is none."""
    found = _ITEM.match(text, at)
    if not found or _RULE.match(text, at):
        return 0
    spaces = _indent(text, found.end())
    empty = found.end() + spaces >= len(text)
    if interrupts and (empty or (found[2] is not None and int(found[2]) != 1)):
        return 0
    return found.end() - at + (1 if empty or spaces > 4 else spaces)


def _leaf(state: State, rest: str, outer: tuple[int, ...], opened: tuple[int, ...] | None, cost: float) -> Line:
    stack = outer if opened is None else opened
    text = rest.lstrip(" ")
    if not text:
        return Line(State(stack, "empty"), State(outer), cost, starts=True)
    whole = opened is None and len(outer) == len(state.stack)
    continues = opened is None and state.leaf == "paragraph"
    at = _Place(state, text, len(rest) - len(text), stack, State(outer), cost, whole, continues)
    for kind in _LEAVES:
        line = kind(at)
        if line:
            return line
    return Line(State(stack, "paragraph", last=text, lines=1), State(outer), cost, starts=True)


class _Place(NamedTuple):
    """What a line holds inside its containers."""

    state: State  # before the line
    text: str
    indent: int
    stack: tuple[int, ...]  # with the containers that this line opens
    before: State
    cost: float
    whole: bool  # all containers go on and none begins
    continues: bool  # a paragraph could go on


def _code(at: _Place) -> Line | None:
    if at.indent <= 3:
        return None
    if at.continues:
        return _continued(at.state, at.before, at.text)
    joined = at.state.leaf == "code" and at.whole
    return Line(State(at.stack, "code"), at.before, CODE_LINE if joined else at.cost, starts=not joined)


def _opener(at: _Place) -> Line | None:
    found = _FENCE.match(at.text)
    if not found:
        return None
    marker, info = (found[1], found[2]) if found[1] else (found[3], found[4])
    after = State(at.stack, "opener", Fence(marker, info.strip(), at.indent))
    return Line(after, at.before, at.cost, starts=True)


def _heading(at: _Place) -> Line | None:
    if _ATX.match(at.text):
        return Line(State(at.stack, "heading"), at.before, at.cost, starts=True)
    if at.whole and at.continues and _SETEXT.match(at.text) and not _is_delimiter(at.state, at.text):
        return Line(State(at.stack, "heading"), at.before, BAD)
    return None


def _rule(at: _Place) -> Line | None:
    return Line(State(at.stack), at.before, at.cost, starts=True) if _RULE.match(at.text) else None


def _row(at: _Place) -> Line | None:
    if not at.whole or at.state.table is None:
        return None
    if at.state.leaf == "row-end":
        table = at.state._replace(leaf="table")
        return Line(table, table, FORCED)
    return Line(at.state, at.state, ROW)


def _delimiter_row(at: _Place) -> Line | None:
    if not (at.whole and at.continues and _is_delimiter(at.state, at.text)):
        return None
    after = State(at.stack, "table", table=Table(at.state.last, at.text))
    return Line(after, at.before, BAD, starts=at.state.lines > 1)


def _continuation(at: _Place) -> Line | None:
    return _continued(at.state, at.before, at.text) if at.continues else None


_LEAVES = (_code, _opener, _heading, _rule, _row, _delimiter_row, _continuation)  # in order of precedence


def _continued(state: State, before: State, text: str) -> Line:
    """One more line of a paragraph, perhaps a lazy one: its containers stay open."""
    after = State(state.stack, "paragraph", last=text, lines=state.lines + 1)
    return Line(after, before, BAD if _DELIMITER.match(text) else SOFT_BREAK)


def _is_delimiter(state: State, text: str) -> bool:
    if "|" not in state.last or not _DELIMITER.match(text):
        return False
    cells = _cells(text)
    return len(cells) == len(_cells(state.last)) and all(_DELIMITER_CELL.match(cell) for cell in cells)


def _cells(row: str) -> list[str]:
    cells = [cell.strip() for cell in _PIPE.split(row.strip())]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def item_width(stack: tuple[int, ...]) -> int:
    """The columns that a line of the outermost list items is indented by."""
    quote = stack.index(QUOTE) if QUOTE in stack else len(stack)
    return sum(stack[:quote])


def prefix(stack: tuple[int, ...]) -> str:
    """What a line must begin with to lie in these containers."""
    return "".join("> " if width == QUOTE else " " * width for width in stack)


def count(text: str) -> int:
    """How many blocks begin in this text, at any depth; every list item counts."""
    state, found = START, 0
    for line in lines(text):
        step = read(state, line)
        state = step.after
        found += step.starts
    return found


_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def lines(text: str) -> list[str]:
    """The lines of a text with their ends, cut only where CommonMark ends a line."""
    return _LINES.findall(text)
