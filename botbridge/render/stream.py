"""A growing text, cut into native messages while it grows."""

import re
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from botbridge.render import inline, scan
from botbridge.render.limits import Limits
from botbridge.render.scan import State

_LEAD = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,}|#{1,6}[ \t])?[ \t]*")
_UNDECIDED = 8  # characters of a line after which its kind (item, heading, text) is certain enough
_TORN = 0.6  # what it costs more to cut inside a line of code or a table row
_NEARLY_FULL = 0.9  # of a message: from here on unfinished words wait, so that none is cut


@dataclass(frozen=True, slots=True)
class Part:
    """One native message's text; `closed` once no more will be added to it."""

    text: str
    closed: bool


class _Seam(NamedTuple):
    """A place before a line where the open part could end."""

    line: int  # of the open part
    cost: float
    reopen: State
    closer: str
    size: int  # of the part's text before it, by measure, without trailing whitespace
    chars: int
    blocks: int


class Roller:
    """Cuts a growing text into messages, each whole and valid on its own, as tokens arrive.

    Past `soft` (a fraction of `limits.chars`) the next good seam ends a message; the nearer the limit,
    the less good it needs to be. At the limit the best seam is taken that does not lie in text which was
    `shown`. Fences are closed and reopened, tables get their header again, quotes their mark; the
    indentation of a list item that was cut is dropped from its rest, as is whitespace at the seams.
    """

    def __init__(self, limits: Limits, soft: float = 0.75) -> None:
        self._limits = limits
        self._soft = soft
        self._closed: list[Part] = []
        self._pending: list[str] = []  # the unfinished last line, as it came
        self._pending_size = 0
        self._weighed = False  # whether the unfinished line was considered as a seam
        self._open(State(), "")

    def _open(self, state: State, head: str) -> None:
        """Begin a part in this state, `head` being what reopens it."""
        self._state = state
        self._head = head
        self._dedent = scan.item_width(state.stack)
        self._inherited = len(state.stack)  # containers that an earlier part began
        self._raw: list[str] = []
        self._out: list[str] = []
        self._seams: list[_Seam] = []
        self._size = self._solid = self._limits.measure(head)
        self._chars = self._solid_chars = len(head)
        self._blocks = int(bool(head))
        self._floor = 0
        self._seen = 0

    def feed(self, token: str) -> None:
        """Append a token to the text; costs no more than the token's length."""
        step = max(self._limits.chars, 1024)
        for start in range(0, len(token), step):
            self._take(token[start : start + step])

    def shown(self, part_index: int, chars: int) -> None:
        """Note that so many characters of a part have gone out and cannot be taken back."""
        if part_index == len(self._closed):
            self._floor = max(self._floor, chars)

    def parts(self) -> list[Part]:
        """The messages so far; all but the last are closed and stay as they are.

        Whitespace at the end of the open part waits until something follows it. Near the limit so does
        an unfinished word, link or code span.
        """
        body = self._body() if self._raw else ""
        pending, visible = self._shown_pending()
        text = (body or self._head) + pending
        self._seen = max(self._seen, len((text[: len(text) - len(pending) + visible]).rstrip()))
        opened = [Part(text[: self._seen], closed=False)] if self._raw or visible else []
        return [*self._closed, *opened]

    def finish(self) -> list[Part]:
        """Say that the text is complete: close the last part and return them all."""
        pending = self._take_pending()
        if pending:
            self._run(deque([pending]), complete=True)
        if self._raw:
            self._close(self._body().rstrip() + self._closer(self._state, self._dedent))
        self._open(State(), "")
        return list(self._closed)

    def cut(self) -> None:
        """End the open part where the text ends now; what follows begins a new one, in its fence or table again."""
        pending = self._take_pending()
        if pending:
            self._run(deque([pending]), complete=True)
        if self._raw:
            self._close(self._body().rstrip() + self._closer(self._state, self._dedent))
            self._reopen(self._state)

    def _take(self, piece: str) -> None:
        self._pending.append(piece)
        self._pending_size += self._limits.measure(piece)
        if "\n" in piece or "\r" in piece or (len(self._pending) > 1 and self._pending[-2].endswith("\r")):
            self._drain()
        if self._size + self._pending_size > self._room(self._state) or self._may_seam():
            self._weighed = True
            self._run(deque([self._take_pending()]), complete=False)

    def _drain(self) -> None:
        lines = deque(scan.lines(self._take_pending()))
        last = "" if not lines or lines[-1].endswith("\n") else lines.pop()
        self._weighed = False
        self._run(lines, complete=True)
        self._put_pending(last)

    def _take_pending(self) -> str:
        text = "".join(self._pending)
        self._pending, self._pending_size = [], 0
        return text

    def _put_pending(self, text: str) -> None:
        self._pending = [text] if text else []
        self._pending_size = self._limits.measure(text) if text else 0

    def _may_seam(self) -> bool:
        """Whether the unfinished line is long enough to judge whether a new part begins with it."""
        if self._weighed or not self._is_tight():
            return False
        return len("".join(self._pending).strip()) >= _UNDECIDED

    def _run(self, lines: deque[str], *, complete: bool) -> None:
        """Add lines to the open part, closing parts on the way; the last may be unfinished."""
        while lines:
            line = lines.popleft()
            step = scan.read(self._state, line)
            whole = complete or bool(lines)
            if not step.blank and self._must_cut(line, step):
                lines.extendleft(reversed(self._cut(line, step)))
            elif whole:
                self._add(line, step)
            else:
                self._put_pending(line[: self._limits.chars] if step.blank else line)

    def _must_cut(self, line: str, step: scan.Line) -> bool:
        if self._blocks + step.starts > (self._limits.blocks or self._blocks + 1) or self._overflows(line, step):
            return True
        if not self._raw or self._solid_chars < self._floor:
            return False
        return step.cost <= self._allowance() or self._orphans(step)

    def _overflows(self, line: str, step: scan.Line) -> bool:
        out = self._dedented(line, step)
        if len(out) > 2 * self._limits.chars:  # most of it may be trailing whitespace: not worth waiting
            return True
        return self._size + self._limits.measure(out.rstrip()) > self._room(step.after)

    def _allowance(self) -> float:
        """What a seam may cost at this fill: nothing at `soft`, more towards the limit."""
        fill = self._fill()
        if fill < self._soft or self._soft >= 1:
            return scan.FORCED
        return scan.SOFT_BREAK * (fill - self._soft) / (1 - self._soft)

    def _fill(self) -> float:
        return self._solid / self._limits.chars

    def _add(self, line: str, step: scan.Line) -> None:
        if not step.blank and self._raw:
            self._seams.append(self._seam_before(step))
        if step.blank and not self._raw:
            self._state = step.after
            return
        out = self._dedented(line, step)
        body = out.rstrip()
        size, chars = self._size, self._chars
        self._raw.append(line)
        self._out.append(out)
        self._size = size + self._limits.measure(body) + self._limits.measure(out[len(body) :])
        self._chars = chars + len(out)
        self._dedent = min(self._dedent, scan.item_width(step.after.stack)) if not step.blank else self._dedent
        self._blocks += step.starts or (len(self._raw) == 1 and not self._head)
        self._state = step.after
        if body:
            self._solid = size + self._limits.measure(body)
            self._solid_chars = chars + len(body)

    def _dedented(self, line: str, step: scan.Line) -> str:
        if not self._dedent:
            return line
        width = min(self._dedent, scan.item_width(step.reopen.stack)) if not step.blank else self._dedent
        rest = line.lstrip(" \t")
        indent = line[: len(line) - len(rest)].expandtabs(4)
        return indent[min(width, len(indent)) :] + rest

    def _cut(self, line: str, step: scan.Line) -> list[str]:
        """Close the open part at its best seam; return the lines that come after it."""
        seam = self._best_seam(step)
        cost = self._rated(seam) if seam else inline.ANYWHERE + 1
        if cost > inline.SENTENCE:
            place, inside = self._place_in(line, step)
            if place and inside < cost:
                return self._cut_line(line, step, place)
        if seam is None:
            return self._cut_line(line, step, max(1, self._floor - self._chars))
        rest = [*self._raw[seam.line :], line]
        text = (self._head + "".join(self._out[: seam.line])).rstrip()
        self._close(text + seam.closer)
        self._reopen(seam.reopen)
        return rest

    def _best_seam(self, step: scan.Line) -> _Seam | None:
        seams = [*self._seams, self._seam_before(step)] if self._raw else []
        fitting = [seam for seam in seams if self._fits(seam)]
        return min(fitting, key=self._rated, default=None)

    def _seam_before(self, step: scan.Line) -> _Seam:
        closer = self._closer(self._state if self._orphans(step) else step.reopen, self._dedent)
        filled = self._solid, self._solid_chars, self._blocks
        return _Seam(len(self._raw), step.cost, step.reopen, closer, *filled)

    def _orphans(self, step: scan.Line) -> bool:
        """Whether a fence ends here with its list item, but the item's mark is in an earlier part."""
        stack = self._state.stack
        if self._state.fence is None or step.reopen.fence is not None or not stack:
            return False
        return stack[-1] != scan.QUOTE and len(stack) <= self._inherited

    def _fits(self, seam: _Seam) -> bool:
        room = self._limits.chars - self._limits.measure(seam.closer)
        blocks = self._limits.blocks or seam.blocks
        return seam.chars >= self._floor and seam.size <= room and seam.blocks <= blocks

    def _rated(self, seam: _Seam) -> float:
        """A seam's cost, the emptier the message would be the higher."""
        blocks = seam.blocks / self._limits.blocks if self._limits.blocks else 0.0
        return seam.cost + 0.5 * (1 - max(blocks, seam.size / self._limits.chars))

    def _place_in(self, line: str, step: scan.Line) -> tuple[int, float]:
        """The best place inside a line, and its cost; place 0 if nothing of the line fits."""
        if self._limits.blocks and self._raw and self._blocks + step.starts > self._limits.blocks:
            return 0, 0.0
        out = self._dedented(line, step)
        high = self._fitting(out, self._room(step.after) - self._size)
        code = step.reopen.fence is not None
        low = max(self._lead(out, step), self._floor - self._chars - 1)
        if high <= low:
            if self._raw:
                return 0, 0.0
            low, high = 0, max(1, high)
        place, cost = inline.seam(out, low, high, code=code)
        return place, cost + (_TORN if code or step.after.table else 0.0)

    def _fitting(self, text: str, room: int) -> int:
        """How many leading characters fit into so much room."""
        measure = self._limits.measure
        low, high = 0, max(0, min(room, len(text)))
        while low < high:
            middle = (low + high + 1) // 2
            if measure(text[:middle]) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _cut_line(self, line: str, step: scan.Line, place: int) -> list[str]:
        """Close the open part inside a line; return what is left of it, in its containers again."""
        out = self._dedented(line, step)
        code = step.reopen.fence is not None
        text = self._body() + out[:place]
        rest = out[place:] if code else out[place:].lstrip()
        dedent = min(self._dedent, scan.item_width(step.after.stack))
        self._close((text if code else text.rstrip()) + self._closer(step.after, dedent))
        state, mark = _inside(step)
        added = len(scan.prefix(state.stack) + mark)
        if place <= self._lead(out, step) or added > self._limits.chars // 4:  # nothing would be gained
            self._open(State(), "")
            return [rest]
        self._reopen(state)
        return [scan.prefix(self._state.stack) + mark + rest]

    def _lead(self, out: str, step: scan.Line) -> int:
        """The end of the marks that a line begins with; a line of code has only its containers'."""
        if step.reopen.fence is not None:
            return len(scan.prefix(step.reopen.stack)) - self._dedent
        found = _LEAD.match(out)
        return found.end() if found else 0

    def _close(self, text: str) -> None:
        if text.strip():
            self._closed.append(Part(text, closed=True))

    def _reopen(self, state: State) -> None:
        if self._is_deep(state):
            self._open(State(), "")
            return
        lead = scan.prefix(state.stack)[scan.item_width(state.stack) :]
        for head in _heads(state):
            text = "".join(f"{lead}{line}\n" for line in head)
            if self._limits.measure(text + self._closer(state, 0)) <= self._limits.chars // 2:
                self._open(state, text)
                return
        leaf = state.leaf if state.leaf == "row" else ""
        self._open(State(state.stack, leaf, table=state.table if leaf else None), "")

    def _is_deep(self, state: State) -> bool:
        """Whether containers are nested so deep that repeating them would fill the message."""
        return len(scan.prefix(state.stack)) > self._limits.chars // 4

    def _closer(self, state: State, dedent: int) -> str:
        if state.fence is None:
            return ""
        closer = "\n" + scan.prefix(state.stack)[dedent:] + state.fence.marker
        return closer if self._limits.measure(closer) <= self._limits.chars // 2 else ""

    def _room(self, state: State) -> int:
        closer = self._closer(state, self._dedent) if state.fence else ""
        return self._limits.chars - self._limits.measure(closer)

    def _body(self) -> str:
        return self._head + "".join(self._out)

    def _shown_pending(self) -> tuple[str, int]:
        """The unfinished line, and how much of it may be seen already."""
        line = "".join(self._pending)
        step = scan.read(self._state, line)
        if step.blank or (not self._raw and not line.strip()):
            return "", 0
        out = self._dedented(line, step)
        if self._orphans(step) or (self._is_tight() and len(line.strip()) < _UNDECIDED):
            return out, 0
        if self._size + self._pending_size <= _NEARLY_FULL * self._limits.chars:
            return out, len(out)
        place, cost = inline.seam(out, 0, len(out), code=step.reopen.fence is not None)
        return out, place if cost < inline.ANYWHERE else 0

    def _is_tight(self) -> bool:
        """Whether a new part may begin with the next line."""
        return self._fill() >= self._soft or self._blocks >= (self._limits.blocks or self._blocks + 1)


def _inside(step: scan.Line) -> tuple[State, str]:
    """What is open inside a line, and the mark that its rest needs to stay what it was."""
    after = step.after
    if after.fence is not None and step.reopen.fence is None:
        return State(after.stack), after.fence.marker
    if after.fence is not None:
        return after, ""
    if (after.table is not None and step.cost != scan.BAD) or after.leaf == "row-end":
        return State(after.stack, "row", table=after.table), ""
    return State(after.stack), "    " if after.leaf == "code" else ""


def _heads(state: State) -> list[list[str]]:
    """The lines that reopen what is open, the fullest first; a fence may lose its info string."""
    if state.fence is not None:
        mark = " " * state.fence.indent + state.fence.marker
        return [[mark + info] for info in (state.fence.info, state.fence.info.partition(" ")[0], "")]
    if state.table is not None and state.leaf == "table":
        return [[state.table.header, state.table.delimiter]]
    return [[]]
